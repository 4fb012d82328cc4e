import type { Scenario } from './scenario.ts';

const HEAD = `import assert from 'node:assert/strict';
import { test } from 'node:test';
`;

const REPORT_LINES = `      lines.push(name.padEnd(10) + String(count).padStart(4) + (cents / 100).toFixed(2).padStart(10));`;

/** The same behaviour in a shape that the instruction names; tests look at both. */
export const REFACTOR_SCENARIOS: readonly Scenario[] = [
  {
    id: 'refactor-report-1',
    task: 'refactor',
    path: 'src/report.js',
    instruction:
      'Split report into two exported functions: totalsOf(orders) gives an array of { name, count, cents } by name, and report(orders) formats it. The text stays the same.',
    source: `/** What each customer has ordered, one line each, by name. Refunds are not counted. */
export function report(orders) {
  const names = [];
  const lines = [];
  for (const order of orders) {
    if (!names.includes(order.name)) names.push(order.name);
  }
  names.sort();
  for (const name of names) {
    let count = 0;
    let cents = 0;
    for (const order of orders) {
      if (order.name === name && !order.isRefund) {
        count += 1;
        cents += order.cents;
      }
    }
    if (count > 0) {
${REPORT_LINES}
    }
  }
  return lines.join('\\n');
}
`,
    solution: `/** What each customer has ordered, by name. Refunds are not counted. */
export function totalsOf(orders) {
  const totals = new Map();
  for (const { name, cents, isRefund } of orders) {
    if (isRefund) continue;
    const total = totals.get(name) ?? { name, count: 0, cents: 0 };
    total.count += 1;
    total.cents += cents;
    totals.set(name, total);
  }
  return [...totals.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What each customer has ordered, one line each, by name. Refunds are not counted. */
export function report(orders) {
  return totalsOf(orders)
    .map(
      ({ name, count, cents }) =>
        name.padEnd(10) + String(count).padStart(4) + (cents / 100).toFixed(2).padStart(10),
    )
    .join('\\n');
}
`,
    testPath: 'test/report.test.js',
    tests: `${HEAD}import { report, totalsOf } from '../src/report.js';

const orders = [
  { name: 'Zoe', cents: 250 },
  { name: 'Ada', cents: 1000 },
  { name: 'Zoe', cents: 50 },
  { name: 'Bob', cents: 700, isRefund: true },
];

test('adds up by name, without refunds', () => {
  assert.deepEqual(totalsOf(orders), [
    { name: 'Ada', count: 1, cents: 1000 },
    { name: 'Zoe', count: 2, cents: 300 },
  ]);
  assert.deepEqual(totalsOf([]), []);
});
test('writes the same lines as before', () => {
  assert.equal(report(orders), 'Ada          1     10.00\\nZoe          2      3.00');
  assert.equal(report([]), '');
});
test('does not change what is given', () => {
  const frozen = orders.map((order) => Object.freeze({ ...order }));
  assert.equal(report(Object.freeze(frozen)), report(orders));
});
`,
  },
  {
    id: 'refactor-group-1',
    task: 'refactor',
    path: 'src/groups.js',
    instruction:
      'Write an exported groupBy(items, keyOf) that gives a Map, and make byCity and byDecade use it. Both keep what they give.',
    source: `/** People by the city they live in, in the order in which the cities come first. */
export function byCity(people) {
  const groups = new Map();
  for (const person of people) {
    const key = person.city ?? 'nowhere';
    if (groups.has(key)) groups.get(key).push(person);
    else groups.set(key, [person]);
  }
  return groups;
}

/** People by the decade they were born in. Those whose year is not known are left out. */
export function byDecade(people) {
  const groups = new Map();
  for (let index = 0; index < people.length; index += 1) {
    const person = people[index];
    if (person.year === undefined) continue;
    const key = Math.floor(person.year / 10) * 10;
    const group = groups.get(key) ?? [];
    group.push(person);
    groups.set(key, group);
  }
  return groups;
}
`,
    solution: `/** Items by a key, in the order in which the keys come first. */
export function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return groups;
}

/** People by the city they live in, in the order in which the cities come first. */
export function byCity(people) {
  return groupBy(people, ({ city }) => city ?? 'nowhere');
}

/** People by the decade they were born in. Those whose year is not known are left out. */
export function byDecade(people) {
  const known = people.filter(({ year }) => year !== undefined);
  return groupBy(known, ({ year }) => Math.floor(year / 10) * 10);
}
`,
    testPath: 'test/groups.test.js',
    tests: `${HEAD}import { byCity, byDecade, groupBy } from '../src/groups.js';

const ada = { name: 'Ada', city: 'Bonn', year: 1979 };
const bob = { name: 'Bob', year: 1980 };
const cem = { name: 'Cem', city: 'Bonn' };

test('groups by any key', () => {
  const found = groupBy([1, 2, 3, 4], (number) => number % 2 === 0);
  assert.deepEqual([...found], [[false, [1, 3]], [true, [2, 4]]]);
});
test('still groups by city', () => {
  assert.deepEqual([...byCity([bob, ada, cem])], [['nowhere', [bob]], ['Bonn', [ada, cem]]]);
});
test('still groups by decade', () => {
  assert.deepEqual([...byDecade([ada, bob, cem])], [[1970, [ada]], [1980, [bob]]]);
});
`,
  },
  {
    id: 'refactor-rates-1',
    task: 'refactor',
    path: 'src/shipping.js',
    instruction:
      'Replace the branches of shippingCents by an exported table RATES: { [zone]: { base, perKilo, freeFrom } }, where freeFrom is Infinity if nothing is free. Costs and errors stay the same.',
    source: `/** What sending a parcel costs, in cents. */
export function shippingCents(zone, kilos, orderCents) {
  if (zone === 'home') {
    if (orderCents >= 5000) {
      return 0;
    } else {
      return 390 + Math.ceil(kilos) * 50;
    }
  } else if (zone === 'union') {
    if (orderCents >= 15000) {
      return 0;
    }
    return 900 + Math.ceil(kilos) * 120;
  } else if (zone === 'world') {
    return 1900 + Math.ceil(kilos) * 400;
  }
  throw new RangeError('Unknown zone: ' + zone);
}
`,
    solution: `/** What each zone costs, in cents. */
export const RATES = {
  home: { base: 390, perKilo: 50, freeFrom: 5000 },
  union: { base: 900, perKilo: 120, freeFrom: 15000 },
  world: { base: 1900, perKilo: 400, freeFrom: Infinity },
};

/** What sending a parcel costs, in cents. */
export function shippingCents(zone, kilos, orderCents) {
  if (!Object.hasOwn(RATES, zone)) throw new RangeError('Unknown zone: ' + zone);
  const { base, perKilo, freeFrom } = RATES[zone];
  return orderCents >= freeFrom ? 0 : base + Math.ceil(kilos) * perKilo;
}
`,
    testPath: 'test/shipping.test.js',
    tests: `${HEAD}import { RATES, shippingCents } from '../src/shipping.js';

test('has a table', () => {
  assert.deepEqual(RATES.union, { base: 900, perKilo: 120, freeFrom: 15000 });
  assert.equal(RATES.world.freeFrom, Infinity);
});
test('costs what it did', () => {
  assert.equal(shippingCents('home', 1.2, 4999), 490);
  assert.equal(shippingCents('home', 1.2, 5000), 0);
  assert.equal(shippingCents('union', 2, 14999), 1140);
  assert.equal(shippingCents('world', 0.5, 1000000), 2300);
});
test('refuses what it does not know', () => {
  assert.throws(() => shippingCents('moon', 1, 1), /^RangeError: Unknown zone: moon$/);
  assert.throws(() => shippingCents('toString', 1, 1), /^RangeError: Unknown zone: toString$/);
  assert.throws(() => shippingCents('constructor', 1, 90000), RangeError);
});
`,
  },
  {
    id: 'refactor-async-1',
    task: 'refactor',
    path: 'src/loadAll.js',
    instruction:
      'Make loadAll an async function loadAll(ids, loadOne), where loadOne(id) gives a promise. It still loads one after the other, skips what is missing (undefined), and stops at the first error, which it throws with loaded on it.',
    source: `/**
 * Loads ids one after the other by loadOne(id, callback) and calls done(error, loaded). What is missing (undefined) is
 * skipped. An error ends it; it gets what was loaded until then as its property loaded.
 */
export function loadAll(ids, loadOne, done) {
  const loaded = [];
  let index = 0;
  function next() {
    if (index === ids.length) {
      done(null, loaded);
      return;
    }
    const id = ids[index];
    index += 1;
    loadOne(id, function (error, value) {
      if (error) {
        error.loaded = loaded;
        done(error);
        return;
      }
      if (value !== undefined) loaded.push({ id: id, value: value });
      next();
    });
  }
  next();
}
`,
    solution: `/**
 * Loads ids one after the other by loadOne(id). What is missing (undefined) is skipped. An error ends it; it gets what
 * was loaded until then as its property loaded.
 */
export async function loadAll(ids, loadOne) {
  const loaded = [];
  for (const id of ids) {
    try {
      const value = await loadOne(id);
      if (value !== undefined) loaded.push({ id, value });
    } catch (error) {
      error.loaded = loaded;
      throw error;
    }
  }
  return loaded;
}
`,
    testPath: 'test/loadAll.test.js',
    tests: `${HEAD}import { loadAll } from '../src/loadAll.js';

test('loads in order and skips what is missing', async () => {
  const values = { a: 0, c: null };
  const loaded = await loadAll(['a', 'b', 'c'], async (id) => values[id]);
  assert.deepEqual(loaded, [{ id: 'a', value: 0 }, { id: 'c', value: null }]);
});
test('loads one after the other', async () => {
  let running = 0;
  await loadAll([1, 2, 3], async () => {
    running += 1;
    assert.equal(running, 1);
    await Promise.resolve();
    running -= 1;
  });
});
test('ends at an error, which has what was loaded', async () => {
  const asked = [];
  const loading = loadAll([1, 2, 3], async (id) => {
    asked.push(id);
    if (id === 2) throw new Error('gone');
    return id * 10;
  });
  const error = await loading.then(() => undefined, (thrown) => thrown);
  assert.equal(error?.message, 'gone');
  assert.deepEqual(error.loaded, [{ id: 1, value: 10 }]);
  assert.deepEqual(asked, [1, 2]);
});
`,
  },
  {
    id: 'refactor-state-1',
    task: 'refactor',
    path: 'src/tokens.js',
    instruction:
      'tokenize works with variables of the module, so that two calls cannot be under way at once. Make it a generator function* tokenize(text) without any, which yields { type, text, at } and throws as before.',
    source: `let position = 0;
let input = '';
let tokens = [];

function add(type, length) {
  tokens.push({ type: type, text: input.slice(position, position + length), at: position });
  position += length;
}

/** The tokens of a formula: numbers, names and signs. Blanks part them. */
export function tokenize(text) {
  position = 0;
  input = text;
  tokens = [];
  while (position < input.length) {
    const rest = input.slice(position);
    const blank = /^\\s+/.exec(rest);
    const number = /^\\d+(?:\\.\\d+)?/.exec(rest);
    const name = /^[a-z_]\\w*/i.exec(rest);
    if (blank) position += blank[0].length;
    else if (number) add('number', number[0].length);
    else if (name) add('name', name[0].length);
    else if ('+-*/()'.includes(rest[0])) add('sign', 1);
    else throw new SyntaxError('Unexpected ' + rest[0] + ' at ' + position);
  }
  return tokens;
}
`,
    solution: `/** The tokens of a formula: numbers, names and signs. Blanks part them. */
export function* tokenize(text) {
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^\\s+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const number = /^\\d+(?:\\.\\d+)?/.exec(rest);
    const name = /^[a-z_]\\w*/i.exec(rest);
    const sign = '+-*/()'.includes(rest[0]) ? [rest[0]] : null;
    const found = number ?? name ?? sign;
    if (!found) throw new SyntaxError('Unexpected ' + rest[0] + ' at ' + at);
    yield { type: number ? 'number' : name ? 'name' : 'sign', text: found[0], at };
    at += found[0].length;
  }
}
`,
    testPath: 'test/tokens.test.js',
    tests: `${HEAD}import { tokenize } from '../src/tokens.js';

test('yields what it gave', () => {
  const tokens = tokenize('a1 *(2.5+b)');
  assert.equal(typeof tokens.next, 'function');
  const found = [...tokens].map(({ type, text, at }) => type + ' ' + text + ' ' + at);
  assert.deepEqual(found, ['name a1 0', 'sign * 3', 'sign ( 4', 'number 2.5 5', 'sign + 8', 'name b 9', 'sign ) 10']);
});
test('lets two be under way at once', () => {
  const [one, other] = [tokenize('a b'), tokenize('1 2')];
  const found = [one.next(), other.next(), one.next(), other.next()].map(({ value }) => value.text);
  assert.deepEqual(found, ['a', '1', 'b', '2']);
});
test('yields what stands before an error, and then throws', () => {
  const tokens = tokenize('x $');
  assert.equal(tokens.next().value.text, 'x');
  assert.throws(() => tokens.next(), /^SyntaxError: Unexpected \\$ at 2$/);
});
`,
  },
];
