import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { FolderRun } from '../../../src/folderRuns/folderRun.ts';
import type { FileToJudge, FolderOrder, Judged } from '../../../src/folderRuns/folderRunDriver.ts';
import { FolderRunDriver } from '../../../src/folderRuns/folderRunDriver.ts';
import { FolderRunStore } from '../../../src/folderRuns/folderRunStore.ts';
import { newSealingKey, Seal } from '../../../src/folderRuns/sealing.ts';
import type { AttemptEnded, AttemptStarted, RunEnded } from '../../../src/models/booking.ts';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { BUNDLED_PRICES } from '../../../src/models/prices.ts';
import type { SharedSpend, SpendLimits } from '../../../src/models/spend.ts';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type { BatchProvider, ModelProvider } from '../../../src/providers/port.ts';
import type { WholeRunner } from '../../../src/routing/run/begun/wholeRunner.ts';
import type { RunQuestions, RunRequest } from '../../../src/routing/run/run.ts';
import { createRunner } from '../../../src/routing/run/runner.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import type { PreparedTask, Problem } from '../../../src/tasks/task.ts';
import { billOf } from '../../support/bill.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { FakeClock, prepared, settings } from '../routing/support.ts';

/** The end of a process: nothing that comes after it is done. */
export class Crash extends Error {}

/** Lets a process die at one of the points that it comes by. */
export class Fate {
  /** Points that were passed. */
  points = 0;
  /** What was about to be done at each. */
  readonly names: string[] = [];
  readonly #at: number;
  #isDead = false;

  /** `at`: the point to die at; 0 or more. */
  constructor(at = Infinity) {
    this.#at = at;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  meet(name: string): void {
    if (this.#isDead || this.points === this.#at) {
      this.#isDead = true;
      throw new Crash(name);
    }
    this.points += 1;
    this.names.push(name);
  }

  /** The same with a point before and behind each call of its methods. */
  around<T extends object>(name: string, target: T): T {
    const meet = (where: string) => this.meet(where);
    return new Proxy(target, {
      get: (object, key) => {
        const value: unknown = Reflect.get(object, key);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const where = `${name}.${String(key)}`;
          meet(`${where} before`);
          const result: unknown = Reflect.apply(value, object, args);
          if (!(result instanceof Promise)) return result;
          return result.then((found: unknown) => {
            meet(`${where} after`);
            return found;
          });
        };
      },
    });
  }
}

/** Books that outlast processes, as the ledger does: what a dead one held is booked as lost. */
class LastingBooks {
  readonly #started = new Map<string, AttemptStarted>();
  readonly #ended = new Map<string, AttemptEnded>();
  readonly runs = new Map<number, RunEnded>();
  #lastId = 0;

  newRunId = (): number => (this.#lastId += 1);

  attemptStarted = async (
    attempt: AttemptStarted,
    within?: SpendLimits,
  ): Promise<SharedSpend | null> => {
    const spent = await this.spent();
    const sum = spent.spentNusd + spent.reservedNusd + (attempt.reservedNusd ?? 0);
    if (sum > (within?.day ?? Infinity)) return { day: spent };
    this.#started.set(keyOf(attempt), attempt);
    return null;
  };

  attemptEnded = async (attempt: AttemptEnded): Promise<void> => {
    this.#started.delete(keyOf(attempt));
    this.#ended.set(keyOf(attempt), attempt);
  };

  runEnded = async (run: RunEnded): Promise<void> => {
    this.runs.set(run.runId, run);
  };

  spent = async () => ({
    spentNusd: this.sumNusd,
    reservedNusd: [...this.#started.values()].reduce(
      (sum, one) => sum + (one.reservedNusd ?? 0),
      0,
    ),
    unpriced: 0,
  });

  /** A window has died. */
  settle(): void {
    for (const [key, started] of this.#started) {
      this.#ended.set(key, {
        ...started,
        outcome: 'lost',
        costNusd: started.expectedNusd,
      } as unknown as AttemptEnded);
    }
    this.#started.clear();
  }

  get attempts(): readonly AttemptEnded[] {
    return [...this.#ended.values()];
  }

  get sumNusd(): number {
    return this.attempts.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
  }

  get isHolding(): boolean {
    return this.#started.size > 0;
  }
}

