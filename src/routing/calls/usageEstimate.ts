import { promptTokensOf } from '../../models/cost.ts';
import { tokensOfCharacters } from '../../models/tokens.ts';
import type { Usage } from '../../models/usage.ts';
import { countedUsage, NO_USAGE } from '../../models/usage.ts';
import type { ModelRequest, RequestBlock } from '../../providers/port.ts';

/** Characters that a reply has brought. */
export interface ReplyLength {
  readonly text: number;
  readonly thinking: number;
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

/** Output tokens by their characters: no more than was allowed can be charged, however short they are. */
function estimatedOutput(request: ModelRequest, { text, thinking }: ReplyLength): Estimate {
  const written = tokensOfCharacters(text, request.schema ? 'code' : 'mixed');
  const thought = tokensOfCharacters(thinking, 'mixed');
  const output = Math.min(request.maxTokens, written + thought);
  return { output, thought: Math.min(output, thought) };
}

interface Estimate {
  readonly output: number;
  readonly thought: number;
}

/** What a reply has reported of its usage. */
export interface ReportedUsage {
  /** At its start; null: it had none. */
  readonly started: Usage | null;
  /** At its end; null: it had none. */
  readonly final: Usage | null;
  /** The request had left, so that it may be billed. */
  readonly isSent: boolean;
}

/** What a call has used, and whether any of it had to be estimated; null: nothing can be billed. */
export function callUsage(
  request: ModelRequest,
  { started, final, isSent }: ReportedUsage,
  length: ReplyLength,
): { readonly usage: Usage; readonly isEstimated: boolean } | null {
  const { output, thought } = estimatedOutput(request, length);
  const estimate = started && {
    ...started,
    outputTokens: Math.max(started.outputTokens, output),
    thinkingTokens: Math.min(output, Math.max(started.thinkingTokens, thought)),
  };
  const known = final ?? estimate ?? (isSent ? NO_USAGE : null);
  if (!known) return null;
  const usage = withoutGaps(countedUsage(known), estimatedPrompt(request), output);
  return { usage, isEstimated: final === null || usage !== known };
}
