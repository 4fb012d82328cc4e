import type { CatalogModel } from '../../models/catalog.ts';
import type { Effort } from '../../models/tier.ts';
import type { ModelRequest, RequestBlock } from '../../providers/port.ts';
import type { Prompt, PromptBlock } from '../../tasks/task.ts';

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

/** How a prompt is to be answered. */
export interface RequestTerms {
  /** null: the model's own default. */
  readonly effort: Effort | null;
  /** Most output tokens. */
  readonly maxTokens: number;
  /** Asks the provider to keep the prompt's stable start. */
  readonly cache: boolean;
}

/**
 * A prompt as a call. With `cache` the provider is asked to keep the stable prefix; efforts, thinking
 * and schema are sent only where the model takes them.
 */
export function requestOf(
  prompt: Prompt,
  model: CatalogModel,
  { effort, maxTokens, cache }: RequestTerms,
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
