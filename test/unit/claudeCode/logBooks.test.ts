import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { BillingTerms } from '../../../src/models/usage.ts';
import { STANDARD_TERMS } from '../../../src/models/usage.ts';
import type { Dialect, TrueCall } from '../../support/claudeCodeLogs.ts';
import {
  callLine,
  DIALECTS,
  LogWriter,
  promptLine,
  resultLine,
  toolUse,
} from '../../support/claudeCodeLogs.ts';
import { costOfCalls, first, LogHome, NOON, TODAY } from './logHome.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let home: LogHome;
beforeEach(() => (home = new LogHome()));
afterEach(() => home.remove());

function call(changes: Partial<TrueCall> = {}): TrueCall {
  return {
    id: 'msg_01ABCDEFGHIJKLMNOPQRSTUV',
    request: 'req_011',
    at: NOON - HOUR_MS,
    model: 'claude-sonnet-4-6',
    usage: {
      inputTokens: 100,
      cacheReadTokens: 2_000,
      cacheWrite5mTokens: 300,
      cacheWrite1hTokens: 40,
      outputTokens: 500,
      thinkingTokens: 0,
    },
    terms: STANDARD_TERMS,
    ...changes,
  };
}

function log(name: string, ...lines: readonly unknown[]): string {
  new LogWriter(home.settings).write(name, lines);
  return join(home.projects, '-home-someone-project', name);
}

