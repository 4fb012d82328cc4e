import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import { RealRunners } from '../../support/realRunners.ts';
import { moduleText, seriesRuns, SUBJECT, TEST, text, told } from '../../support/seriesRuns.ts';

const MANIFEST = '{"devDependencies":{"mocha":"12"}}';

/** Notices all that an earlier run in its thread has left, and leaves it. */
const NOTICING = `const assert = require('node:assert/strict');
const fs = require('node:fs');
const { count, next } = require('./next.js');
const kept = require('./lib/node_modules/kept');
const places = {
  'its modules': () => count() > 1,
  'packages': () => kept.count++ > 0,
  'global values': () => globalThis.left !== undefined || 'left' in Array.prototype,
  'built-in modules': () => fs.left !== undefined || fs.existsSync('/') !== true,
  'loaders': () => require.extensions['.left'] !== undefined,
  'the environment': () => process.env.LEFT !== undefined,
  'listeners': () => process.listeners('left').length > 0,
  'what is printed': () => process.stdout.write !== Object.getPrototypeOf(process.stdout).write,
  'Mocha': () => require('mocha').left !== undefined,
  'errors': () => Error.prepareStackTrace?.left !== undefined,
  'the clock': () => Date.now() === 1,
};
for (const [name, isLeft] of Object.entries(places)) {
  it('finds nothing in ' + name, () => assert.equal(isLeft(), false));
}
it('is next', () => assert.equal(next(1), 2));
after(() => {
  globalThis.left = true;
  Array.prototype.left = true;
  fs.left = true;
  fs.existsSync = () => false;
  require.extensions['.left'] = () => {};
  process.env.LEFT = '1';
  process.on('left', () => {});
  process.stdout.write = () => true;
  require('mocha').left = true;
  Error.prepareStackTrace = Object.assign(() => '', { left: true });
  Date.now = () => 1;
});
`;

/** Lines that break a subject in each way that a thread of several runs may end otherwise than a process. */
const BREAKING = [
  'setTimeout(() => n.nothing.at(), 40);',
  'Promise.reject(new Error("late"));',
  'setTimeout(() => Promise.reject(new Error("later")), 40);',
  'throw null;',
  'return n +;',
  'process.exitCode = 9;',
  'process.on("exit", () => { process.exitCode = 8; });',
  'process.on("beforeExit", () => { process.exitCode = 7; });',
  'require("node:fs").existsSync = () => { throw new Error("stub"); };',
];

describe('runs of Mocha one behind the other', function () {
  this.timeout(120_000);
  const projects = new RealRunners();
  after(() => projects.dispose());
  afterEach(() => {
    projects.remove();
    assert.deepEqual(projects.troubles, []);
  });

  /** Runs a variant in one series, or by itself. */
  const runsOf = (files: Readonly<Record<string, string>>, textOf = text) => {
    const all = { 'package.json': MANIFEST, [SUBJECT]: textOf(''), ...files };
    const runner = projects.runnerOf(all, true);
    return seriesRuns(runner, { framework: 'mocha', files, textOf });
  };

  it('leave each other nothing', async () => {
    if (process.platform !== 'linux') return;
    const files = { [TEST]: NOTICING, 'lib/node_modules/kept/index.js': 'exports.count = 0;\n' };
    const { run, end } = runsOf(files);
    for (let at = 0; at < 4; at++) {
      assert.doesNotMatch(told(await run('series', '')), /failed/);
    }
    assert.match(told(await run('series', 'return n;')), /^failed .*is next failed/);
    await end();
  });

  it('end as by themselves, however they break', async () => {
    if (process.platform !== 'linux') return;
    const test = `const assert = require('node:assert/strict');
const { next } = require('./next.js');
it('is next', () => assert.equal(next(1), 2));
it('is after it', (done) => setTimeout(done, 100));
`;
    const { run, end } = runsOf({ [TEST]: test });
    for (const line of BREAKING) {
      const [one, other] = await Promise.all([run('series', line), run('alone', line)]);
      assert.equal(told(one), told(other), line);
      assert.match(told(await run('series', '')), /^passed /, `after ${line}`);
    }
    const endless = 'setInterval(() => {}, 1000);';
    assert.equal(told(await run('series', endless, 2_000)), 'timed out');
    assert.match(told(await run('series', '')), /^passed /);
    await end();
  });

  const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a file of settings, hooks and another interface': {
      '.mocharc.json': '{"ui":"tdd","require":["./hooks.js"],"exit":true}',
      'hooks.js': 'exports.mochaHooks = { beforeEach() { globalThis.step = 1; } };\n',
      [TEST]: `const assert = require('node:assert/strict');
const { next } = require('./next.js');
suite('all', () => test('is next', () => assert.equal(next(1), 1 + step)));
`,
    },
    'the manifest': {
      'package.json': '{"devDependencies":{"mocha":"12"},"mocha":{"retries":2,"timeout":300}}',
      [TEST]: `const assert = require('node:assert/strict');
const { next } = require('./next.js');
let tries = 0;
it('is next at the third try', () => { assert.equal(++tries, 3); assert.equal(next(1), 2); });
it('is slow', (done) => setTimeout(done, 400));
`,
    },
    'a flag of Node.js': {
      '.mocharc.json': '{"node-option":["stack-trace-limit=7"]}',
      [TEST]: `const assert = require('node:assert/strict');
const { next } = require('./next.js');
it('is next', () => assert.equal(next(1), 2));
it('has a flag', () => assert.ok(process.execArgv.includes('--stack-trace-limit=7')));
`,
    },
    'modules by import': {
      'package.json': '{"type":"module","devDependencies":{"mocha":"12"}}',
      [TEST]: `import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { next } from './next.js';
import state from './state.js';
const other = createRequire(import.meta.url)('./other.js');
it('is loaded anew', () => assert.equal(state.count++, 0));
it('is next', async () => {
  assert.deepEqual([next(1), other.default(1), (await import('./next.js')).next(1)], [2, 2, 2]);
});
`,
      'state.js': 'export default { count: 0 };\n',
      'other.js': 'export { next as default } from "./next.js";\n',
    },
  };
  for (const [name, files] of Object.entries(SETTINGS)) {
    it(`are set up as by themselves: ${name}`, async () => {
      if (process.platform !== 'linux') return;
      const isModule = name === 'modules by import';
      const { run, end } = runsOf(files, isModule ? moduleText : text);
      for (const line of ['', 'return n;', '']) {
        const [one, other] = await Promise.all([run('series', line), run('alone', line)]);
        assert.equal(told(one), told(other), line);
      }
      await end();
    });
  }
});
