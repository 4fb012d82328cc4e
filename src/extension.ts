import type { ExtensionContext, TextEditor, WebviewPanel } from 'vscode';
import { ExtensionMode, Uri, window } from 'vscode';
import { areAiFeaturesOff } from './editor/aiFeatures.ts';
import { builtInGit } from './editor/changes/gitApi.ts';
import { TaskActions } from './editor/codeActions.ts';
import { registerCommands } from './editor/commands.ts';
import { ApiKeys } from './editor/connection/apiKeys.ts';
import { Connections } from './editor/connection/connections.ts';
import { KeptCatalogs } from './editor/connection/keptCatalogs.ts';
import { onePerConnection } from './editor/connection/onePerConnection.ts';
import { OPENAI_URL, OpenAiAccess } from './editor/connection/openAiAccess.ts';
import { MovedCursors } from './editor/documents/movedCursors.ts';
import { sharedStoragePath } from './editor/documents/sharedStorage.ts';
import { ErrorReporter } from './editor/errors.ts';
import { lazyFolderRuns } from './editor/folders/lazyFolderRuns.ts';
import { REPORT_VIEW_TYPE } from './editor/ids.ts';
import { whenFound } from './editor/inPlace/whenFound.ts';
import { keptIn, lazy } from './editor/lazy.ts';
import { OutputLog } from './editor/log/log.ts';
import { Redaction } from './editor/log/redaction.ts';
import { noticeMemory } from './editor/noticeMemory.ts';
import { preloadOnceLookedAt } from './editor/preload.ts';
import { lazyProofs } from './editor/proof/lazyProofs.ts';
import { AcceptedWatch, KEEP_THE_CHANGE } from './editor/results/acceptedWatch.ts';
import { MarkdownRenderer } from './editor/results/markdown/markdownRenderer.ts';
import { Results } from './editor/results/results.ts';
import { Runs } from './editor/runs/runs.ts';
import { SettingWarnings } from './editor/runs/settingWarnings.ts';
import { Configuration } from './editor/settings/configuration.ts';
import { lazyChecks } from './editor/strategy/lazyChecks.ts';
import { systemClock } from './editor/systemClock.ts';
import { tagsFor } from './editor/tags/tagsFor.ts';
import { listTests } from './editor/testExplorer/listTests.ts';
import { AuditPlaces } from './editor/usage/auditPlaces.ts';
import { booksOf } from './editor/usage/books.ts';
import { ClaudeCodeSpend } from './editor/usage/claudeCodeSpend.ts';
import type { LazyLedger } from './editor/usage/lazyLedger.ts';
import { SpendStatus } from './editor/usage/statusBar.ts';
import { systemLocalDay } from './models/localDay.ts';
import type { TaskName } from './models/task.ts';
import { TASK_NAMES } from './models/task.ts';
import { loadProvider } from './providers/loadProvider.ts';
import { createSyntax } from './syntax/syntaxClient.ts';
import { TypeCheckClient } from './typeCheck/typeCheckClient.ts';

/** Builds the objects and registers the features. Reads no file and makes no call. */
export function activate(context: ExtensionContext): void {
  const { subscriptions } = context;
  const places = placesOf(context);
  const basics = basicsOf(context);
  const tools = toolsOf(places);
  const { ledger, collector, closeBooks } = booksOf(context, places, basics);
  const results = new Results({
    findingsFolder: places.findings,
    verdicts: ledger,
    markdown: tools.markdown,
    log: basics.log,
    now,
  });
  const runners = runnersOf(context, basics, ledger);
  const { runs, taskInputs, taskFor, preloaded } = runsOf(context, places, {
    basics,
    tools,
    ledger,
    results,
    runners,
  });
  const late = new AcceptedWatch({
    onDidAccept: results.onDidAccept,
    verdicts: ledger,
    repair: (diagnostics) => runs.start('fix', { diagnostics, instruction: KEEP_THE_CHANGE }),
    log: basics.log,
    now,
  });
  const claudeCode = claudeCodeOf(places, basics);
  const { channel, configuration, connections, errors, warnings } = basics;
  const status = new SpendStatus({
    ledger,
    runs,
    configuration,
    connections,
    claudeCode,
    errors,
    clock: systemClock,
  });
  subscriptions.push(channel, warnings, results, late, runs, claudeCode, status);
  subscriptions.push({
    dispose: () =>
      Promise.all([closeBooks(), ...Object.values(tools).map((tool) => tool.dispose())]),
  });
  const built = { basics, tools, ledger, results, runners, claudeCode };
  const beginAudits = register(context, places, { ...built, runs, taskInputs, taskFor });
  // The books and kept findings are read after activation, so that the editor never waits for them.
  setImmediate(() => {
    void status.refresh().then(() => {
      collector.resume();
      beginAudits().catch((error: unknown) => errors.show(error));
      if (!areAiFeaturesOff()) subscriptions.push(preloadOnceLookedAt(preloaded));
      // Of many windows that open at once one reads; the others go on from there when they are looked at.
      if (window.state.focused) return claudeCode.refresh();
      return undefined;
    });
    void results.restore().catch((error: unknown) => errors.show(error));
  });
}

