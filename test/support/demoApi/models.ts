import type { Effort } from '../../../src/models/tier.ts';

/** What a request may put into `thinking.type`. */
export type ThinkingType = 'adaptive' | 'between_tools' | 'disabled' | 'enabled';

/** A model of the line-up with the limits that requests are held to. */
export interface DemoModel {
  readonly id: string;
  readonly displayName: string;
  readonly line: 'haiku' | 'sonnet' | 'opus' | 'fable' | 'mythos';
  readonly createdAt: string;
  readonly lifecycle: 'active' | 'deprecated' | 'retired';
  readonly deprecatedAt: string | null;
  readonly retiresAt: string | null;
  /** Tokens of context and of output. */
  readonly maxInputTokens: number;
  readonly maxTokens: number;
  /** Efforts that it takes; empty: the field is refused. */
  readonly efforts: readonly Effort[];
  readonly defaultEffort: Effort | null;
  readonly thinkingTypes: readonly ThinkingType[];
  /** Whether it thinks when a request does not say. */
  readonly thinksByDefault: boolean;
  /** Above this effort `disabled` and `between_tools` are refused. */
  readonly maxEffortWithoutThinking: Effort | null;
  readonly sampling: boolean;
  readonly prefill: boolean;
  readonly forcedTools: boolean;
  /** Prefixes with fewer tokens are never cached. */
  readonly minCacheableTokens: number;
  /** Characters of a token: the tokenizer since Opus 4.7 makes about 30 % more tokens. */
  readonly charactersPerToken: number;
}

const NEW_TOKENIZER = 2.5;
const OLD_TOKENIZER = 3.25;
const ALL_EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

const current = {
  lifecycle: 'active',
  deprecatedAt: null,
  retiresAt: null,
  maxInputTokens: 1_000_000,
  maxTokens: 128_000,
  efforts: ALL_EFFORTS,
  defaultEffort: 'high',
  thinkingTypes: ['adaptive'],
  thinksByDefault: true,
  maxEffortWithoutThinking: null,
  sampling: false,
  prefill: false,
  forcedTools: false,
  minCacheableTokens: 512,
  charactersPerToken: NEW_TOKENIZER,
} as const satisfies Partial<DemoModel>;

const adaptiveOrOff = {
  ...current,
  thinkingTypes: ['adaptive', 'disabled'],
  thinksByDefault: false,
  forcedTools: true,
  minCacheableTokens: 1024,
} as const satisfies Partial<DemoModel>;

const budgeted = {
  ...adaptiveOrOff,
  maxInputTokens: 200_000,
  maxTokens: 64_000,
  efforts: [],
  defaultEffort: null,
  thinkingTypes: ['enabled', 'disabled'],
  sampling: true,
  prefill: true,
  minCacheableTokens: 4096,
  charactersPerToken: OLD_TOKENIZER,
} as const satisfies Partial<DemoModel>;

/**
 * The line-up, newest first. Where sources are silent (least cacheable prompt of the newest
 * models, Mythos) the nearest relative's figure stands in.
 */
