import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import type { BillingTerms, Usage } from '../../src/models/usage.ts';
import { STANDARD_TERMS } from '../../src/models/usage.ts';

/** A call as it was made, whatever the logs make of it. */
export interface TrueCall {
  readonly id: string;
  readonly request: string | undefined;
  readonly at: number;
  readonly model: string;
  readonly usage: Usage;
  readonly terms: BillingTerms;
}

/** How a line tells a call. */
export interface Telling {
  readonly call: TrueCall;
  readonly session?: string;
  readonly isAside?: boolean;
  /** Output tokens so far; all when left out. */
  readonly output?: number;
  readonly content?: readonly unknown[];
  /** Over the fields of the usage, the message and the line. */
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly message?: Readonly<Record<string, unknown>>;
  readonly line?: Readonly<Record<string, unknown>>;
}

/** A line of a call, with its fields in Claude Code's own order. */
export function callLine(telling: Telling): Readonly<Record<string, unknown>> {
  const { call, content = [{ type: 'text', text: 'Done.' }], isAside = false, output } = telling;
  const { usage } = call;
  return {
    parentUuid: 'a4a1d1f2-5ad8-4b5c-9d16-3c3f0c1d8f60',
    isSidechain: isAside,
    message: {
      model: call.model,
      id: call.id,
      type: 'message',
      role: 'assistant',
      content,
      stop_reason: output === undefined ? 'end_turn' : null,
      usage: {
        input_tokens: usage.inputTokens,
        cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
        cache_read_input_tokens: usage.cacheReadTokens,
        cache_creation: {
          ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
          ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
        },
        output_tokens: output ?? usage.outputTokens,
        server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
        service_tier: call.terms.serviceTier ?? 'standard',
        inference_geo: call.terms.inferenceGeo ?? 'not_available',
        iterations: [],
        speed: call.terms.speed ?? 'standard',
        ...telling.usage,
      },
      ...telling.message,
    },
    ...(call.request === undefined ? {} : { requestId: call.request }),
    type: 'assistant',
    uuid: `${call.id}-${output ?? 'end'}`,
    timestamp: new Date(call.at).toISOString(),
    cwd: '/home/someone/project',
    sessionId: telling.session ?? 'session',
    version: '2.1.138',
    gitBranch: 'main',
    ...telling.line,
  };
}

/** What a person asks, as a line. */
export function promptLine(at: number, text = 'Please look at this.'): unknown {
  return {
    parentUuid: null,
    isSidechain: false,
    type: 'user',
    message: { role: 'user', content: text },
    uuid: `prompt-${at}`,
    timestamp: new Date(at).toISOString(),
    cwd: '/home/someone/project',
    sessionId: 'session',
    version: '2.1.138',
  };
}

/** What a tool gave back, as a line. */
export function resultLine(at: number, content: string): unknown {
  return {
    parentUuid: 'a4a1d1f2-5ad8-4b5c-9d16-3c3f0c1d8f60',
    isSidechain: false,
    type: 'user',
    message: {
      role: 'user',
      content: [{ tool_use_id: 'toolu_1', type: 'tool_result', content }],
    },
    uuid: `result-${at}`,
    timestamp: new Date(at).toISOString(),
    toolUseResult: { stdout: content.slice(0, 200), stderr: '', interrupted: false },
  };
}

/** Uses a tool in an answer. */
export function toolUse(name: string, file = '/home/someone/project/src/a.ts'): unknown {
  return { type: 'tool_use', id: 'toolu_1', name, input: { file_path: file } };
}

/** The ways of logging that are seen in the wild, and what is rare or only to be feared. */
export const DIALECTS = {
  plain: 'one line a call',
  streamed: 'lines of one call with growing output',
  resumed: 'a resumed session copies the talk so far',
  agents: 'sub-agents in files of their own, and reported in the main one',
  aside: "a side question repeats its parent's calls with other requests",
  hourCache: 'cache written for an hour',
  gateway: 'a gateway: ids of its own, no request ids, lines repeated',
  fast: 'fast speed',
  madeUp: 'messages that Claude Code made up',
  torn: 'lines that are cut',
} as const;
export type Dialect = keyof typeof DIALECTS;

const MODELS = [
  'claude-opus-4-8',
  'claude-opus-4-8',
  'claude-sonnet-4-6',
  'claude-sonnet-5',
  'claude-haiku-4-5-20251001',
  'claude-opus-5',
] as const;

/** What a writer writes, unless it is said otherwise. */
export interface LogWriterOptions {
  readonly seed?: number;
  /** Characters of what tools give back, at most. */
  readonly resultSize?: number;
  readonly models?: readonly string[];
}

/** Writes session logs into a folder of settings, and knows what they should come to. */
export class LogWriter {
  /** Each call once. */
  readonly calls: TrueCall[] = [];
  /** Lines that hold a call that nobody can read. */
  torn = 0;
  bytes = 0;
  readonly #home: string;
  readonly #random: () => number;
  readonly #resultSize: number;
  readonly #models: readonly string[];
  readonly #filler: string;
  #sessions = 0;

  constructor(home: string, options: LogWriterOptions = {}) {
    const { models = MODELS, resultSize = 400, seed = 1 } = options;
    this.#home = home;
    this.#random = steadyRandom(seed);
    this.#resultSize = resultSize;
    this.#models = models;
    this.#filler = Array.from({ length: 8_000 }, (_, at) => `line ${at}: "x" = {é}`).join('\n');
  }

