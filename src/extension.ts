import type { Disposable, ExtensionContext, TextEditor, WebviewPanel } from 'vscode';
import { ExtensionMode, Uri, window } from 'vscode';
import { builtInGit } from './editor/changes/gitApi.ts';
import { TaskActions } from './editor/codeActions.ts';
import { registerCommands } from './editor/commands.ts';
import { ApiKeys } from './editor/connection/apiKeys.ts';
import { Connections } from './editor/connection/connections.ts';
import { onePerConnection } from './editor/connection/onePerConnection.ts';
import { OPENAI_URL, OpenAiAccess } from './editor/connection/openAiAccess.ts';
import { MovedCursors } from './editor/documents/movedCursors.ts';
import { sharedStoragePath } from './editor/documents/sharedStorage.ts';
import { ErrorReporter } from './editor/errors.ts';
import { REPORT_VIEW_TYPE } from './editor/ids.ts';
import { lazy } from './editor/lazy.ts';
import { OutputLog } from './editor/log/log.ts';
import { Redaction } from './editor/log/redaction.ts';
import { noticeMemory } from './editor/noticeMemory.ts';
import { AcceptedWatch, KEEP_THE_CHANGE } from './editor/results/acceptedWatch.ts';
import { MarkdownRenderer } from './editor/results/markdown/markdownRenderer.ts';
import { Results } from './editor/results/results.ts';
import { Runs } from './editor/runs/runs.ts';
import { SettingWarnings } from './editor/runs/settingWarnings.ts';
import { Configuration } from './editor/settings/configuration.ts';
import { systemClock } from './editor/systemClock.ts';
import { LazyLedger } from './editor/usage/lazyLedger.ts';
import { LedgerTroubleLog } from './editor/usage/ledgerTroubleLog.ts';
import { SpendStatus } from './editor/usage/statusBar.ts';
import { systemLocalDay } from './models/localDay.ts';
import { TASK_NAMES } from './models/task.ts';
import { loadProvider } from './providers/loadProvider.ts';
import { createSyntax } from './syntax/syntaxClient.ts';
import { TypeCheckClient } from './typeCheck/typeCheckClient.ts';

