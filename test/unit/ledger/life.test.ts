import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { lastCertainDay } from '../../../src/ledger/booking/certainDay.ts';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';
import { takeLock } from '../../../src/ledger/folder/folderLock.ts';
import { Heartbeat, heartbeatName } from '../../../src/ledger/folder/heartbeat.ts';
import { LifeWatch, LOOK_MS, LOOKS } from '../../../src/ledger/folder/lifeWatch.ts';
import { WindowNumber } from '../../../src/ledger/folder/windowNumber.ts';
import { lifeOf, windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { decodeLines } from '../../../src/ledger/journal/journalLine.ts';
import { JournalWriter } from '../../../src/ledger/journal/journalWriter.ts';
import { runIdMaker, WINDOWS } from '../../../src/ledger/runId.ts';
import { addDays, systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const AT = Date.parse('2026-11-20T10:00:00Z');
const DAY_MS = 86_400_000;

describe('Ledger: who lives', () => {
  let folder: string;
  let log: string[];
  let ticks: number;
  let watch: LifeWatch;
  const lines = {
    info: (line: string) => log.push(line),
    warn: (line: string) => log.push(line),
    error: (line: string) => log.push(line),
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'tierwise-life-'));
    log = [];
    ticks = 0;
    watch = new LifeWatch({ folder, ticks: () => ticks });
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const elsewhere = () => ({ ...windowProcess(), place: 'another machine' });

  function look(times: number, each: () => void = () => undefined): void {
    for (let round = 0; round < times; round += 1) {
      each();
      ticks += LOOK_MS;
      watch.tidy(lines);
    }
  }

  it('goes by the process where it is counted, and says nothing of one elsewhere', () => {
    const here = windowProcess();
    assert.equal(lifeOf(here), 'alive');
    assert.equal(lifeOf({ ...here, pid: 2 ** 22 + 1 }), 'ended');
    if (process.platform === 'linux') assert.equal(lifeOf({ ...here, start: 'other' }), 'ended');
    assert.equal(lifeOf({ ...elsewhere(), pid: 2 ** 22 + 1 }), 'unknown');
  });

  it('takes a window of elsewhere for gone once its sign has been still in many looks', async () => {
    const other = elsewhere();
    const heartbeat = new Heartbeat([folder], other.id, lines, 0);
    for (let round = 0; round < 5 * LOOKS; round += 1) {
      heartbeat.beat();
      await Promise.resolve();
      fs.writeFileSync(join(folder, heartbeatName(other.id)), String(round));
      look(1);
      assert.equal(watch.isGone(other), false);
    }
    look(LOOKS - 1);
    assert.equal(watch.isGone(other), false);
    look(2);
    assert.equal(watch.isGone(other), true);
    await heartbeat.stop();
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('counts looks and not time: a sleep of a year is one look', () => {
    const other = elsewhere();
    assert.equal(watch.isGone(other), false);
    for (let sleep = 0; sleep < LOOKS - 1; sleep += 1) {
      ticks += 365 * DAY_MS;
      assert.equal(watch.isGone(other), false);
      assert.equal(watch.isGone(other), false);
    }
  });

  it('removes the signs and numbers of windows that show no life, and no others', () => {
    const claim = (owner: ReturnType<typeof windowProcess>, number: number) =>
      takeLock({ folder, name: `window-${number}.lock`, owner, watch, log: lines });
    const [living, silent, here] = [elsewhere(), elsewhere(), windowProcess()];
    claim(living, 1);
    claim(silent, 2);
    claim(here, 3);
    fs.writeFileSync(join(folder, heartbeatName(silent.id)), '1');
    let beat = 0;
    look(LOOKS + 3, () => {
      beat += 1;
      fs.writeFileSync(join(folder, heartbeatName(living.id)), String(beat));
    });
    assert.deepEqual(fs.readdirSync(folder).sort(), [
      heartbeatName(living.id),
      'window-1.lock',
      'window-3.lock',
    ]);
    assert.match(log.join('\n'), /Removed window-2\.lock: its window shows no life/);
  });

  const deadLocks = {
    'of a container that is gone': () => ({ ...elsewhere(), nonce: 'x' }),
    'that nobody can read': () => 'half of it',
  };
  for (const [what, content] of Object.entries(deadLocks)) {
    it(`takes over a lock ${what}, and says so`, () => {
      const path = join(folder, 'ledger.lock');
      fs.writeFileSync(path, JSON.stringify(content()));
      const owner = windowProcess();
      const take = () => takeLock({ folder, name: 'ledger.lock', owner, watch, log: lines });
      for (let round = 0; round <= LOOKS; round += 1) {
        assert.equal(take(), undefined);
        ticks += LOOK_MS - 1;
      }
      ticks += LOOKS * LOOK_MS;
      for (let round = 0; round < LOOKS; round += 1) {
        ticks += LOOK_MS;
        if (round < LOOKS - 1) take()?.release();
      }
      assert.ok(take()?.isHeld() ?? !fs.existsSync(path));
      assert.match(log.join('\n'), /Took over ledger\.lock: whoever held it shows no life/);
    });
  }

  it('has a writer notice that its journal has gone, and lose nothing', async () => {
    for (const isQuick of [true, false]) {
      const disk = new DiskSpeed(() => 0);
      if (isQuick) await disk.find(folder, 'darwin');
      const journal = new JournalWriter({
        folder,
        window: 1,
        process: windowProcess(),
        now: () => AT,
        log: lines,
        disk,
        keepInMemory: () => assert.fail(),
      });
      const release = (runId: number) => ({ t: 'spend.released', runId, ordinal: 1 }) as const;
      await journal.append(release(1));
      const [name = ''] = fs.readdirSync(folder);
      fs.rmSync(join(folder, name));
      await Promise.all([2, 3].map((runId) => journal.append(release(runId))));
      await journal.append(release(4));
      await journal.close();
      const records = fs
        .readdirSync(folder)
        .flatMap((file) => decodeLines(fs.readFileSync(join(folder, file))).records);
      const runs = new Set(records.flatMap((record) => ('runId' in record ? [record.runId] : [])));
      assert.deepEqual([...runs], [2, 3, 4]);
      assert.match(log.join('\n'), /was taken away: a new one is begun/);
      for (const file of fs.readdirSync(folder)) fs.rmSync(join(folder, file));
      log = [];
    }
  });

  it('gives each of a hundred windows a number and run ids of its own, at the same ms', () => {
    const numbers: WindowNumber[] = [];
    const ids: number[] = [];
    for (let window = 0; window < 100; window += 1) {
      const request = { folder, owner: windowProcess(), watch, log: lines };
      const number = new WindowNumber(request, 4_711, lines);
      numbers.push(number);
      for (let run = 0; run < 3; run += 1) ids.push(number.newRunId(() => AT));
    }
    assert.equal(new Set(numbers.map(({ value }) => value)).size, 100);
    assert.equal(new Set(ids).size, 300);
    assert.deepEqual(log, []);
    // One whose number was taken away while it slept takes another.
    const [first] = numbers;
    const before = first?.value;
    fs.rmSync(join(folder, `window-${before}.lock`));
    const thief = new WindowNumber(
      { folder, owner: windowProcess(), watch, log: lines },
      4_711,
      lines,
    );
    assert.equal(thief.value, before);
    const id = first?.newRunId(() => AT + 1);
    assert.notEqual(first?.value, before);
    assert.notEqual(
      id,
      thief.newRunId(() => AT + 1),
    );
    for (const number of [...numbers, thief]) number.release();
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.endsWith('.lock')),
      [],
    );
  });

  it('makes no run id in two windows', () => {
    fc.assert(
      fc.property(fc.nat(WINDOWS - 1), fc.nat(WINDOWS - 1), fc.nat(70), (one, other, count) => {
        fc.pre(one !== other);
        const ids = [one, other].flatMap((window) => {
          const next = runIdMaker(window, () => AT);
          return Array.from({ length: count }, next);
        });
        assert.equal(new Set(ids).size, 2 * count);
      }),
    );
  });
});

describe('Ledger: retention and the clock', () => {
  it('goes by days of use that are proven', () => {
    const daily = Array.from({ length: 200 }, (_, index) => addDays(20_261_120, -index));
    assert.equal(lastCertainDay([]), undefined);
    assert.equal(lastCertainDay(daily), 20_261_120);
    const ahead = [20_271_225, ...daily];
    assert.equal(lastCertainDay(ahead), 20_261_120);
    assert.equal(lastCertainDay([20_291_225, ...ahead]), 20_261_120);
    // After holidays of three weeks the third day of use proves them.
    const after = (days: number) =>
      [...Array(days).keys()].map((index) => addDays(20_261_211, -index));
    assert.equal(lastCertainDay([...after(1), ...daily]), 20_261_120);
    assert.equal(lastCertainDay([...after(3), ...daily]), 20_261_211);
  });

  it('loses no run to a session whose clock is 400 days ahead', async () => {
    const folder = await LedgerFolder.create();
    const session = async (shift: number, runs: number) => {
      const ledger = await folder.open({ now: () => Date.now() + shift });
      const made: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const id = ledger.newRunId();
        made.push(id);
        await ledger.attemptEnded(attemptEnded(id));
        await ledger.runEnded(runEnded(id));
      }
      await ledger.save();
      await ledger.close();
      return made;
    };
    const before = await session(0, 5);
    const ahead = await session(400 * DAY_MS, 2);
    const ledger = await folder.open();
    await ledger.save();
    const period = {
      firstDay: systemLocalDay(Date.now() - DAY_MS),
      lastDay: systemLocalDay(Date.now() + 500 * DAY_MS),
    };
    const { recent } = await ledger.figures(period);
    assert.deepEqual(
      recent.map(({ runId }) => runId).sort((a, b) => a - b),
      [...before, ...ahead],
    );
    await folder.remove();
  });
});
