/** A function to be called, with what it is called with. */
export interface Calls {
  readonly name: string;
  /** Each argument as an expression. */
  readonly lists: readonly (readonly string[])[];
}

/** How cases are made, by the framework that runs them. */
const FRAMEWORKS: Readonly<Record<string, { readonly head: string; readonly ending: string }>> = {
  'node:test': { head: "import { test } from 'node:test';", ending: '.test.mjs' },
  vitest: { head: "import { test } from 'vitest';", ending: '.test.mjs' },
  mocha: { head: 'const test = globalThis.it;', ending: '.test.mjs' },
};

/** What compares two versions of a module, as the test file that it is run as. */
export interface ProbeFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A test file that calls functions of a module as it was, twice, and as it is, and has a case for
 * each call that says something: it fails where results, exceptions or what became of the arguments
 * differ. undefined: none can be written for the framework.
 */
export function scriptProbe(
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
    const result = exhausted(await module[name](...given));
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