describe("what Claude Code's logs come to", () => {
  for (const [dialect, what] of Object.entries(DIALECTS)) {
    it(`is right to the nano-dollar: ${what}`, () => {
      const writer = new LogWriter(home.settings);
      for (let days = 1; days <= 3; days += 1) {
        writer.session(dialect as Dialect, NOON - days * DAY_MS);
      }
      const { periods, reading } = home.read();
      const { calls, costNusd, unpriced } = periods[0] ?? {};
      assert.equal(costNusd, costOfCalls(writer.calls));
      assert.deepEqual([calls, unpriced], [writer.calls.length, 0]);
      assert.equal(reading.skippedLines, writer.torn);
    });
  }

  it('is the same however the files grow while they are read', () => {
    const writer = new LogWriter(home.settings);
    for (const dialect of Object.keys(DIALECTS))
      writer.session(dialect as Dialect, NOON - DAY_MS, 6);
    const folder = join(home.projects, '-home-someone-project');
    const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const bytes = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
    const pieces = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(pieces, fc.boolean(), (cuts, isReopened) => {
        rmSync(home.state, { recursive: true, force: true });
        let books = home.books();
        for (const cut of [...cuts.toSorted((a, b) => a - b), 1]) {
          for (const [name, whole] of bytes) {
            writeFileSync(join(folder, name), whole.subarray(0, Math.floor(whole.length * cut)));
          }
          if (isReopened) books = home.books();
          books.spend();
        }
        const { periods, reading } = books.spend();
        assert.equal(periods[0]?.costNusd, costOfCalls(writer.calls));
        assert.equal(reading.skippedLines, writer.torn);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('is told by local day, and by model', () => {
    log(
      'a.jsonl',
      callLine({ call: call({ id: 'a', at: NOON }) }),
      callLine({ call: call({ id: 'b', at: NOON - DAY_MS, model: 'claude-opus-4-8' }) }),
      callLine({ call: call({ id: 'c', at: NOON - 8 * DAY_MS }) }),
    );
    const periods = [0, 1, 8].map((days) => ({ firstDay: TODAY - days, lastDay: TODAY }));
    const spent = home.read({ periods }).periods;
    assert.deepEqual(
      spent.map(({ calls }) => calls),
      [1, 2, 3],
    );
    const models = spent[2]?.byModel.map(({ calls, model }) => [model, calls]);
    assert.deepEqual(models, [
      ['claude-sonnet-4-6', 2],
      ['claude-opus-4-8', 1],
    ]);
  });

  it('knows how calls are billed', () => {
    const terms: readonly Partial<BillingTerms>[] = [
      { inferenceGeo: 'us' },
      { serviceTier: 'batch' },
      { speed: 'fast' },
    ];
    for (const [index, term] of terms.entries()) {
      const model = 'claude-opus-4-8';
      const billed = call({ id: `${index}`, model, terms: { ...STANDARD_TERMS, ...term } });
      log(`${index}.jsonl`, callLine({ call: billed }));
      const before = terms.slice(0, index + 1).map((each, at) => ({
        ...call({ id: `${at}`, model }),
        terms: { ...STANDARD_TERMS, ...each },
      }));
      assert.equal(first(home.read()).costNusd, costOfCalls(before));
    }
  });

  it('counts what has no price as unpriced, and takes the user’s own price', () => {
    const priority = { ...STANDARD_TERMS, serviceTier: 'priority' };
    log(
      'a.jsonl',
      callLine({ call: call({ id: 'a', model: 'claude-unheard-of-9' }) }),
      callLine({ call: call({ id: 'b', terms: priority }) }),
      callLine({ call: call({ id: 'c' }) }),
    );
    const books = home.books();
    const { calls, costNusd, unpriced } = first(books.spend());
    assert.deepEqual([calls, unpriced, costNusd], [3, 2, costOfCalls([call()])]);
    const prices = { 'claude-unheard-of-9': { input: 1, output: 1 } };
    const priced = first(books.spend({ prices }));
    assert.equal(priced.unpriced, 1);
    assert.equal(priced.costNusd - costNusd, 100_000 + 2_000_000 + 375_000 + 80_000 + 500_000);
  });

  it('counts searches apart, and a summary that the API made as tokens', () => {
    const compaction = { type: 'compaction', input_tokens: 1_000, output_tokens: 10 };
    const usage = {
      server_tool_use: { web_search_requests: 3 },
      iterations: [compaction, { type: 'message', input_tokens: 100, output_tokens: 500 }],
    };
    log('a.jsonl', callLine({ call: call(), usage }));
    const { byModel, webSearches } = first(home.read());
    assert.equal(webSearches, 3);
    assert.deepEqual([byModel[0]?.inputTokens, byModel[0]?.outputTokens], [1_100, 510]);
  });

  it('takes a cache write whose kind is not told for one of five minutes', () => {
    const usage = { cache_creation_input_tokens: 340, cache_creation: undefined };
    log('a.jsonl', callLine({ call: call(), usage }));
    const counts = { ...call().usage, cacheWrite5mTokens: 340, cacheWrite1hTokens: 0 };
    assert.equal(first(home.read()).costNusd, costOfCalls([call({ usage: counts })]));
  });

  it('knows the same model at other clouds', () => {
    for (const model of [
      'us.anthropic.claude-sonnet-4-6-20260217-v1:0',
      'claude-sonnet-4-6@20260217',
    ]) {
      log('a.jsonl', callLine({ call: call({ id: model, model }) }));
      assert.equal(first(home.read()).byModel[0]?.model, 'claude-sonnet-4-6');
    }
  });

  it('takes other calls with the same id at another service for calls of their own', () => {
    const one = call({ id: 'chatcmpl-1', request: 'a' });
    log('a.jsonl', callLine({ call: one }), callLine({ call: { ...one, request: 'b' } }));
    assert.equal(first(home.read()).calls, 2);
  });

  it('takes no agent’s result for a call', () => {
    const result = {
      ...(resultLine(NOON, 'done') as object),
      toolUseResult: { usage: { input_tokens: 9 } },
    };
    log('a.jsonl', promptLine(NOON), result);
    assert.equal(first(home.read()).calls, 0);
  });
});

describe("files of Claude Code's logs", () => {
  it('are read whole again where they were cut or replaced, and no call counts twice', () => {
    const [one, two, three] = ['a', 'b', 'c'].map((id) => call({ id }));
    const file = log(
      'a.jsonl',
      callLine({ call: one as TrueCall }),
      callLine({ call: two as TrueCall }),
    );
    const books = home.books();
    assert.equal(first(books.spend()).calls, 2);
    truncateSync(file, 10);
    assert.equal(first(books.spend()).calls, 2);
    log('a.jsonl', callLine({ call: three as TrueCall, line: { note: 'x'.repeat(3_000) } }));
    assert.equal(first(books.spend()).calls, 3);
    log('b.jsonl', callLine({ call: three as TrueCall }));
    renameSync(join(file, '../b.jsonl'), file);
    assert.equal(first(books.spend()).calls, 3);
  });

  it('have cost what they cost when they are gone', () => {
    const file = log('a.jsonl', callLine({ call: call() }));
    home.read();
    rmSync(file);
    const { periods, reading } = home.read();
    assert.deepEqual([periods[0]?.calls, reading.files], [1, 0]);
  });

  it('may be dated by clocks that were set', () => {
    const file = log('a.jsonl', callLine({ call: call({ id: 'a' }) }));
    const books = home.books();
    books.spend();
    appendFileSync(
      file,
      `${JSON.stringify(callLine({ call: call({ id: 'b', at: NOON + 3 * DAY_MS }) }))}\n`,
    );
    utimesSync(file, 1, 1);
    const { periods, reading } = books.spend({ periods: [{ firstDay: 0, lastDay: TODAY }] });
    assert.deepEqual([periods[0]?.calls, reading.later], [1, 1]);
  });

  it('may hold anything: what cannot be read is counted, and hides nothing', () => {
    const good = JSON.stringify(callLine({ call: call() }));
    const negative = JSON.stringify(
      callLine({ call: call({ id: 'x' }), usage: { output_tokens: -1 } }),
    );
    const undated = JSON.stringify(
      callLine({ call: call({ id: 'y' }), line: { timestamp: 'soon' } }),
    );
    // The process died within its line; the next began behind it.
    const cut = good.slice(0, 150) + JSON.stringify(callLine({ call: call({ id: 'z' }) }));
    log('a.jsonl', 'words', '[1]', '', '\u0000'.repeat(50), negative, undated, cut, `${good}\r`);
    const { periods, reading } = home.read();
    assert.deepEqual([periods[0]?.calls, reading.skippedLines], [2, 6]);
  });

  it('may hold a line of any length', function () {
    this.timeout(20_000);
    const long = '{"message":{"content":"' + 'x'.repeat(66 * 1024 * 1024) + '"}}';
    const large = callLine({ call: call({ id: 'b' }), content: ['x'.repeat(6 * 1024 * 1024)] });
    log('a.jsonl', callLine({ call: call({ id: 'a' }) }), long, large);
    const { periods, reading } = home.read();
    assert.deepEqual([periods[0]?.calls, reading.skippedLines], [2, 1]);
  });

  it('are only those below their place: no link is followed', () => {
    const outside = join(home.path, 'outside');
    mkdirSync(outside, { recursive: true });
    writeFileSync(join(outside, 'a.jsonl'), `${JSON.stringify(callLine({ call: call() }))}\n`);
    mkdirSync(home.projects, { recursive: true });
    symlinkSync(outside, join(home.projects, 'folder'));
    symlinkSync(join(outside, 'a.jsonl'), join(home.projects, 'b.jsonl'));
    symlinkSync(home.projects, join(home.projects, 'round'));
    mkdirSync(join(home.projects, 'c.jsonl'));
    const { periods, reading } = home.read();
    assert.deepEqual([periods[0]?.calls, reading.links, reading.files], [0, 3, 0]);
  });

  it('skip a line of nothing but lists, which would take gigabytes to read', () => {
    const deep = 30_000_000;
    const line = `{"usage":${'['.repeat(deep)}${']'.repeat(deep)}}`;
    const file = join(home.projects, 'a.jsonl');
    mkdirSync(home.projects, { recursive: true });
    writeFileSync(file, `${line}\n${JSON.stringify(callLine({ call: call() }))}\n`);
    const before = process.memoryUsage().heapTotal;
    const { periods, reading } = home.read();
    assert.deepEqual([periods[0]?.calls, reading.skippedLines], [1, 1]);
    assert.ok(process.memoryUsage().heapTotal - before < 500e6);
  });

  it('are read once where two places are one, and a place that cannot be read is said', () => {
    log('a.jsonl', callLine({ call: call() }));
    const [linked, loop] = [join(home.path, 'linked'), join(home.path, 'loop')];
    symlinkSync(home.projects, linked);
    symlinkSync(loop, loop);
    const { periods, reading } = home.read({ places: [home.projects, linked, loop, '/nowhere'] });
    assert.deepEqual([periods[0]?.calls, reading.files], [1, 1]);
    assert.deepEqual([reading.unreadable, reading.isThere], [1, true]);
    assert.equal(home.read({ places: ['/nowhere'] }).reading.isThere, false);
  });
});

describe("what is kept of Claude Code's logs", () => {
  it('holds no path, no text and no id', () => {
    new LogWriter(home.settings).session('streamed', NOON - DAY_MS);
    home.read();
    const kept = readdirSync(home.state).map((name) =>
      readFileSync(join(home.state, name), 'latin1'),
    );
    assert.equal(kept.length, 1);
    for (const word of [
      'someone',
      'project',
      'session',
      'msg_',
      'req_',
      'Read',
      'Please',
      '/home',
    ]) {
      assert.ok(!kept.join('').includes(word), word);
    }
  });

  it('may be damaged or from elsewhere: the logs are read again', () => {
    log('a.jsonl', callLine({ call: call() }));
    home.read();
    const [name = ''] = readdirSync(home.state);
    const file = join(home.state, name);
    const kept = readFileSync(file);
    for (const broken of [
      Buffer.alloc(0),
      kept.subarray(0, 99),
      Buffer.from(kept).fill(7, 50, 60),
    ]) {
      writeFileSync(file, broken);
      assert.equal(first(home.read()).calls, 1);
    }
  });

  it('is not joined by what a window left half written', () => {
    log('a.jsonl', callLine({ call: call() }));
    mkdirSync(home.state);
    const [old, young] = ['old', 'young'].map((name) => join(home.state, `calls.bin.${name}`));
    for (const partial of [old, young]) writeFileSync(partial ?? '', '');
    utimesSync(old ?? '', 1, 1);
    home.read();
    assert.deepEqual(readdirSync(home.state).sort(), ['calls.bin', 'calls.bin.young']);
  });

  it('is gone when it is cleared, in other windows too', () => {
    const file = log('a.jsonl', callLine({ call: call() }));
    const [books, other] = [home.books(), home.books()];
    books.spend();
    other.spend();
    rmSync(file);
    books.forget();
    assert.equal(first(other.spend()).calls, 0);
    assert.equal(first(books.spend()).calls, 0);
  });

  it('need not be writable', () => {
    log('a.jsonl', callLine({ call: call() }));
    writeFileSync(home.state, '');
    assert.equal(first(home.read()).calls, 1);
  });
});

describe('work that a command could have done', () => {
  const turn = (id: string, ...tools: readonly unknown[]): readonly unknown[] => [
    promptLine(NOON - HOUR_MS),
    ...tools.map((tool, at) => callLine({ call: call({ id: `${id}${at}` }), content: [tool] })),
  ];
  const shares: readonly (readonly [string, readonly unknown[], number])[] = [
    ['looks at files', [toolUse('Read'), toolUse('Grep', '')], 2],
    ['changes one file', [toolUse('Read'), toolUse('Edit'), toolUse('Edit')], 3],
    ['changes two', [toolUse('Edit'), toolUse('Write', '/b.ts')], 0],
    ['runs commands', [toolUse('Edit'), toolUse('Bash')], 0],
    ['asks an agent', [toolUse('Read'), toolUse('Task')], 0],
    ['is talk alone', [{ type: 'text', text: 'Hello' }], 0],
  ];
  for (const [what, tools, calls] of shares) {
    it(`is estimated by the tools of a turn: one that ${what}`, () => {
      log('a.jsonl', ...turn('a', ...tools), ...turn('z', toolUse('Bash')));
      assert.equal(first(home.read()).oneFile.calls, calls);
    });
  }

  it('is told from a turn that is read in pieces', () => {
    const lines = turn('a', toolUse('Edit'), toolUse('Edit', '/b.ts'));
    const file = log('a.jsonl', ...lines.slice(0, 2));
    assert.equal(first(home.read()).oneFile.calls, 1);
    appendFileSync(file, `${JSON.stringify(lines[2])}\n`);
    assert.equal(first(home.read()).oneFile.calls, 0);
  });
});
