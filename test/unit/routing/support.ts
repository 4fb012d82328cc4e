import type { AttemptEnded, AttemptStarted, RunEnded } from '../../../src/models/booking.ts';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import type { TierEvidence } from '../../../src/models/evidence.ts';
import type { Clock } from '../../../src/models/ports.ts';
import { BUNDLED_PRICES } from '../../../src/models/prices.ts';
import type { SharedSpend, SpendLimits } from '../../../src/models/spend.ts';
import type { TaskName } from '../../../src/models/task.ts';
import type { Tier } from '../../../src/models/tier.ts';
import type { Usage } from '../../../src/models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import type {
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  StopReason,
} from '../../../src/providers/port.ts';
import type { SpendView } from '../../../src/routing/ports.ts';
import type {
  RunEvent,
  RunQuestions,
  RunRequest,
  RunResult,
} from '../../../src/routing/run/run.ts';
import type { InspectableRunner, RunnerDeps } from '../../../src/routing/run/runner.ts';
import { createRunner } from '../../../src/routing/run/runner.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import {
  DEFAULT_BREAKER,
  DEFAULT_CLASSIFIER,
  DEFAULT_MIN_CONFIDENCE,
  DEFAULT_RETRY,
} from '../../../src/routing/settings.ts';
import type { GateResult, PreparedTask, Problem } from '../../../src/tasks/task.ts';

export const START = Date.parse('2026-11-20T12:00:00Z');

/** A clock whose waits end at once and move its time on. */
export class FakeClock implements Clock {
  time = START;
  readonly waits: number[] = [];
  /** Called at the start of each wait; may abort the run. */
  onWait: (ms: number) => void = () => undefined;

  /** ms by which the wall clock was set. */
  shift = 0;

  now(): number {
    return this.time + this.shift;
  }

  ticks(): number {
    return this.time - START + 1_000;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    this.onWait(ms);
    signal.throwIfAborted();
    this.time += ms;
  }
}

/** What the stand-in for a model does with one call. */
export interface Script {
  /** The model as the answer names it; the asked one when left out. */
  readonly answeredBy?: string;
  readonly text?: string;
  readonly thinking?: number;
  readonly usage?: Partial<Usage>;
  readonly stop?: StopReason;
  /** Ends the reply; with `text` after it has begun. */
  readonly failure?: Partial<ProviderFailure> & { readonly kind: ProviderFailure['kind'] };
  readonly isStarted?: boolean;
  /** Called between the events; may abort the run. */
  readonly on?: (event: 'sent' | 'started' | 'text' | 'ended') => void;
  /** Leaves the reply hanging until it is aborted. */
  readonly hangs?: boolean;
}

export function failing(
  kind: ProviderFailure['kind'],
  more: Partial<ProviderFailure> = {},
): NonNullable<Script['failure']> {
  return { kind, ...more };
}

export const http = (status: number, more: Partial<ProviderFailure> = {}): Script => ({
  failure: failing('http', { status, ...more }),
});

/** A provider that plays scripts: by tier, or one list for all. */
export class ScriptedProvider implements ModelProvider {
  readonly id = 'anthropic';
  readonly requests: ModelRequest[] = [];
  readonly #next: (request: ModelRequest, index: number) => Script;

  constructor(scripts: readonly Script[] | ((request: ModelRequest, index: number) => Script)) {
    this.#next =
      typeof scripts === 'function'
        ? scripts
        : (_, index) => scripts[index] ?? scripts.at(-1) ?? {};
  }

  get models(): readonly string[] {
    return this.requests.map(({ model }) => model.replace(/^claude-(\w+)-.*$/, '$1'));
  }

