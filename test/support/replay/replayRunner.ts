import type { Catalog } from '../../../src/models/catalog.ts';
import { BUNDLED_CATALOG, resolveTier } from '../../../src/models/catalog.ts';
import type { Clock } from '../../../src/models/ports.ts';
import type { PriceTable } from '../../../src/models/prices.ts';
import { BUNDLED_PRICES, withOverrides } from '../../../src/models/prices.ts';
import type { TaskName } from '../../../src/models/task.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import type { ModelProvider, ModelRequest, ReplyEvent } from '../../../src/providers/port.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { InspectableRunner } from '../../../src/routing/run/runner.ts';
import { createRunner } from '../../../src/routing/run/runner.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import type { GateResult, PreparedTask, Problem } from '../../../src/tasks/task.ts';
import { LearningBooks } from './learningBooks.ts';

/** What a tier's next answer comes to. */
export interface PlayedAnswer {
  readonly accepted: boolean;
  readonly right: boolean;
  readonly costNusd: number;
}

/** A piece of work whose outcomes are known. */
export interface PlayedWork {
  readonly task: TaskName;
  readonly language: string;
  readonly tiers: readonly ClaudeTier[];
  /** The tier's answer after so many of its own. */
  readonly answer: (tier: ClaudeTier, earlier: number) => PlayedAnswer;
}

/** How a run of it came out. */
export interface Played {
  readonly costNusd: number;
  /** Whether the user was given an answer, and it was right. */
  readonly isRight: boolean;
  /** The tiers that were asked, in their order. */
  readonly asked: readonly ClaudeTier[];
  readonly result: RunResult;
}

/**
 * USD for a million tokens of output. A cost is booked as output alone: what a piece of work takes is
 * known only afterwards.
 */
export type OutputRates = Readonly<Record<ClaudeTier, number>>;

const PROBLEM: Problem = {
  code: 'tests.failed',
  args: {},
  detail: 'The recorded check has failed.',
  repairable: true,
};

const NO_PINS = { haiku: null, sonnet: null, opus: null };
const AT = Date.parse('2026-11-20T12:00:00Z');

/** The product's own runner, with recorded or simulated answers in the place of models. */
export class ReplayRunner {
  readonly #runner: InspectableRunner;
  readonly #settings: RoutingSettings;
  readonly #rates: OutputRates;
  #work: PlayedWork | undefined;
  #given: { readonly tier: ClaudeTier; readonly answer: PlayedAnswer }[] = [];

  /** Without learning it plays by the default map. */
  constructor(settings: RoutingSettings, rates: OutputRates, isLearning: boolean) {
    const books = new LearningBooks({ isLearning });
    const silent = () => undefined;
    const clock: Clock = { now: () => AT, ticks: () => 0, wait: async () => undefined };
    const provider: ModelProvider = {
      id: 'anthropic',
      send: (request) => this.#send(request),
      listModels: async () => [],
    };
    this.#settings = settings;
    this.#rates = rates;
    const table = priceTable(rates);
    this.#runner = createRunner({
      sink: books,
      spend: books,
      evidence: books,
      provider: async () => provider,
      catalog: () => this.#catalog(),
      prices: () => table,
      clock,
      random: () => 0,
      log: { info: silent, warn: silent, error: silent },
      localDay: () => 20_261_120,
    });
  }

  /** Plays one piece of work. */
  async play(work: PlayedWork, settings: Partial<RoutingSettings> = {}): Promise<Played> {
    this.#work = work;
    this.#given = [];
    const result = await this.#runner.run(
      {
        prepared: preparedOf(work, (reply) => this.#check(reply)),
        settings: { ...this.#settings, ...settings },
        purpose: 'use',
        chosenTier: undefined,
        draft: undefined,
      },
      { wait: async () => 'stop', spend: async () => 'go' },
      () => undefined,
      new AbortController().signal,
    );
    const given = this.#given;
    const accepted = result.reply === undefined ? undefined : given[Number(result.reply)];
    return {
      // What is booked is rounded to tokens.
      costNusd: given.reduce((sum, { answer }) => sum + answer.costNusd, 0),
      isRight: result.outcome === 'accepted' && accepted?.answer.right === true,
      asked: given.map(({ tier }) => tier),
      result,
    };
  }

  #catalog(): Catalog {
    const tiers: readonly (string | null)[] = this.#work?.tiers ?? CLAUDE_TIERS;
    const models = BUNDLED_CATALOG.models.filter(({ line }) => tiers.includes(line));
    return { ...BUNDLED_CATALOG, models };
  }

  async *#send({ model }: ModelRequest): AsyncGenerator<ReplyEvent> {
    const tier = CLAUDE_TIERS.find((one) => model.includes(one));
    if (!tier || !this.#work) throw new Error(`${model} is no tier of this replay`);
    const earlier = this.#given.filter((one) => one.tier === tier).length;
    const answer = this.#work.answer(tier, earlier);
    const text = String(this.#given.length);
    this.#given.push({ tier, answer });
    // USD for a million are a thousand times as many nUSD for one.
    const nusdPerToken = 1_000 * this.#rates[tier];
    const outputTokens = Math.round(answer.costNusd / nusdPerToken);
    const usage = { ...NO_USAGE, outputTokens };
    yield { type: 'started', requestId: null, model, usage: NO_USAGE };
    yield { type: 'text', text };
    yield { type: 'ended', stop: 'end', usage, terms: STANDARD_TERMS, requestId: null };
  }

  #check(reply: string): GateResult {
    const accepted = this.#given[Number(reply)]?.answer.accepted ?? false;
    return {
      answer: { kind: 'markdown', markdown: reply, names: [] },
      problems: accepted ? [] : [PROBLEM],
      strength: isForm(this.#work?.task) ? 'form' : 'proves',
      notes: [],
    };
  }
}

/** The bundled prices with those that costs are booked at. */
function priceTable(rates: OutputRates): PriceTable {
  const models = CLAUDE_TIERS.map((tier) => {
    const model = resolveTier(BUNDLED_CATALOG, tier, NO_PINS, new Set());
    const output = rates[tier];
    return [model?.id ?? tier, { input: 0, output }] as const;
  });
  return withOverrides(BUNDLED_PRICES, 'anthropic', Object.fromEntries(models));
}

/** Tasks whose gates see the form alone. */
function isForm(task: TaskName | undefined): boolean {
  return task === 'review' || task === 'explain';
}

function preparedOf(
  { task, language }: PlayedWork,
  check: (reply: string) => GateResult,
): PreparedTask {
  return {
    name: task,
    language,
    prompt: {
      system: '',
      turns: [{ role: 'user', blocks: [{ text: 'work', stable: false }] }],
      schema: undefined,
    },
    sent: [],
    notes: [],
    expectedOutputTokens: 50,
    signals: { lines: 1, declarations: 1, instruction: undefined },
    check: async (reply) => check(reply),
  };
}
