import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { messageWithin, wordIn } from '../../../src/editor/wording/wording.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { Problem, Prompt } from '../../../src/tasks/task.ts';
import type { Behaviour } from '../../support/demoApi/behaviour.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { Bench, prepared, settings } from './support.ts';

/*
 * Every call streams, those of tasks whose answer is shown only as a whole, too: the tier is shown from
 * the first byte, a cancelled call must know what it has received to be booked right, silence can be
 * told from work, and the API refuses long answers in one piece. "Streaming and not" is therefore where
 * a failure comes: as a plain body with a status before the stream opens, when nothing is paid for and
 * the same attempt goes on; or as an event in the stream, when the attempt is over, paid for, and a new
 * one is made where the table says so. Rows that can come both ways stand here twice. A status alone
 * can ask for a wait (Retry-After); an event cannot.
 */
type Phase = 'instead of the stream' | 'in the stream';

interface Row {
  readonly phase: Phase;
  /** Whether what fails may be billed; as a rule what is in the stream is. */
  readonly isPaid?: boolean;
  readonly behaviour: Behaviour;
  /** Gate verdicts in their order; the last one repeats. */
  readonly rejects?: readonly boolean[];
  readonly cancels?: boolean;
  /** `kind tier outcome` of each row in the books, `^` for the tier above. */
  readonly booked: readonly string[];
  /** Calls at the server by tier, where they are not one for each booked row. */
  readonly calls?: readonly string[];
  readonly waits?: readonly number[];
  /** The sentence that the person reads; none: there is an answer. */
  readonly told?: RegExp;
  /** What differs at the top, where there is no tier above. */
  readonly atOpus?: Partial<Row>;
}

const twice = (word: string): readonly string[] => [word, word];
const once = (behaviour: Behaviour): Behaviour => ({ ...behaviour, times: 1 });
const WAITED = { booked: ['first @ accepted'], calls: ['@', '@'] } as const;
const STOPPED = { booked: ['first @ failed'] } as const;

