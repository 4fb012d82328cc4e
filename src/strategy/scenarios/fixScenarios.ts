import type { Scenario } from './scenario.ts';

const INTERVALS = (order: string, touch: string, grow: string) => `/**
 * Merges intervals that overlap or touch, by their start. Each is [from, to] with from <= to; what is given is not
 * changed.
 */
export function mergeIntervals(intervals) {
  const sorted = ${order};
  const merged = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from ${touch} last[1]) ${grow};
    else merged.push([from, to]);
  }
  return merged;
}
`;

const CACHE = (
  get: string,
) => `/** Keeps the last \`limit\` values that were set or read; what was not used for the longest time goes first. */
export class RecentCache {
  #limit;
  #values = new Map();

  constructor(limit) {
    this.#limit = limit;
  }

  get size() {
    return this.#values.size;
  }

  get(key) {
${get}
  }

  set(key, value) {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#limit) {
      const [oldest] = this.#values.keys();
      this.#values.delete(oldest);
    }
  }
}
`;

const CSV_HEAD = `/**
 * The fields of one record of CSV (RFC 4180): parted by commas; a field in double quotes may hold commas and line
 * breaks, and a doubled quote stands for one.
 */
export function fieldsOf(record) {
`;
const CSV_WRONG = `${CSV_HEAD}  const fields = [];
  let field = '';
  let isQuoted = false;
  for (const sign of record) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (sign === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += sign;
  }
  return [...fields, field];
}
`;
const CSV_RIGHT = `${CSV_HEAD}  const fields = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < record.length; at += 1) {
    const sign = record[at];
    if (sign === '"' && isQuoted && record[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += sign;
  }
  return [...fields, field];
}
`;

const POOL_HEAD = `/**
 * Calls \`work\` for each item, at most \`limit\` at a time, and gives the results in the order of the items. The first
 * failure is thrown, and nothing is begun after it.
 */
export async function mapLimited(items, limit, work) {
`;
const POOL_WRONG = `${POOL_HEAD}  const results = [];
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      results.push(await work(item));
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
`;
const POOL_RIGHT = `${POOL_HEAD}  const results = new Array(items.length);
  let next = 0;
  let hasFailed = false;
  const worker = async () => {
    while (next < items.length && !hasFailed) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(items[at]);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
`;

const MONTHS_HEAD = `/** A day as 'yyyy-mm-dd', some months later or earlier; a day that the month does not have is its last one. */
export function addMonths(day, months) {
  const [year, month, date] = day.split('-').map(Number);
`;
const MONTHS_WRONG = `${MONTHS_HEAD}  const moved = new Date(Date.UTC(year, month - 1 + months, date));
  return moved.toISOString().slice(0, 10);
}
`;
const MONTHS_RIGHT = `${MONTHS_HEAD}  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const moved = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
  return moved.toISOString().slice(0, 10);
}
`;

const HEAD = `import assert from 'node:assert/strict';
import { test } from 'node:test';
`;

