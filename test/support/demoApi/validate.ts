import type { Effort } from '../../../src/models/tier.ts';
import { EFFORTS } from '../../../src/models/tier.ts';
import { checkAnswerSchema, isObject } from './answerSchema.ts';
import { ApiError } from './apiError.ts';
import { NEWEST_VERSION } from './headers.ts';
import type { DemoModel, ThinkingType } from './models.ts';

/** How long a cache marker keeps what stands before it. */
export type CacheLife = '5m' | '1h';

/** A piece of the prompt in the order in which it is read: tools, system, messages. */
interface PromptSegment {
  readonly text: string;
  /** null: no cache marker follows it. */
  readonly cache: CacheLife | null;
}

/** One turn, its blocks' texts joined. */
export interface PromptTurn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly text: string;
}

/** A request that the API would serve. */
export interface ValidRequest {
  readonly model: DemoModel;
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly effort: Effort | null;
  readonly thinking: ThinkingType;
  /** Whether the thinking's text comes back; by default current models leave it empty. */
  readonly showThinking: boolean;
  readonly schema: Record<string, unknown> | null;
  readonly stopSequences: readonly string[];
  readonly segments: readonly PromptSegment[];
  readonly turns: readonly PromptTurn[];
  readonly inferenceGeo: string;
  readonly speed: 'standard' | 'fast';
}

const SHARED_FIELDS = [
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
  'speed',
];
const MESSAGE_FIELDS = [
  ...SHARED_FIELDS,
  'max_tokens',
  'metadata',
  'stop_sequences',
  'stream',
  'temperature',
  'top_k',
  'top_p',
  'service_tier',
  'container',
  'inference_geo',
  'diagnostics',
];
const BLOCK_FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ['type', 'text', 'cache_control', 'citations'],
  thinking: ['type', 'thinking', 'signature'],
  redacted_thinking: ['type', 'data'],
  tool_use: ['type', 'id', 'name', 'input', 'cache_control', 'caller'],
  tool_result: ['type', 'tool_use_id', 'content', 'is_error', 'cache_control'],
};
const TOOL_FIELDS = [
  'type',
  'name',
  'description',
  'input_schema',
  'cache_control',
  'strict',
  'input_examples',
  'eager_input_streaming',
  'defer_loading',
  'allowed_callers',
];
const MAX_MARKERS = 4;

/**
 * Holds a body to what the Messages API takes.
 * @throws ApiError 400 for what it refuses, 404 for a model that is unknown or retired.
 */
export function validate(
  body: unknown,
  endpoint: 'messages' | 'count_tokens',
  version: string,
  models: readonly DemoModel[],
): ValidRequest {
  if (!isObject(body)) {
    throw invalid('Input should be a valid dictionary');
  }
  onlyFields(body, endpoint === 'messages' ? MESSAGE_FIELDS : SHARED_FIELDS, '');
  const model = modelOf(body, models);
  const maxTokens = endpoint === 'messages' ? maxTokensOf(body, model) : model.maxTokens;
  checkSampling(body, model, version);
  const output = outputOf(body, model);
  const thinking = thinkingOf(body, model, output.effort, maxTokens, endpoint);
  checkPlainFields(body, model);
  checkTools(body, model, thinking.type);
  const { segments, turns } = promptOf(body, version);
  checkTurns(turns, model);
  return {
    model,
    maxTokens,
    stream: booleanAt(body, 'stream'),
    effort: output.effort ?? model.defaultEffort,
    thinking: thinking.type,
    showThinking: thinking.show,
    schema: output.schema,
    stopSequences: stopSequencesOf(body),
    segments,
    turns,
    inferenceGeo: typeof body['inference_geo'] === 'string' ? body['inference_geo'] : 'global',
    speed: body['speed'] === 'fast' ? 'fast' : 'standard',
  };
}

function modelOf(body: Record<string, unknown>, models: readonly DemoModel[]): DemoModel {
  const id = body['model'];
  if (id === undefined) {
    throw invalid('model: Field required');
  }
  if (typeof id !== 'string' || id === '') {
    throw invalid('model: Input should be a valid string');
  }
  const model = models.find((candidate) => candidate.id === id);
  if (model === undefined || model.lifecycle === 'retired') {
    throw new ApiError(404, `model: ${id}`);
  }
  return model;
}

