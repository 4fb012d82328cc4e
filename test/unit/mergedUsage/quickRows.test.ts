import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { QuickCsv } from '../../../src/mergedUsage/quickCsv.ts';
import { QuickJson } from '../../../src/mergedUsage/quickJson.ts';
import type { RunRow } from '../../../src/mergedUsage/runRow.ts';
import { columnOf, READ_COLUMNS } from '../../../src/mergedUsage/runRow.ts';

type Value = string | number | null;

const NAMES = [...READ_COLUMNS, 'reason_args', 'kept_share', 'a "later" one', 'günstig'];

const text = fc.oneof(
  fc.constantFrom('', 'docs', 'Überprüfung', '7', '007', '{"ticket":"AB-1"}', 'a,"b";c', '\u2028'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const plain: fc.Arbitrary<Value> = fc.oneof(text, fc.nat(), fc.maxSafeNat(), fc.constant(null));

/** What is between the ends of a line may be broken in any way. */
const damage = fc.record({
  at: fc.nat(2_000),
  cut: fc.nat(3),
  put: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom(
      '"',
      '\\',
      '\\"',
      '\\u0041',
      '\t',
      '.5',
      'e9',
      '-',
      '0',
      ',',
      '}',
      '],',
      ' ',
      '""',
    ),
  ),
});

function damaged(line: string, { at, cut, put }: { at: number; cut: number; put: string }): string {
  const from = at % (line.length + 1);
  return (line.slice(0, from) + put + line.slice(from + cut)).replaceAll('\n', '').toWellFormed();
}

/** A line between two others, as it stands in a file. */
function lineOf(line: string) {
  const [before, own] = [Buffer.from('x"\n'), Buffer.from(line)];
  const bytes = Buffer.concat([before, own, Buffer.from('\n"x')]);
  return { bytes, from: before.length, end: before.length + own.length };
}

/** A row with its numbers as numbers, be they written as texts, and nothing of texts where numbers belong. */
function read(row: RunRow | undefined): RunRow | undefined {
  return row?.map((value, place) => {
    if (!columnOf(READ_COLUMNS[place] ?? '').isNumber)
      return typeof value === 'string' ? value : '';
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? number : null;
  });
}

function rowFrom(valueOf: (name: string) => unknown): RunRow {
  return READ_COLUMNS.map((name) => valueOf(name));
}

describe('Rows that are read from their bytes', () => {
  it('are those of the JSON, whatever stands there', () => {
    const record = fc.dictionary(fc.constantFrom(...NAMES), plain, { minKeys: 1 });
    const asked = fc.record({ record, damage, end: fc.constantFrom('', ',', ',\r', '\r') });
    let plainOnes = 0;
    fc.assert(
      fc.property(asked, ({ record: values, damage: how, end }) => {
        const quick = new QuickJson();
        quick.learn(Object.keys(values));
        const line = JSON.stringify(values);
        const found = read(quick.read(lineOf(line + end)));
        if (!/\\u/.test(line)) {
          plainOnes += 1;
          assert.deepEqual(found, read(rowFrom((name) => values[name])));
        }
        const other = damaged(line, how);
        const row = read(quick.read(lineOf(other)));
        if (row === undefined) return;
        const whole = JSON.parse(
          Buffer.from(other)
            .toString()
            .replace(/,?\r?$/, ''),
        ) as typeof values;
        assert.deepEqual(row, read(rowFrom((name) => whole[name])), other);
      }),
      { numRuns: 800 },
    );
    assert.ok(plainOnes > 200);
  });

  it('are those of the CSV, whatever stands there', () => {
    const names = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2 });
    const asked = fc.record({
      names,
      values: fc.array(plain, { minLength: NAMES.length, maxLength: NAMES.length }),
      separator: fc.constantFrom(',', ';'),
      damage,
      end: fc.constantFrom('', '\r'),
    });
    fc.assert(
      fc.property(asked, ({ names: own, values, separator, damage: how, end }) => {
        const quick = new QuickCsv(own, separator);
        const line = own
          .map((_, index) => String(values[index] ?? '').replaceAll(/[\r\n]/g, ''))
          .map((cell) => (/[",;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
          .join(separator);
        for (const whole of [line, damaged(line, how)]) {
          const cells = cellsOf(whole.replace(/\r$/, ''), separator);
          const wanted =
            cells?.length === own.length ? rowFrom((name) => cells[own.indexOf(name)]) : undefined;
          const found = read(quick.read(lineOf(whole + (whole.endsWith('\r') ? '' : end))));
          // A quotation mark amid a cell is left to who reads texts.
          if (found !== undefined || whole === line) assert.deepEqual(found, read(wanted), whole);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('are read from many different texts, and from long ones', () => {
    const quick = new QuickCsv(['task', 'tags'], ',');
    const [task, tags] = [READ_COLUMNS.indexOf('task'), READ_COLUMNS.indexOf('tags')];
    for (let index = 0; index < 61_000; index += 1) {
      // Some of those before come again.
      const name = `t${index % 7 === 0 ? index % 1_000 : index}`;
      const row = quick.read(lineOf(`${name},${'y'.repeat(index % 700)}`));
      if (row?.[task] !== name) assert.fail(name);
      if (String(row[tags]).length !== index % 700) assert.fail(`${index}`);
    }
  });
});

/** The cells of a line by the rules of CSV, sign by sign; undefined: it does not follow them. */
function cellsOf(line: string, separator: string): readonly string[] | undefined {
  const cells = [''];
  let state: 'begin' | 'plain' | 'quoted' | 'ended' = 'begin';
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    const last = cells.length - 1;
    if (state === 'quoted') {
      if (sign !== '"') cells[last] += sign;
      else if (line.charAt(at + 1) === '"') cells[last] += line.charAt((at += 1));
      else state = 'ended';
    } else if (sign === separator) {
      cells.push('');
      state = 'begin';
    } else if (state === 'ended') return undefined;
    else if (state === 'begin' && sign === '"') state = 'quoted';
    else {
      cells[last] += sign;
      state = 'plain';
    }
  }
  return state === 'quoted' ? undefined : cells;
}