  async *send(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
    const script = this.#next(request, this.requests.length);
    this.requests.push(request);
    const usage: Usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 200, ...script.usage };
    const failure = (more: NonNullable<Script['failure']>): ReplyEvent => ({
      type: 'failed',
      failure: {
        status: null,
        errorType: null,
        errorCode: null,
        retryAfterMs: null,
        requestId: 'req_1',
        detail: 'scripted',
        ...more,
      },
    });
    const aborted = () => (signal.aborted ? failure(failing('aborted')) : undefined);
    script.on?.('sent');
    const early = aborted();
    if (early) return void (yield early);
    if (script.failure && !script.isStarted) return void (yield failure(script.failure));
    yield {
      type: 'started',
      requestId: 'req_1',
      model: script.answeredBy ?? request.model,
      usage: { ...usage, outputTokens: 1, thinkingTokens: 0 },
    };
    script.on?.('started');
    if (script.thinking) yield { type: 'thinking', characters: script.thinking };
    if (script.text !== undefined && !signal.aborted) yield { type: 'text', text: script.text };
    script.on?.('text');
    if (script.hangs && !signal.aborted) {
      await new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      );
    }
    const late = aborted();
    if (late) return void (yield late);
    if (script.failure) return void (yield failure(script.failure));
    script.on?.('ended');
    yield {
      type: 'ended',
      stop: script.stop ?? 'end',
      usage,
      terms: STANDARD_TERMS,
      requestId: 'req_1',
    };
  }

  async listModels(): Promise<never[]> {
    return [];
  }
}

/** Books in memory that also answer what was spent. */
export class MemoryBooks {
  readonly started: AttemptStarted[] = [];
  readonly ended: AttemptEnded[] = [];
  readonly runs: RunEnded[] = [];
  #lastId = 0;

  newRunId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<SharedSpend | null> {
    const day = await this.spent();
    const sum = day.spentNusd + day.reservedNusd + (attempt.reservedNusd ?? 0);
    if (sum > (within?.day ?? Infinity)) return { day };
    this.started.push(attempt);
    return null;
  }

  async attemptEnded(attempt: AttemptEnded): Promise<void> {
    this.ended.push(attempt);
  }

  async runEnded(run: RunEnded): Promise<void> {
    this.runs.push(run);
  }

  async spent(): ReturnType<SpendView['spent']> {
    const isOpen = ({ runId, ordinal }: AttemptStarted) =>
      !this.ended.some((one) => one.runId === runId && one.ordinal === ordinal);
    return {
      spentNusd: this.ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0),
      reservedNusd: this.started
        .filter(isOpen)
        .reduce((sum, { reservedNusd }) => sum + (reservedNusd ?? 0), 0),
      unpriced: 0,
    };
  }
}

/** Nothing is bounded. */
export const NO_BUDGET = {
  perRunNusd: null,
  perDayNusd: null,
  perMonthNusd: null,
  workspacePerDayNusd: null,
  workspacePerMonthNusd: null,
} as const;

export function settings(more: Partial<RoutingSettings> = {}): RoutingSettings {
  const every = <T>(value: T): Record<TaskName, T> => ({
    review: value,
    tests: value,
    docs: value,
    refactor: value,
    fix: value,
    explain: value,
  });
  return {
    start: every<Tier | 'auto'>('auto'),
    only: every<Tier | null>(null),
    floor: null,
    maxAttempts: 3,
    maxWaitMs: 30_000,
    models: { haiku: null, sonnet: null, opus: null },
    effort: { haiku: 'auto', sonnet: 'auto', opus: 'auto' },
    budget: { ...NO_BUDGET, action: 'ask' },
    confirmAboveNusd: 100_000_000,
    rollout: 1,
    explore: 0,
    canary: 0.1,
    minConfidence: DEFAULT_MIN_CONFIDENCE,
    retry: DEFAULT_RETRY,
    breaker: DEFAULT_BREAKER,
    signals: [],
    chains: every<RoutingSettings['chains'][TaskName]>(null),
    classifier: DEFAULT_CLASSIFIER,
    secondLook: true,
    probeArguments: true,
    ...more,
  };
}

const PROBLEM: Problem = {
  code: 'review.quoteNotFound',
  args: {},
  detail: 'The quote of finding 1 is not in the code.',
  repairable: true,
};

