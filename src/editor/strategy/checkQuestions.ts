import type { RunQuestions } from '../../routing/run/run.ts';
import type { Ask } from '../question.ts';
import { AskedQuestions } from '../runs/runQuestions.ts';

/**
 * The questions of many runs that are one check: what stands against spending is asked about once for each reason,
 * however many runs meet it.
 */
export class CheckQuestions implements RunQuestions {
  readonly #asked: AskedQuestions;
  readonly #spend = new Map<string, Promise<'go' | 'stop'>>();

  constructor(ask: Ask) {
    this.#asked = new AskedQuestions(ask);
  }

  wait(question: Parameters<RunQuestions['wait']>[0]): Promise<'wait' | 'next' | 'stop'> {
    // Another tier is no answer to what this one can do.
    return this.#asked.wait({ ...question, nextTier: null, nextCostNusd: null });
  }

  spend(question: Parameters<RunQuestions['spend']>[0]): Promise<'go' | 'stop'> {
    const { code } = question.reason;
    const answer = this.#spend.get(code) ?? this.#asked.spend(question);
    this.#spend.set(code, answer);
    return answer;
  }
}
