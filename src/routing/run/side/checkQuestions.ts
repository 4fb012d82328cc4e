import type { CheckQuestion, SideModel } from '../../../tasks/task.ts';
import type { RunPlans } from '../runPlans.ts';
import type { RunScope } from '../runScope.ts';
import type { SideCalls } from './sideCalls.ts';

/** Arguments that take longer are not worth waiting for: made-up ones are taken. */
const MOST_SILENCE_MS = 20_000;

/** Asks a small model what a check wants to know, once in a run: later checks get the same reply. */
export class CheckQuestions implements SideModel {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #sideCalls: SideCalls;
  #asked: Promise<string | undefined> | undefined;

  constructor(scope: RunScope, plans: RunPlans, sideCalls: SideCalls) {
    this.#scope = scope;
    this.#plans = plans;
    this.#sideCalls = sideCalls;
  }

  async reply(question: CheckQuestion): Promise<string | undefined> {
    this.#asked ??= this.#ask(question);
    return this.#asked;
  }

  /** The answer that is looked at is paid for: whatever befalls the question does not take it. */
  async #ask(question: CheckQuestion): Promise<string | undefined> {
    const { request, deps } = this.#scope;
    const haiku = this.#plans.tier('haiku');
    if (!request.settings.probeArguments || haiku === null) return undefined;
    try {
      return await this.#sideCalls.reply(haiku, {
        kind: 'arguments',
        ...question,
        mostSilenceMs: MOST_SILENCE_MS,
      });
    } catch (error) {
      deps.log.info(`no arguments: ${error instanceof Error ? error.name : 'unknown'}`);
      return undefined;
    }
  }
}
