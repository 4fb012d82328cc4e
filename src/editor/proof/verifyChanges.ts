import type { Disposable, Uri } from 'vscode';
import { CancellationError, commands, l10n, ProgressLocation, window } from 'vscode';
import type { Clock, Log } from '../../models/ports.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { LostName } from '../../tasks/change/kept.ts';
import type { TaskTools } from '../../tasks/task.ts';
import type { VerifiedChange } from '../../tasks/verify/verifyChange.ts';
import { verifyChange } from '../../tasks/verify/verifyChange.ts';
import type { ChangedFile, ChangedFiles } from '../changes/changedFiles.ts';
import { hullOf } from '../changes/changedLines.ts';
import { chosenRepository } from '../changes/chosenRepository.ts';
import type { GitApi, GitRepository } from '../changes/gitApi.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import type { Ask } from '../question.ts';
import { askByNotification } from '../question.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import { withoutLinks } from '../wording/withoutLinks.ts';
import { bare } from '../wording/wording.ts';
import { askedOnce } from './askedOnce.ts';
import { changedSources } from './changedSources.ts';
import type { ProofDiagnostics } from './proofDiagnostics.ts';

/** Bounds of one file: test files, changes that are tried, and ms for these. */
const LIMITS = { tests: 4, mutants: 9, limitMs: 60_000 };

/** What verifying changes needs. */
export interface VerifyChangesParts {
  readonly git: () => Promise<GitApi | undefined>;
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'gatherer' | 'toolsFor'>>;
  readonly syntax: Syntax;
  readonly clock: Clock;
  readonly diagnostics: ProofDiagnostics;
  readonly log: Log;
}

/** A file and what came out of it; undefined: it could not be looked at. */
interface Verified {
  readonly found: VerifiedChange | undefined;
  readonly notRun: CheckDetails['notRun'];
}

/**
 * Verifies what Git sees as changed since the last commit, whoever changed it: nothing is asked of a
 * model and nothing charged.
 */
export class VerifyChanges implements Disposable {
  readonly #parts: VerifyChangesParts;
  #running: AbortController | undefined;

  constructor(parts: VerifyChangesParts) {
    this.#parts = parts;
  }

  /** @throws UserError when there are no changes to be found */
  async start(root?: Uri): Promise<void> {
    if (this.#running !== undefined) throw userError('verify.running');
    const controller = new AbortController();
    this.#running = controller;
    try {
      const git = await this.#parts.git();
      if (git === undefined) throw userError('changes.noGit');
      const repository = await chosenRepository(git, root, l10n.t('Verify Uncommitted Changes'));
      await repository.status();
      const told = await this.#withProgress(repository, controller);
      // Not awaited: a message waits for the user.
      void tell(told.text, told.hasProblems);
    } finally {
      this.#running = undefined;
    }
  }

  /** Ends what is under way. */
  dispose(): void {
    this.#running?.abort(new CancellationError());
  }

  #withProgress(repository: GitRepository, controller: AbortController): Thenable<Told> {
    const title = l10n.t('Verify Uncommitted Changes');
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
      try {
        const report = (message: string): void => progress.report({ message });
        return await this.#verifyAll(repository, report, controller.signal);
      } finally {
        cancel.dispose();
      }
    });
  }

  async #verifyAll(
    repository: GitRepository,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<Told> {
    const changed = await changedSources(repository, signal);
    const { files } = changed;
    const ask = askedOnce((question, ...answers) =>
      askByNotification(say('verify.question', { question }), answers, signal),
    );
    const all: Verified[] = [];
    for (const [index, file] of files.entries()) {
      const name = withoutLinks(nameOf(file.uri));
      const place = say('verify.file', { file: name, index: index + 1, files: files.length });
      report(place);
      all.push(await this.#verify(file, ask, { place, report }, signal));
    }
    return toldOf(all, changed);
  }

  async #verify(
    file: ChangedFile,
    ask: Ask,
    { place, report }: { readonly place: string; readonly report: (message: string) => void },
    signal: AbortSignal,
  ): Promise<Verified> {
    const { clock, diagnostics, log } = this.#parts;
    const details: CheckDetails = {};
    const counts = { judged: 0, survived: 0 };
    diagnostics.clear(file.uri);
    try {
      const { gathered, tools } = await this.#ready(file, ask, details);
      const { input, document } = gathered;
      const { path } = input;
      if (path === undefined) return { found: undefined, notRun: undefined };
      const version = document.version;
      const found = await verifyChange(
        { input: { ...input, path }, before: file.before, lines: file.lines },
        { ...tools, clock },
        {
          limits: LIMITS,
          watch: {
            onCalls: () => report(say('verify.calling', { place })),
            onTests: (tests) => report(say('verify.tests', { place, tests })),
            onMutant: (mutant, fate) => {
              counts.judged += 1;
              if (fate === 'survived') {
                counts.survived += 1;
                // What was edited meanwhile is other code.
                if (document.version === version) diagnostics.add(document, mutant);
              }
              report(say('verify.tried', { place, ...counts }));
            },
          },
        },
        signal,
      );
      const warnings = [
        ...found.lost.map(lostText),
        ...found.differing.map((call) => say('verify.call', { call: bare(call) })),
        ...found.broken.map((name) => say('verify.brokenCase', { name })),
      ];
      if (document.version === version) {
        diagnostics.warn(document, file.lines[0]?.firstLine ?? 1, warnings);
      }
      return { found, notRun: details.notRun };
    } catch (error) {
      signal.throwIfAborted();
      log.warn(`A changed file could not be verified: ${String(error)}`);
      return { found: undefined, notRun: details.notRun };
    }
  }

  /** A changed file as it is, with what runs its tests and what compiles it. */
  async #ready(
    { uri, lines }: ChangedFile,
    ask: Ask,
    details: CheckDetails,
  ): Promise<{ readonly gathered: Gathered; readonly tools: TaskTools }> {
    const { gatherer, toolsFor } = await this.#parts.taskInputs();
    const gathered = await gatherer.lines('tests', uri, hullOf(lines), '');
    const refactor = { ...gathered, input: { ...gathered.input, task: 'refactor' } } as const;
    const { diagnostics } = toolsFor(refactor, ask, {});
    const tools = toolsFor(gathered, ask, details);
    return { gathered, tools: { ...tools, ...(diagnostics && { diagnostics }) } };
  }
}