const ROWS: Readonly<Record<string, Row>> = {
  'a connection that breaks when the request was read': {
    phase: 'instead of the stream',
    isPaid: true,
    behaviour: { connection: 'reset' },
    booked: twice('first @ failed'),
    told: /broke off\./,
  },
  'no first byte in time': {
    phase: 'instead of the stream',
    isPaid: true,
    behaviour: { connection: 'hang' },
    ...STOPPED,
    told: /did not answer in time/,
  },
  '429 with Retry-After': {
    phase: 'instead of the stream',
    behaviour: once({ status: 429, retryAfter: 7 }),
    ...WAITED,
    waits: [7_000],
  },
  '529 without': {
    phase: 'instead of the stream',
    behaviour: { status: 529, times: 2 },
    booked: ['first @ accepted'],
    calls: ['@', '@', '@'],
    waits: [1_000, 2_000],
  },
  '500': {
    phase: 'instead of the stream',
    behaviour: once({ status: 500 }),
    ...WAITED,
    waits: [1_000],
  },
  '503': {
    phase: 'instead of the stream',
    behaviour: once({ status: 503 }),
    ...WAITED,
    waits: [1_000],
  },
  '504': {
    phase: 'instead of the stream',
    behaviour: once({ status: 504 }),
    ...WAITED,
    waits: [1_000],
  },
  'a longer wait than allowed': {
    phase: 'instead of the stream',
    behaviour: { status: 429, retryAfter: 90 },
    booked: ['first @ failed', 'escalation ^ accepted'],
    atOpus: { ...STOPPED, told: /Opus has too many requests at the moment/ },
  },
  'a spent limit': {
    phase: 'instead of the stream',
    behaviour: { status: 429, errorCode: 'enforced_spend_limit_reached' },
    ...STOPPED,
    told: /no credit left/,
  },
  '401': {
    phase: 'instead of the stream',
    behaviour: { status: 401 },
    ...STOPPED,
    told: /key was refused/,
  },
  '402': {
    phase: 'instead of the stream',
    behaviour: { status: 402 },
    ...STOPPED,
    told: /no credit left/,
  },
  '403': {
    phase: 'instead of the stream',
    behaviour: { status: 403 },
    ...STOPPED,
    told: /may not use/,
  },
  '400': {
    phase: 'instead of the stream',
    behaviour: { status: 400 },
    ...STOPPED,
    told: /refused the request/,
  },
  '413': {
    phase: 'instead of the stream',
    behaviour: { status: 413 },
    ...STOPPED,
    told: /about \d+ tokens, too long/,
  },
  'a web page': {
    phase: 'instead of the stream',
    isPaid: true,
    behaviour: { malformed: 'html' },
    booked: twice('first @ failed'),
    told: /could not be read/,
  },
  'overloaded half-way': {
    phase: 'in the stream',
    behaviour: once({ streamError: 'overloaded_error' }),
    booked: ['first @ failed', 'first @ accepted'],
    waits: [1_000],
  },
  'a limit half-way': {
    phase: 'in the stream',
    behaviour: once({ streamError: 'rate_limit_error' }),
    booked: ['first @ failed', 'first @ accepted'],
    waits: [1_000],
  },
  'an error half-way': {
    phase: 'in the stream',
    behaviour: once({ streamError: 'api_error' }),
    booked: ['first @ failed', 'first @ accepted'],
    waits: [1_000],
  },
  'a timeout of the server half-way': {
    phase: 'in the stream',
    behaviour: once({ streamError: 'timeout_error' }),
    booked: ['first @ failed', 'first @ accepted'],
    waits: [1_000],
  },
  'overloaded before the first word': {
    phase: 'in the stream',
    behaviour: once({ streamError: 'overloaded_error', afterDeltas: 0 }),
    booked: ['first @ failed', 'first @ accepted'],
    waits: [1_000],
  },
  'overloaded half-way, again and again': {
    phase: 'in the stream',
    behaviour: { streamError: 'overloaded_error' },
    booked: ['first @ failed', 'first @ failed', 'first @ failed'],
    waits: [1_000, 1_000],
    told: /is overloaded/,
  },
  'a spent limit half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'rate_limit_error', errorCode: 'enforced_spend_limit_reached' },
    ...STOPPED,
    told: /no credit left/,
  },
  'a refused key half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'authentication_error' },
    ...STOPPED,
    told: /key was refused/,
  },
  'no credit half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'billing_error' },
    ...STOPPED,
    told: /no credit left/,
  },
  'forbidden half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'permission_error' },
    ...STOPPED,
    told: /may not use/,
  },
  'a bad request half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'invalid_request_error' },
    ...STOPPED,
    told: /refused the request/,
  },
  'too large half-way': {
    phase: 'in the stream',
    behaviour: { streamError: 'request_too_large' },
    ...STOPPED,
    told: /about \d+ tokens, too long/,
  },
  'cut after content': {
    phase: 'in the stream',
    behaviour: { connection: 'cut' },
    booked: twice('first @ failed'),
    told: /broke off\./,
  },
  'cut once': {
    phase: 'in the stream',
    behaviour: once({ connection: 'cut' }),
    booked: ['first @ failed', 'first @ accepted'],
  },
  'no end': {
    phase: 'in the stream',
    behaviour: { malformed: 'noStop' },
    booked: twice('first @ failed'),
    told: /broke off\./,
  },
  'no JSON': {
    phase: 'in the stream',
    behaviour: { malformed: 'json' },
    booked: twice('first @ failed'),
    told: /could not be read/,
  },
  'a failed gate': {
    phase: 'in the stream',
    behaviour: {},
    rejects: [true, true, false],
    booked: ['first @ rejected', 'repair @ rejected', 'escalation opus accepted'],
    atOpus: { booked: ['first @ rejected', 'repair @ rejected', 'effort @ accepted'] },
  },
  'a gate that nothing passes': {
    phase: 'in the stream',
    behaviour: {},
    rejects: [true],
    booked: ['first @ rejected', 'repair @ rejected', 'escalation opus rejected'],
    told: /No answer passed its check/,
    atOpus: { booked: ['first @ rejected', 'repair @ rejected', 'effort @ rejected'] },
  },
  max_tokens: {
    phase: 'in the stream',
    behaviour: { stop: 'max_tokens', times: 2 },
    booked: ['first @ truncated', 'limit @ truncated', 'escalation opus accepted'],
    atOpus: {
      booked: ['first @ truncated', 'limit @ truncated'],
      told: /longer than \d+ tokens/,
    },
  },
  'a refusal': {
    phase: 'in the stream',
    behaviour: { stop: 'refusal' },
    booked: ['first @ refused', 'escalation ^ accepted'],
    atOpus: { booked: ['first @ refused'], told: /Opus refused to answer/ },
  },
  cancelled: {
    phase: 'in the stream',
    behaviour: { connection: 'stall' },
    cancels: true,
    booked: ['first @ cancelled'],
  },
};

const PROMPT: Prompt = {
  system: 'Explain the code. '.repeat(20),
  turns: [
    {
      role: 'user',
      blocks: [
        {
          text: '<code-0123abcd language="typescript" lines="1-1">\n1|const a = 1;\n</code-0123abcd>\n',
          stable: true,
        },
        {
          text: '<request-0123abcd task="explain" first="1" last="1">\n</request-0123abcd>\n',
          stable: false,
        },
      ],
    },
  ],
  schema: undefined,
};

const english = (text: string): string => text;

function sentenceOf({ failure }: RunResult): string | undefined {
  return failure && wordIn(messageWithin('failure', failure), english);
}

