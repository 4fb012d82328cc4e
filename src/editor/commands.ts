import type { CommentThread, Diagnostic, Disposable } from 'vscode';
import { commands, Uri } from 'vscode';
import { isTagFilter } from '../models/tags/tagFilter.ts';
import type { TaskName } from '../models/task.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import { refuseWithoutAi } from './aiFeatures.ts';
import type { ChangeScope } from './changes/changedFiles.ts';
import type { ChangesReview } from './changes/changesReview.ts';
import type { Connections } from './connection/connections.ts';
import type { OpenAiAccess } from './connection/openAiAccess.ts';
import type { Dismissals } from './dismissals/dismissals.ts';
import type { ErrorReporter } from './errors.ts';
import type { FolderRuns } from './folders/folderRuns.ts';
import type { CommandId } from './ids.ts';
import { COMMANDS, INTERNAL_COMMANDS } from './ids.ts';
import type { FindingsInPlace } from './inPlace/findingsInPlace.ts';
import { idIn } from './inPlace/threadContext.ts';
import type { OutputLog } from './log/log.ts';
import type { UntestedBehaviour } from './proof/untestedBehaviour.ts';
import type { VerifyChanges } from './proof/verifyChanges.ts';
import type { Results } from './results/results.ts';
import type { TierComparison } from './runs/compareTiers.ts';
import type { RunOptions, Runs } from './runs/runs.ts';
import type { StrategyChecks } from './strategy/strategyChecks.ts';
import { TASKS } from './taskTable.ts';
import type { AuditItem } from './usage/auditItem.ts';
import type { ReportPanel } from './usage/reportPanel.ts';
import type { UsageHistory } from './usage/usageHistory.ts';
import type { WhyThisModel } from './whyThisModel.ts';

/** The commands that ask a model; none of them does where the user has turned AI features off. */
const MODEL_COMMANDS: ReadonlySet<CommandId> = new Set([
  ...Object.values(TASKS).map(({ command }) => command),
  COMMANDS.reviewChanges,
  COMMANDS.fixAll,
  COMMANDS.escalateResult,
  COMMANDS.compareTiers,
  COMMANDS.checkStrategy,
  COMMANDS.refineResult,
  COMMANDS.writeDocsInFolder,
  COMMANDS.generateTestsInFolder,
  INTERNAL_COMMANDS.writeTestFor,
  INTERNAL_COMMANDS.showFinding,
  INTERNAL_COMMANDS.fixFinding,
]);

/** What the commands are carried out by; functions load it on first use. */
export interface CommandFeatures {
  /** The tasks that are there; the commands of the others are not registered. */
  readonly tasks: readonly TaskName[];
  readonly runs: Runs;
  readonly results: Pick<Results, 'acceptResult' | 'discardResult' | 'takeOffer'>;
  readonly dismissals: () => Promise<Dismissals>;
  readonly inPlace: () => Promise<FindingsInPlace>;
  readonly changes: () => Promise<ChangesReview>;
  readonly folders: () => Promise<FolderRuns>;
  readonly compare: () => Promise<TierComparison>;
  readonly strategy: () => Promise<StrategyChecks>;
  readonly untested: () => Promise<UntestedBehaviour>;
  readonly verify: () => Promise<VerifyChanges>;
  /** Has a test written for a change that none notices. */
  readonly writeTestFor: (uri: Uri, index: number) => Promise<void>;
  readonly connections: Connections;
  readonly openAi: OpenAiAccess;
  readonly report: () => Promise<ReportPanel>;
  readonly history: () => Promise<UsageHistory>;
  readonly why: () => Promise<WhyThisModel>;
  readonly audit: () => Promise<AuditItem>;
  readonly log: OutputLog;
  readonly errors: ErrorReporter;
}

/** What is done with the books. */
const HISTORY_COMMANDS: readonly (readonly [
  CommandId,
  (history: UsageHistory, argument: unknown) => unknown,
])[] = [
  [COMMANDS.exportReport, (history, tags) => history.export(isTagFilter(tags) ? tags : undefined)],
  [COMMANDS.openExports, (history) => history.openExports()],
  [COMMANDS.showMachineReport, (history) => history.showMachine()],
  [COMMANDS.exportWeeklyReport, (history) => history.exportWeekly()],
  [COMMANDS.clearHistory, (history) => history.clear()],
  [COMMANDS.openLedgerFolder, (history) => history.openFolder()],
];

