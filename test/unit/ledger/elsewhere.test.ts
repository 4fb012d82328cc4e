import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { sumsFrom, textOf, together } from '../../../src/ledger/elsewhere/elsewhereSums.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { addDays, systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const today = systemLocalDay(Date.now());
const HAIKU = {
  task: 'docs',
  tier: 'haiku',
  model: 'claude-haiku-5-5',
  effort: null,
  language: 'typescript',
} as const;
const KEY = 'docs haiku claude-haiku-5-5  *';
const SOME = { tried: 8, passed: 6 };
const SUMS = {
  day: today,
  cells: { [KEY]: { first: SOME, repair: SOME, again: SOME, above: SOME, labels: SOME } },
};

describe('Ledger: what other workspaces have learnt', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  const shared = (): string => join(folder.path, 'evidence');

  /** Opens a workspace's books, once what is known has come. */
  async function open(name: string): Promise<BookedLedger> {
    const own = join(folder.path, name);
    const ledger = await folder.open({ folder: own, elsewhereFolder: shared() });
    await new Promise<void>((resolve) => {
      ledger.onDidChange(resolve);
    });
    return ledger;
  }

  /** Waits until the worker has read what was written. */
  const read = (ledger: BookedLedger) => ledger.figures({ firstDay: today, lastDay: today });

  async function use(ledger: BookedLedger, runs: number): Promise<void> {
    for (let count = 0; count < runs; count += 1) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
    }
    await read(ledger);
  }

  it('is a level of its own, of sums alone, and never what is known here', async () => {
    const secret = await open('secret-project');
    await use(secret, 6);
    assert.equal(secret.levels(HAIKU).elsewhere, undefined);
    await secret.close();

    const here = await open('here');
    const { elsewhere, task } = here.levels({ ...HAIKU, language: 'rust' });
    assert.equal(task, undefined);
    assert.ok(elsewhere && elsewhere.places.first.tried > 2);
    assert.equal(elsewhere.places.first.passed, elsewhere.places.first.tried);

    const texts = readdirSync(shared()).map(
      (name) => name + readFileSync(join(shared(), name), 'utf8'),
    );
    assert.equal(texts.length, 1);
    assert.doesNotMatch(texts.join(''), /secret|typescript|\/|\\/);
  });

  it('goes where it was forgotten', async () => {
    const one = await open('one');
    await use(one, 3);
    assert.equal(readdirSync(shared()).length, 1);
    await one.forget(Date.now() + 1);
    await read(one);
    await one.close();
    assert.deepEqual(readdirSync(shared()), []);
  });

  it('is not read where it is torn, foreign, too large, of another version, or lies elsewhere', async () => {
    const good = textOf(SUMS);
    const [, json = ''] = good.split('\n');
    const files: Readonly<Record<string, string>> = {
      '0000000000000001.json': good.slice(0, -20),
      '0000000000000002.json': 'hello',
      '0000000000000003.json': good.padEnd(300 * 1024),
      '0000000000000004.json': textOf({ ...SUMS, cells: { [KEY]: {} as never } }),
      '0000000000000005.json': good.replace('"version":1', '"version":2'),
      '0000000000000006.json': json,
      'somebody.json': good,
    };
    mkdirSync(shared(), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(shared(), name), text);
    const outside = join(folder.path, 'outside.json');
    writeFileSync(outside, good);
    symlinkSync(outside, join(shared(), '0000000000000007.json'));
    mkdirSync(join(shared(), '0000000000000008.json'));
    const here = await open('here');
    assert.equal(here.levels(HAIKU).elsewhere, undefined);
    assert.equal(readdirSync(shared()).length, 9);
  });

  it('is bounded, and a folder that cannot be had costs nothing', async () => {
    mkdirSync(shared(), { recursive: true });
    for (let count = 0; count < 60; count += 1) {
      writeFileSync(join(shared(), `${String(count).padStart(16, '0')}.json`), textOf(SUMS));
    }
    const here = await open('here');
    assert.equal(readdirSync(shared()).length, 50);
    assert.equal(here.levels(HAIKU).elsewhere?.places.first.tried, 50 * 8);

    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const there = await folder.open({ folder: join(folder.path, 'x'), elsewhereFolder: file });
    await use(there, 1);
    assert.equal(there.levels(HAIKU).elsewhere, undefined);
    assert.ok(folder.log.some((line) => line.startsWith('info: What other workspaces')));
  });

  it('grows old, and adds up', () => {
    const tried = (day: number) =>
      together([SUMS, { ...SUMS, day }], today)[KEY]?.places.first.tried ?? 0;
    assert.equal(tried(today), 16);
    assert.ok(Math.abs(tried(addDays(today, -45)) - 12) < 1e-9);
    // A clock that runs ahead makes nothing more than it is.
    assert.equal(tried(addDays(today, 9)), 16);
  });

  it('reads what it wrote, and nothing that was cut or changed', () => {
    assert.deepEqual(sumsFrom(textOf(SUMS)), SUMS);
    const text = textOf(SUMS);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 2 }), fc.string({ maxLength: 3 }), (at, put) => {
        const changed = text.slice(0, at) + put;
        assert.equal(sumsFrom(changed), undefined);
      }),
    );
  });
});