/** What is said at the end. */
interface Told {
  readonly text: string;
  readonly hasProblems: boolean;
}

function toldOf(all: readonly Verified[], { leftOut, outside }: ChangedFiles): Told {
  const found = all.flatMap((one) => one.found ?? []);
  const sum = (count: (one: VerifiedChange) => number): number =>
    found.reduce((total, one) => total + count(one), 0);
  const lost = sum((one) => one.lost.length);
  const broken = sum((one) => one.broken.length);
  const calls = found.flatMap((one) => one.differing);
  const ran = found.filter(({ hasRun }) => hasRun).length;
  const same = found.filter((one) => one.same !== undefined).length;
  const [executed, killed] = [sum((one) => one.executed), sum((one) => one.killed)];
  const noTests = found.filter((one) => one.same === undefined && one.tests === 0).length;
  const unrun = all.filter((one) => (one.found?.tests ?? 0) > 0 && one.found?.hasRun === false);
  const failed = all.length - found.length;
  const parts = [
    say('verify.done', { files: found.length }),
    ...(lost > 0 ? [say('verify.lost', { count: lost })] : []),
    ...callsText(calls),
    ...(broken > 0 ? [say('verify.broken', { count: broken })] : []),
    ...(broken === 0 && ran > 0 ? [say('verify.noneBroken')] : []),
    ...(executed > 0 ? [say('verify.noticed', { killed, executed })] : []),
    ...(same > 0 ? [say('verify.same', { count: same })] : []),
    ...(noTests > 0 ? [say('verify.noTests', { count: noTests })] : []),
    ...(unrun.length > 0 ? [unrunText(unrun)] : []),
    ...(failed > 0 ? [say('verify.failed', { count: failed })] : []),
    ...(leftOut > 0 ? [say('verify.leftOut', { count: leftOut })] : []),
    ...(outside > 0 ? [say('verify.outside', { count: outside })] : []),
  ];
  return {
    text: parts.join(' '),
    hasProblems: lost + broken + calls.length > 0 || killed < executed,
  };
}

/** Characters of a call that a sentence has room for. */
const SHOWN_CALL = 100;

function callsText(calls: readonly string[]): readonly string[] {
  const [first] = calls;
  if (first === undefined) return [];
  const cut = first.length > SHOWN_CALL ? `${first.slice(0, SHOWN_CALL)}…` : first;
  return [say('verify.calls', { count: calls.length, call: withoutLinks(bare(cut)) })];
}

function lostText({ name, found }: LostName): string {
  const kind = String(found.args['kind']);
  return found.code === 'edits.changedParameters'
    ? say('verify.parameters', { kind, name })
    : say('verify.gone', { kind, name });
}

function unrunText(unrun: readonly Verified[]): string {
  const count = unrun.length;
  const why = unrun.find(({ notRun }) => notRun !== undefined)?.notRun;
  if (why === undefined || why.cause === 'noRunner' || why.cause === 'notStarted') {
    return say('verify.notRunElse', { count });
  }
  return say('verify.notRun', { count, cause: why.cause });
}

async function tell(text: string, hasProblems: boolean): Promise<void> {
  const showProblems = l10n.t('Show Problems');
  const titles = hasProblems ? [showProblems] : [];
  const answer = await window.showInformationMessage(text, ...titles);
  if (answer === showProblems) await commands.executeCommand('workbench.actions.view.problems');
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