/** Builds the objects and registers the features. Reads no file and makes no call. */
export function activate(context: ExtensionContext): void {
  const { extensionUri, globalState, globalStorageUri, secrets, subscriptions, workspaceState } =
    context;
  const storageUri = context.storageUri ?? globalStorageUri;
  const inDevelopment = context.extensionMode !== ExtensionMode.Production;
  const { TIERWISE_DEMO_API, ANTHROPIC_API_KEY, AWS_REGION } = process.env;
  const fileOf = (...path: string[]): string => Uri.joinPath(extensionUri, 'dist', ...path).fsPath;

  const kept = <T extends Disposable>(disposable: T): T => {
    subscriptions.push(disposable);
    return disposable;
  };

  const redaction = new Redaction();
  const channel = window.createOutputChannel('Tierwise', { log: true });
  const log = new OutputLog(channel, redaction);
  const errors = new ErrorReporter(log);
  const configuration = new Configuration(workspaceState, () => openAi.isOn);
  const warnings = new SettingWarnings(configuration, errors);
  const keys = kept(new ApiKeys(secrets, globalState, ANTHROPIC_API_KEY, redaction));
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
  const supervisorPath = fileOf('testSupervisor.cjs');
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
  const markdown = new MarkdownRenderer(fileOf('markdownWorker.cjs'));
  const results = new Results({
    findingsFolder: Uri.joinPath(storageUri, 'findings'),
    verdicts: ledger,
    markdown,
    log,
    now: () => systemClock.now(),
  });
  const runners = onePerConnection(async (connection) => {
    const { connectRunner } = await import('./editor/connection/connectedRunner.ts');
    return connectRunner(connection, {
      ledger: await ledger.get(),
      ownPrices: () => configuration.read().prices,
      clock: systemClock,
      random: Math.random,
      log,
      loadProvider: async ({ provider, address: { baseUrl }, ...place }) =>
        provider === 'editor'
          ? (await import('./editor/connection/editorModels.ts')).createEditorProvider()
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
      isNewNotice: noticeMemory(globalState),
    });
  });
  const cursors = kept(new MovedCursors());
  const now = () => systemClock.now();
  const material = lazy(async () => {
    const { createTaskMaterial } = await import('./editor/input/taskMaterial.ts');
    const place = { isUntouched: (editor: TextEditor) => cursors.isUntouched(editor) };
    const parts = { syntax, configuration, typeCheck, supervisorPath, log, now, ...place };
    return kept(createTaskMaterial(parts));
  });
  const tasks = lazy(async () => {
    const { TaskClient } = await import('./tasks/worker/taskClient.ts');
    return kept(new TaskClient({ workerPath: fileOf('taskWorker.cjs') }));
  });
  const warmUp = (language: string | undefined): void => {
    const never = new AbortController().signal;
    const begun: readonly Promise<unknown>[] = [
      tasks().then((client) => client.begin()),
      connections.known().then((connection) => connection && runners.runnerFor(connection)),
      ledger.get(),
      ...(language === undefined ? [] : [syntax.facts(language, '', never)]),
      ...(configuration.read().provider === 'anthropic'
        ? [import('./providers/anthropic.ts')]
        : []),
    ];
    // What fails is asked for again by the run itself, which tells it.
    for (const part of begun) part.catch(() => undefined);
  };
  const runs = new Runs({
    material,
    configuration,
    connections,
    taskFor: async (name) => (await tasks()).taskFor(name),
    runnerFor: runners.runnerFor,
    presenter: results,
    errors,
    warnings,
    warmUp,
  });
  const late = new AcceptedWatch({
    onDidAccept: results.onDidAccept,
    verdicts: ledger,
    repair: (diagnostics) => runs.start('fix', { diagnostics, instruction: KEEP_THE_CHANGE }),
    log,
    now,
  });
  const changes = lazy(async () => {
    const { ChangesReview } = await import('./editor/changes/changesReview.ts');
    return new ChangesReview({
      git: builtInGit,
      runs,
      showHidden: (uri) => results.showHidden(uri),
    });
  });
  const status = new SpendStatus(ledger, runs, configuration, connections, errors, systemClock);
  const report = lazy(async () => {
    const { ReportPanel } = await import('./editor/usage/reportPanel.ts');
    return kept(
      new ReportPanel(extensionUri, ledger, configuration, connections, log, systemClock),
    );
  });
  const history = lazy(async () => {
    const { UsageHistory } = await import('./editor/usage/usageHistory.ts');
    const clearFindings = () => results.clearFindings();
    const folder = ledgerFolder;
    return new UsageHistory({ ledger, folder, clearFindings, errors, log, clock: systemClock });
  });
  const why = lazy(async () => {
    const { WhyThisModel } = await import('./editor/whyThisModel.ts');
    return new WhyThisModel(runs, ledger, systemClock, runners.latest);
  });

  subscriptions.push(channel, warnings, results, late, runs, status);
  subscriptions.push({
    dispose: () =>
      Promise.all([ledger.close(), syntax.dispose(), typeCheck.dispose(), markdown.dispose()]),
  });
  const shown = { changes, report, history, why, log, errors };
  const features = { tasks: TASK_NAMES, runs, results, connections, openAi, ...shown };
  subscriptions.push(registerCommands(features));
  errors.guard('code actions', () => subscriptions.push(new TaskActions(TASK_NAMES).register()));
  errors.guard('report', () => {
    const deserializeWebviewPanel = async (panel: WebviewPanel) => (await report()).restore(panel);
    kept(window.registerWebviewPanelSerializer(REPORT_VIEW_TYPE, { deserializeWebviewPanel }));
  });
  // The books and kept findings are read after activation, so that the editor never waits for them.
  setImmediate(() => {
    void status.refresh();
    void results.restore().catch((error: unknown) => errors.show(error));
  });
}