  /** One session of a dialect, its calls a minute apart from `start` on. */
  session(dialect: Dialect, start: number, calls = 20): void {
    const session = `session-${(this.#sessions += 1)}`;
    const made = this.made(dialect, start, calls);
    if (dialect !== 'madeUp') this.calls.push(...made);
    this.#sessionLines(dialect, session, made);
  }

  /** Calls of a dialect that nobody has logged yet. */
  made(dialect: Dialect, start: number, calls: number): readonly TrueCall[] {
    return Array.from({ length: calls }, (_, at) => this.#call(dialect, start + at * 60_000));
  }

  /** Writes lines as a log of its own. Those that are texts already stay as they are. */
  write(path: string, lines: readonly unknown[]): void {
    const file = join(this.#home, 'projects', '-home-someone-project', path);
    mkdirSync(dirname(file), { recursive: true });
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    const text = `${texts.join('\n')}\n`;
    this.bytes += Buffer.byteLength(text);
    writeFileSync(file, text);
  }

  #sessionLines(dialect: Dialect, session: string, calls: readonly TrueCall[]): void {
    const whole = calls.flatMap((call) => this.#told(dialect, call, session));
    switch (dialect) {
      case 'resumed': {
        // A resumed session has the lines of the first half, under its own name.
        const half = Math.floor(whole.length / 2);
        this.write(`${session}.jsonl`, whole.slice(0, half));
        const copied = whole.slice(0, half).map((line) => ({ ...line, sessionId: `${session}-b` }));
        return this.write(`${session}-b.jsonl`, [...copied, ...whole.slice(half)]);
      }
      case 'agents': {
        const asides = calls.map((call) => callLine({ call, session, isAside: true }));
        this.write(`${session}/subagents/agent-1.jsonl`, asides);
        const reports = asides.map((line) => ({
          type: 'progress',
          data: { type: 'agent_progress', message: line },
          timestamp: line['timestamp'],
          sessionId: session,
        }));
        return this.write(`${session}.jsonl`, [promptLine(calls[0]?.at ?? 0), ...reports]);
      }
      case 'aside': {
        const repeated = calls.slice(0, 5).map((call) =>
          callLine({
            call: { ...call, request: `${call.request}b`, at: call.at + 3_600_000 },
            session,
            isAside: true,
          }),
        );
        this.write(`${session}/subagents/agent-aside.jsonl`, repeated);
        return this.write(`${session}.jsonl`, whole);
      }
      case 'torn': {
        const last = JSON.stringify(whole.findLast((line) => 'gitBranch' in line));
        this.torn += 2;
        const cut = [last.slice(0, 120), `${last.slice(0, last.indexOf('cache_read'))}}`];
        return this.write(`${session}.jsonl`, [...whole, ...cut]);
      }
      default:
        return this.write(`${session}.jsonl`, whole);
    }
  }

  /** The lines around a call, its own among them. */
  #told(dialect: Dialect, call: TrueCall, session: string): Record<string, unknown>[] {
    const telling = { call, session };
    const isNew = this.#random() < 0.2;
    const own = {
      streamed: [
        callLine({ ...telling, output: 1, content: [{ type: 'thinking', thinking: 'So' }] }),
        callLine({ ...telling, output: 8, content: [toolUse('Read')] }),
        callLine({ ...telling, content: [toolUse('Edit')] }),
      ],
      gateway: [callLine(telling), callLine(telling)],
      madeUp: [callLine({ ...telling, message: { model: '<synthetic>' } })],
    } as const satisfies Partial<Record<Dialect, readonly unknown[]>>;
    const lines = Object.hasOwn(own, dialect)
      ? own[dialect as keyof typeof own]
      : [callLine(telling)];
    const size = Math.floor(this.#random() * this.#resultSize);
    const from = Math.floor(this.#random() * (this.#filler.length - size));
    return [
      ...(isNew ? [promptLine(call.at - 2_000)] : []),
      ...lines,
      resultLine(call.at + 1_000, this.#filler.slice(from, from + size)),
    ] as Record<string, unknown>[];
  }

  #call(dialect: Dialect, at: number): TrueCall {
    const whole = (most: number): number => Math.floor(this.#random() * most);
    const number = String(whole(1e15)).padStart(15, '0');
    const isGateway = dialect === 'gateway';
    const written = whole(4) === 0 ? whole(20_000) : whole(1_500);
    return {
      id: isGateway ? `chatcmpl-${number}` : `msg_01${number}${this.#sessions}${'Z'.repeat(8)}`,
      request: isGateway ? undefined : `req_011${number}`,
      at,
      model:
        dialect === 'fast' ? 'claude-opus-4-8' : (this.#models[whole(this.#models.length)] ?? ''),
      usage: {
        inputTokens: 1 + whole(900),
        cacheReadTokens: whole(90_000),
        cacheWrite5mTokens: dialect === 'hourCache' ? 0 : written,
        cacheWrite1hTokens: dialect === 'hourCache' ? written : 0,
        outputTokens: 10 + whole(1_800),
        thinkingTokens: 0,
      },
      terms: dialect === 'fast' ? { ...STANDARD_TERMS, speed: 'fast' } : STANDARD_TERMS,
    };
  }
}
