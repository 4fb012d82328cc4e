import type { Uri } from 'vscode';
import { CancellationError, ProgressLocation, window } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import type { ErrorReporter } from '../errors.ts';
import { askByNotification } from '../question.ts';
import { givenOf } from '../results/findings/findingDiagnostic.ts';
import type { Findings } from '../results/findings/findings.ts';
import { reviewOf } from '../results/findings/reviewOf.ts';
import type { Results } from '../results/results.ts';
import type { AgreedSpend } from '../runs/agreedSpend.ts';
import { isOfOneFile } from '../runs/linesReview.ts';
import type { FileOfSeveral, OneOfSeveral } from '../runs/oneOfSeveral.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import { withoutLinks } from '../wording/withoutLinks.ts';
import { messageOf, messageWithin } from '../wording/wording.ts';
import { tellFixAll } from './fixAllMessage.ts';
import { fixAllProposal } from './fixAllProposal.ts';
import type { FindingToFix, FixAllResult, FixedFile, FixOutcome } from './fixedFile.ts';
import { gatheredIn } from './fixedFile.ts';

/** What fixes all findings of a review. */
export interface FixAllParts {
  readonly findings: Pick<Findings, 'shown'>;
  /** Has `work` carry out fixes in one file. */
  readonly fixesIn: <T>(file: FileOfSeveral, work: (one: OneOfSeveral) => Promise<T>) => Promise<T>;
  readonly results: Pick<Results, 'presentSeveral'>;
  readonly errors: ErrorReporter;
}

/** Who hears how far it is, and what ends it. */
interface Course {
  readonly report: (message: string) => void;
  readonly signal: AbortSignal;
}

/** A file with its findings, and what fixing them is expected to cost, nUSD; null: not known. */
interface PricedFile {
  readonly uri: Uri;
  readonly toFix: readonly FindingToFix[];
  readonly costNusd: number | null;
  readonly confirmAboveNusd: number;
}

/**
 * Fixes the findings of a review one after the other, each by a run of its own that is gated and charged as any
 * other, and shows what all of them come to as one proposal.
 */
export class FixAll {
  readonly #parts: FixAllParts;
  #isRunning = false;

  constructor(parts: FixAllParts) {
    this.#parts = parts;
  }

  /**
   * `reviewId`: the review; undefined: the last one that has findings.
   * @throws UserError when there is nothing to fix
   */
  async start(reviewId: number | undefined): Promise<void> {
    if (this.#isRunning) throw userError('fixAll.running');
    const found = this.#found(reviewId);
    if (found.length === 0) throw userError('fixAll.none');
    this.#isRunning = true;
    try {
      const controller = new AbortController();
      const options = {
        location: ProgressLocation.Notification,
        title: say('fixAll.title'),
        cancellable: true,
      };
      const result = await window.withProgress(options, async (progress, token) => {
        const stop = token.onCancellationRequested(() => controller.abort(new CancellationError()));
        const report = (message: string): void => progress.report({ message });
        try {
          return await this.#fix(found, { report, signal: controller.signal });
        } finally {
          stop.dispose();
        }
      });
      if (result.files.length > 0) {
        await this.#parts.results.presentSeveral(say('fixAll.tab'), fixAllProposal(result.files));
      }
      // Not awaited: the message waits for the user.
      void tellFixAll(result).catch((error: unknown) => this.#parts.errors.show(error));
    } finally {
      this.#isRunning = false;
    }
  }

  #found(reviewId: number | undefined): ReturnType<Findings['shown']> {
    const { findings } = this.#parts;
    if (reviewId !== undefined) return findings.shown(reviewId);
    const all = findings.shown().flatMap(([, found]) => found.map(reviewOf));
    return all.length === 0 ? [] : findings.shown(Math.max(...all));
  }

  async #fix(found: ReturnType<Findings['shown']>, course: Course): Promise<FixAllResult> {
    const priced: PricedFile[] = [];
    for (const [index, [uri, findings]] of found.entries()) {
      course.signal.throwIfAborted();
      const args = { file: nameOf(uri), index: index + 1, files: found.length };
      course.report(say('changes.estimating', args));
      priced.push(await this.#priced(uri, findings, course));
    }
    const agreed = await agreedSpend(priced, course);
    const outcomes: (readonly [FindingToFix, FixOutcome])[] = [];
    const files: FixedFile[] = [];
    let isOver = false;
    for (const { uri, toFix } of priced) {
      if (isOver || course.signal.aborted) {
        outcomes.push(...toFix.map((one) => [one, { type: 'notReached' }] as const));
        continue;
      }
      const file = await this.#fixFile(uri, toFix, agreed, course);
      outcomes.push(...file.outcomes);
      if (file.fixed !== undefined) files.push(file.fixed);
      isOver = file.isOver;
    }
    return { outcomes, files, costNusd: agreed.spentNusd };
  }

  /** What the fixes in one file start from, and what they are expected to cost. */
  #priced(
    uri: Uri,
    findings: ReturnType<Findings['shown']>[number][1],
    course: Course,
  ): Promise<PricedFile> {
    return this.#parts.fixesIn({ uri, ...course, report: () => undefined }, async (one) => {
      const toFix: FindingToFix[] = [];
      for (const finding of findings) {
        course.signal.throwIfAborted();
        toFix.push(await gatheredFor(one, uri, finding));
      }
      const gathered = toFix.flatMap((each) => each.gathered ?? []);
      const [first] = gathered;
      if (first === undefined) return { uri, toFix, costNusd: 0, confirmAboveNusd: Infinity };
      // They are asked about the same file: what one costs, the others do, too.
      const { costNusd, confirmAboveNusd } = await one.estimate(first);
      const all = costNusd === null ? null : costNusd * gathered.length;
      return { uri, toFix, costNusd: all, confirmAboveNusd };
    });
  }

  #fixFile(
    uri: Uri,
    toFix: readonly FindingToFix[],
    agreed: AgreedSpend,
    { report, signal }: Course,
  ): Promise<FileOutcome> {
    const name = withoutLinks(nameOf(uri));
    let place = name;
    const tell = (message: string): void => report(`${place}: ${message}`);
    return this.#parts.fixesIn({ uri, report: tell, signal }, async (one) => {
      const state = new FileState();
      for (const [index, each] of toFix.entries()) {
        place = say('fixAll.place', { file: name, index: index + 1, count: toFix.length });
        report(place);
        if (signal.aborted) state.isOver = true;
        const outcome = state.isOver
          ? ({ type: 'notReached' } as const)
          : await this.#fixOne(one, each, agreed, state);
        state.outcomes.push([each, outcome]);
      }
      return state.ended(uri);
    });
  }

  async #fixOne(
    one: OneOfSeveral,
    { finding, gathered, why }: FindingToFix,
    agreed: AgreedSpend,
    state: FileState,
  ): Promise<FixOutcome> {
    if (gathered === undefined)
      return why === undefined ? { type: 'notReached' } : { type: 'failed', why };
    const now = gatheredIn(state.text ?? gathered.input.source, finding, gathered);
    if (now === undefined) return { type: 'overtaken' };
    try {
      const finished = await one.carryOut(now, agreed);
      const { outcome, answer, problems, failure } = finished.result;
      if (outcome === 'accepted' && answer?.kind === 'edits') {
        state.keep(gathered, answer.text, finished);
        return { type: 'fixed' };
      }
      if (outcome === 'rejected') return { type: 'rejected', problem: problems[0] };
      // What keeps one call from being made keeps the others too.
      state.isOver = true;
      return failure === undefined
        ? { type: 'notReached' }
        : { type: 'failed', why: messageWithin('failure', failure) };
    } catch (error) {
      if (!isOfOneFile(error)) {
        state.isOver = true;
        void this.#parts.errors.show(error);
        return { type: 'notReached' };
      }
      return { type: 'failed', why: messageOf(error) };
    }
  }
}

