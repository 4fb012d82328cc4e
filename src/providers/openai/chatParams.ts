import type OpenAI from 'openai';
import type { ModelRequest, RequestBlock } from '../port.ts';

type ChatParams = OpenAI.ChatCompletionCreateParamsStreaming;
type ReasoningEffort = NonNullable<ChatParams['reasoning_effort']>;

const EFFORTS: Readonly<Record<NonNullable<ModelRequest['effort']>, ReasoningEffort>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'xhigh',
};

/** The text of some blocks. */
export function textOf(blocks: readonly RequestBlock[]): string {
  return blocks.map(({ text }) => text).join('');
}

/** A request as OpenAI's API takes it. Nothing is kept there (`store`). */
export function chatParams(request: ModelRequest): ChatParams {
  const system = textOf(request.system);
  const turns = request.turns.map(({ role, blocks }) => ({ role, content: textOf(blocks) }));
  return {
    model: request.model,
    max_completion_tokens: request.maxTokens,
    stream: true,
    stream_options: { include_usage: true },
    store: false,
    messages: [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...turns],
    ...(request.effort === null ? {} : { reasoning_effort: EFFORTS[request.effort] }),
    ...(request.schema
      ? {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: 'answer', strict: true, schema: { ...request.schema } },
          },
        }
      : {}),
  };
}