export const LINE_UP: readonly DemoModel[] = [
  {
    ...current,
    id: 'claude-fable-5-2',
    displayName: 'Claude Fable 5.2',
    line: 'fable',
    createdAt: '2026-11-09T00:00:00Z',
  },
  {
    ...current,
    id: 'claude-mythos-5-2',
    displayName: 'Claude Mythos 5.2',
    line: 'mythos',
    createdAt: '2026-11-09T00:00:00Z',
  },
  {
    ...current,
    id: 'claude-haiku-5-5',
    displayName: 'Claude Haiku 5.5',
    line: 'haiku',
    createdAt: '2026-10-07T00:00:00Z',
    defaultEffort: 'medium',
    thinkingTypes: ['adaptive', 'disabled'],
    maxEffortWithoutThinking: 'high',
    forcedTools: true,
  },
  {
    ...current,
    id: 'claude-sonnet-5-5',
    displayName: 'Claude Sonnet 5.5',
    line: 'sonnet',
    createdAt: '2026-09-28T00:00:00Z',
    thinkingTypes: ['adaptive', 'between_tools'],
    maxEffortWithoutThinking: 'high',
  },
  {
    ...current,
    id: 'claude-opus-5-5',
    displayName: 'Claude Opus 5.5',
    line: 'opus',
    createdAt: '2026-09-22T00:00:00Z',
    defaultEffort: 'medium',
  },
  {
    ...current,
    id: 'claude-fable-5-1',
    displayName: 'Claude Fable 5.1',
    line: 'fable',
    createdAt: '2026-09-01T00:00:00Z',
  },
  {
    ...current,
    id: 'claude-opus-5',
    displayName: 'Claude Opus 5',
    line: 'opus',
    createdAt: '2026-07-24T00:00:00Z',
    thinkingTypes: ['adaptive', 'disabled'],
    maxEffortWithoutThinking: 'high',
    forcedTools: true,
  },
  {
    ...adaptiveOrOff,
    id: 'claude-sonnet-5',
    displayName: 'Claude Sonnet 5',
    line: 'sonnet',
    createdAt: '2026-06-09T00:00:00Z',
    thinksByDefault: true,
  },
  {
    ...adaptiveOrOff,
    id: 'claude-opus-4-8',
    displayName: 'Claude Opus 4.8',
    line: 'opus',
    createdAt: '2026-05-05T00:00:00Z',
  },
  {
    ...adaptiveOrOff,
    id: 'claude-sonnet-4-6',
    displayName: 'Claude Sonnet 4.6',
    line: 'sonnet',
    createdAt: '2026-02-17T00:00:00Z',
    efforts: ['low', 'medium', 'high', 'max'],
    sampling: true,
    charactersPerToken: OLD_TOKENIZER,
  },
  {
    ...adaptiveOrOff,
    id: 'claude-opus-4-6',
    displayName: 'Claude Opus 4.6',
    line: 'opus',
    createdAt: '2026-02-05T00:00:00Z',
    efforts: ['low', 'medium', 'high', 'max'],
    sampling: true,
    minCacheableTokens: 4096,
    charactersPerToken: OLD_TOKENIZER,
  },
  {
    ...budgeted,
    id: 'claude-opus-4-5',
    displayName: 'Claude Opus 4.5',
    line: 'opus',
    createdAt: '2025-11-24T00:00:00Z',
    efforts: ['low', 'medium', 'high'],
    defaultEffort: 'high',
  },
  {
    ...budgeted,
    id: 'claude-haiku-4-5',
    displayName: 'Claude Haiku 4.5',
    line: 'haiku',
    createdAt: '2025-10-15T00:00:00Z',
  },
  {
    ...budgeted,
    id: 'claude-sonnet-4-5',
    displayName: 'Claude Sonnet 4.5',
    line: 'sonnet',
    createdAt: '2025-09-29T00:00:00Z',
    lifecycle: 'deprecated',
    deprecatedAt: '2026-09-30T00:00:00Z',
    retiresAt: '2026-11-30T00:00:00Z',
    minCacheableTokens: 1024,
  },
  {
    ...budgeted,
    id: 'claude-3-5-haiku-20241022',
    displayName: 'Claude Haiku 3.5',
    line: 'haiku',
    createdAt: '2024-10-22T00:00:00Z',
    lifecycle: 'retired',
    deprecatedAt: '2025-12-19T00:00:00Z',
    retiresAt: '2026-02-19T00:00:00Z',
    maxTokens: 8192,
    thinkingTypes: ['disabled'],
    minCacheableTokens: 2048,
  },
];

/** The model as `GET /v1/models` tells it. */
export function modelInfo(model: DemoModel): object {
  const supported = (value: boolean): object => ({ supported: value });
  const effort = (name: Effort): object => supported(model.efforts.includes(name));
  const thinking = (name: ThinkingType): object => supported(model.thinkingTypes.includes(name));
  const modern = model.maxInputTokens > 200_000;
  return {
    type: 'model',
    id: model.id,
    display_name: model.displayName,
    created_at: model.createdAt,
    deprecated_at: model.deprecatedAt,
    lifecycle: model.lifecycle,
    line: model.line,
    max_input_tokens: model.maxInputTokens,
    max_tokens: model.maxTokens,
    retires_at: model.retiresAt,
    capabilities: {
      batch: supported(true),
      citations: supported(true),
      code_execution: supported(true),
      context_management: {
        clear_thinking_20251015: supported(true),
        clear_tool_uses_20250919: supported(true),
        compact_20260112: supported(modern),
        supported: true,
      },
      effort: {
        supported: model.efforts.length > 0,
        low: effort('low'),
        medium: effort('medium'),
        high: effort('high'),
        xhigh: effort('xhigh'),
        max: effort('max'),
      },
      image_input: supported(true),
      pdf_input: supported(true),
      server_tools: {
        supported: true,
        code_execution: supported(true),
        web_search: supported(true),
      },
      structured_outputs: supported(model.lifecycle !== 'retired'),
      thinking: {
        supported: model.thinkingTypes.some((type) => type === 'adaptive' || type === 'enabled'),
        types: {
          adaptive: thinking('adaptive'),
          between_tools: thinking('between_tools'),
          disabled: thinking('disabled'),
          enabled: thinking('enabled'),
        },
      },
    },
  };
}
