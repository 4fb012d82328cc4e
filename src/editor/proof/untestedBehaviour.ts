import type { Disposable, Progress, Uri } from 'vscode';
import { CancellationError, commands, l10n, ProgressLocation, window } from 'vscode';
import type { Clock } from '../../models/ports.ts';
import type { LineRange, Syntax } from '../../syntax/syntax.ts';
import type { TestRunner, TestToRun } from '../../tasks/task.ts';
import type { MutationResult } from '../../tasks/testing/mutation/mutationRun.ts';
import { runMutants } from '../../tasks/testing/mutation/mutationRun.ts';
import { reachingTests } from '../../tasks/testing/places/reachingTests.ts';
import type { NotRun } from '../../testRun/notRun.ts';
import { firstLines } from '../../testRun/notRun.ts';
import type { ChangedFile } from '../changes/changedFiles.ts';
import { hullOf } from '../changes/changedLines.ts';
import { chosenRepository } from '../changes/chosenRepository.ts';
import type { GitApi } from '../changes/gitApi.ts';
import { COMMANDS } from '../ids.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import type { Ask } from '../question.ts';
import { askByNotification } from '../question.ts';
import { targetText } from '../runs/targetText.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import { withoutLinks } from '../wording/withoutLinks.ts';
import { bare } from '../wording/wording.ts';
import { askedOnce } from './askedOnce.ts';
import { changedSources } from './changedSources.ts';
import type { ProofDiagnostics } from './proofDiagnostics.ts';

/** Changes that are tried, and the time for all of them in ms. */
const MOST_MUTANTS = 20;
const LIMIT_MS = 180_000;
/** Test files that are asked about one file. */
const MOST_TESTS = 8;

/** Stands for what Git sees as changed. */
const CHANGES = 'changes';

/** What looking for untested behaviour needs. */
export interface UntestedBehaviourParts {
  readonly git: () => Promise<GitApi | undefined>;
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'gatherer' | 'toolsFor'>>;
  readonly syntax: Syntax;
  readonly clock: Clock;
  readonly diagnostics: ProofDiagnostics;
}

/** Code, and the lines of it that are looked at. */
interface LookedAt {
  readonly gathered: Gathered;
  readonly ranges: readonly LineRange[];
  readonly ask: Ask;
}

/** What is looked at, and with what. */
interface Looked extends LookedAt {
  readonly testRunner: TestRunner;
  readonly tests: readonly TestToRun[];
  readonly details: CheckDetails;
}

type Report = (message: string) => void;

/**
 * Looks for behaviour that no test would notice the loss of: the user's own tests run on small
 * changes of the code. No model is asked, and nothing is charged.
 */
export class UntestedBehaviour implements Disposable {
  readonly #parts: UntestedBehaviourParts;
  readonly #running = new Map<string, AbortController>();

  constructor(parts: UntestedBehaviourParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the selection, the declaration at the cursor or the file of the active editor.
   * @throws UserError with why nothing can be said
   */
  async start(): Promise<void> {
    const editor = window.activeTextEditor;
    const key = editor?.document.uri.toString() ?? '';
    if (this.#running.has(key)) throw userError('untested.running');
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const { signal } = controller;
      const { gatherer } = await this.#parts.taskInputs();
      const gathered = await gatherer.gather(
        { task: 'tests', editor, instruction: undefined, diagnostics: undefined },
        signal,
      );
      const title = say('untested.title', { place: targetText(gathered) });
      const text = await this.#withProgress(title, controller, (report) =>
        this.#look(gathered, report, signal),
      );
      // Not awaited: a message waits for the user.
      void tell(text);
    } finally {
      this.#running.delete(key);
    }
  }

  /**
   * Looks at what Git sees as changed since the last commit, file by file.
   * @throws UserError when there are no changes to be found
   */
  async startOnChanges(root?: Uri): Promise<void> {
    if (this.#running.has(CHANGES)) throw userError('untested.runningOnChanges');
    const controller = new AbortController();
    this.#running.set(CHANGES, controller);
    try {
      const title = l10n.t('Find Untested Behaviour in Uncommitted Changes');
      const git = await this.#parts.git();
      if (git === undefined) throw userError('changes.noGit');
      const repository = await chosenRepository(git, root, title);
      await repository.status();
      const { signal } = controller;
      const { files } = await changedSources(repository, signal);
      const text = await this.#withProgress(title, controller, (report) =>
        this.#lookAtAll(files, report, signal),
      );
      // Not awaited: a message waits for the user.
      void tell(text);
    } finally {
      this.#running.delete(CHANGES);
    }
  }