/** What came of one file. */
interface FileOutcome {
  readonly outcomes: FixAllResult['outcomes'];
  readonly fixed: FixedFile | undefined;
  /** The files after it are not begun. */
  readonly isOver: boolean;
}

/** A file while its findings are fixed. */
class FileState {
  readonly outcomes: (readonly [FindingToFix, FixOutcome])[] = [];
  isOver = false;
  #fixed: Omit<FixedFile, 'uri'> | undefined;

  get text(): string | undefined {
    return this.#fixed?.text;
  }

  keep(gathered: FixedFile['first'], text: string, finished: FixedFile['runs'][number]): void {
    const { first, runs } = this.#fixed ?? { first: gathered, runs: [] };
    this.#fixed = { first, text, runs: [...runs, finished] };
  }

  ended(uri: Uri): FileOutcome {
    const { outcomes, isOver } = this;
    return { outcomes, isOver, fixed: this.#fixed && { uri, ...this.#fixed } };
  }
}

async function gatheredFor(
  one: OneOfSeveral,
  uri: Uri,
  finding: FindingToFix['finding'],
): Promise<FindingToFix> {
  try {
    return { uri, finding, gathered: await one.gatherFix(givenOf(finding)) };
  } catch (error) {
    if (!isOfOneFile(error)) throw error;
    return { uri, finding, gathered: undefined, why: messageOf(error) };
  }
}

/**
 * What all of them may come to: asked about once where it is more than the user lets pass unasked.
 * @throws CancellationError when the user does not want that
 */
async function agreedSpend(files: readonly PricedFile[], course: Course): Promise<AgreedSpend> {
  const count = files.flatMap(({ toFix }) => toFix).filter(({ gathered }) => gathered).length;
  const costNusd = files.reduce((sum, file) => sum + (file.costNusd ?? 0), 0);
  const unpriced = files.filter((file) => file.costNusd === null).length;
  const confirmAboveNusd = Math.min(...files.map((file) => file.confirmAboveNusd));
  // A single run asks for itself.
  if (count > 1 && costNusd > confirmAboveNusd) {
    const args = { count, files: files.length, cost: formatUsd(costNusd) };
    const question =
      unpriced === 0 ? say('fixAll.ask', args) : say('fixAll.askUnpriced', { ...args, unpriced });
    course.report(say('progress.asksUser'));
    const go = say('fixAll.go');
    const answer = await askByNotification(question, [go], course.signal);
    if (answer !== go) throw new CancellationError();
  }
  return { limitNusd: costNusd, codes: new Set(), spentNusd: 0 };
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
