import { type ExtensionContext, ExtensionMode, Uri, window } from 'vscode';
import { ApiKeys } from './editor/apiKeys.ts';
import { TaskActions } from './editor/codeActions.ts';
import { ChangesReview } from './editor/changes/changesReview.ts';
import { builtInGit } from './editor/changes/gitApi.ts';
import { registerCommands } from './editor/commands.ts';
import { Configuration } from './editor/configuration.ts';
import { Connections } from './editor/connections.ts';
import { ContextSource } from './editor/context.ts';
import { ErrorReporter } from './editor/errors.ts';
import { Gatherer } from './editor/gather.ts';
import { LazyLedger } from './editor/lazyLedger.ts';
import { LedgerTroubleLog } from './editor/ledgerTroubleLog.ts';
import { OutputLog } from './editor/log.ts';
import { createEditorProvider } from './editor/editorModels.ts';
import { firstTimeIn } from './editor/firstTime.ts';
import { onePerConnection } from './editor/onePerConnection.ts';
import { OPENAI_URL, OpenAiAccess } from './editor/openAiAccess.ts';
import { Redaction } from './editor/redaction.ts';
import { ReportPanel } from './editor/reportPanel.ts';
import { KEEP_THE_CHANGE, LateProblems } from './editor/results/lateProblems.ts';
import { Results } from './editor/results/results.ts';
import { Runs } from './editor/runs.ts';
import { SettingWarnings } from './editor/settingWarnings.ts';
import { sharedStoragePath } from './editor/sharedStorage.ts';
import { SpendStatus } from './editor/statusBar.ts';
import { systemClock } from './editor/systemClock.ts';
import { UsageHistory } from './editor/usageHistory.ts';
import { taskTools } from './editor/taskTools.ts';
import { TestQuestion } from './editor/testRun/testQuestion.ts';
import { TypeCheckClient } from './editor/typeCheck/typeCheckClient.ts';
import { WhyThisModel } from './editor/whyThisModel.ts';
import { systemLocalDay } from './ledger/localDay.ts';
import { TASK_NAMES } from './models/task.ts';
import { loadProvider } from './providers/loadProvider.ts';
import { createSyntax } from './syntax/syntaxClient.ts';

/** Builds the objects and registers the features. Reads no file and makes no call. */
export function activate(context: ExtensionContext): void {
  const { extensionUri, globalState, globalStorageUri, secrets, subscriptions, workspaceState } =
    context;
  const storageUri = context.storageUri ?? globalStorageUri;
  const inDevelopment = context.extensionMode !== ExtensionMode.Production;
  const { TIERWISE_DEMO_API, ANTHROPIC_API_KEY, AWS_REGION } = process.env;
  const fileOf = (...path: string[]): string => Uri.joinPath(extensionUri, 'dist', ...path).fsPath;

  const redaction = new Redaction();
  const channel = window.createOutputChannel('Tierwise', { log: true });
  const log = new OutputLog(channel, redaction);
  const errors = new ErrorReporter(log);
  const configuration = new Configuration(workspaceState, () => openAi.isOn);
  const warnings = new SettingWarnings(configuration, errors);
  const keys = new ApiKeys(secrets, globalState, ANTHROPIC_API_KEY, redaction);
  const demoUrl = inDevelopment ? TIERWISE_DEMO_API : undefined;
  const openAi = new OpenAiAccess(keys, globalState);
  const connections = new Connections(keys, configuration, demoUrl, AWS_REGION);
  const syntax = createSyntax({ workerPath: fileOf('syntaxWorker.cjs'), wasmDir: fileOf('wasm') });
  const sharedUri = storageUri.with({ path: sharedStoragePath(storageUri.path) });
  const ledgerFolder = Uri.joinPath(sharedUri, 'ledger');
  const typeCheck = new TypeCheckClient({
    workerPath: fileOf('typeCheckWorker.cjs'),
    libDir: fileOf('typescript'),
  });
  const ledger = new LazyLedger(async () => {
    const { openLedger } = await import('./ledger/openLedger.ts');
    return openLedger({
      folder: ledgerFolder.fsPath,
      spendFolder: Uri.joinPath(globalStorageUri, 'spend').fsPath,
      workerPath: fileOf('ledgerWorker.cjs'),
      wasmDir: fileOf('wasm'),
      log: new LedgerTroubleLog(log, errors, () => ledger.get()),
      retentionDays: configuration.read().retentionDays,
    });
  });
  const results = new Results({
    findingsFolder: Uri.joinPath(storageUri, 'findings'),
    verdicts: ledger,
    log,
    now: () => systemClock.now(),
  });
  const runners = onePerConnection(async (connection) => {
    const { connectRunner } = await import('./editor/connectedRunner.ts');
    return connectRunner(connection, {
      ledger: await ledger.get(),
      ownPrices: () => configuration.read().prices,
      clock: systemClock,
      random: Math.random,
      log,
      loadProvider: async ({ provider, address: { baseUrl }, ...place }) =>
        provider === 'editor'
          ? createEditorProvider()
          : loadProvider({ provider, baseUrl, ...place }),
      loadOpenAi: (apiKey) =>
        loadProvider({
          provider: 'openai',
          baseUrl: OPENAI_URL,
          apiKey,
          region: '',
          project: '',
        }),
      openAiKey: () => openAi.key(),
      stepConnection: (provider) => connections.forStep(provider),
      localDay: systemLocalDay,
      firstTime: firstTimeIn(globalState),
    });
  });
  const question = new TestQuestion();
  const now = () => systemClock.now();
  const toolsFor = taskTools({ syntax, configuration, typeCheck, question, log, now });
  const beside = new ContextSource(syntax, configuration, log);
  const gatherer = new Gatherer(syntax, configuration, log);
  const runs = new Runs({
    gatherer,
    configuration,
    connections,
    taskFor: async (name) => (await import('./tasks/registry.ts')).taskFor(name),
    toolsFor,
    contextFor: (...about) => beside.pieces(...about),
    runnerFor: runners.runnerFor,
    presenter: results,
    errors,
    warnings,
  });
  const late = new LateProblems({
    onDidAccept: results.onDidAccept,
    verdicts: ledger,
    repair: (diagnostics) => runs.start('fix', { diagnostics, instruction: KEEP_THE_CHANGE }),
    log,
    now,
  });
  const changes = new ChangesReview({
    git: builtInGit,
    runs,
    showHidden: (uri) => results.showHidden(uri),
  });
  const status = new SpendStatus(ledger, runs, configuration, connections, errors, systemClock);
  const report = new ReportPanel(extensionUri, ledger, connections, log, systemClock);
  const history = new UsageHistory({
    ledger,
    folder: ledgerFolder,
    clearFindings: () => results.clearFindings(),
    errors,
    log,
    clock: systemClock,
  });
  const why = new WhyThisModel(runs, ledger, systemClock, runners.latest);

  subscriptions.push(channel, warnings, question, results, late, runs, status, report);
  subscriptions.push({
    dispose: () => Promise.all([ledger.close(), syntax.dispose(), typeCheck.dispose()]),
  });
  const shown = { changes, report, history, why, log, errors };
  const features = { tasks: TASK_NAMES, runs, results, connections, openAi, ...shown };
  subscriptions.push(registerCommands(features));
  errors.guard('code actions', () => subscriptions.push(new TaskActions(TASK_NAMES).register()));
  errors.guard('report', () => report.register());
  // The books and kept findings are read after activation, so that the editor never waits for them.
  setImmediate(() => {
    void status.refresh();
    void results.restore().catch((error: unknown) => errors.show(error));
  });
}
