import { CLASSIFY_TOKENS, classifyPrompt, readClassification } from '../../policy/classifier.ts';
import type { Classification } from '../../policy/policyInput.ts';
import type { RunPlans } from '../runPlans.ts';
import type { RunScope } from '../runScope.ts';
import type { SideCalls } from './sideCalls.ts';

/** A word that takes longer is not worth waiting for: the run goes on without. */
const MOST_SILENCE_MS = 10_000;

/** Asks a small model how hard the work is, where the start is open. */
export class ClassifierCall {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #sideCalls: SideCalls;

  constructor(scope: RunScope, plans: RunPlans, sideCalls: SideCalls) {
    this.#scope = scope;
    this.#plans = plans;
    this.#sideCalls = sideCalls;
  }

  /** What it says; undefined: it is not to be asked, or has said nothing that can be read. */
  async ask(): Promise<Classification | undefined> {
    const { prepared, settings } = this.#scope.request;
    const haiku = this.#plans.tier('haiku');
    if (!haiku || !this.#isWanted) return undefined;
    const reply = await this.#sideCalls.reply(haiku, {
      kind: 'classify',
      prompt: classifyPrompt(prepared),
      maxOutputTokens: CLASSIFY_TOKENS,
      expectedOutputTokens: CLASSIFY_TOKENS / 2,
      mostSilenceMs: MOST_SILENCE_MS,
    });
    return reply === undefined ? undefined : readClassification(reply, settings.classifier);
  }

  get #isWanted(): boolean {
    const { prepared, settings, chosenTier, draft } = this.#scope.request;
    const { classifier, only, start } = settings;
    const { name } = prepared;
    const isOpen = !chosenTier && !draft && only[name] === null && start[name] === 'auto';
    if (classifier.use === 'off' || !isOpen || this.#plans.route.isChain) return false;
    // What starts at the top already cannot start higher.
    return this.#plans.startTier !== 'opus';
  }
}