function keyOf({ runId, ordinal }: { readonly runId: number; readonly ordinal: number }): string {
  return `${runId} ${ordinal}`;
}

const PROBLEM: Problem = {
  code: 'answer.empty',
  args: {},
  detail: 'It is wrong.',
  repairable: true,
};

/** A question that the strict server understands, with a gate that refuses the first answers. */
function question(name: string, refused: number): PreparedTask {
  let left = refused;
  const code = `1|const ${name} = 1;\n2|const other = ${name} + 1;`;
  return prepared({
    name: 'explain',
    prompt: {
      system: 'Explain the code. '.repeat(20),
      turns: [
        {
          role: 'user',
          blocks: [
            {
              text: `<code-0123abcd language="typescript" lines="1-2">\n${code}\n</code-0123abcd>\n`,
              stable: true,
            },
            {
              text: '<request-0123abcd task="explain" first="1" last="2">\n</request-0123abcd>\n',
              stable: false,
            },
          ],
        },
      ],
      schema: undefined,
    },
    check: async (reply) => {
      left -= 1;
      return {
        answer: { kind: 'markdown', markdown: reply, names: [] },
        problems: left >= 0 ? [PROBLEM] : [],
        strength: 'form',
        notes: [],
      };
    },
  });
}

/** What is asked of a file, as it is kept. */
export interface Asked {
  readonly name: string;
  /** Answers that its gate refuses, each time that it begins. */
  readonly refused: number;
}

/** What outlasts the windows of a test. */
export class World {
  readonly clock = new FakeClock();
  readonly books = new LastingBooks();
  readonly key = newSealingKey();
  readonly folder: string;
  readonly api: DemoApi;

  constructor(folder: string, api: DemoApi) {
    this.folder = folder;
    this.api = api;
  }

  get billedNusd(): number {
    return this.api.requests.reduce((sum, request) => sum + billOf(request), 0);
  }

  /** A window with all of it, which may die. */
  window(fate = new Fate(), key = this.key): Window {
    return new Window(this, fate, key);
  }
}

const PLACE = 'here';

/** One window's driver, its runner and its store. */
export class Window {
  readonly driver: FolderRunDriver;
  readonly runner: WholeRunner;
  readonly abort = new AbortController();
  readonly changes: FolderRun[] = [];
  readonly logged: string[] = [];
  readonly #world: World;
  isConnected = true;

  constructor(world: World, fate: Fate, key: string) {
    this.#world = world;
    const log = {
      info: () => undefined,
      warn: (line: string) => void this.logged.push(line),
      error: (line: string) => void this.logged.push(line),
    };
    const provider = dying(
      createAnthropicProvider({
        apiKey: 'demo-key',
        baseUrl: world.api.url,
        fetch: globalThis.fetch,
      }),
      fate,
    );
    const sink = fate.around('books', world.books);
    this.runner = createRunner({
      sink,
      spend: world.books,
      evidence: { evidence: () => undefined },
      provider: async () => provider,
      catalog: () => BUNDLED_CATALOG,
      prices: () => BUNDLED_PRICES,
      clock: world.clock,
      random: () => 0,
      log,
      localDay: () => 20_261_120,
    });
    const store = fate.around('store', new FolderRunStore(world.folder, new Seal(key), log));
    this.driver = new FolderRunDriver({
      store,
      batches: async (place) =>
        place === PLACE && this.isConnected ? provider.batches : undefined,
      judge: (file, signal) => this.#judge(file, signal),
      close: (run, closing) => this.runner.close(run, closing),
      clock: world.clock,
      log,
      newId: () => randomBytes(12).toString('hex'),
      onDidChange: (run) => void this.changes.push(run),
    });
  }