  async #lookAtAll(
    files: readonly ChangedFile[],
    report: Report,
    signal: AbortSignal,
  ): Promise<Told> {
    const { gatherer } = await this.#parts.taskInputs();
    const results: MutationResult[] = [];
    const ask = askedOnce((question, ...answers) =>
      askByNotification(say('untested.questionOnChanges', { question }), answers, signal),
    );
    for (const [at, { uri, lines }] of files.entries()) {
      const index = at + 1;
      const place = say('verify.file', {
        file: withoutLinks(fileOf(uri)),
        index,
        files: files.length,
      });
      const reportOne: Report = (message) =>
        report(say('untested.inFile', { place, progress: message }));
      const gathered = await gatherer.lines('tests', uri, hullOf(lines), '');
      const found = await this.#resultOf({ gathered, ranges: lines, ask }, reportOne, signal);
      if (!('text' in found)) results.push(found.result);
    }
    return toldOfAll(results, files.length);
  }

  /** Ends what is under way. */
  dispose(): void {
    for (const controller of this.#running.values()) controller.abort(new CancellationError());
  }

  #withProgress(
    title: string,
    controller: AbortController,
    work: (report: Report) => Promise<Told>,
  ): Thenable<Told> {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (progress: Progress<{ message: string }>, token) => {
      const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
      try {
        return await work((message) => progress.report({ message }));
      } finally {
        cancel.dispose();
      }
    });
  }

  async #look(gathered: Gathered, report: Report, signal: AbortSignal): Promise<Told> {
    const ranges = [gathered.input.target];
    const file = fileOf(gathered.uri);
    const ask: Ask = async (question, ...answers) =>
      askByNotification(say('untested.question', { file, question }), answers, signal);
    const found = await this.#resultOf({ gathered, ranges, ask }, report, signal);
    return 'text' in found ? found : told(gathered, found.result, found.details);
  }

  /** What came out for one file, or why nothing could. */
  async #resultOf(
    at: LookedAt,
    report: Report,
    signal: AbortSignal,
  ): Promise<Told | { readonly result: MutationResult; readonly details: CheckDetails }> {
    report(say('untested.lookingForTests'));
    const looked = await this.#testsOf(at, signal);
    if ('text' in looked) return looked;
    report(say('untested.asIs', { tests: looked.tests.length }));
    return { result: await this.#run(looked, report, signal), details: looked.details };
  }

  /** The tests that reach what is looked at, and what runs them. */
  async #testsOf(at: LookedAt, signal: AbortSignal): Promise<Looked | Told> {
    const { gathered, ask } = at;
    const { input, uri } = gathered;
    const file = fileOf(uri);
    const { toolsFor } = await this.#parts.taskInputs();
    const details: CheckDetails = {};
    const tools = toolsFor(gathered, ask, details);
    const { testRunner } = tools;
    if (testRunner === undefined)
      return { text: notRunText(file, details.notRun), shows: 'nothing' };
    const facts = await this.#parts.syntax.facts(input.language, input.source, signal);
    if (facts === undefined || input.path === undefined) {
      return { text: say('untested.noLanguage'), shows: 'nothing' };
    }
    const { path, source } = input;
    const subject = { path, source, declarations: facts.declarations };
    const tests = await reachingTests(input.language, subject, tools.files, MOST_TESTS);
    if (tests.length === 0) return { text: say('untested.noTests', { file }), shows: 'tests' };
    return { ...at, testRunner, tests, details };
  }

  async #run(
    { gathered, ranges, testRunner, tests }: Looked,
    report: Report,
    signal: AbortSignal,
  ): Promise<MutationResult> {
    const { syntax, clock, diagnostics } = this.#parts;
    const { input, document, uri } = gathered;
    const counts = { judged: 0, survived: 0 };
    diagnostics.clear(uri);
    const version = document.version;
    return runMutants(
      { syntax, testRunner, clock },
      {
        subject: { path: input.path ?? '', language: input.language, text: input.source },
        ranges,
        tests,
        seed: input.source,
        most: MOST_MUTANTS,
        limitMs: LIMIT_MS,
      },
      {
        onMutant: (mutant, fate, chosen) => {
          counts.judged += 1;
          if (fate === 'survived') {
            counts.survived += 1;
            // What was edited meanwhile is other code.
            if (document.version === version) diagnostics.add(document, mutant);
          }
          report(say('untested.tried', { ...counts, chosen }));
        },
      },
      signal,
    );
  }
}