const now = (): number => systemClock.now();

type Places = ReturnType<typeof placesOf>;
type Basics = ReturnType<typeof basicsOf>;
type Tools = ReturnType<typeof toolsOf>;
type Runners = ReturnType<typeof runnersOf>;

/** What is built before what uses it. */
interface Built {
  readonly basics: Basics;
  readonly tools: Tools;
  readonly ledger: LazyLedger;
  readonly results: Results;
  readonly runners: Runners;
}

/** Where the extension's own files and what it keeps lie. */
function placesOf({
  extensionUri,
  globalStorageUri,
  storageUri = globalStorageUri,
}: ExtensionContext) {
  const shared = storageUri.with({ path: sharedStoragePath(storageUri.path) });
  return {
    built: (...path: string[]): string => Uri.joinPath(extensionUri, 'dist', ...path).fsPath,
    findings: Uri.joinPath(storageUri, 'findings'),
    checks: Uri.joinPath(storageUri, 'checks'),
    folderRuns: Uri.joinPath(shared, 'folderRuns'),
    ledger: Uri.joinPath(shared, 'ledger'),
    spend: Uri.joinPath(globalStorageUri, 'spend'),
    claudeCode: Uri.joinPath(globalStorageUri, 'claudeCode'),
  };
}

/** Log, messages, settings, keys and where calls go. */
function basicsOf(context: ExtensionContext) {
  const { globalState, secrets, subscriptions, workspaceState } = context;
  const inDevelopment = context.extensionMode !== ExtensionMode.Production;
  const { TIERWISE_DEMO_API, ANTHROPIC_API_KEY, AWS_REGION } = process.env;
  const redaction = new Redaction();
  const channel = window.createOutputChannel('Tierwise', { log: true });
  const log = new OutputLog(channel, redaction);
  const errors = new ErrorReporter(log);
  const configuration = new Configuration(workspaceState, () => openAi.isOn);
  const warnings = new SettingWarnings(configuration, errors);
  const keys = new ApiKeys(secrets, globalState, ANTHROPIC_API_KEY, redaction);
  subscriptions.push(keys);
  const openAi = new OpenAiAccess(keys, globalState);
  const demoUrl = inDevelopment ? TIERWISE_DEMO_API : undefined;
  const connections = new Connections(keys, configuration, demoUrl, AWS_REGION);
  const clock = systemClock;
  return { channel, log, errors, configuration, warnings, openAi, connections, clock };
}

/** What works in threads of its own. */
function toolsOf({ built }: Places) {
  return {
    syntax: createSyntax({ workerPath: built('syntaxWorker.cjs'), wasmDir: built('wasm') }),
    typeCheck: new TypeCheckClient({
      workerPath: built('typeCheckWorker.cjs'),
      libDir: built('typescript'),
    }),
    markdown: new MarkdownRenderer(built('markdownWorker.cjs')),
  };
}

/** What Claude Code has spent; its logs are read where the user wants that. */
function claudeCodeOf(
  { built, claudeCode }: Places,
  { configuration, log }: Basics,
): ClaudeCodeSpend {
  return new ClaudeCodeSpend({
    configuration,
    load: async () => {
      const { ClaudeCodeClient, usualPlaces } = await import('./claudeCode/claudeCodeClient.ts');
      return new ClaudeCodeClient({
        workerPath: built('claudeCodeWorker.cjs'),
        folder: claudeCode.fsPath,
        places: usualPlaces(),
      });
    },
    clock: systemClock,
    log,
  });
}