const FINAL_PROBLEM: Problem = { ...PROBLEM, code: 'explain.truncated', repairable: false };

/** The gate of these tests: a reply names its fate. */
function gateOf(reply: string): GateResult {
  const problems = reply.startsWith('bad')
    ? [PROBLEM]
    : reply.startsWith('lost')
      ? [FINAL_PROBLEM]
      : [];
  return {
    answer: { kind: 'markdown', markdown: reply, names: [] },
    problems,
    strength: 'proves',
    notes: [],
  };
}

export function prepared(more: Partial<PreparedTask> = {}): PreparedTask {
  return {
    name: 'docs',
    language: 'typescript',
    prompt: {
      system: 'Document.',
      turns: [
        {
          role: 'user',
          blocks: [
            { text: 'x'.repeat(2_000), stable: true },
            { text: 'go', stable: false },
          ],
        },
      ],
      schema: { type: 'object' },
    },
    sent: [],
    notes: [],
    expectedOutputTokens: 200,
    signals: { lines: 10, declarations: 1, instruction: undefined },
    check: async (reply) => gateOf(reply),
    ...more,
  };
}

export function tierEvidence(more: Partial<TierEvidence> = {}): TierEvidence {
  return {
    attempts: 0,
    accepted: 0,
    starts: 0,
    startsAccepted: 0,
    proven: 0,
    meanCostNusd: 0,
    meanInputTokens: 0,
    meanOutputTokens: 0,
    outputTokensP95: 0,
    ...more,
  };
}

/** A runner with everything stood in for, and what it did. */
export class Bench {
  readonly clock = new FakeClock();
  readonly books = new MemoryBooks();
  readonly logged: string[] = [];
  readonly events: RunEvent[] = [];
  readonly waitQuestions: Parameters<RunQuestions['wait']>[0][] = [];
  readonly spendQuestions: Parameters<RunQuestions['spend']>[0][] = [];
  readonly abort = new AbortController();
  readonly provider: ScriptedProvider;
  readonly runner: InspectableRunner;
  onWaitQuestion: () => 'wait' | 'next' | 'stop' = () => 'stop';
  onSpendQuestion: () => 'go' | 'stop' = () => 'stop';
  onEvent: (event: RunEvent) => void = () => undefined;

  constructor(
    scripts: ConstructorParameters<typeof ScriptedProvider>[0],
    deps: Partial<RunnerDeps> = {},
  ) {
    this.provider = new ScriptedProvider(scripts);
    this.runner = createRunner({
      sink: this.books,
      spend: this.books,
      evidence: { evidence: () => undefined },
      provider: async () => this.provider,
      catalog: () => BUNDLED_CATALOG,
      prices: () => BUNDLED_PRICES,
      clock: this.clock,
      random: () => 0,
      log: {
        info: (line) => void this.logged.push(line),
        warn: (line) => void this.logged.push(line),
        error: (line, error) => void this.logged.push(`${line} ${String(error)}`),
      },
      localDay: () => 20_261_120,
      ...deps,
    });
  }

  get questions(): RunQuestions {
    return {
      wait: async (question) => {
        this.waitQuestions.push(question);
        return this.onWaitQuestion();
      },
      spend: async (question) => {
        this.spendQuestions.push(question);
        return this.onSpendQuestion();
      },
    };
  }

  run(more: Partial<RunRequest> = {}): Promise<RunResult> {
    const request: RunRequest = {
      prepared: prepared(),
      settings: settings(),
      purpose: 'use',
      chosenTier: undefined,
      draft: undefined,
      ...more,
    };
    const listen = (event: RunEvent) => {
      this.events.push(event);
      this.onEvent(event);
    };
    return this.runner.run(request, this.questions, listen, this.abort.signal);
  }

  /** `kind tier outcome` of each booked attempt. */
  get booked(): readonly string[] {
    return this.books.ended.map(({ kind, tier, outcome }) => `${kind} ${tier} ${outcome}`);
  }
}
