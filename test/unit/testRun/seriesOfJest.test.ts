import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type { TestRun } from '../../../src/tasks/task.ts';
import { npmPackages } from '../../support/npmPackages.ts';
import { RealRunners } from '../../support/realRunners.ts';
import { moduleText, seriesRuns, SUBJECT, TEST, text, told } from '../../support/seriesRuns.ts';

/** ms for which a file's time does not tell whether it was written again. */
const FRESH_MS = 2_500;

const NEWEST = '30.5.2';
const OLDEST = '27.5.1';
const MANIFEST = '{"devDependencies":{"jest":"*"}}';

/** Notices all that an earlier run in its process has left, leaves it, and tells its process by the name of a case. */
const NOTICING = `const async = require('node:async_hooks');
const fs = require('node:fs');
const os = require('node:os');
const { count, next } = require('./next.js');
const kept = require('./lib/node_modules/kept');
const file = os.tmpdir() + '/left.txt';
const outside = process.umask.constructor('return globalThis')();
const places = {
  'its modules': () => count() > 1,
  'packages': () => kept.count++ > 0,
  'global values': () => globalThis.left !== undefined || 'left' in Array.prototype,
  'values outside': () => outside.left !== undefined || 'left' in outside.Object.prototype,
  'classes outside': () => 'left' in Buffer.prototype || 'left' in URL.prototype,
  'built-in modules': () => fs.left !== undefined || fs.existsSync('/') !== true,
  'the environment': () => process.env.LEFT !== undefined || outside.process.env.LEFT !== undefined,
  'listeners': () => outside.process.listeners('left').length > 0,
  'what was measured': () => performance.getEntriesByName('left').length > 0,
  'files': () => fs.existsSync(file) || fs.existsSync(__dirname + '/left.txt'),
  'what is mocked': () => jest.isMockFunction(setTimeout) || jest.isMockFunction(require('node:path').join),
  'the folder': () => process.cwd() !== __dirname,
};
for (const [name, isLeft] of Object.entries(places)) {
  it('finds nothing in ' + name, () => expect(isLeft()).toBe(false));
}
it('is next', () => expect(next(1)).toBe(2));
it.each([process.pid])('is in %i', () => {});
afterAll(() => {
  globalThis.left = true;
  Array.prototype.left = true;
  process.env.LEFT = '1';
  outside.process.env.LEFT = '1';
  outside.process.on('left', () => {});
  performance.mark('left');
  fs.writeFileSync(file, '');
  fs.writeFileSync(__dirname + '/left.txt', '');
  jest.useFakeTimers();
  process.chdir('/');
  if (!globalThis.isHostile) return;
  outside.left = true;
  outside.Object.prototype.left = true;
  Buffer.prototype.left = true;
  URL.prototype.left = true;
  fs.left = true;
  fs.existsSync = () => false;
  jest.spyOn(require('node:path'), 'join');
});
`;

