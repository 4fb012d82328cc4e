import { createHash } from 'node:crypto';
import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LedgerRow } from '../ledger/rows.ts';
import { runIdTime } from '../ledger/runId.ts';
import { tagsIn } from '../models/tags/runTags.ts';

/** A run and its attempts, as rows of the ledger's views. */
export interface RunRows {
  readonly run: LedgerRow;
  /** In the order in which they were made. */
  readonly attempts: readonly LedgerRow[];
}

/** Who sends, and under which identity. */
export interface SpanSource {
  readonly resource: Resource;
  /** The extension's version. */
  readonly version: string;
  /** Tells this machine from others, and says nothing of it. */
  readonly instance: string;
}

/** Who runs models, by the names of the semantic conventions. */
const PROVIDERS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  bedrock: 'aws.bedrock',
  vertex: 'gcp.vertex_ai',
  openai: 'openai',
};

/**
 * A run as a trace: a span for it and one for each attempt, by the semantic conventions for generative AI; what these have
 * no name for stands under `tierwise.`. Ids follow from the run's, so that what is sent again is the same. Attempts are laid
 * one after the other from the run's start, as the books have their lengths alone. No code, prompt, answer or path is in it.
 */
export function spansOf({ run, attempts }: RunRows, source: SpanSource): readonly ReadableSpan[] {
  const start = runIdTime(numberIn(run, 'id'));
  const trace = idOf([source.instance, String(run['id'])], 32);
  const root = contextOf(trace, idOf([trace, 'run'], 16));
  const isAnswered = run['outcome'] === 'accepted';
  const whole = spanOf(source, root, {
    name: `invoke_workflow ${textIn(run, 'task')}`,
    kind: SpanKind.INTERNAL,
    start,
    ms: numberIn(run, 'duration_ms'),
    isFailed: !isAnswered,
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      ...named(run, RUN_ATTRIBUTES),
      ...tagsOf(run),
    },
  });
  let at = start;
  const parts = attempts.map((attempt) => {
    const ms = numberIn(attempt, 'duration_ms');
    const own = contextOf(trace, idOf([trace, textIn(attempt, 'ordinal')], 16));
    const span = spanOf(source, own, {
      name: `chat ${textIn(attempt, 'model')}`,
      kind: SpanKind.CLIENT,
      start: at,
      ms,
      isFailed: attempt['error_code'] !== null || attempt['outcome'] === 'failed',
      attributes: { ...attributesOf(attempt), ...tagsOf(run) },
      parent: root,
    });
    at += ms + numberIn(attempt, 'waited_ms');
    return span;
  });
  return [whole, ...parts];
}

/** Attributes of an attempt, which its metrics share. */
export function attributesOf(attempt: LedgerRow): Attributes {
  const provider = textIn(attempt, 'provider');
  const written =
    numberIn(attempt, 'cache_write_5m_tokens') + numberIn(attempt, 'cache_write_1h_tokens');
  const read = numberIn(attempt, 'cache_read_tokens');
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': PROVIDERS[provider] ?? provider,
    'gen_ai.request.model': textIn(attempt, 'model'),
    'gen_ai.response.model': textIn(attempt, 'model'),
    // All that was read, what came from the cache included.
    'gen_ai.usage.input_tokens': inputOf(attempt),
    'gen_ai.usage.output_tokens': numberIn(attempt, 'output_tokens'),
    'gen_ai.usage.cache_read.input_tokens': read,
    'gen_ai.usage.cache_creation.input_tokens': written,
    ...named(attempt, ATTEMPT_ATTRIBUTES),
  };
}

/** What the user has a run tagged with. */
export function tagsOf(run: LedgerRow): Attributes {
  const tags = Object.entries(tagsIn(run['tags']));
  return Object.fromEntries(tags.map(([name, value]) => [`tierwise.tag.${name}`, value]));
}

/** Everything that an attempt's prompt came to, in tokens. */
export function inputOf(attempt: LedgerRow): number {
  return (
    numberIn(attempt, 'input_tokens') +
    numberIn(attempt, 'cache_read_tokens') +
    numberIn(attempt, 'cache_write_5m_tokens') +
    numberIn(attempt, 'cache_write_1h_tokens')
  );
}

/** Columns of a run, and the attributes that they become. */
const RUN_ATTRIBUTES = {
  task: 'tierwise.task',
  language: 'tierwise.language',
  purpose: 'tierwise.purpose',
  start_tier: 'tierwise.start_tier',
  final_tier: 'tierwise.final_tier',
  outcome: 'tierwise.outcome',
  strength: 'tierwise.strength',
  attempts: 'tierwise.attempts',
  cost_nusd: 'tierwise.cost_nusd',
  baseline_nusd: 'tierwise.baseline_nusd',
  unpriced: 'tierwise.unpriced',
  reason_code: 'tierwise.reason',
  mutants_executed: 'tierwise.mutants.executed',
  mutants_killed: 'tierwise.mutants.killed',
} as const satisfies Readonly<Record<string, string>>;

const ATTEMPT_ATTRIBUTES = {
  tier: 'tierwise.tier',
  kind: 'tierwise.kind',
  effort: 'tierwise.effort',
  outcome: 'tierwise.outcome',
  problems: 'tierwise.problems',
  usage: 'tierwise.usage',
  cost_nusd: 'tierwise.cost_nusd',
  retries: 'tierwise.retries',
  waited_ms: 'tierwise.waited_ms',
  first_token_ms: 'tierwise.first_token_ms',
  error_code: 'error.type',
  http_status: 'http.response.status_code',
  request_id: 'gen_ai.response.id',
} as const satisfies Readonly<Record<string, string>>;

/** What a row says under other names; what it does not say is left out. */
function named(row: LedgerRow, names: Readonly<Record<string, string>>): Attributes {
  return Object.fromEntries(
    Object.entries(names).flatMap(([column, name]) => {
      const value = row[column] ?? null;
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

interface SpanParts {
  readonly name: string;
  readonly kind: SpanKind;
  /** Unix ms. */
  readonly start: number;
  readonly ms: number;
  readonly isFailed: boolean;
  readonly attributes: Attributes;
  readonly parent?: SpanContext;
}

function spanOf(
  { resource, version }: SpanSource,
  context: SpanContext,
  { name, kind, start, ms, isFailed, attributes, parent }: SpanParts,
): ReadableSpan {
  return {
    name,
    kind,
    spanContext: () => context,
    ...(parent === undefined ? {} : { parentSpanContext: parent }),
    startTime: timeOf(start),
    endTime: timeOf(start + ms),
    duration: timeOf(ms),
    status: { code: isFailed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'tierwise', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function contextOf(traceId: string, spanId: string): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

/** Seconds and nanoseconds of a time in ms. */
export function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

function idOf(parts: readonly string[], length: number): string {
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, length);
}

/** A number of a row; 0 where there is none. */
export function numberIn(row: LedgerRow, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : 0;
}

/** A text of a row. */
function textIn(row: LedgerRow, column: string): string {
  return String(row[column] ?? 'unknown');
}