type Register = (id: CommandId, run: (...args: unknown[]) => unknown) => void;

/** Registers every command. One that cannot be registered is told and stops no other. */
export function registerCommands(features: CommandFeatures): Disposable {
  const { runs, connections, openAi, report, history, why, audit, log, errors } = features;
  const disposables: Disposable[] = [];
  const register: Register = (id, run) => {
    const asksModel = MODEL_COMMANDS.has(id);
    errors.guard(id, () => {
      disposables.push(
        commands.registerCommand(id, async (...args: unknown[]) => {
          try {
            if (asksModel) refuseWithoutAi();
            await run(...args);
          } catch (error) {
            void errors.show(error);
          }
        }),
      );
    });
  };

  for (const task of features.tasks) {
    register(TASKS[task].command, (...args) => runs.start(task, optionsOf(args)));
  }
  register(COMMANDS.reviewChanges, async (control) =>
    (await features.changes()).start(...changesOf(control)),
  );
  register(COMMANDS.compareTiers, async () => (await features.compare()).start());
  register(COMMANDS.checkStrategy, async () => (await features.strategy()).start());
  register(INTERNAL_COMMANDS.applyStartTiers, async (where) =>
    (await features.strategy()).apply(where),
  );
  registerFolders(register, features);
  registerProof(register, features);
  registerVerdicts(register, features);
  registerInPlace(register, features);
  register(COMMANDS.escalateResult, () => runs.escalate());
  register(COMMANDS.refineResult, (argument) => runs.refine(wordsOf(argument)));
  register(COMMANDS.showReport, async () => (await report()).show());
  for (const [id, act] of HISTORY_COMMANDS)
    register(id, async (argument) => act(await history(), argument));
  register(COMMANDS.explainRoute, async () => (await why()).show());
  register(INTERNAL_COMMANDS.answerAudit, async () => (await audit()).ask());
  register(COMMANDS.resetBreakers, async () => (await why()).resetBreakers());
  register(COMMANDS.setOpenAiKey, () => openAi.turnOn());
  register(COMMANDS.clearOpenAiKey, () => openAi.turnOff());
  register(COMMANDS.setApiKey, () => connections.setKey());
  register(COMMANDS.clearApiKey, () => connections.clearKey());
  register(COMMANDS.showLog, () => log.show());
  return {
    dispose() {
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** What is done on folders and lists, and with what comes of it. */
function registerFolders(register: Register, { folders }: CommandFeatures): void {
  const tasks = [
    [COMMANDS.writeDocsInFolder, 'docs'],
    [COMMANDS.generateTestsInFolder, 'tests'],
  ] as const;
  for (const [id, task] of tasks) {
    register(id, async (...args) => (await folders()).start(task, placesOf(args)));
  }
  register(COMMANDS.acceptFolderFiles, async (node) => (await folders()).accept(node));
  register(COMMANDS.discardFolderFiles, async (node) => (await folders()).discard(node));
  register(COMMANDS.cancelFolderRun, async (node) => (await folders()).cancel(node));
  register(COMMANDS.removeFolderRun, async (node) => (await folders()).remove(node));
  register(INTERNAL_COMMANDS.showFolderFile, async (node) => (await folders()).show(node));
}

/** What the Explorer gives: what was clicked, and all that is selected with it. */
function placesOf([clicked, selected]: readonly unknown[]): readonly Uri[] {
  const all = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  return all.filter((place) => place instanceof Uri);
}

/** What is told by running the user's own tests. */
function registerProof(
  register: Register,
  { untested, verify, writeTestFor }: CommandFeatures,
): void {
  register(COMMANDS.checkTests, async () => (await untested()).start());
  register(COMMANDS.checkChanges, async (control) =>
    (await untested()).startOnChanges(changesOf(control)[0]),
  );
  register(COMMANDS.verifyChanges, async (control) =>
    (await verify()).start(changesOf(control)[0]),
  );
  register(INTERNAL_COMMANDS.writeTestFor, onIndex(writeTestFor));
}

/** What can be done with findings where they stand. */
function registerInPlace(register: Register, { runs, inPlace }: CommandFeatures): void {
  register(
    INTERNAL_COMMANDS.showFinding,
    onId((uri, id) => runs.showFinding(uri, id)),
  );
  register(
    INTERNAL_COMMANDS.fixFinding,
    onId(async (uri, id) => (await inPlace()).fix(uri, id)),
  );
  const fixAllWith = onId(async (uri, id) => (await inPlace()).fixAllWith(uri, id));
  register(COMMANDS.fixAll, async (asked, ...rest) => {
    if (typeof asked === 'object' && asked !== null) return fixAllWith(asked, rest[0]);
    return (await inPlace()).fixAll(typeof asked === 'number' ? asked : undefined);
  });
  register(
    INTERNAL_COMMANDS.showSuggestion,
    onId(async (uri, id) => (await inPlace()).showSuggestion(uri, id)),
  );
}

/** What can be done with what is shown, without asking anybody. */
function registerVerdicts(register: Register, { results, dismissals }: CommandFeatures): void {
  const shownBy = (uri: unknown): Uri | undefined => (uri instanceof Uri ? uri : undefined);
  register(COMMANDS.acceptResult, (uri) => results.acceptResult(shownBy(uri)));
  register(COMMANDS.discardResult, (uri) => results.discardResult(shownBy(uri)));
  register(
    INTERNAL_COMMANDS.takeOffer,
    onIndex((uri, index) => results.takeOffer(uri, index)),
  );
  register(
    INTERNAL_COMMANDS.dismissFinding,
    onId(async (uri, id) => (await dismissals()).dismiss(uri, id)),
  );
}

/** What the code actions of a finding give, a document and the finding's id, or its comment thread. */
function onId(
  run: (uri: Uri, id: string) => Promise<void>,
): (place: unknown, id: unknown) => Promise<void> {
  return async (place, id) => {
    if (place instanceof Uri && typeof id === 'string') return run(place, id);
    const { uri, contextValue } = (place ?? {}) as Partial<CommentThread>;
    const ofThread = idIn(contextValue);
    if (uri instanceof Uri && ofThread !== undefined) await run(uri, ofThread);
  };
}

/** What code actions and lenses give: a document, and which of the things in it. */
function onIndex(
  run: (uri: Uri, index: number) => Promise<void>,
): (uri: unknown, index: unknown) => Promise<void> {
  return async (uri, index) => {
    if (uri instanceof Uri && typeof index === 'number') await run(uri, index);
  };
}

/**
 * Options from a command's argument `{instruction?, tier?, diagnostics?}`. Menus pass a document, and
 * keybindings may pass anything: what does not fit is left out.
 */
function optionsOf([argument]: readonly unknown[]): RunOptions {
  if (typeof argument !== 'object' || argument === null) return {};
  const given: { instruction?: unknown; tier?: unknown; diagnostics?: unknown } = argument;
  const instruction = wordsOf(given.instruction);
  const chosenTier = CLAUDE_TIERS.find((tier) => tier === given.tier);
  return {
    ...(instruction !== undefined && { instruction }),
    ...(chosenTier !== undefined && { chosenTier }),
    ...(Array.isArray(given.diagnostics) && {
      diagnostics: given.diagnostics as readonly Diagnostic[],
    }),
  };
}

/** The source control whose menu was used, or `{scope, branch?}` of a keybinding. */
function changesOf(argument: unknown): readonly [Uri | undefined, ChangeScope | undefined] {
  if (typeof argument !== 'object' || argument === null) return [undefined, undefined];
  const { rootUri, scope, branch }: { rootUri?: unknown; scope?: unknown; branch?: unknown } =
    argument;
  const root = rootUri instanceof Uri ? rootUri : undefined;
  if (scope === 'branch' && typeof branch === 'string') return [root, { kind: scope, branch }];
  const kind = (['all', 'staged', 'unstaged'] as const).find((known) => known === scope);
  return [root, kind === undefined ? undefined : { kind }];
}

function wordsOf(argument: unknown): string | undefined {
  if (typeof argument !== 'string') return undefined;
  const words = argument.replace(/\s+/g, ' ').trim();
  return words === '' ? undefined : words;
}
