import { type ExtensionContext, ExtensionMode, Uri, window } from 'vscode';
import { ApiKeys } from './editor/apiKeys.ts';
import { TaskActions } from './editor/codeActions.ts';
import { registerCommands } from './editor/commands.ts';
import { Configuration } from './editor/configuration.ts';
import { Connections } from './editor/connections.ts';
import { ErrorReporter } from './editor/errors.ts';
import { Gatherer } from './editor/gather.ts';
import { LazyLedger } from './editor/lazyLedger.ts';
import { LedgerTroubleLog } from './editor/ledgerTroubleLog.ts';
import { OutputLog } from './editor/log.ts';
import { onePerConnection } from './editor/onePerConnection.ts';
import { Redaction } from './editor/redaction.ts';
import { ReportPanel } from './editor/reportPanel.ts';
import { Results } from './editor/results/results.ts';
import { Runs } from './editor/runs.ts';
import { SettingWarnings } from './editor/settingWarnings.ts';
import { SpendStatus } from './editor/statusBar.ts';
import { systemClock } from './editor/systemClock.ts';
import { WhyThisModel } from './editor/whyThisModel.ts';
import { systemLocalDay } from './ledger/localDay.ts';
import { TASK_NAMES } from './models/task.ts';
import { loadAnthropic } from './providers/loadAnthropic.ts';
import { createSyntax } from './syntax/syntaxClient.ts';

/** Builds the objects and registers the features. Reads no file and makes no call. */
export function activate(context: ExtensionContext): void {
  const { extensionUri, globalState, globalStorageUri, secrets, subscriptions, workspaceState } =
    context;
  const storageUri = context.storageUri ?? globalStorageUri;
  const inDevelopment = context.extensionMode !== ExtensionMode.Production;
  const { TIERWISE_DEMO_API, ANTHROPIC_API_KEY } = process.env;
  const fileOf = (...path: string[]): string => Uri.joinPath(extensionUri, 'dist', ...path).fsPath;

  const redaction = new Redaction();
  const channel = window.createOutputChannel('Tierwise', { log: true });
  const log = new OutputLog(channel, redaction);
  const errors = new ErrorReporter(log);
  const configuration = new Configuration(workspaceState);
  const warnings = new SettingWarnings(configuration, errors);
  const keys = new ApiKeys(secrets, globalState, ANTHROPIC_API_KEY, redaction);
  const demoUrl = inDevelopment ? TIERWISE_DEMO_API : undefined;
  const connections = new Connections(keys, configuration, demoUrl);
  const syntax = createSyntax({ workerPath: fileOf('syntaxWorker.cjs'), wasmDir: fileOf('wasm') });
  const ledger = new LazyLedger(async () => {
    const { openLedger } = await import('./ledger/openLedger.ts');
    return openLedger({
      folder: Uri.joinPath(storageUri, 'ledger').fsPath,
      spendFolder: Uri.joinPath(globalStorageUri, 'spend').fsPath,
      workerPath: fileOf('ledgerWorker.cjs'),
      wasmDir: fileOf('wasm'),
      log: new LedgerTroubleLog(log, errors),
    });
  });
  const results = new Results({
    findingsFolder: Uri.joinPath(storageUri, 'findings'),
    verdicts: ledger,
    log,
    now: () => systemClock.now(),
  });
  const runnerFor = onePerConnection(async (connection) => {
    const { connectRunner } = await import('./editor/connectedRunner.ts');
    return connectRunner(connection, {
      ledger: await ledger.get(),
      ownPrices: () => configuration.read().prices,
      clock: systemClock,
      random: Math.random,
      log,
      loadProvider: ({ address: { baseUrl }, apiKey }) =>
        loadAnthropic({ apiKey, baseUrl, fetch: (...call) => globalThis.fetch(...call) }),
      localDay: systemLocalDay,
    });
  });
  const gatherer = new Gatherer(syntax, configuration, log);
  const runs = new Runs({
    gatherer,
    configuration,
    connections,
    taskFor: async (name) => (await import('./tasks/registry.ts')).taskFor(name),
    syntax,
    runnerFor,
    presenter: results,
    errors,
    warnings,
  });
  const status = new SpendStatus(ledger, runs, configuration, connections, errors, systemClock);
  const report = new ReportPanel(extensionUri, ledger, connections, log, systemClock);
  const why = new WhyThisModel(runs, ledger, systemClock);

  subscriptions.push(channel, warnings, results, runs, status, report);
  subscriptions.push({ dispose: () => Promise.all([ledger.close(), syntax.dispose()]) });
  const features = { tasks: TASK_NAMES, runs, results, connections, report, why, log, errors };
  subscriptions.push(registerCommands(features));
  errors.guard('code actions', () => subscriptions.push(new TaskActions(TASK_NAMES).register()));
  errors.guard('report', () => report.register());
  // The books and kept findings are read after activation, so that the editor never waits for them.
  setImmediate(() => {
    void status.refresh();
    void results.restore().catch((error: unknown) => errors.show(error));
  });
}