function maxTokensOf(body: Record<string, unknown>, model: DemoModel): number {
  const value = body['max_tokens'];
  if (value === undefined) {
    throw invalid('max_tokens: Field required');
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw invalid('max_tokens: Input should be a valid integer');
  }
  if (value < 0) {
    throw invalid('max_tokens: Input should be greater than or equal to 0');
  }
  if (value > model.maxTokens) {
    throw invalid(
      `max_tokens: ${value} > ${model.maxTokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  return value;
}

function checkSampling(body: Record<string, unknown>, model: DemoModel, version: string): void {
  for (const name of ['temperature', 'top_p', 'top_k']) {
    if (body[name] === undefined) {
      continue;
    }
    if (version === NEWEST_VERSION) {
      throw invalid(`${name}: Extra inputs are not permitted`);
    }
    if (!model.sampling) {
      throw invalid(`\`${name}\` is not supported on this model`);
    }
    if (typeof body[name] !== 'number') {
      throw invalid(`${name}: Input should be a valid number`);
    }
  }
}

function outputOf(
  body: Record<string, unknown>,
  model: DemoModel,
): { readonly effort: Effort | null; readonly schema: Record<string, unknown> | null } {
  const config = body['output_config'];
  if (config === undefined) {
    return { effort: null, schema: null };
  }
  if (!isObject(config)) {
    throw invalid('output_config: Input should be an object');
  }
  onlyFields(config, ['effort', 'format'], 'output_config');
  const effort = effortOf(config['effort'], model);
  const format = config['format'];
  if (format === undefined || format === null) {
    return { effort, schema: null };
  }
  if (!isObject(format)) {
    throw invalid('output_config.format: Input should be an object');
  }
  onlyFields(format, ['type', 'schema'], 'output_config.format');
  if (format['type'] !== 'json_schema') {
    throw invalid("output_config.format.type: Input should be 'json_schema'");
  }
  checkAnswerSchema(format['schema']);
  return { effort, schema: isObject(format['schema']) ? format['schema'] : null };
}

function effortOf(value: unknown, model: DemoModel): Effort | null {
  if (value === undefined || value === null) {
    return null;
  }
  const effort = EFFORTS.find((candidate) => candidate === value);
  if (effort === undefined) {
    throw invalid(
      "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'",
    );
  }
  if (model.efforts.length === 0) {
    throw invalid('This model does not support the effort parameter.');
  }
  if (!model.efforts.includes(effort)) {
    throw invalid(
      `output_config.effort: '${effort}' is not supported by this model. Supported: ${model.efforts.join(', ')}`,
    );
  }
  return effort;
}

function thinkingOf(
  body: Record<string, unknown>,
  model: DemoModel,
  asked: Effort | null,
  maxTokens: number,
  endpoint: 'messages' | 'count_tokens',
): { readonly type: ThinkingType; readonly show: boolean } {
  const config = body['thinking'];
  if (config === undefined) {
    return { type: model.thinksByDefault ? 'adaptive' : 'disabled', show: false };
  }
  if (!isObject(config)) {
    throw invalid('thinking: Input should be an object');
  }
  const type = (['adaptive', 'between_tools', 'disabled', 'enabled'] as const).find(
    (candidate) => candidate === config['type'],
  );
  if (type === undefined) {
    throw invalid(
      "thinking.type: Input should be 'adaptive', 'between_tools', 'disabled' or 'enabled'",
    );
  }
  const fields = {
    adaptive: ['type', 'display'],
    between_tools: ['type'],
    disabled: ['type'],
    enabled: ['type', 'budget_tokens', 'display'],
  } as const;
  onlyFields(config, fields[type], `thinking.${type}`);
  if (!model.thinkingTypes.includes(type)) {
    throw invalid(
      type === 'disabled' && model.thinkingTypes.includes('between_tools')
        ? '"thinking.type.disabled" is not supported for this model. Use "thinking.type.between_tools" instead.'
        : `"thinking.type.${type}" is not supported for this model.`,
    );
  }
  const limit = model.maxEffortWithoutThinking;
  const effort = asked ?? model.defaultEffort;
  if ((type === 'disabled' || type === 'between_tools') && limit !== null && effort !== null) {
    if (EFFORTS.indexOf(effort) > EFFORTS.indexOf(limit)) {
      throw invalid(
        `"thinking.type.${type}" is not supported at effort '${effort}'; use '${limit}' or lower.`,
      );
    }
  }
  if (type === 'enabled') {
    checkBudget(config['budget_tokens'], maxTokens, endpoint);
  }
  const display = config['display'] ?? null;
  if (display !== null && display !== 'summarized' && display !== 'omitted') {
    throw invalid(`thinking.${type}.display: Input should be 'summarized' or 'omitted'`);
  }
  // Models before 4.7 return their thinking unless asked not to, later ones only when asked.
  const shownByDefault = type === 'enabled' || model.sampling;
  return { type, show: display === null ? shownByDefault : display === 'summarized' };
}

