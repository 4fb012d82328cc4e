import { note } from '../../../tasks/noteCodes.ts';
import {
  afterSecondLook,
  SECOND_LOOK_TOKENS,
  secondLookPrompt,
} from '../../../tasks/review/secondLook.ts';
import type { GateResult } from '../../../tasks/task.ts';
import type { Checked } from '../afterAttempt.ts';
import type { RunPlans } from '../runPlans.ts';
import type { RunScope } from '../runScope.ts';
import type { SideCalls } from './sideCalls.ts';

/** A look that takes longer is not worth waiting for: the findings are shown without. */
const MOST_SILENCE_MS = 30_000;

/** Has a small model try to refute what an accepted review found, all of it in one call. */
export class SecondLook {
  readonly #scope: RunScope;
  readonly #plans: RunPlans;
  readonly #sideCalls: SideCalls;

  constructor(scope: RunScope, plans: RunPlans, sideCalls: SideCalls) {
    this.#scope = scope;
    this.#plans = plans;
    this.#sideCalls = sideCalls;
  }

  /** The answer with what the look has said of it; one that fails takes nothing from the answer. */
  async at(checked: Checked): Promise<Checked> {
    const { prepared, settings } = this.#scope.request;
    const { answer } = checked.gate;
    const { reviewed } = prepared;
    const isWanted = settings.secondLook && answer?.kind === 'findings' && reviewed !== undefined;
    if (!isWanted || answer.findings.length === 0) return checked;
    const count = answer.findings.length;
    const reply = await this.#reply(checked, {
      kind: 'secondLook',
      prompt: secondLookPrompt(prepared.prompt, answer.findings),
      maxOutputTokens: SECOND_LOOK_TOKENS.most(count),
      expectedOutputTokens: SECOND_LOOK_TOKENS.expected(count),
      mostSilenceMs: MOST_SILENCE_MS,
    });
    const looked = reply === undefined ? undefined : afterSecondLook(reply, answer, reviewed);
    const { gate } = checked;
    const later: GateResult =
      looked === undefined
        ? { ...gate, notes: [...gate.notes, note('notes.noSecondLook', {})] }
        : { ...gate, answer: looked.answer, notes: [...gate.notes, ...looked.notes] };
    return { ...checked, gate: later };
  }

  /** The answer is there and paid for: whatever befalls the look does not take it. */
  async #reply(
    { step }: Checked,
    question: Parameters<SideCalls['reply']>[1],
  ): Promise<string | undefined> {
    const { deps } = this.#scope;
    try {
      return await this.#sideCalls.reply(this.#plans.tier('haiku') ?? step.plan, question);
    } catch (error) {
      deps.log.info(`no second look: ${error instanceof Error ? error.name : 'unknown'}`);
      return undefined;
    }
  }
}
