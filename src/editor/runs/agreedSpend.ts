import type { RunQuestions } from '../../routing/run/run.ts';

/** What the user has agreed to for several runs together: nothing of it is asked about twice. */
export interface AgreedSpend {
  /** What all of them may come to, nUSD. */
  readonly limitNusd: number;
  /** Questions that were answered with yes, by their code. */
  readonly codes: Set<string>;
  /** What they have come to, nUSD. */
  spentNusd: number;
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
