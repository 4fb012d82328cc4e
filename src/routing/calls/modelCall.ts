import type { CatalogModel } from '../../models/catalog.ts';
import { promptTokensOf } from '../../models/cost.ts';
import type { Clock } from '../../models/ports.ts';
import type { Effort } from '../../models/tier.ts';
import { tokensOfCharacters } from '../../models/tokens.ts';
import type { BillingTerms, Usage } from '../../models/usage.ts';
import { countedUsage, NO_USAGE, STANDARD_TERMS } from '../../models/usage.ts';
import type {
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  RequestBlock,
  StopReason,
} from '../../providers/port.ts';
import type { Prompt, PromptBlock } from '../../tasks/task.ts';

/** No token is this long: a server that sends more for each that was allowed sends no answer. */
const MOST_CHARACTERS_PER_TOKEN = 200;

/** Failures of a request that had left: whoever read it may bill it, answered or not. */
const SENT: ReadonlySet<ProviderFailure['kind']> = new Set([
  'timeout',
  'cut',
  'malformed',
  'aborted',
]);

/** What happens while a reply comes in. `characters` counts all of its text so far. */
export type CallEvent =
  | { readonly type: 'text'; readonly text: string; readonly characters: number }
  | { readonly type: 'thinking' };

/** How one call came out. */
export interface CallEnd {
  readonly text: string;
  /** Why the reply ended, or the failure that ended it. */
  readonly end:
    | { readonly type: 'ended'; readonly stop: StopReason }
    | { readonly type: 'failed'; readonly failure: ProviderFailure };
  /** Whether the provider began to answer, or may have, so that the call may be paid for. */
  readonly isBilled: boolean;
  readonly usage: Usage;
  readonly isEstimated: boolean;
  readonly terms: BillingTerms;
  /** The model as the answer names it. */
  readonly model: string | null;
  readonly requestId: string | null;
  /** Of the first text or thinking, by the clock's ticks. */
  readonly firstTokenTicks: number | null;
}

/** Tokens of all that a request sends, estimated from its characters: what it has kept is written. */
function estimatedPrompt({ system, turns, schema }: ModelRequest): Usage {
  const blocks = [...system, ...turns.flatMap((turn) => turn.blocks)];
  const marked = blocks.findLastIndex(({ cache }) => cache) + 1;
  const tokensOf = (part: readonly RequestBlock[]): number =>
    tokensOfCharacters(
      part.reduce((sum, { text }) => sum + text.length, 0),
      'code',
    );
  const shape = schema ? tokensOfCharacters(JSON.stringify(schema).length, 'code') : 0;
  const cacheWrite5mTokens = tokensOf(blocks.slice(0, marked));
  const inputTokens = tokensOf(blocks) + shape - cacheWrite5mTokens;
  return { ...NO_USAGE, inputTokens, cacheWrite5mTokens };
}

/** `usage`, with an estimate for what it says was nothing: what was sent and came is never free. */
function withoutGaps(usage: Usage, prompt: Usage, output: number): Usage {
  const lacksInput = promptTokensOf(usage) === 0 && promptTokensOf(prompt) > 0;
  const lacksOutput = usage.outputTokens === 0 && output > 0;
  if (!lacksInput && !lacksOutput) return usage;
  const { outputTokens, thinkingTokens } = usage;
  return {
    ...(lacksInput ? { ...prompt, thinkingTokens } : usage),
    outputTokens: lacksOutput ? output : outputTokens,
  };
}

/** Number of leading stable blocks: the part of the prompt that may be cached. */
function stablePrefix(blocks: readonly PromptBlock[]): number {
  const unstable = blocks.findIndex(({ stable }) => !stable);
  return unstable === -1 ? blocks.length : unstable;
}

/** Characters of the system prompt and the stable start of the first turn. */
export function stableText(prompt: Prompt): readonly string[] {
  const blocks = prompt.turns[0]?.blocks ?? [];
  return [prompt.system, ...blocks.slice(0, stablePrefix(blocks)).map(({ text }) => text)];
}

/** The system prompt; a model without structured outputs is told the answer's shape in it. */
function withShape({ system, schema }: Prompt, { structuredOutputs }: CatalogModel): string {
  if (!schema || structuredOutputs) return system;
  const shape = JSON.stringify(schema);
  return `${system}\nAnswer with one JSON object that is valid against this JSON schema, and with nothing else: ${shape}`;
}