/** Something is wrong, and a test shows it. */
export const FIX_SCENARIOS: readonly Scenario[] = [
  {
    id: 'fix-intervals-1',
    task: 'fix',
    path: 'src/intervals.js',
    line: 10,
    message: 'Intervals that touch or lie in another are merged wrongly, and the input is changed.',
    source: INTERVALS('intervals.sort((a, b) => a[0] - b[0])', '<', 'last[1] = to'),
    solution: INTERVALS(
      'intervals.toSorted((a, b) => a[0] - b[0])',
      '<=',
      'last[1] = Math.max(last[1], to)',
    ),
    testPath: 'test/intervals.test.js',
    tests: `${HEAD}import { mergeIntervals } from '../src/intervals.js';

test('merges what overlaps', () => {
  assert.deepEqual(mergeIntervals([[1, 3], [2, 6], [8, 9]]), [[1, 6], [8, 9]]);
});
test('merges what touches', () => {
  assert.deepEqual(mergeIntervals([[1, 2], [2, 3]]), [[1, 3]]);
});
test('keeps the longer end', () => {
  assert.deepEqual(mergeIntervals([[1, 9], [2, 3]]), [[1, 9]]);
});
test('leaves what is given as it is', () => {
  const given = [[5, 6], [1, 2]];
  mergeIntervals(given);
  assert.deepEqual(given, [[5, 6], [1, 2]]);
});
`,
  },
  {
    id: 'fix-cache-1',
    task: 'fix',
    path: 'src/recentCache.js',
    line: 15,
    message: 'A value that was read is thrown out as if it had not been used.',
    source: CACHE('    return this.#values.get(key);'),
    solution: CACHE(`    if (!this.#values.has(key)) return undefined;
    const value = this.#values.get(key);
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;`),
    testPath: 'test/recentCache.test.js',
    tests: `${HEAD}import { RecentCache } from '../src/recentCache.js';

test('forgets what was not used for the longest time', () => {
  const cache = new RecentCache(2);
  cache.set('a', 1);
  cache.set('b', 2);
  assert.equal(cache.get('a'), 1);
  cache.set('c', 3);
  assert.equal(cache.get('a'), 1);
  assert.equal(cache.get('b'), undefined);
});
test('does not grow by what it does not know', () => {
  const cache = new RecentCache(2);
  cache.set('a', undefined);
  assert.equal(cache.get('x'), undefined);
  assert.equal(cache.size, 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  assert.equal(cache.get('b'), undefined);
  assert.equal(cache.size, 2);
});
`,
  },
  {
    id: 'fix-csv-1',
    task: 'fix',
    path: 'src/csv.js',
    line: 10,
    message: 'A doubled quote in a quoted field is lost.',
    source: CSV_WRONG,
    solution: CSV_RIGHT,
    testPath: 'test/csv.test.js',
    tests: `${HEAD}import { fieldsOf } from '../src/csv.js';

test('parts at commas', () => {
  assert.deepEqual(fieldsOf('a,b,,c'), ['a', 'b', '', 'c']);
});
test('keeps commas and line breaks in quotes', () => {
  assert.deepEqual(fieldsOf('"a,b","c\\nd"'), ['a,b', 'c\\nd']);
});
test('reads a doubled quote as one', () => {
  assert.deepEqual(fieldsOf('"say ""hi""",x'), ['say "hi"', 'x']);
});
test('knows an empty quoted field', () => {
  assert.deepEqual(fieldsOf('"",a,""""'), ['', 'a', '"']);
});
`,
  },
  {
    id: 'fix-pool-1',
    task: 'fix',
    path: 'src/mapLimited.js',
    line: 8,
    message: 'Results come in the order in which they are ready, and work goes on after a failure.',
    source: POOL_WRONG,
    solution: POOL_RIGHT,
    testPath: 'test/mapLimited.test.js',
    tests: `${HEAD}import { mapLimited } from '../src/mapLimited.js';

const turns = async (count) => {
  for (let at = 0; at < count; at += 1) await Promise.resolve();
};

test('gives results in the order of the items', async () => {
  const results = await mapLimited([9, 1, 5], 3, async (item) => {
    await turns(item);
    return item * 2;
  });
  assert.deepEqual(results, [18, 2, 10]);
});
test('takes items that are nothing', async () => {
  assert.deepEqual(await mapLimited([1, undefined, 3], 1, async (item) => item), [1, undefined, 3]);
});
test('does no more at a time than it may', async () => {
  let [running, most] = [0, 0];
  await mapLimited([1, 2, 3, 4, 5], 2, async () => {
    running += 1;
    most = Math.max(most, running);
    await turns(3);
    running -= 1;
  });
  assert.equal(most, 2);
});
test('begins nothing after a failure', async () => {
  const begun = [];
  const work = async (item) => {
    begun.push(item);
    await turns(item === 1 ? 1 : 9);
    if (item === 1) throw new Error('no');
  };
  await assert.rejects(mapLimited([1, 2, 3, 4], 2, work), /^Error: no$/);
  await turns(40);
  assert.deepEqual(begun, [1, 2]);
});
`,
  },
  {
    id: 'fix-months-1',
    task: 'fix',
    path: 'src/addMonths.js',
    line: 4,
    message: 'A month after the last of January is in March.',
    source: MONTHS_WRONG,
    solution: MONTHS_RIGHT,
    testPath: 'test/addMonths.test.js',
    tests: `${HEAD}import { addMonths } from '../src/addMonths.js';

test('keeps the day where the month has it', () => {
  assert.equal(addMonths('2023-03-15', 1), '2023-04-15');
  assert.equal(addMonths('2023-11-30', 14), '2025-01-30');
});
test('takes the last day of a shorter month', () => {
  assert.equal(addMonths('2023-01-31', 1), '2023-02-28');
  assert.equal(addMonths('2024-01-31', 1), '2024-02-29');
  assert.equal(addMonths('2023-10-31', -1), '2023-09-30');
});
test('goes back over years', () => {
  assert.equal(addMonths('2024-02-29', -12), '2023-02-28');
  assert.equal(addMonths('2024-01-31', -2), '2023-11-30');
});
`,
  },
];
