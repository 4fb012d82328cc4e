import type { AttemptResult, Attempts, PermittedAttempt } from './attempts.ts';
import type { RunScope } from './runScope.ts';
import type { SpendPermission } from './spendPermission.ts';

type Replied = Extract<AttemptResult, { readonly type: 'replied' }>;

/** Makes the attempts of one move: one, or several at once of which the gate chooses. */
export class Samples {
  readonly #scope: RunScope;
  readonly #attempts: Attempts;
  readonly #spendPermission: SpendPermission;

  constructor(scope: RunScope, attempts: Attempts, spendPermission: SpendPermission) {
    this.#scope = scope;
    this.#attempts = attempts;
    this.#spendPermission = spendPermission;
  }

  /**
   * Makes them and books how they ended. The gate reads the answers one after the other; with the first
   * that passes the others are ended at once, and paid for as far as they came.
   */
  async make(attempt: PermittedAttempt): Promise<AttemptResult> {
    const siblings = await this.#siblings(attempt);
    if (siblings.length === 0) return this.#attempts.make(attempt);
    const over = new AbortController();
    const signal = AbortSignal.any([this.#scope.signal, over.signal]);
    let turn: Promise<unknown> = Promise.resolve();
    const making = [attempt, ...siblings].map((one, index) => {
      const made = this.#attempts
        .make({ ...one, sibling: { turn, signal, isSilent: index > 0 } })
        .then((result) => {
          if (isAccepted(result)) over.abort();
          return result;
        });
      turn = made.catch(() => undefined);
      return made;
    });
    const ended = await Promise.allSettled(making);
    const results = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    const replied = results.filter((result) => result.type === 'replied');
    const chosen = replied.find(isAccepted) ?? replied.findLast(isChecked) ?? results[0];
    const [first] = ended;
    if (!chosen || this.#scope.signal.aborted) {
      throw first?.status === 'rejected' ? first.reason : this.#scope.signal.reason;
    }
    if (chosen.type !== 'replied') return chosen;
    const rejected = replied.filter((one) => isChecked(one) && !isAccepted(one));
    return { ...chosen, rejected: rejected.length };
  }

  /** The further attempts that may be made without a question. */
  async #siblings({ step, provider }: PermittedAttempt): Promise<readonly PermittedAttempt[]> {
    const { runner, request } = this.#scope;
    const { breaker: settings, confirmAboveNusd } = request.settings;
    const { expectedNusd } = step.plan;
    const siblings: PermittedAttempt[] = [];
    for (let count = 2; count <= step.samples; count += 1) {
      if (expectedNusd === null || count * expectedNusd > confirmAboveNusd) break;
      const pass = runner.breakers.of(step.plan).enter(settings);
      if (!pass) break;
      const started = await this.#spendPermission.askForSibling(step);
      if (!started) {
        pass.released();
        break;
      }
      siblings.push({ step, started, pass, provider });
    }
    return siblings;
  }
}

function isChecked({ judgement }: Replied): boolean {
  return judgement.gate !== undefined;
}

function isAccepted(result: AttemptResult): boolean {
  return result.type === 'replied' && result.judgement.outcome === 'accepted';
}
