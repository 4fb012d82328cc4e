import fc from 'fast-check';

/** What a server may send as an answer, and what of it arrives. */
export interface AnyAnswer {
  /** Events in their order; `come` are those whose data arrives to its last byte. */
  readonly come: readonly Json[];
  readonly chunks: readonly Uint8Array[];
  readonly contentType: string | null;
  readonly ending: 'closed' | 'reset';
}

export type Json = Readonly<Record<string, unknown>>;

const count = fc.oneof(
  { weight: 5, arbitrary: fc.nat(20_000) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(0, null, '9000', -1, 1.5, {}) },
);

/** A report of what was used, each count of it there or not, rising or falling. */
const usage: fc.Arbitrary<Json | null> = fc.option(
  fc.record(
    {
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      output_tokens_details: fc.record({ thinking_tokens: count }),
      service_tier: fc.constantFrom('standard', null),
      future_tokens: fc.nat(),
    },
    { requiredKeys: [] },
  ),
);

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    'naïve — 日本語 👩‍👩‍👧',
    '\r\n\r\n',
    'data: {"type":"message_stop"}\n\n',
    '{',
    '\ufeff',
  ),
  fc.nat(700).map((length) => 'The value is kept. '.repeat(40).slice(0, length)),
);

const stopReason = fc.constantFrom(
  'end_turn',
  'stop_sequence',
  'max_tokens',
  'refusal',
  'model_context_window_exceeded',
  'a_reason_of_the_future',
);

const told = (report: Json | null): Json => (report === null ? {} : { usage: report });

const start = fc.tuple(usage, fc.boolean()).map(([report, isNamed]): Json => ({
  type: 'message_start',
  message: { ...(isNamed ? { model: 'claude-haiku-5-5' } : {}), content: [], ...told(report) },
}));

const content: fc.Arbitrary<Json> = fc.oneof(
  text.map((value) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: value },
  })),
  text.map((value) => ({
    type: 'content_block_start',
    index: 0,
    content_block: { type: 'text', text: value, citations: null },
  })),
  text.map((value) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'thinking_delta', thinking: value },
  })),
  fc.constantFrom<Json>(
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'x' } },
    { type: 'content_block_start', index: 0, content_block: { type: 'future_block', note: 1 } },
    { type: 'ping' },
    { type: 'future_event', detail: { level: 3 } },
  ),
  usage.map((report) => ({ type: 'message_delta', delta: {}, ...told(report) })),
);

const stopDelta = fc.tuple(stopReason, usage).map(([reason, report]): Json => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null },
  ...told(report),
}));

/** What may still come once a reply has said why it ends. */
const tail: fc.Arbitrary<Json> = fc.oneof(
  usage.map((report) => ({ type: 'message_delta', delta: {}, ...told(report) })),
  fc.constantFrom<Json>(
    { type: 'ping' },
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    { error: { message: 'gone', type: 'server_error', code: 500 } },
  ),
);

const stop: Json = { type: 'message_stop' };

/** The events of an answer, any of them left out. */
const events: fc.Arbitrary<readonly Json[]> = fc
  .tuple(
    fc.option(start, { freq: 6 }),
    fc.array(content, { maxLength: 8 }),
    fc.option(fc.tuple(stopDelta, fc.array(tail, { maxLength: 2 })), { freq: 3 }),
    fc.boolean(),
  )
  .map(([first, middle, last, isStopped]) => [
    ...(first === null ? [] : [first]),
    ...middle,
    ...(last === null ? [] : [last[0], ...last[1]]),
    ...(isStopped ? [stop] : []),
  ]);

const wrapping = fc.record({
  eol: fc.constantFrom('\n', '\r\n', '\r'),
  blank: fc.constantFrom(' ', ''),
  isNamed: fc.boolean(),
  isSpread: fc.boolean(),
  isParted: fc.boolean(),
  noise: fc.constantFrom('', ': still here', 'id: 7', 'retry: 3000', ':', 'future: x'),
  isDone: fc.boolean(),
});

type Wrapping = typeof wrapping extends fc.Arbitrary<infer T> ? T : never;

interface Sent {
  readonly bytes: Buffer;
  /** The events with the number of bytes after which each is there. */
  readonly at: readonly { readonly event: Json; readonly end: number }[];
}

function asStream(all: readonly Json[], { eol, blank, ...how }: Wrapping): Sent {
  let body = '';
  const at: { event: Json; end: number }[] = [];
  for (const event of all) {
    const { type } = event;
    if (how.noise !== '') body += how.noise + eol;
    if (how.isNamed && typeof type === 'string') body += `event:${blank}${type}${eol}`;
    const data = JSON.stringify(event, null, how.isSpread ? 1 : 0).split('\n');
    body += data.map((line) => `data:${blank}${line}`).join(eol);
    at.push({ event, end: Buffer.byteLength(body) });
    body += how.isParted ? eol + eol : eol;
  }
  if (how.isDone) body += `data: [DONE]${eol}${eol}`;
  return { bytes: Buffer.from(body), at };
}

