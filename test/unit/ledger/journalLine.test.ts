import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeLines, encodeLine } from '../../../src/ledger/journal/journalLine.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import { cleanAttemptEnded, cleanRunEnded } from '../../../src/ledger/journal/journalRecord.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';

const record = fc.record({
  t: fc.constantFrom('verdict' as const),
  verdict: fc.record({
    runId: fc.nat(),
    at: fc.nat(),
    keptShare: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
});

describe('Ledger: lines of a journal', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const bytes = Buffer.concat(records.map(encodeLine));
        const decoded = decodeLines(bytes);
        assert.deepEqual(decoded.records, JSON.parse(JSON.stringify(records)));
        assert.equal(decoded.end, bytes.length);
        assert.equal(decoded.badLines, 0);
      }),
    );
  });

  it('are found between any bytes, and no other bytes are taken for one', () => {
    const noise = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, record)), noise, (pieces, tail) => {
        const bytes = Buffer.concat([
          ...pieces.flatMap(([junk, each]) => [junk, Buffer.from('\n'), encodeLine(each)]),
          tail,
        ]);
        const decoded = decodeLines(bytes);
        assert.deepEqual(
          decoded.records,
          JSON.parse(JSON.stringify(pieces.map(([, each]) => each))),
        );
        assert.ok(decoded.end <= bytes.length);
        assert.equal(bytes.indexOf(0x0a, decoded.end), -1);
      }),
    );
  });

  it('are refused when any one bit of them has changed', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.nat({ max: 7 }), (each, place, bit) => {
        const bytes = encodeLine(each);
        const at = place % (bytes.length - 1);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        assert.deepEqual(decodeLines(bytes).records, []);
      }),
    );
  });

  it('lose only what is cut off their end', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), fc.nat(), (records, cut) => {
        const lines = records.map(encodeLine);
        const bytes = Buffer.concat(lines);
        const length = cut % bytes.length;
        const decoded = decodeLines(bytes.subarray(0, length));
        let whole = 0;
        let end = 0;
        while (end + (lines[whole]?.length ?? Infinity) <= length) {
          end += lines[whole]?.length ?? 0;
          whole += 1;
        }
        assert.equal(decoded.records.length, whole);
        assert.equal(decoded.end, end);
      }),
    );
  });

  it('stop before a record of a later version', () => {
    const known = encodeLine({ t: 'closed' });
    const later = encodeLine({ t: 'run.merged' } as unknown as JournalRecord);
    const decoded = decodeLines(Buffer.concat([known, later, known]));
    assert.equal(decoded.records.length, 1);
    assert.equal(decoded.end, known.length);
    assert.ok(decoded.isNewer);
  });
});

describe('Ledger: what may be written', () => {
  it('holds no field that a caller added, no path and no sentence', () => {
    const marker = 'const secret = "sk-ant-MARKER"';
    const usage = { ...attemptEnded(1).usage, prompt: marker };
    const attempt = cleanAttemptEnded(
      Object.assign(
        attemptEnded(4096 * 1_000, {
          problems: ['parse', marker, 'src/secret/file.ts'],
          errorCode: marker,
          requestId: marker,
          usage,
        }),
        { answer: marker },
      ),
    );
    const reasonArgs = { tokens: 7, tier: 'opus', path: '/home/me/x', words: marker, [marker]: 1 };
    const run = cleanRunEnded(
      Object.assign(runEnded(4096 * 1_000, { language: '/home/me/x', reasonArgs }), {
        file: marker,
      }),
    );
    const written = JSON.stringify([attempt, run]);
    assert.ok(!written.includes('MARKER'), written);
    assert.ok(!written.includes('/home') && !written.includes('secret'), written);
    assert.deepEqual(run.reasonArgs, { tokens: 7, tier: 'opus' });
    assert.deepEqual(attempt.problems, ['parse', 'other', 'other']);
  });
});

describe('Ledger: a line with a right checksum', () => {
  const DAY = 20_261_120;
  const known: Readonly<Record<string, JournalRecord>> = {
    started: { t: 'attempt.started', day: DAY, attempt: attemptStarted(4_096) },
    ended: { t: 'attempt.ended', day: DAY, attempt: attemptEnded(4_096) },
    run: { t: 'run.ended', day: DAY, run: runEnded(4_096) },
    verdict: { t: 'verdict', verdict: { runId: 1, at: 2, keptShare: 0.5, lateProblems: 0 } },
    audit: { t: 'audit', audit: { runId: 1, at: 2, label: 'wrong' } },
    held: { t: 'spend.held', runId: 1, ordinal: 1, day: DAY, heldNusd: 5, expectedNusd: null },
    settled: { t: 'spend.settled', runId: 1, ordinal: 1, day: DAY, costNusd: 5 },
    forget: { t: 'forget', at: 1, before: 2, keepFrom: DAY },
  };
  const wrong = ['-9e15', '-1', '1e999', '"5"', '0.5', '9007199254740991', '1e300', '{}', '[]'];

  /** The records with one number of theirs, wherever it stands, as another value. */
  function changed(json: string, value: string): readonly string[] {
    return [...json.matchAll(/(?<="(\w*)":)\d+(?:\.\d+)?/g)]
      .filter(([, name = '']) => /Nusd$|Tokens$|^(?:day|ordinal|retries|unpriced)$/.test(name))
      .map(
        ({ 0: number, index }) => json.slice(0, index) + value + json.slice(index + number.length),
      );
  }

  function lineOf(json: string): Buffer {
    const crc = crc32(json).toString(16).padStart(8, '0');
    return Buffer.from(`{"crc":"${crc}","record":${json}}\n`);
  }

  for (const [name, each] of Object.entries(known)) {
    it(`is no record where its numbers can be none: ${name}`, () => {
      const json = JSON.stringify(each);
      assert.deepEqual(decodeLines(lineOf(json)).records, [JSON.parse(json)]);
      for (const value of wrong) {
        for (const bad of changed(json, value)) {
          if (value === '9007199254740991' && !/nusd":9007|day":9007/i.test(bad)) continue;
          const decoded = decodeLines(lineOf(bad));
          assert.deepEqual([decoded.records, decoded.badLines], [[], 1], bad);
          assert.equal(decoded.end, lineOf(bad).length);
        }
      }
    });
  }

  it('is no record where a part of it is missing or of another kind', () => {
    for (const json of [
      '{"t":"spend.settled"}',
      '{"t":"attempt.ended","day":20261120,"attempt":null}',
      '{"t":"run.ended","day":20261120,"run":[]}',
      '{"t":"verdict","verdict":{"runId":1,"at":1,"keptShare":7}}',
      '{"t":"prices","prices":[{"rates":{"input":-1}}]}',
      '{"t":"spend.settled","runId":1,"ordinal":1,"day":20261399,"costNusd":1}',
      '{"t":"segment","version":"1","id":"a","at":1,"process":{}}',
    ]) {
      const decoded = decodeLines(lineOf(json));
      assert.deepEqual([decoded.records, decoded.badLines], [[], 1], json);
      assert.equal(decoded.header, undefined);
    }
  });
});