function runnersOf(
  { globalState }: ExtensionContext,
  { log, configuration, openAi, connections }: Basics,
  ledger: LazyLedger,
) {
  const nowhere = { region: '', project: '' };
  return onePerConnection(async (connection) => {
    const { connectRunner } = await import('./editor/connection/connectedRunner.ts');
    return connectRunner(connection, {
      ledger: await ledger.get(),
      settings: () => configuration.read(),
      catalogs: new KeptCatalogs(globalState, now),
      clock: systemClock,
      random: Math.random,
      log,
      loadProvider: async ({ provider, address: { baseUrl }, ...place }) =>
        provider === 'editor'
          ? (await import('./editor/connection/editorModels.ts')).createEditorProvider()
          : loadProvider({ provider, baseUrl, ...place }),
      loadOpenAi: (apiKey) =>
        loadProvider({ provider: 'openai', baseUrl: OPENAI_URL, apiKey, ...nowhere }),
      openAiKey: () => openAi.key(),
      stepConnection: (provider) => connections.forStep(provider),
      localDay: systemLocalDay,
      isNewNotice: noticeMemory(globalState),
    });
  });
}

function runsOf(
  { subscriptions }: ExtensionContext,
  { built }: Places,
  { basics, tools, ledger, results, runners }: Built,
) {
  const { log, errors, configuration, warnings, connections } = basics;
  const { syntax, typeCheck } = tools;
  const cursors = new MovedCursors();
  subscriptions.push(cursors);
  const taskInputs = lazy(async () => {
    const { createTaskInputs } = await import('./editor/input/taskInputs.ts');
    const place = { isUntouched: (editor: TextEditor) => cursors.isUntouched(editor) };
    const supervisorPath = built('testSupervisor.cjs');
    const parts = { syntax, configuration, typeCheck, supervisorPath, log, now, ...place };
    return keptIn(subscriptions, createTaskInputs(parts));
  });
  const tasks = lazy(async () => {
    const { TaskClient } = await import('./tasks/worker/taskClient.ts');
    return keptIn(subscriptions, new TaskClient({ workerPath: built('taskWorker.cjs') }));
  });
  const taskFor = async (name: TaskName) => (await tasks()).taskFor(name);
  const never = new AbortController().signal;
  const parse = async (language: string | undefined): Promise<void> => {
    if (language !== undefined) await syntax.facts(language, '', never);
  };
  const needed = [
    () => import('./editor/wording/messageTable.ts'),
    taskInputs,
    () => import('./editor/connection/connectedRunner.ts'),
    () => loadClaude(basics),
    async () => (await tasks()).begin(),
    () => parse(window.activeTextEditor?.document.languageId),
  ];
  const connect = async (): Promise<void> => {
    const connection = await connections.known();
    if (connection !== undefined) await runners.runnerFor(connection);
  };
  const warmUp = (): void => {
    // What fails is asked for again by the run itself, which tells it.
    for (const load of [connect, ...needed, () => ledger.get()]) load().catch(() => undefined);
  };
  // The first fetch is the slowest, wherever it goes: this one goes nowhere.
  const preloaded = [...needed, () => fetch('data:,')];
  const runs = new Runs({
    taskInputs,
    configuration,
    connections,
    taskFor,
    runnerFor: runners.runnerFor,
    presenter: results,
    findings: results.findings,
    errors,
    warnings,
    warmUp,
    tagsFor: tagsFor({ git: builtInGit, configuration, errors, log }),
  });
  return { runs, taskInputs, taskFor, preloaded };
}

/** What runs are made of that other features use too. */
type RunsBuilt = Pick<ReturnType<typeof runsOf>, 'runs' | 'taskInputs' | 'taskFor'> & {
  readonly claudeCode: ClaudeCodeSpend;
};

/** The adapter of the Claude API, where runs go there. */
async function loadClaude({ configuration }: Basics): Promise<void> {
  if (configuration.read().provider === 'anthropic') await import('./providers/anthropic.ts');
}

/**
 * Registers commands, code actions and views; what they open is loaded with its first use. What it gives back begins to
 * ask about answers, where the user wants that.
 */
