import type { Uri } from 'vscode';
import type { RunQuestions } from '../../routing/run/run.ts';
import type { GivenDiagnostic } from '../../tasks/task.ts';
import type { Gathered, Gatherer } from '../input/gather.ts';
import type { FinishedRun } from './finishedRuns.ts';
import type { LinesEstimate } from './linesReview.ts';

/** A file that is worked on as one of several. */
export interface FileOfSeveral {
  readonly uri: Uri;
  readonly report: (message: string) => void;
  /** Ends all of them. */
  readonly signal: AbortSignal;
}

/** Gives what the fix of one diagnostic of a file starts from. */
export function gatheringFixes(
  gatherer: Pick<Gatherer, 'around'>,
  uri: Uri,
  signal: AbortSignal,
): OneOfSeveral['gatherFix'] {
  return async (given) => {
    const place = { uri, line: given.firstLine };
    const found = await gatherer.around('fix', place, undefined, signal);
    return { ...found, input: { ...found.input, diagnostics: [given] } };
  };
}

/** What the user has agreed to for several runs together: nothing of it is asked about twice. */
export interface AgreedSpend {
  /** What all of them may come to, nUSD. */
  readonly limitNusd: number;
  /** Questions that were answered with yes, by their code. */
  readonly codes: Set<string>;
  /** What they have come to, nUSD. */
  spentNusd: number;
}

/** One run of several that end together. Nothing of it is shown here. */
export interface OneOfSeveral {
  /** What a fix of a diagnostic starts from. @throws UserError as `Gatherer.gather` */
  readonly gatherFix: (given: GivenDiagnostic) => Promise<Gathered>;
  readonly estimate: (gathered: Gathered) => Promise<LinesEstimate>;
  readonly carryOut: (gathered: Gathered, agreed: AgreedSpend) => Promise<FinishedRun>;
}

/** Puts the questions of a run of several: what was answered with yes holds until more is spent than agreed. */
export class OnceAskedQuestions implements RunQuestions {
  readonly #asked: RunQuestions;
  readonly #agreed: AgreedSpend;

  constructor(asked: RunQuestions, agreed: AgreedSpend) {
    this.#asked = asked;
    this.#agreed = agreed;
  }

  wait(question: Parameters<RunQuestions['wait']>[0]): Promise<'wait' | 'next' | 'stop'> {
    return this.#asked.wait(question);
  }

  async spend(question: Parameters<RunQuestions['spend']>[0]): Promise<'go' | 'stop'> {
    const { limitNusd, codes, spentNusd } = this.#agreed;
    const { reason, costNusd } = question;
    const isWithin = spentNusd + (costNusd ?? 0) <= limitNusd;
    if (codes.has(reason.code) && isWithin) return 'go';
    const answer = await this.#asked.spend(question);
    if (answer === 'go') codes.add(reason.code);
    return answer;
  }
}
