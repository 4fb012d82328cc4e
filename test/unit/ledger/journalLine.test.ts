import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodeLines, encodeLine } from '../../../src/ledger/journalLine.ts';
import { cleanAttemptEnded, cleanRunEnded } from '../../../src/ledger/journalRecord.ts';
import type { JournalRecord } from '../../../src/ledger/journalRecord.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

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