/** What came out, in a sentence, and what is offered with it. */
interface Told {
  readonly text: string;
  readonly shows: 'nothing' | 'problems' | 'tests';
}

async function tell({ text, shows }: Told): Promise<void> {
  const offers = {
    nothing: undefined,
    problems: { title: l10n.t('Show Problems'), command: 'workbench.actions.view.problems' },
    tests: { title: l10n.t('Generate Tests'), command: COMMANDS.generateTests },
  } as const;
  const offer = offers[shows];
  const titles = offer === undefined ? [] : [offer.title];
  const answer = await window.showInformationMessage(text, ...titles);
  if (offer !== undefined && answer === offer.title) await commands.executeCommand(offer.command);
}

function told(gathered: Gathered, result: MutationResult, { notRun }: CheckDetails): Told {
  const file = fileOf(gathered.uri);
  const place = targetText(gathered);
  switch (result.type) {
    case 'noMutants':
      return { text: say('untested.nothing', { place }), shows: 'nothing' };
    case 'noBaseline':
      if (result.why === 'noCasePasses' || result.why === 'unsteady') {
        return { text: say(`untested.${result.why}`, { file }), shows: 'nothing' };
      }
      return { text: notRunText(file, notRun), shows: 'nothing' };
    case 'done':
      return doneText(place, result);
  }
}

/** Of several files, in a sentence. */
function toldOfAll(results: readonly MutationResult[], files: number): Told {
  const done = results.filter((one) => one.type === 'done');
  const executed = done.reduce((sum, one) => sum + one.executed, 0);
  const killed = done.reduce((sum, one) => sum + one.killed, 0);
  const looked = done.filter((one) => one.executed > 0).length;
  const parts = [
    executed === 0
      ? say('untested.noneInChanges')
      : say('untested.inChanges', { killed, executed, files: looked }),
    ...(looked < files ? [say('untested.filesWithout', { count: files - looked })] : []),
  ];
  return { text: parts.join(' '), shows: killed < executed ? 'problems' : 'nothing' };
}

function doneText(place: string, result: Extract<MutationResult, { type: 'done' }>): Told {
  const { executed, killed, timedOut, chosen, mutants, unsteady } = result;
  const left = chosen - mutants.length;
  const remarks = [
    ...(timedOut > 0 ? [say('untested.timedOut', { count: timedOut })] : []),
    ...(left > 0 ? [say('untested.leftOut', { count: left })] : []),
    ...(unsteady > 0 ? [say('untested.unsteadyCases', { count: unsteady })] : []),
  ];
  const rest = remarks.length > 0 ? { rest: remarks.join(' ') } : {};
  if (executed === 0) return { text: say('untested.none', { place, ...rest }), shows: 'nothing' };
  if (killed === executed) {
    return { text: say('untested.all', { executed, place, ...rest }), shows: 'nothing' };
  }
  const text = say('untested.some', { killed, executed, place, ...rest });
  return { text, shows: 'problems' };
}

function notRunText(file: string, why: NotRun | undefined): string {
  if (why === undefined) return say('untested.notIsolatable', { file });
  switch (why.cause) {
    case 'noRunner':
      return say('untested.notRunNoRunner', { file, framework: why.framework });
    case 'notStarted': {
      const [line] = firstLines(why.output, 1);
      const args = { file, framework: why.framework };
      const more = line === undefined ? {} : { line: bare(line) };
      return say('untested.notRunNotStarted', { ...args, ...more });
    }
    default:
      return say('untested.notRun', { file, cause: why.cause });
  }
}

function fileOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
