import type { Plain } from './plain.ts';
import type { Calls, ProbeFile, ProbeLanguage, ProbeValues } from './probeLanguage.ts';
import { scriptImports } from './scriptImports.ts';

const NUMBERS = ['0', '1', '-1', '2', '10', '0.5', '100'];
const STRINGS = ["'abc'", "''", "'A quick Brown fox, 12!'", "'a'", "'A b, c'", "'12'", "' x\\n'"];
const LISTS = {
  number: ['[]', '[1]', '[3, 1, 2, 2]', '[-1, 0, 0.5]'],
  string: ['[]', "['a']", "['b', 'a', 'a', '']"],
  boolean: ['[]', '[true]', '[false, true]'],
};

const VALUES: ProbeValues = {
  numbers: NUMBERS,
  strings: STRINGS,
  number: ['number'],
  string: ['string'],
  byType: {
    boolean: ['true', 'false'],
    bigint: ['0n', '1n', '-5n'],
    'number[]': LISTS.number,
    'string[]': LISTS.string,
    'boolean[]': LISTS.boolean,
    unknown: [...NUMBERS.slice(0, 3), ...STRINGS.slice(0, 3), 'null', '[]', '({})'],
    undefined: ['undefined'],
    null: ['null'],
  },
  typeNamed: (type) =>
    type.replace(/\breadonly\s+/g, '').replace(/(?:Readonly)?Array<(\w+)>/g, '$1[]'),
  literal: /^(?:'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?|true|false)$/,
  byDefault: [
    [/^[\d.-]/, 'number'],
    [/^['"`]/, 'string'],
    [/^\[/, 'number[] | string[]'],
    [/^[tf]/, 'boolean'],
  ],
  uses: [
    [
      'string',
      /^\s*\??\.\s*(?:to(?:Lower|Upper)Case|trim|split|replace|replaceAll|startsWith|endsWith|charAt|charCodeAt|codePointAt|padStart|padEnd|match|matchAll|repeat|normalize|localeCompare)\b/,
      /(?!)/,
    ],
    [
      'number[] | string[]',
      /^\s*\??\.\s*(?:map|filter|reduce|push|pop|shift|sort|forEach|join|some|every|find|flatMap|reverse)\b/,
      /\.\.\.$/,
    ],
    [
      'string | number[] | string[]',
      /^\s*(?:\??\.\s*(?:length|slice|indexOf|includes|at|concat)\b|\[)/,
      /\bof\s*$/,
    ],
    ['number', /^\s*(?:[-*/%<]|>(?!=?>)|\*\*)/, /[-*/%<]\s*$/],
  ],
  anything: 'number | string | number[] | string[]',
};

/** How cases are made, by the framework that runs them. */
const FRAMEWORKS: Readonly<Record<string, { readonly head: string; readonly ending: string }>> = {
  'node:test': { head: "import { test } from 'node:test';", ending: '.test.mjs' },
  vitest: { head: "import { test } from 'vitest';", ending: '.test.mjs' },
  mocha: { head: 'const test = globalThis.it;', ending: '.test.mjs' },
};

/**
 * A test file that calls functions of a module as it was, twice, and as it is, and has a case for
 * each call that says something: it fails where results, exceptions or what became of the arguments
 * differ. undefined: none can be written for the framework.
 */
function scriptProbe(
  framework: string,
  subject: { readonly path: string; readonly before: string },
  calls: readonly Calls[],
): ProbeFile | undefined {
  const frame = Object.hasOwn(FRAMEWORKS, framework) ? FRAMEWORKS[framework] : undefined;
  const ending = /\.[cm]?[jt]sx?$/.exec(subject.path)?.[0];
  if (frame === undefined || ending === undefined) return undefined;
  const slash = subject.path.lastIndexOf('/') + 1;
  const folder = subject.path.slice(0, slash);
  const rows = calls.flatMap(({ name, lists }) =>
    lists.map((list) => {
      const given = list.join(', ');
      return `  [${JSON.stringify(name)}, ${JSON.stringify(given)}, () => [${given}]],`;
    }),
  );
  const text = `${frame.head}
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

const CALLS = [
${rows.join('\n')}
];
const BEFORE = ${JSON.stringify(subject.before)};
const load = async (name) => import(/* @vite-ignore */ new URL(name, import.meta.url).href);
const former = async (name) => {
  writeFileSync(new URL(name, import.meta.url), BEFORE);
  return load(name);
};
const versions = [
  await former(${JSON.stringify(`./tierwise-before-1${ending}`)}),
  await former(${JSON.stringify(`./tierwise-before-2${ending}`)}),
  await load(${JSON.stringify(`./${subject.path.slice(slash)}`)}),
];
${HARNESS}`;
  return { path: `${folder}tierwise-probe${frame.ending}`, text };
}

/** The clock and what is random stand still while a function is called. */
const HARNESS = `const plain = (value) =>
  inspect(value, { depth: 8, sorted: true, breakLength: Infinity, maxArrayLength: 200, maxStringLength: 5000 })
    .replace(/\\[(?:class|(?:Async)?(?:Generator)?Function)[^\\]]*\\]/g, '[Function]')
    .replace(/^ *at .*$/gm, '');
const exhausted = (value) => {
  if (value === null || typeof value !== 'object' || typeof value.next !== 'function') return value;
  const items = [];
  for (let step = value.next(); items.length < 100 && !step.done; step = value.next()) {
    items.push(step.value);
  }
  return items;
};
// What a module of CommonJS exports may be all that it is.
const found = (module, name) =>
  module[name] ?? module.default?.[name] ?? (module.default?.name === name ? module.default : undefined);
const called = async (module, name, make) => {
  const given = make();
  const { random } = Math;
  const RealDate = Date;
  Math.random = () => 0.25;
  globalThis.Date = class extends RealDate {
    constructor(...of) {
      super(...(of.length === 0 ? [1e12] : of));
    }
    static now() {
      return 1e12;
    }
  };
  try {
    const result = exhausted(await found(module, name)(...given));
    return { result: 'returns ' + plain(result), given: plain(given) };
  } catch (error) {
    const isEngines = error instanceof TypeError || error instanceof ReferenceError;
    const said = error instanceof Error ? error.constructor.name + ': ' + error.message : plain(error);
    return { result: 'throws ' + said, given: plain(given), isEngines };
  } finally {
    Math.random = random;
    globalThis.Date = RealDate;
  }
};
const told = [];
for (const [at, [name, given, make]] of CALLS.entries()) {
  const results = [];
  for (const module of versions) results.push(await called(module, name, make));
  const [before, again, after] = results;
  // What a function was never made for, or does another way each time, says nothing.
  if (before.isEngines || before.result !== again.result || before.given !== again.given) continue;
  told.push({ at, name, call: name + '(' + given + ')', before, after });
}
// Nor does one that comes to the same whatever it is called with.
const says = (name) =>
  new Set(told.filter((one) => one.name === name).map(({ before }) => before.result + before.given)).size > 1;
const isOther = ({ before, after }) => before.result !== after.result || before.given !== after.given;
const shown = told.filter((each) => isOther(each) || says(each.name));
for (const { at, call, before, after } of shown) {
  test('probe ' + at, () => {
    if (before.result !== after.result) {
      throw new Error(call + ' ' + before.result + ' before, and now ' + after.result);
    }
    if (before.given !== after.given) {
      throw new Error(call + ' leaves its arguments as ' + before.given + ' before, and now as ' + after.given);
    }
  });
}
if (shown.length === 0) test('no probe', () => undefined);
`;

/** A name that would set a prototype is one like any other in brackets. */
function plain(value: Plain): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one: Plain) => plain(one)).join(', ')}]`;
  const rows = Object.entries(value).map(
    ([name, one]) => `[${JSON.stringify(name)}]: ${plain(one)}`,
  );
  return `{ ${rows.join(', ')} }`;
}

/** JavaScript and TypeScript: exported functions, called in a module of their own. */
export const scriptProbes: ProbeLanguage = {
  values: VALUES,
  importsOf: scriptImports,
  passing: () => (value) => value,
  plain,
  write: scriptProbe,
};