  /** An order for files, planned and not yet written down. */
  async order(
    files: readonly Asked[],
    isBatched: boolean,
    more: Partial<RoutingSettings> = {},
  ): Promise<FolderOrder> {
    const planned = await Promise.all(
      files.map(async (file) => {
        const { signal } = this.abort;
        const begun = await this.runner.begin(requestOf(file, more), isBatched, signal);
        assert.ok(begun.type === 'begun', JSON.stringify(begun));
        return { run: begun.run, call: begun.call, asked: JSON.stringify(file) };
      }),
    );
    const runs = planned.map(({ run }) => run);
    const questions: Pick<RunQuestions, 'spend'> = { spend: async () => 'stop' };
    const reserve = () => this.runner.reserve({ runs, settings: settings(more), questions });
    return { task: 'explain', isBatched, place: PLACE, files: planned, reserve };
  }

  /** Begins a folder run; its id, whether or not this window lives to tell it. */
  async start(files: readonly Asked[], isBatched: boolean): Promise<string> {
    const started = await this.driver.start(await this.order(files, isBatched), this.abort.signal);
    assert.ok(started.type === 'started', JSON.stringify(started));
    return started.id;
  }

  /** Goes on with all folder runs until nothing more is to be done. Time passes meanwhile. */
  async finish(most = 400): Promise<void> {
    for (let steps = 0; steps < most; steps += 1) {
      let wait = Infinity;
      for (const { id } of this.driver.runs) {
        const next = await this.driver.advance(id, this.abort.signal);
        if (next.type === 'later') wait = Math.min(wait, next.ms);
      }
      if (wait === Infinity) return;
      this.#world.clock.time += wait;
    }
    assert.fail('it is never over');
  }

  async #judge({ asked, attempt }: FileToJudge, signal: AbortSignal): Promise<Judged> {
    const request = requestOf(JSON.parse(asked) as Asked);
    const questions: RunQuestions = { wait: async () => 'stop', spend: async () => 'go' };
    const listen = () => undefined;
    const begun = { ...request, begun: attempt };
    const result = await this.runner.run(begun, questions, listen, signal);
    const { outcome, costNusd, answer } = result;
    if (outcome === 'cancelled') return { type: 'brokenOff' };
    if (answer) return { type: 'ready', answer: JSON.stringify(answer), costNusd };
    return { type: 'none', why: outcome === 'rejected' ? 'rejected' : 'failed', costNusd };
  }
}

function requestOf({ name, refused }: Asked, more: Partial<RoutingSettings> = {}): RunRequest {
  const start = { ...settings().start, explain: 'haiku' as const };
  return {
    prepared: question(name, refused),
    settings: settings({ start, ...more }),
    purpose: 'use',
    chosenTier: undefined,
    draft: undefined,
  };
}

/** A provider whose calls are points to die at. */
function dying(
  provider: ModelProvider,
  fate: Fate,
): ModelProvider & { readonly batches: BatchProvider } {
  const { batches } = provider;
  assert.ok(batches);
  const calls = fate.around('batches', batches);
  return {
    ...provider,
    async *send(request, signal) {
      fate.meet('send before');
      yield* provider.send(request, signal);
      fate.meet('send after');
    },
    batches: {
      create: (...asked) => calls.create(...asked),
      status: (...asked) => calls.status(...asked),
      recent: (...asked) => calls.recent(...asked),
      cancel: (...asked) => calls.cancel(...asked),
      async *results(id, asked, signal) {
        fate.meet('results before');
        for await (const result of batches.results(id, asked, signal)) {
          yield result;
          fate.meet('results between');
        }
      },
    },
  };
}

/** `why` or the type of what became of each file, in order. */
export function statesOf({ files }: FolderRun): readonly string[] {
  return [...files.values()].map(({ state }) => (state.type === 'none' ? state.why : state.type));
}
