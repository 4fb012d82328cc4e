import type { Effort } from '../../../src/models/tier.ts';
import type { Behaviour } from './behaviour.ts';
import { countTokens } from './usage.ts';
import type { ValidRequest } from './validate.ts';

/** Why the reply ends, in the API's words. */
type DemoStopReason =
  'end_turn' | 'max_tokens' | 'stop_sequence' | 'refusal' | 'model_context_window_exceeded';

/** A whole reply before it is sent. */
export interface Reply {
  /** Empty: it did not think. */
  readonly thinking: string;
  readonly text: string;
  readonly stopReason: DemoStopReason;
  readonly stopSequence: string | null;
}

const THINKING_TOKENS: Readonly<Record<Effort, number>> = {
  low: 0,
  medium: 30,
  high: 80,
  xhigh: 200,
  max: 400,
};
const THOUGHTS =
  'The task names the lines that matter, so the declarations there come first. Each answer has to ' +
  'stand on what is written in the code and nowhere else, and it has to keep what works as it is. ';

/** Shapes an answer into a reply: thinking first, then text, cut where the request's limits say. */
export function shapeReply(request: ValidRequest, answer: string, behaviour: Behaviour): Reply {
  if (request.maxTokens === 0) {
    return { thinking: '', text: '', stopReason: 'max_tokens', stopSequence: null };
  }
  if (behaviour.stop === 'refusal') {
    return { thinking: '', text: '', stopReason: 'refusal', stopSequence: null };
  }
  const perToken = request.model.charactersPerToken;
  const tokens = Math.min(thinkingTokens(request, behaviour), request.maxTokens);
  const thinking = repeated(THOUGHTS, Math.floor(tokens * perToken));
  const room = Math.floor(
    (request.maxTokens - countTokens(request.model, thinking.length)) * perToken,
  );
  if (behaviour.stop === 'max_tokens') {
    const head = answer.slice(0, Math.ceil(answer.length / 2));
    return {
      thinking,
      text: (head + repeated('\n    ', Math.max(0, room - head.length))).slice(0, room),
      stopReason: 'max_tokens',
      stopSequence: null,
    };
  }
  if (behaviour.stop === 'context_exceeded') {
    return {
      thinking,
      text: answer.slice(0, Math.ceil(answer.length / 2)).slice(0, room),
      stopReason: 'model_context_window_exceeded',
      stopSequence: null,
    };
  }
  const stopped = firstStop(answer, request.stopSequences);
  if (stopped !== null && stopped.at <= room) {
    return {
      thinking,
      text: answer.slice(0, stopped.at),
      stopReason: 'stop_sequence',
      stopSequence: stopped.sequence,
    };
  }
  return answer.length > room
    ? { thinking, text: answer.slice(0, room), stopReason: 'max_tokens', stopSequence: null }
    : { thinking, text: answer, stopReason: 'end_turn', stopSequence: null };
}

/** Cuts a text into deltas of a few characters, never inside a character. */
export function deltasOf(text: string): readonly string[] {
  const deltas: string[] = [];
  let at = 0;
  for (let index = 0; at < text.length; index += 1) {
    // A long reply goes in larger pieces, so that a runaway one does not take a second.
    let end = Math.min(text.length, at + (at < 6000 ? 3 + ((index * 7) % 9) : 96));
    const unit = text.charCodeAt(end - 1);
    if (unit >= 0xd800 && unit <= 0xdbff && end < text.length) {
      end += 1;
    }
    deltas.push(text.slice(at, end));
    at = end;
  }
  return deltas;
}

function thinkingTokens(request: ValidRequest, behaviour: Behaviour): number {
  if (request.thinking === 'disabled' || request.thinking === 'between_tools') {
    return 0;
  }
  return behaviour.thinkingTokens ?? THINKING_TOKENS[request.effort ?? 'medium'];
}

function repeated(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

function firstStop(
  text: string,
  sequences: readonly string[],
): { readonly at: number; readonly sequence: string } | null {
  let first: { at: number; sequence: string } | null = null;
  for (const sequence of sequences) {
    const at = text.indexOf(sequence);
    if (at >= 0 && (first === null || at < first.at)) {
      first = { at, sequence };
    }
  }
  return first;
}
