import type { Tier } from '../../models/tier.ts';
import { tokensOfCharacters } from '../../models/tokens.ts';
import type { Route } from '../../routing/policy/route.ts';
import type { RunEvent } from '../../routing/run/run.ts';
import { SHOW_NOTIFICATIONS } from '../ids.ts';
import { modelName, TIER_NAMES } from '../wording/displayNames.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import { bare, messageWithin, within } from '../wording/wording.ts';

/** Words a code; `messages.ts` does it in the editor. */
export type Word = (message: Message) => string;

/** What is known of a run under way. */
export interface RunProgress {
  readonly tier: Tier | undefined;
  readonly model: string | undefined;
  /** Why the run starts where it starts, with about what its first attempt costs. */
  readonly start: Message | undefined;
  /** Why the attempt under way was made, for moves after the first. */
  readonly reason: Message | undefined;
  /** Why and how long it waits, while it waits. */
  readonly waitsFor: { readonly reason: Message; readonly seconds: number } | undefined;
  /** It waits for an answer of the user. */
  readonly asksUser: boolean;
  readonly phase: Message;
}

/** A run whose first attempt has not begun. */
export const NOT_STARTED: RunProgress = {
  tier: undefined,
  model: undefined,
  start: undefined,
  reason: undefined,
  waitsFor: undefined,
  asksUser: false,
  phase: coded('progress.gathering'),
};

/** The progress after one more event. */
export function advance(progress: RunProgress, event: RunEvent): RunProgress {
  const model = shownModel(progress);
  const during = (phase: Message): RunProgress => ({ ...progress, waitsFor: undefined, phase });
  switch (event.type) {
    case 'routed':
      return { ...progress, start: startOf(event.route) };
    case 'attemptEnded':
      return progress;
    case 'attempt': {
      const { tier, kind } = event;
      const reason = event.reason && messageWithin('attempt', event.reason);
      const code = kind === 'classify' ? 'progress.classifying' : 'progress.asking';
      const phase = coded(code, { model: shownModel(event) });
      return { ...during(phase), tier, model: event.model, reason };
    }
    case 'thinking':
      return during(coded('progress.thinking', { model }));
    case 'text':
      return during(coded('progress.writing', { model, tokens: aboutTokens(event.characters) }));
    case 'checking':
      return during(coded('progress.checking', { model }));
    case 'waiting':
      return {
        ...progress,
        waitsFor: {
          reason: messageWithin('wait', event.reason),
          seconds: Math.ceil(event.ms / 1000),
        },
      };
  }
}

/** The progress while a check tries changes of the code. */
export function trying(progress: RunProgress, judged: number, chosen: number): RunProgress {
  const model = shownModel(progress);
  return { ...progress, phase: coded('progress.trying', { model, judged, chosen }) };
}

/** Tokens written so far, in tens. */
function aboutTokens(characters: number): number {
  return Math.max(10, Math.round(tokensOfCharacters(characters, 'code') / 10) * 10);
}

function startOf({ reason, estimate }: Route): Message {
  const { code, args } = within('route', reason);
  // Calls of a subscription: there is no amount to expect.
  return estimate && estimate.highNusd > 0
    ? { code, args: { ...args, costNusd: estimate.lowNusd } }
    : { code, args };
}

/** One line that says who works, on what, and why not somebody cheaper. */
export function progressText(progress: RunProgress, word: Word): string {
  const { phase, reason, waitsFor } = progress;
  if (progress.asksUser) return waitsForUser(word);
  if (waitsFor !== undefined) {
    const waited = bare(word(waitsFor.reason));
    return word(coded('progress.waiting', { reason: waited, seconds: waitsFor.seconds }));
  }
  const why = reason ?? (phase.code === 'progress.asking' ? progress.start : undefined);
  if (why === undefined) return word(phase);
  if (phase.code !== 'progress.asking') return `${bare(word(why))} → ${word(phase)}`;
  const { costNusd } = why.args;
  const args = { reason: bare(word(why)), model: shownModel(progress) };
  return typeof costNusd === 'number'
    ? word(coded('progress.nextPriced', { ...args, costNusd }))
    : word(coded('progress.next', args));
}

/** That the next word is the user's, with a link to the question that the editor may have hidden. */
function waitsForUser(word: Word): string {
  const waiting = word(coded('progress.asksUser'));
  const see = word(coded('progress.seeNotifications'));
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