describe('every row of the failure table', () => {
  let api: DemoApi;
  before(async () => {
    api = await startDemoApi({ msPerDelta: 0 });
  });
  after(() => api.stop());
  beforeEach(() => api.reset());

  for (const [name, row] of Object.entries(ROWS)) {
    for (const tier of CLAUDE_TIERS) {
      it(`${name}, ${row.phase}, at ${tier}`, () => check(row, tier));
    }
  }

  for (const [phase, behaviour] of [
    ['instead of the stream', { status: 404 }],
    ['in the stream', { streamError: 'not_found_error' }],
  ] as const) {
    it(`a model that is not there, ${phase}, gives way to the next newest of its line`, () =>
      checkMissing(behaviour));
  }

  async function checkMissing(behaviour: Behaviour): Promise<void> {
    for (const tier of CLAUDE_TIERS) {
      api.reset();
      api.setBehaviour(`claude-${tier}-5-5`, behaviour);
      const bench = await runAt(tier);
      const [gone, next] = api.requests.map(({ model }) => model);
      assert.equal(gone, `claude-${tier}-5-5`);
      assert.match(next ?? '', new RegExp(`^claude-${tier}-`));
      assert.deepEqual(bench.booked, [`first ${tier} failed`, `first ${tier} accepted`]);
    }
  }

  async function runAt(tier: ClaudeTier, { behaviour, rejects = [], cancels }: Partial<Row> = {}) {
    const adapter = createAnthropicProvider({
      apiKey: 'demo-key',
      baseUrl: api.url,
      fetch: globalThis.fetch,
      // Short only where nothing comes: a busy machine must not look like a silent server.
      ...(behaviour?.connection === 'hang' ? { timeoutMs: 100 } : {}),
    });
    const bench = new Bench([], { provider: async () => adapter });
    bench.onEvent = ({ type }) => cancels === true && type === 'text' && bench.abort.abort();
    let verdicts = 0;
    const task = prepared({
      name: 'explain',
      prompt: PROMPT,
      check: async (reply) => {
        const isBad = rejects[Math.min(verdicts, rejects.length - 1)] ?? false;
        verdicts += 1;
        const problem: Problem = {
          code: 'answer.empty',
          args: {},
          detail: 'It is wrong.',
          repairable: true,
        };
        return {
          answer: { kind: 'markdown', markdown: reply, names: [] },
          problems: isBad ? [problem] : [],
          strength: 'form',
          notes: [],
        };
      },
    });
    const start = { ...settings().start, explain: tier };
    const result = await bench.run({ prepared: task, settings: settings({ start }) });
    return Object.assign(bench, { result });
  }

  async function check(given: Row, tier: ClaudeTier): Promise<void> {
    const row: Row = tier === 'opus' ? { ...given, ...given.atOpus } : given;
    const above = CLAUDE_TIERS[CLAUDE_TIERS.indexOf(tier) + 1] ?? tier;
    const named = (word: string) => word.replace('@', tier).replace('^', above);
    api.setBehaviour(tier, row.behaviour);
    const bench = await runAt(tier, row);
    const { result } = bench;

    const booked = row.booked.map(named);
    assert.deepEqual(bench.booked, booked);
    const asked = row.calls?.map(named) ?? booked.map((one) => one.split(' ')[1]);
    assert.deepEqual(
      api.requests.map(({ model }) => model?.replace(/^claude-(\w+)-.*$/, '$1')),
      asked,
    );
    assert.deepEqual(bench.clock.waits, row.waits ?? []);
    const waiting = bench.events.flatMap((event) => (event.type === 'waiting' ? [event.ms] : []));
    assert.deepEqual(waiting, row.waits ?? []);
    assert.ok(api.requests.every(({ rawBody }) => rawBody.includes('"stream":true')));

    const failed = bench.books.ended.filter(({ outcome }) => outcome === 'failed');
    for (const { costNusd, usage, usageSource, httpStatus } of failed) {
      const isPaid = row.isPaid ?? row.phase === 'in the stream';
      // What was sent or came before a failure is paid for, and estimated since its end never came.
      assert.equal(usageSource, isPaid ? 'estimated' : 'reported');
      assert.equal(usage.inputTokens > 0, isPaid);
      assert.equal((costNusd ?? 0) > 0, isPaid);
      assert.equal(
        httpStatus,
        row.phase === 'in the stream' ? null : (row.behaviour.status ?? null),
      );
    }

    const [run] = bench.books.runs;
    assert.equal(run?.attempts, booked.length);
    assert.equal(run.finalTier, booked.at(-1)?.split(' ')[1]);
    if (row.cancels) {
      assert.equal(result.outcome, 'cancelled');
      assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
    } else if (row.told) {
      assert.match(sentenceOf(result) ?? '', row.told);
    } else {
      assert.equal(result.outcome, 'accepted', JSON.stringify(result.failure));
    }
  }
});
