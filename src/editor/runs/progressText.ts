import type { CodeArgs, Coded } from '../../models/codes.ts';
import type { Tier } from '../../models/tier.ts';
import { tokensOfCharacters } from '../../models/tokens.ts';
import type { Route } from '../../routing/policy/route.ts';
import type { RunEvent } from '../../routing/run/run.ts';
import { SHOW_NOTIFICATIONS } from '../ids.ts';
import { modelName, TIER_NAMES } from '../wording/displayNames.ts';
import { bare, within } from '../wording/wording.ts';

/** Words a code; `messages.ts` does it in the editor. */
export type Word = (coded: Coded) => string;

/** What is known of a run under way. */
export interface RunProgress {
  readonly tier: Tier | undefined;
  readonly model: string | undefined;
  /** Why the run starts where it starts, with about what its first attempt costs. */
  readonly start: Coded | undefined;
  /** Why the attempt under way was made, for moves after the first. */
  readonly reason: Coded | undefined;
  /** Why it waits, while it waits. */
  readonly waitsFor: Coded | undefined;
  /** It waits for an answer of the user. */
  readonly asksUser: boolean;
  readonly phase: Coded;
}

/** A run whose first attempt has not begun. */
export const NOT_STARTED: RunProgress = {
  tier: undefined,
  model: undefined,
  start: undefined,
  reason: undefined,
  waitsFor: undefined,
  asksUser: false,
  phase: { code: 'progress.gathering', args: {} },
};

/** The progress after one more event. */
export function advance(progress: RunProgress, event: RunEvent): RunProgress {
  const phase = (code: string, args: CodeArgs = {}): RunProgress => ({
    ...progress,
    waitsFor: undefined,
    phase: { code, args: { model: shownModel(progress), ...args } },
  });
  switch (event.type) {
    case 'routed':
      return { ...progress, start: startOf(event.route) };
    case 'attemptEnded':
      return progress;
    case 'attempt': {
      const { tier, model, kind } = event;
      const reason = event.reason && within('attempt', event.reason);
      const code = kind === 'classify' ? 'progress.classifying' : 'progress.asking';
      const asking = { code, args: { model: shownModel(event) } };
      return { ...progress, tier, model, reason, waitsFor: undefined, phase: asking };
    }
    case 'thinking':
      return phase('progress.thinking');
    case 'text':
      return phase('progress.writing', {
        tokens: Math.max(10, Math.round(tokensOfCharacters(event.characters, 'code') / 10) * 10),
      });
    case 'checking':
      return phase('progress.checking');
    case 'waiting':
      return {
        ...progress,
        waitsFor: within('wait', event.reason),
        phase: { code: 'progress.waiting', args: { seconds: Math.ceil(event.ms / 1000) } },
      };
  }
}

function startOf({ reason, estimate }: Route): Coded {
  const { code, args } = within('route', reason);
  // Calls of a subscription: there is no amount to expect.
  return estimate?.highNusd
    ? { code, args: { ...args, costNusd: estimate.lowNusd } }
    : { code, args };
}

/** One line that says who works, on what, and why not somebody cheaper. */
export function progressText(progress: RunProgress, word: Word): string {
  const { phase, reason, waitsFor } = progress;
  if (progress.asksUser) return waitsForUser(word);
  if (waitsFor !== undefined) {
    return word({ code: phase.code, args: { ...phase.args, reason: bare(word(waitsFor)) } });
  }
  const why = reason ?? (phase.code === 'progress.asking' ? progress.start : undefined);
  if (why === undefined) return word(phase);
  if (phase.code !== 'progress.asking') return `${bare(word(why))} → ${word(phase)}`;
  const { costNusd } = why.args;
  const args: CodeArgs = { reason: bare(word(why)), model: shownModel(progress) };
  return typeof costNusd === 'number'
    ? word({ code: 'progress.nextPriced', args: { ...args, costNusd } })
    : word({ code: 'progress.next', args });
}

/** That the next word is the user's, with a link to the question that the editor may have hidden. */
function waitsForUser(word: Word): string {
  const waiting = word({ code: 'progress.asksUser', args: {} });
  const see = word({ code: 'progress.seeNotifications', args: {} });
  return `${waiting}: [${see}](command:${SHOW_NOTIFICATIONS})`;
}

/** The model with its tier, said once where the model's name says the tier. */
export function shownModel(progress: Pick<RunProgress, 'tier' | 'model'>): string {
  const name = modelName(progress.model ?? '');
  const tier = progress.tier === undefined ? '' : TIER_NAMES[progress.tier];
  if (name === '') return tier;
  return tier === '' || name.toLowerCase().includes(tier.toLowerCase())
    ? name
    : `${tier} (${name})`;
}