function checkBudget(
  budget: unknown,
  maxTokens: number,
  endpoint: 'messages' | 'count_tokens',
): void {
  if (typeof budget !== 'number' || !Number.isInteger(budget) || budget < 1024) {
    throw invalid('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
  }
  if (endpoint === 'messages' && budget >= maxTokens) {
    throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
}

function checkPlainFields(body: Record<string, unknown>, model: DemoModel): void {
  const metadata = body['metadata'];
  if (metadata !== undefined) {
    if (!isObject(metadata)) {
      throw invalid('metadata: Input should be an object');
    }
    onlyFields(metadata, ['user_id'], 'metadata');
  }
  const tier = body['service_tier'];
  if (tier !== undefined && tier !== 'auto' && tier !== 'standard_only') {
    throw invalid("service_tier: Input should be 'auto' or 'standard_only'");
  }
  const speed = body['speed'] ?? 'standard';
  if (speed !== 'standard' && speed !== 'fast') {
    throw invalid("speed: Input should be 'standard' or 'fast'");
  }
  if (speed === 'fast' && model.line !== 'opus') {
    throw invalid(`speed: 'fast' is not supported by ${model.id}`);
  }
  const geo = body['inference_geo'] ?? 'global';
  if (geo !== 'global' && geo !== 'us') {
    throw invalid("inference_geo: Input should be 'global' or 'us'");
  }
  const container = body['container'] ?? null;
  if (container !== null) {
    throw invalid('container: no such container');
  }
  const diagnostics = body['diagnostics'] ?? null;
  if (diagnostics !== null) {
    if (!isObject(diagnostics)) {
      throw invalid('diagnostics: Input should be an object');
    }
    onlyFields(diagnostics, ['previous_message_id'], 'diagnostics');
  }
}

function stopSequencesOf(body: Record<string, unknown>): readonly string[] {
  const sequences = body['stop_sequences'];
  if (sequences === undefined) {
    return [];
  }
  if (!Array.isArray(sequences)) {
    throw invalid('stop_sequences: Input should be a valid list');
  }
  return sequences.map((sequence, index) => {
    if (typeof sequence !== 'string') {
      throw invalid(`stop_sequences.${index}: Input should be a valid string`);
    }
    if (sequence.trim() === '') {
      throw invalid('stop_sequences: each stop sequence must contain non-whitespace');
    }
    return sequence;
  });
}

function checkTools(body: Record<string, unknown>, model: DemoModel, thinking: ThinkingType): void {
  const tools = body['tools'] ?? [];
  if (!Array.isArray(tools)) {
    throw invalid('tools: Input should be a valid list');
  }
  tools.forEach((tool: unknown, index) => {
    if (!isObject(tool)) {
      throw invalid(`tools.${index}: Input should be an object`);
    }
    const type = tool['type'] ?? 'custom';
    if (type !== 'custom') {
      throw invalid(`tools.${index}: the demo API has no server tools`);
    }
    onlyFields(tool, TOOL_FIELDS, `tools.${index}.custom`);
    if (typeof tool['name'] !== 'string' || !/^[a-zA-Z0-9_-]{1,128}$/.test(tool['name'])) {
      throw invalid(
        `tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`,
      );
    }
    if (!isObject(tool['input_schema']) || tool['input_schema']['type'] !== 'object') {
      throw invalid(`tools.${index}.custom.input_schema.type: Input should be 'object'`);
    }
  });
  const choice = body['tool_choice'];
  if (choice === undefined) {
    return;
  }
  if (!isObject(choice)) {
    throw invalid('tool_choice: Input should be an object');
  }
  const fields: Readonly<Record<string, readonly string[]>> = {
    auto: ['type', 'disable_parallel_tool_use'],
    any: ['type', 'disable_parallel_tool_use'],
    tool: ['type', 'name', 'disable_parallel_tool_use'],
    none: ['type'],
  };
  const type = String(choice['type']);
  const allowed = fields[type];
  if (allowed === undefined) {
    throw invalid("tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'");
  }
  onlyFields(choice, allowed, `tool_choice.${type}`);
  if (tools.length === 0) {
    throw invalid('tool_choice may only be specified while providing tools');
  }
  if (type !== 'any' && type !== 'tool') {
    return;
  }
  if (!model.forcedTools) {
    throw invalid(`tool_choice: '${type}' is not supported by this model. Use 'auto'.`);
  }
  if (thinking === 'adaptive' || thinking === 'enabled') {
    throw invalid('Thinking may not be enabled when tool_choice forces tool use.');
  }
}

function promptOf(
  body: Record<string, unknown>,
  version: string,
): { readonly segments: readonly PromptSegment[]; readonly turns: readonly PromptTurn[] } {
  const segments: PromptSegment[] = [];
  if (Array.isArray(body['tools'])) {
    body['tools'].forEach((tool: unknown, index) => {
      if (isObject(tool)) {
        const { cache_control: marker, ...rest } = tool;
        segments.push({
          text: JSON.stringify(rest),
          cache: cacheLife(marker, `tools.${index}.cache_control`),
        });
      }
    });
  }
  const system = body['system'];
  if (system !== undefined) {
    segments.push(...contentOf(system, 'system', 'system', version));
  }
  const messages = body['messages'];
  if (!Array.isArray(messages)) {
    throw invalid(
      messages === undefined
        ? 'messages: Field required'
        : 'messages: Input should be a valid list',
    );
  }
  if (messages.length === 0) {
    throw invalid('messages: at least one message is required');
  }
  const turns: PromptTurn[] = [];
  messages.forEach((message: unknown, index) => {
    const path = `messages.${index}`;
    if (!isObject(message)) {
      throw invalid(`${path}: Input should be an object`);
    }
    onlyFields(message, ['role', 'content'], path);
    const role = (['user', 'assistant', 'system'] as const).find(
      (candidate) => candidate === message['role'],
    );
    if (role === undefined) {
      throw invalid(`${path}.role: Input should be 'user', 'assistant' or 'system'`);
    }
    if (message['content'] === undefined) {
      throw invalid(`${path}.content: Field required`);
    }
    const blocks = contentOf(message['content'], `${path}.content`, role, version);
    if (blocks.length === 0) {
      throw invalid(`${path}: all messages must have non-empty content`);
    }
    segments.push(...blocks);
    turns.push({ role, text: blocks.map((block) => block.text).join('') });
  });
  checkMarkers(segments, body['cache_control']);
  const automatic = cacheLife(body['cache_control'], 'cache_control');
  const last = segments.at(-1);
  if (automatic !== null && last !== undefined && last.cache === null) {
    segments[segments.length - 1] = { text: last.text, cache: automatic };
  }
  return { segments, turns };
}

function contentOf(
  content: unknown,
  path: string,
  role: 'user' | 'assistant' | 'system',
  version: string,
): readonly PromptSegment[] {
  if (typeof content === 'string') {
    if (content.trim() === '') {
      throw invalid(`${path}: text content blocks must be non-empty`);
    }
    return [{ text: content, cache: null }];
  }
  if (!Array.isArray(content)) {
    throw invalid(`${path}: Input should be a valid string or list`);
  }
  return content.map((block: unknown, index) => blockOf(block, `${path}.${index}`, role, version));
}

function blockOf(
  block: unknown,
  path: string,
  role: 'user' | 'assistant' | 'system',
  version: string,
): PromptSegment {
  if (!isObject(block)) {
    throw invalid(`${path}: Input should be an object`);
  }
  const type = String(block['type']);
  const fields = role === 'system' && type !== 'text' ? undefined : BLOCK_FIELDS[type];
  if (fields === undefined) {
    throw invalid(
      `${path}: Input tag '${type}' found using 'type' does not match any of the expected tags`,
    );
  }
  onlyFields(block, fields, `${path}.${type}`);
  const cache = cacheLife(block['cache_control'], `${path}.${type}.cache_control`);
  if (type !== 'text') {
    const { cache_control: _marker, ...rest } = block;
    return { text: JSON.stringify(rest), cache };
  }
  const text = block['text'];
  if (typeof text !== 'string') {
    throw invalid(
      `${path}.text.text: ${text === undefined ? 'Field required' : 'Input should be a valid string'}`,
    );
  }
  if (text === '') {
    throw invalid(
      cache === null
        ? `${path}: text content blocks must be non-empty`
        : `${path}.text: cache_control cannot be set for empty text blocks`,
    );
  }
  if (text.trim() === '') {
    throw invalid(`${path}: text content blocks must contain non-whitespace text`);
  }
  const citations = block['citations'];
  if (
    version === NEWEST_VERSION &&
    role === 'user' &&
    Array.isArray(citations) &&
    citations.length > 0
  ) {
    throw invalid(`${path}.text.citations: citations are not permitted in user messages`);
  }
  return { text, cache };
}

function cacheLife(marker: unknown, path: string): CacheLife | null {
  if (marker === undefined || marker === null) {
    return null;
  }
  if (!isObject(marker)) {
    throw invalid(`${path}: Input should be an object`);
  }
  onlyFields(marker, ['type', 'ttl'], path);
  if (marker['type'] !== 'ephemeral') {
    throw invalid(`${path}.type: Input should be 'ephemeral'`);
  }
  const life = marker['ttl'] ?? '5m';
  if (life !== '5m' && life !== '1h') {
    throw invalid(`${path}.ttl: Input should be '5m' or '1h'`);
  }
  return life;
}

function checkMarkers(segments: readonly PromptSegment[], automatic: unknown): void {
  const lives = segments.flatMap((segment) => (segment.cache === null ? [] : [segment.cache]));
  const markers = lives.length + (automatic === undefined || automatic === null ? 0 : 1);
  if (markers > MAX_MARKERS) {
    throw invalid(
      `A maximum of ${MAX_MARKERS} blocks with cache_control may be provided. Found ${markers}.`,
    );
  }
  const short = lives.indexOf('5m');
  if (short >= 0 && lives.lastIndexOf('1h') > short) {
    throw invalid(
      "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block",
    );
  }
}

/** Turns of one role in a row are allowed: the API joins them. */
function checkTurns(turns: readonly PromptTurn[], model: DemoModel): void {
  if (turns[0]?.role !== 'user') {
    throw invalid('messages: first message must use the "user" role');
  }
  const last = turns.at(-1);
  if (last?.role === 'assistant' && !model.prefill) {
    throw invalid(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
}

function booleanAt(body: Record<string, unknown>, name: string): boolean {
  const value = body[name] ?? false;
  if (typeof value !== 'boolean') {
    throw invalid(`${name}: Input should be a valid boolean`);
  }
  return value;
}

function onlyFields(
  object: Record<string, unknown>,
  allowed: readonly string[],
  path: string,
): void {
  for (const name of Object.keys(object)) {
    if (!allowed.includes(name)) {
      throw invalid(`${path === '' ? '' : `${path}.`}${name}: Extra inputs are not permitted`);
    }
  }
}

function invalid(message: string): ApiError {
  return new ApiError(400, message);
}