/** Lines that break a subject in each way that a process of several runs may end otherwise than one of its own. */
const BREAKING = [
  'setTimeout(() => n.nothing.at(), 40);',
  'setTimeout(() => n.nothing.at(), 300);',
  'Promise.reject(new Error("late"));',
  'setTimeout(() => Promise.reject(new Error("later")), 300);',
  'throw null;',
  'return n +;',
  'process.exit(0);',
  'setTimeout(() => process.exit(3), 300);',
  'process.exitCode = 9;',
  'setTimeout(() => console.log("late"), 300);',
  'require("node:fs").writeFileSync = () => { throw new Error("stub"); };',
  'require("node:child_process").spawn("sleep", ["60"], { detached: true, stdio: "ignore" }).unref();',
  'n.nothing.at(require("node:net").createServer().listen(0));',
];
/** Those that versions may tell apart. */
const BREAKING_OLDER = BREAKING.filter((line) => /exit\(|late"\)\)|at\(\), 300/.test(line));

/** What stays of a run in Node.js itself, where no other run may find it. */
const LASTING = [
  'require("node:async_hooks").createHook({ init() {} }).enable();',
  'process.umask(0o077);',
  'setInterval(() => {}, 1000).unref();',
  'require("node:net").createServer().listen(0).unref();',
  'globalThis.constructor.constructor("return process")().once("beforeExit", () => {});',
];

/** In which process a case says it is. */
const processOf = (run: TestRun): string | undefined => /is in (\d+)/.exec(told(run))?.[1];

describe('runs of Jest one behind the other', function () {
  this.timeout(180_000);
  const projects = new RealRunners();
  after(() => projects.dispose());
  afterEach(() => {
    projects.remove();
    assert.deepEqual(projects.troubles, []);
  });

  /** Runs a variant in one series, or by itself; undefined where Jest is not to be had. */
  const runsOf = async (
    version: string,
    files: Readonly<Record<string, string>>,
    textOf = text,
  ) => {
    const packages = await npmPackages(`jest@${version}`);
    if (process.platform !== 'linux' || packages === undefined) return undefined;
    const all = { 'package.json': MANIFEST, [SUBJECT]: textOf(''), ...files };
    const runner = projects.runnerOf(all, false, packages);
    return seriesRuns(runner, { framework: 'jest', files, textOf });
  };

  for (const version of [OLDEST, NEWEST]) {
    it(`leave each other nothing: ${version}`, async () => {
      const files = { [TEST]: NOTICING, 'lib/node_modules/kept/index.js': 'exports.count = 0;\n' };
      const made = await runsOf(version, files);
      if (made === undefined) return;
      const { run, end } = made;
      const passed = async (line: string): Promise<string | undefined> => {
        const one = await run('series', line);
        assert.match(told(one), /^passed /);
        return processOf(one);
      };
      // What was written just now counts as changed, whatever it has.
      const begun = Date.now();
      while (Date.now() - begun < FRESH_MS) await passed('');
      await passed('');
      const first = await passed('');
      for (const line of ['', 'globalThis.isHostile = true;', '']) {
        const isSame = (await passed(line)) === first;
        // What a hostile run says is not believed where others were before it.
        assert.equal(isSame, line === '', `in the same process: ${line}`);
      }
      assert.match(told(await run('series', 'return n;')), /^failed .*is next failed/);
      await end();
    });

    it(`end as by themselves, however they break: ${version}`, async () => {
      const test = `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toBe(2));
it('is after it', (done) => { setTimeout(done, 100); });
`;
      const made = await runsOf(version, { [TEST]: test });
      if (made === undefined) return;
      const { run, end } = made;
      for (const line of version === NEWEST ? BREAKING : BREAKING_OLDER) {
        const limitMs = line.includes('createServer') ? 4_000 : undefined;
        const alone = await run('alone', line, limitMs);
        assert.equal(told(await run('series', line, limitMs)), told(alone), line);
        // The next one is in a process that has run tests before.
        assert.match(told(await run('series', '')), /^passed /, `after ${line}`);
      }
      assert.equal(told(await run('series', 'for (;;) n += 0;', 4_000)), 'timed out');
      assert.match(told(await run('series', '')), /^passed /);
      await end();
    });
  }

  it('are in another process after one that has changed what Node.js itself keeps', async () => {
    const test = `const { next } = require('./next.js');
it.each([process.pid])('is in %i', () => expect(next(1)).toBe(2));
it('has the usual mask', () => expect(process.umask()).not.toBe(0o077));
`;
    const made = await runsOf(NEWEST, { [TEST]: test });
    if (made === undefined) return;
    for (const line of LASTING) {
      const run = await made.run('series', line);
      const next = await made.run('series', '');
      assert.match(told(next), /^passed /, `after ${line}`);
      assert.notEqual(processOf(run), processOf(next), line);
    }
    await made.end();
  });

  const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'files of settings, and a file that is set up for all': {
      'jest.config.js':
        'module.exports = { setupFiles: ["./first.js"], clearMocks: true, testTimeout: 300 };\n',
      'first.js': 'globalThis.step = (globalThis.step ?? 0) + 1;\n',
      [TEST]: `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toBe(1 + step));
it('is slow', (done) => { setTimeout(done, 400); });
`,
    },
    'what is set up once for all': {
      'package.json': '{"devDependencies":{"jest":"*"},"jest":{"globalSetup":"./once.js"}}',
      'once.js': 'module.exports = () => { process.env.ONCE = "1" + (process.env.ONCE ?? ""); };\n',
      [TEST]: `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toBe(1 + Number(process.env.ONCE)));
`,
    },
    snapshots: {
      '__snapshots__/next.test.js.snap':
        '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`is next 1`] = `2`;\n',
      [TEST]: `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toMatchSnapshot());
it('is not written', () => expect(next(2)).toMatchSnapshot());
`,
    },
    'modules by import': {
      'package.json':
        '{"type":"module","devDependencies":{"jest":"*"},"scripts":{"test":"node --experimental-vm-modules jest"},"jest":{"transform":{}}}',
      'state.js': 'export default { count: 0 };\n',
      [TEST]: `import { next } from './next.js';
import state from './state.js';
it('is loaded anew', () => expect([state.count++, process.execArgv.length]).toEqual([0, 1]));
it('is next', async () => {
  expect([next(1), (await import('./next.js')).next(1)]).toEqual([2, 2]);
});
`,
    },
    'settings that end what is prepared': {
      'babel.config.js':
        'if (require("node:fs").readFileSync("next.test.js", "utf8").includes("nothing")) process.exit(7);\nmodule.exports = {};\n',
      [TEST]: `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toBe(2));
`,
    },
    'a mutant of what transforms': {
      'package.json': '{"devDependencies":{"jest":"*"},"jest":{"transform":{"other":"./next.js"}}}',
      [TEST]: `const { next } = require('./next.js');
it('is next', () => expect(next(1)).toBe(2));
`,
    },
  };
  for (const [name, files] of Object.entries(SETTINGS)) {
    it(`are set up as by themselves: ${name}`, async () => {
      const made = await runsOf('29.7.0', files, name === 'modules by import' ? moduleText : text);
      if (made === undefined) return;
      const alone = [await made.run('alone', ''), await made.run('alone', 'return n;')] as const;
      for (const [line, one] of [
        ['', alone[0]],
        ['return n;', alone[1]],
        ['', alone[0]],
      ] as const) {
        assert.equal(told(await made.run('series', line)), told(one), line);
      }
      await made.end();
    });
  }
});
