import type { Scenario } from './scenario.ts';

const HEAD = `import assert from 'node:assert/strict';
import { test } from 'node:test';
`;

/** Code that is right and has no tests: those that are written have to notice when it is not. */
export const TEST_SCENARIOS: readonly Scenario[] = [
  {
    id: 'tests-duration-1',
    task: 'tests',
    path: 'src/duration.js',
    source: `const SECONDS = { d: 86400, h: 3600, m: 60, s: 1 };

/** Seconds of a duration such as '1d12h' or '90s': units from the largest to the smallest, each at most once. */
export function secondsOf(text) {
  const parts = [...text.matchAll(/(\\d+)([dhms])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new SyntaxError('No duration: ' + text);
  }
  let last = Infinity;
  let total = 0;
  for (const [, count, unit] of parts) {
    if (SECONDS[unit] >= last) throw new SyntaxError('Units out of order: ' + text);
    last = SECONDS[unit];
    total += Number(count) * last;
  }
  return total;
}
`,
    testPath: 'test/duration.test.js',
    tests: `${HEAD}import { secondsOf } from '../src/duration.js';

test('adds units', () => {
  assert.equal(secondsOf('1d2h3m4s'), 93784);
  assert.equal(secondsOf('90s'), 90);
  assert.equal(secondsOf('0m'), 0);
});
test('refuses what is no duration', () => {
  for (const text of ['', 'x', '5', '1h ', ' 1h', '1h5', '-1h']) {
    assert.throws(() => secondsOf(text), new SyntaxError('No duration: ' + text));
  }
});
test('refuses units out of order, or twice', () => {
  assert.throws(() => secondsOf('1m1h'), new SyntaxError('Units out of order: 1m1h'));
  assert.throws(() => secondsOf('1m1m'), new SyntaxError('Units out of order: 1m1m'));
});
`,
  },
  {
    id: 'tests-roman-1',
    task: 'tests',
    path: 'src/roman.js',
    source: `const SIGNS = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

/** A whole number from 1 to 3999 in Roman numerals. */
export function roman(number) {
  if (!Number.isInteger(number) || number < 1 || number > 3999) {
    throw new RangeError('No Roman numeral: ' + number);
  }
  let left = number;
  let text = '';
  for (const [sign, value] of SIGNS) {
    while (left >= value) {
      text += sign;
      left -= value;
    }
  }
  return text;
}
`,
    testPath: 'test/roman.test.js',
    tests: `${HEAD}import { roman } from '../src/roman.js';

test('writes numbers', () => {
  const known = { 1: 'I', 4: 'IV', 9: 'IX', 14: 'XIV', 40: 'XL', 58: 'LVIII', 90: 'XC', 400: 'CD', 1994: 'MCMXCIV', 3999: 'MMMCMXCIX' };
  for (const [number, text] of Object.entries(known)) assert.equal(roman(Number(number)), text);
});
test('refuses others', () => {
  for (const number of [0, -1, 4000, 1.5, NaN]) {
    assert.throws(() => roman(number), new RangeError('No Roman numeral: ' + number));
  }
});
`,
  },
  {
    id: 'tests-limiter-1',
    task: 'tests',
    path: 'src/limiter.js',
    source: `/** Lets \`most\` calls pass in any \`windowMs\`; \`now\` gives the time in ms. */
export function createLimiter(most, windowMs, now) {
  const passed = [];
  return {
    /** Whether a call may pass; one that may is counted. */
    tryPass() {
      const at = now();
      while (passed.length > 0 && at - passed[0] >= windowMs) passed.shift();
      if (passed.length >= most) return false;
      passed.push(at);
      return true;
    },
    /** ms until a call may pass; 0: at once. */
    wait() {
      const at = now();
      const recent = passed.filter((one) => at - one < windowMs);
      if (recent.length < most) return 0;
      return recent[recent.length - most] + windowMs - at;
    },
  };
}
`,
    testPath: 'test/limiter.test.js',
    tests: `${HEAD}import { createLimiter } from '../src/limiter.js';

test('lets as many pass as it may, in any window', () => {
  let at = 0;
  const limiter = createLimiter(2, 100, () => at);
  assert.equal(limiter.tryPass(), true);
  at = 60;
  assert.equal(limiter.tryPass(), true);
  assert.equal(limiter.tryPass(), false);
  at = 99;
  assert.equal(limiter.tryPass(), false);
  at = 100;
  assert.equal(limiter.tryPass(), true);
  assert.equal(limiter.tryPass(), false);
});
test('says how long to wait', () => {
  let at = 0;
  const limiter = createLimiter(2, 100, () => at);
  assert.equal(limiter.wait(), 0);
  limiter.tryPass();
  assert.equal(limiter.wait(), 0);
  at = 30;
  limiter.tryPass();
  assert.equal(limiter.wait(), 70);
  at = 99;
  assert.equal(limiter.wait(), 1);
  at = 100;
  assert.equal(limiter.wait(), 0);
  limiter.tryPass();
  assert.equal(limiter.wait(), 30);
});
`,
  },
  {
    id: 'tests-insertion-1',
    task: 'tests',
    path: 'src/insertion.js',
    source: `/** Where an item belongs in a sorted list, behind those that are equal. */
export function insertionIndex(sorted, item) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= item) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sorted list with an item put into its place; the list given stays as it is. */
export function withItem(sorted, item) {
  const at = insertionIndex(sorted, item);
  return [...sorted.slice(0, at), item, ...sorted.slice(at)];
}
`,
    testPath: 'test/insertion.test.js',
    tests: `${HEAD}import { insertionIndex, withItem } from '../src/insertion.js';

test('finds the place', () => {
  const places = [0, 1, 2, 3, 4, 9].map((item) => insertionIndex([1, 3, 3, 5], item));
  assert.deepEqual(places, [0, 1, 1, 3, 3, 4]);
  assert.equal(insertionIndex([], 1), 0);
  assert.equal(insertionIndex([1], 1), 1);
});
test('puts an item in', () => {
  const sorted = [1, 3];
  assert.deepEqual(withItem(sorted, 2), [1, 2, 3]);
  assert.deepEqual(withItem(sorted, 0), [0, 1, 3]);
  assert.deepEqual(withItem(sorted, 4), [1, 3, 4]);
  assert.deepEqual(sorted, [1, 3]);
});
`,
  },
  {
    id: 'tests-slug-1',
    task: 'tests',
    path: 'src/slug.js',
    source: `/** A title as part of an address: small letters and digits, words parted by '-', at most \`longest\` signs. */
export function slugOf(title, longest = 40) {
  const words = title
    .normalize('NFKD')
    .replace(/[\\u0300-\\u036f]/g, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word : slug + '-' + word;
    if (longer.length > longest) break;
    slug = longer;
  }
  return slug === '' && words.length > 0 ? words[0].slice(0, longest) : slug;
}
`,
    testPath: 'test/slug.test.js',
    tests: `${HEAD}import { slugOf } from '../src/slug.js';

test('parts words by a hyphen', () => {
  assert.equal(slugOf('  Hello, World 2! '), 'hello-world-2');
  assert.equal(slugOf('Crème Brûlée'), 'creme-brulee');
  assert.equal(slugOf('?!'), '');
});
test('ends at a word', () => {
  assert.equal(slugOf('one two three', 7), 'one-two');
  assert.equal(slugOf('one two three', 8), 'one-two');
  assert.equal(slugOf('one two three', 6), 'one');
  assert.equal(slugOf('a'.repeat(40)), 'a'.repeat(40));
  assert.equal(slugOf('ab '.repeat(20)).length, 38);
});
test('cuts a first word that is too long', () => {
  assert.equal(slugOf('internationalization now', 5), 'inter');
});
`,
  },
];