function register(
  context: ExtensionContext,
  places: Places,
  built: Built & RunsBuilt,
): () => Promise<void> {
  const { extensionUri, subscriptions } = context;
  const { basics, tools, results, runs, taskInputs } = built;
  const { log, errors, openAi, connections } = basics;
  const { findings } = results;
  const changes = lazy(async () => {
    const { ChangesReview } = await import('./editor/changes/changesReview.ts');
    return new ChangesReview({ git: builtInGit, runs, findings });
  });
  const inPlace = whenFound({ findings, results, ...basics, runs, taskInputs }, subscriptions);
  const folderParts = { verdicts: built.ledger, secrets: context.secrets, subscriptions };
  const { runnerFor } = built.runners;
  const folders = lazyFolderRuns(places.folderRuns, {
    ...basics,
    ...built,
    ...folderParts,
    runnerFor,
  });
  const compare = lazy(async () => {
    const { TierComparison } = await import('./editor/runs/compareTiers.ts');
    const parts = { runs, ledger: built.ledger, now, random: Math.random };
    return keptIn(subscriptions, new TierComparison(parts));
  });
  const { taskFor, runners } = built;
  const tested = { git: builtInGit, taskInputs, syntax: tools.syntax, clock: systemClock, log };
  const checked = { ...basics, ...tested, taskFor, runnerFor: runners.runnerFor };
  const strategy = lazyChecks({ ...checked, extensionUri, folder: places.checks });
  const proofs = lazyProofs(tested, runs);
  subscriptions.push(strategy, proofs);
  const forget = async () => {
    await strategy.clear();
    await (await folders.begun())?.clear();
  };
  const { beginAudits, report, ...usage } = usageOf(context, places, built, forget);
  const own = { changes, folders, inPlace, compare, strategy: strategy.get, ...proofs };
  const shown = { ...own, report, ...usage, log, errors };
  const features = { tasks: TASK_NAMES, runs, results, connections, openAi, ...shown };
  subscriptions.push(registerCommands(features), listTests({ runs, results, taskInputs, errors }));
  errors.guard('code actions', () => subscriptions.push(new TaskActions(TASK_NAMES).register()));
  errors.guard('report', () => {
    const deserializeWebviewPanel = async (panel: WebviewPanel) => (await report()).restore(panel);
    const serializer = { deserializeWebviewPanel };
    subscriptions.push(window.registerWebviewPanelSerializer(REPORT_VIEW_TYPE, serializer));
  });
  return beginAudits;
}

/** What shows the books, asks for them and forgets what was kept. */
function usageOf(
  {
    extensionUri,
    globalStorageUri: globalStorage,
    subscriptions,
    workspaceState,
  }: ExtensionContext,
  { ledger: folder, findings: kept }: Places,
  { basics, ledger, results, runners, runs, claudeCode }: Built & RunsBuilt,
  forget: () => Promise<void>,
) {
  const { log, configuration, connections, clock } = basics;
  const auditPlaces = new AuditPlaces(workspaceState, () => configuration.read().auditShare);
  const report = lazy(async () => {
    const { ReportPanel } = await import('./editor/usage/reportPanel.ts');
    const parts = { extensionUri, ledger, configuration, connections, claudeCode, log, clock };
    return keptIn(subscriptions, new ReportPanel({ ...parts, runners }));
  });
  const dismissals = lazy(async () => {
    const { Dismissals } = await import('./editor/dismissals/dismissals.ts');
    return new Dismissals({ ...basics, findings: results.findings, results, folder: kept });
  });
  const history = lazy(async () => {
    const { UsageHistory } = await import('./editor/usage/usageHistory.ts');
    const clearKept = async () => {
      await (await dismissals()).clear();
      await Promise.all([auditPlaces.forget(), forget()]);
    };
    const places = { folder, globalStorage, extensionUri };
    return new UsageHistory({ ...basics, ...places, ledger, clearKept, claudeCode });
  });
  const why = lazy(async () => {
    const { WhyThisModel } = await import('./editor/whyThisModel.ts');
    return new WhyThisModel(runs, ledger, clock, runners.latest);
  });
  const audit = lazy(async () => {
    const { AuditItem } = await import('./editor/usage/auditItem.ts');
    return keptIn(subscriptions, new AuditItem({ ...basics, ledger, runs, places: auditPlaces }));
  });
  const beginAudits = async (): Promise<void> => {
    if (configuration.read().auditShare > 0) await (await audit()).refresh();
  };
  subscriptions.push(configuration.onDidChange(() => void beginAudits()));
  return { report, history, dismissals, why, audit, beginAudits };
}