/**
 * A prompt as a call. With `cache` the provider is asked to keep the stable prefix; efforts, thinking
 * and schema are sent only where the model takes them.
 */
export function requestOf(
  prompt: Prompt,
  model: CatalogModel,
  effort: Effort | null,
  maxTokens: number,
  cache: boolean,
): ModelRequest {
  const marked = stablePrefix(prompt.turns[0]?.blocks ?? []) - 1;
  const block = (text: string, isMarked: boolean): RequestBlock => ({
    text,
    cache: cache && isMarked,
  });
  return {
    model: model.id,
    maxTokens,
    effort: effort !== null && model.efforts.includes(effort) ? effort : null,
    thinking: model.adaptiveThinking ? 'adaptive' : 'default',
    system: [block(withShape(prompt, model), marked < 0)],
    turns: prompt.turns.map(({ role, blocks }, turn) => ({
      role,
      blocks: blocks.map(({ text }, index) => block(text, turn === 0 && index === marked)),
    })),
    ...(prompt.schema && model.structuredOutputs ? { schema: prompt.schema } : {}),
  };
}

/**
 * Sends one call and listens to its end. A reply that ends without final usage has its reported
 * input, and output estimated from the characters received, thinking included: until its end the API
 * reports next to none of them. Every character counts as output, none of it is kept but the text.
 */
export async function callModel(
  provider: ModelProvider,
  request: ModelRequest,
  clock: Clock,
  signal: AbortSignal,
  onEvent: (event: CallEvent) => void,
): Promise<CallEnd> {
  let text = '';
  let thinkingCharacters = 0;
  let started: Usage | null = null;
  let model: string | null = null;
  let requestId: string | null = null;
  let firstTokenTicks: number | null = null;
  let isBegun = false;

  const finished = (
    end: CallEnd['end'],
    usage: Usage | null,
    terms: BillingTerms = STANDARD_TERMS,
    isEstimated = false,
  ): CallEnd => {
    const thinking = tokensOfCharacters(thinkingCharacters, 'mixed');
    const written = tokensOfCharacters(text.length, request.schema ? 'code' : 'mixed');
    // No more than was allowed can be charged, however short its tokens are.
    const output = Math.min(request.maxTokens, written + thinking);
    const estimate = started && {
      ...started,
      outputTokens: Math.max(started.outputTokens, output),
      thinkingTokens: Math.min(output, Math.max(started.thinkingTokens, thinking)),
    };
    const isSent = isBegun && (end.type === 'ended' || SENT.has(end.failure.kind));
    const told = usage ?? estimate ?? (isSent ? NO_USAGE : null);
    const whole = told && withoutGaps(countedUsage(told), estimatedPrompt(request), output);
    return {
      text,
      end,
      isBilled: told !== null,
      usage: whole ?? NO_USAGE,
      isEstimated: isEstimated || (told !== null && usage === null) || whole !== told,
      terms,
      model,
      requestId,
      firstTokenTicks,
    };
  };

  const brokenOff = (kind: ProviderFailure['kind'], detail: string): CallEnd => {
    const nothing = { status: null, errorType: null, errorCode: null, retryAfterMs: null };
    return finished({ type: 'failed', failure: { kind, ...nothing, requestId, detail } }, null);
  };

  if (signal.aborted) return brokenOff('aborted', 'cancelled before it was sent');
  isBegun = true;
  for await (const event of provider.send(request, signal)) {
    switch (event.type) {
      case 'started':
        started = event.usage;
        model = event.model;
        requestId = event.requestId;
        break;
      case 'text':
        firstTokenTicks ??= clock.ticks();
        text += event.text;
        onEvent({ type: 'text', text: event.text, characters: text.length });
        break;
      case 'thinking':
        firstTokenTicks ??= clock.ticks();
        thinkingCharacters += event.characters;
        onEvent({ type: 'thinking' });
        break;
      case 'ended':
        requestId = event.requestId ?? requestId;
        return finished(
          { type: 'ended', stop: event.stop },
          event.usage,
          event.terms,
          event.isEstimated,
        );
      case 'failed':
        requestId = event.failure.requestId ?? requestId;
        started = event.usage ?? started;
        return finished({ type: 'failed', failure: event.failure }, null);
    }
    if (text.length + thinkingCharacters > request.maxTokens * MOST_CHARACTERS_PER_TOKEN) {
      return brokenOff('malformed', 'far more than was asked for');
    }
  }
  return brokenOff(signal.aborted ? 'aborted' : 'cut', 'the reply ended without an end');
}
