import type { RunResult } from '../../routing/run/run.ts';
import type { PreparedTask, Problem } from '../../tasks/task.ts';
import { normalised } from '../documents/documentText.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';

/** A run that has ended, with what it was made from. */
export interface FinishedRun {
  readonly gathered: Gathered;
  readonly prepared: PreparedTask;
  readonly result: RunResult;
  /** Its last answer that was checked, to go on from; undefined: there is none. */
  readonly answered: Answered | undefined;
  /** What its checks did. */
  readonly checkDetails: CheckDetails;
}

/** An answer with what was asked for it. */
interface Answered {
  readonly prepared: PreparedTask;
  readonly reply: string;
  /** What its gate found; none: it was accepted. */
  readonly problems: readonly Problem[];
}

/** Runs that can still be refined or retried; each holds the text of its file. */
const MOST_REMEMBERED = 20;

/** The last runs that have ended in this window, to go on from. */
export class FinishedRuns {
  readonly #runs = new Map<number, FinishedRun>();

  /** The run that ended last. */
  get last(): FinishedRun | undefined {
    return [...this.#runs.values()].at(-1);
  }

  get(runId: number): FinishedRun | undefined {
    return this.#runs.get(runId);
  }

  remember(finished: FinishedRun): void {
    // A run that was gone on with is the last one again.
    this.#runs.delete(finished.result.runId);
    this.#runs.set(finished.result.runId, finished);
    const oldest = this.#runs.keys().next();
    if (this.#runs.size > MOST_REMEMBERED && !oldest.done) this.#runs.delete(oldest.value);
  }
}

/** Whether the document is not what the run was asked about any more. */
export function isStale({ document, input }: Gathered): boolean {
  return normalised(document) !== input.source;
}

/** What there is to go on from: a wish that was answered is a part of what was asked. */
export function answerOf(
  prepared: PreparedTask,
  { reply, problems, asked }: RunResult,
): Answered | undefined {
  if (reply === undefined) return undefined;
  const isSame = asked === undefined || asked === prepared.prompt;
  return { prepared: isSame ? prepared : { ...prepared, prompt: asked }, reply, problems };
}
