import type { TaskName } from '../../../src/models/task.ts';
import type { ApiErrorType } from './apiError.ts';
import type { HostileKind } from './hostile.ts';
import type { DemoModel } from './models.ts';
import type { DemoTask } from './prompt.ts';

/**
 * What a model does instead of (or while) answering well. All fields are optional and several
 * may be combined; without any the answer is good.
 */
export interface Behaviour {
  /** Only for this task. */
  readonly task?: TaskName;
  /** Only where the code that is shown holds this. */
  readonly about?: string;
  /** Only for the nth call (from 1) that the model gets for that task. */
  readonly nth?: number;
  /** Used up after so many calls; then the model behaves well again. */
  readonly times?: number;

  /** Answers with this error. */
  readonly status?: 400 | 401 | 402 | 403 | 404 | 413 | 429 | 500 | 503 | 504 | 529;
  /** Seconds for `retry-after`, may be a fraction. */
  readonly retryAfter?: number;
  /** How the wait is told: seconds (default), `retry-after-ms`, or an HTTP date. */
  readonly retryAfterAs?: 'seconds' | 'ms' | 'date';
  /** `error.details.error_code`. */
  readonly errorCode?: string;
  readonly message?: string;

  /**
   * `reset`: the socket dies before the first byte; `hang`: no byte ever comes; `cut`: the socket
   * dies in mid-stream; `stall`: the stream falls silent. The last two after `afterDeltas`.
   */
  readonly connection?: 'reset' | 'hang' | 'cut' | 'stall';
  /** An `error` event of this type inside the stream, after `afterDeltas`. */
  readonly streamError?: ApiErrorType;
  /** Text deltas that still come before `cut`, `stall`, `streamError`; 5 unless told. */
  readonly afterDeltas?: number;
  /**
   * `json`: an event's data is no JSON; `html`: a web page instead of an answer; `noStop`: the
   * stream ends in good order but without its last events; `unknownEvents`: events and block
   * types of the future between good ones (a client must pass over them).
   */
  readonly malformed?: 'json' | 'html' | 'noStop' | 'unknownEvents';

  /** Ends so: a refusal without content, or cut at the request's own `max_tokens`. */
  readonly stop?: 'refusal' | 'max_tokens' | 'context_exceeded';
  /**
   * Gives an answer that a gate must reject: `once` in first turns only (a repair turn gets a good
   * one), `always` in repair turns too.
   */
  readonly reject?: 'once' | 'always';
  /** `broken` (default): near to good, one thing wrong; `useless`: nothing in it can be mended. */
  readonly rejectAs?: 'broken' | 'useless';
  /** `obey`: does what `tierwise-hostile: <kind>` in the code's comments says; else does this. */
  readonly hostile?: HostileKind | 'obey';
  /** Exactly this as the answer's text. */
  readonly text?: string;

  /** Tokens of thinking; by default as the effort says. */
  readonly thinkingTokens?: number;
  /** ms before the first byte. */
  readonly firstByteMs?: number;
  /** ms between deltas. */
  readonly msPerDelta?: number;
}

/** A model's id, a line (`haiku`, `sonnet`, `opus`, …), or `*` for every model. */
export type BehaviourTarget = string;

interface Held {
  readonly behaviour: Behaviour;
  left: number;
}

/** Who behaves how, and how often each model was called for each task. */
export class BehaviourBook {
  readonly #held = new Map<BehaviourTarget, readonly Held[]>();
  readonly #calls = new Map<string, number>();

  /** Replaces what the target was told before; of several the first that fits is taken. */
  set(target: BehaviourTarget, behaviours: readonly Behaviour[]): void {
    this.#held.set(
      target,
      behaviours.map((behaviour) => ({ behaviour, left: behaviour.times ?? Infinity })),
    );
  }

  clear(): void {
    this.#held.clear();
    this.#calls.clear();
  }

  /** What happens to a call that is about no single model. */
  takeFor(target: BehaviourTarget): Behaviour {
    const calls = this.#count(target);
    const held = this.#held
      .get(target)
      ?.find(({ behaviour, left }) => left > 0 && (behaviour.nth ?? calls) === calls);
    if (held === undefined) {
      return {};
    }
    held.left -= 1;
    return held.behaviour;
  }

  /** What the model does with this call. What is told of the id goes before the line and `*`. */
  take(model: DemoModel, asked: DemoTask | undefined): Behaviour {
    const { task = null, lines } = asked ?? {};
    const code = [...(lines?.values() ?? [])].join('\n');
    const forTask = this.#count(`${model.id} ${task ?? ''}`);
    const forModel = this.#count(model.id);
    let merged: Behaviour = {};
    for (const target of ['*', model.line, model.id]) {
      const held = this.#held.get(target)?.find(({ behaviour, left }) => {
        const nth = behaviour.task === undefined ? forModel : forTask;
        return (
          left > 0 &&
          (behaviour.task === undefined || behaviour.task === task) &&
          code.includes(behaviour.about ?? '') &&
          (behaviour.nth === undefined || behaviour.nth === nth)
        );
      });
      if (held !== undefined) {
        held.left -= 1;
        merged = { ...merged, ...held.behaviour };
      }
    }
    return merged;
  }

  #count(key: string): number {
    const calls = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, calls);
    return calls;
  }
}