/** The same answer in one piece: blocks instead of deltas, and one report. */
function asMessage(all: readonly Json[]): Sent {
  const parts = all.flatMap((event) => [event['content_block'], event['delta']]).filter(isJson);
  const blocks = parts.filter((part) => 'text' in part || 'thinking' in part);
  const reports = all.map((event) => event['usage']).filter(isJson);
  const reason = parts.find((part) => 'stop_reason' in part)?.['stop_reason'] ?? null;
  const message = {
    type: 'message',
    role: 'assistant',
    content: blocks,
    stop_reason: reason,
    ...(reports.length > 0 ? { usage: reports.at(-1) } : {}),
  };
  const bytes = Buffer.from(JSON.stringify(message));
  return { bytes, at: [{ event: message, end: bytes.length }] };
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function split(bytes: Buffer, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const edges = [0, ...places, bytes.length];
  return edges
    .slice(1)
    .map((edge, index) => new Uint8Array(bytes.subarray(edges[index], edge)))
    .filter(({ length }) => length > 0);
}

type Whole = (all: readonly Json[]) => Sent;

/** Any answer of these events: in any wrapping, cut into any pieces, and ended in any way. */
function anyOf(drawn: fc.Arbitrary<readonly Json[]>, asWhole: Whole): fc.Arbitrary<AnyAnswer> {
  return fc
    .record({
      all: drawn,
      wrapped: fc.oneof(
        { weight: 5, arbitrary: wrapping },
        { weight: 1, arbitrary: fc.constant('whole' as const) },
      ),
      contentType: fc.constantFrom(
        'text/event-stream',
        'Text/Event-Stream; charset=UTF-8',
        'text/plain',
        'application/json',
        'application/octet-stream',
        null,
      ),
      cuts: fc.array(fc.nat(), { maxLength: 40 }),
      lost: fc.oneof(fc.constant(0), fc.nat(60)),
      ending: fc.constantFrom('closed' as const, 'reset' as const),
    })
    .map(({ all, wrapped, contentType, cuts, lost, ending }) => {
      const sent = wrapped === 'whole' ? asWhole(all) : asStream(all, wrapped);
      const bytes = sent.bytes.subarray(0, Math.max(0, sent.bytes.length - lost));
      return {
        come: sent.at.filter(({ end }) => end <= bytes.length).map(({ event }) => event),
        chunks: split(bytes, cuts),
        contentType,
        ending,
      };
    });
}

/** Any answer of the Messages API. */
export const anyAnswer = anyOf(events, asMessage);

const chunkUsage = fc.record(
  {
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: fc.record({ cached_tokens: count }),
  },
  { requiredKeys: [] },
);

const someChunk: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text.map((value) => ({ choices: [{ delta: { content: value } }] })) },
  { weight: 1, arbitrary: chunkUsage.map((report) => ({ choices: [], usage: report })) },
  { weight: 1, arbitrary: fc.constant<Json>({ id: 'c', choices: [{ delta: {} }] }) },
);

const lastChunk = fc
  .constantFrom('stop', 'length', 'content_filter', 'a_reason_of_the_future')
  .map((reason): Json => ({ model: 'm', choices: [{ delta: {}, finish_reason: reason }] }));

/** The choices of a chunk of Chat Completions. */
export function choicesOf(chunk: Json): readonly Json[] {
  const choices: unknown = chunk['choices'];
  const known: readonly unknown[] = Array.isArray(choices) ? choices : [];
  return known.filter(isJson);
}

/** The same chunks in one piece. */
function asCompletion(all: readonly Json[]): Sent {
  const known = all.flatMap(choicesOf);
  const texts = known.map(({ delta }) => (isJson(delta) ? delta['content'] : undefined));
  const reason = known.find((choice) => 'finish_reason' in choice)?.['finish_reason'] ?? null;
  const written = texts.filter((each) => typeof each === 'string').join('');
  const reports = all.map((each) => each['usage']).filter(isJson);
  const completion = {
    model: 'm',
    choices: [{ message: { role: 'assistant', content: written }, finish_reason: reason }],
    ...(reports.length > 0 ? { usage: reports.at(-1) } : {}),
  };
  const bytes = Buffer.from(JSON.stringify(completion));
  return { bytes, at: [{ event: completion, end: bytes.length }] };
}

/** Any answer of Chat Completions. */
export const anyCompletion = anyOf(
  fc
    .tuple(
      fc.array(someChunk, { maxLength: 8 }),
      fc.option(lastChunk, { freq: 3 }),
      fc.option(chunkUsage),
    )
    .map(([chunks, last, report]) => [
      ...chunks,
      ...(last ? [last] : []),
      ...(report ? [{ choices: [], usage: report }] : []),
    ]),
  asCompletion,
);
