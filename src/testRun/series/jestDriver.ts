import { keptProcessDriver } from './keptProcess.ts';

/**
 * Jest stays loaded, with what it has loaded to set tests up and to transform them; it gives each run a
 * context with all modules of the project loaded anew, and a cache folder of its own. What would be set
 * up once for all runs, or is somebody else's part of it that may remember a run, is not for it. Before
 * the first run it has run a test file in which there is next to nothing, so that all of it is loaded.
 */
const JEST = String.raw`const { createRequire } = moduleOf;
const { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');
const nameOf = (name) => new RegExp('(?:^|[\\\\/])' + name + '(?:[\\\\/]|$)');
const isNone = (one) => one === undefined || one === null || one === false || one.length === 0;
const RUNNER = nameOf('jest-runner');
const FRAMEWORK = nameOf('jest-(?:circus|jasmine2)');
const ENVIRONMENT = nameOf('jest-environment-(?:node|jsdom)');
const SEQUENCER = nameOf('@jest[\\\\/]test-sequencer');
// Each file by itself.
const TRANSFORMER = nameOf('node_modules[\\\\/](?:babel-jest|@swc[\\\\/]jest|@sucrase[\\\\/]jest-plugin|esbuild-jest)');
const REPORTERS = ['default', 'summary', 'github-actions'];
const NAMED = /@jest-environment[ \t]+(\S+)/g;
const ENVIRONMENT_NAME = /^(?:jest-environment-)?(?:node|jsdom)$/;
const isUsual = ({ globalConfig, configs: [config, ...others] }) =>
  others.length === 0 &&
  ['globalSetup', 'globalTeardown', 'forceExit', 'detectOpenHandles', 'detectLeaks', 'collectCoverage', 'watch',
    'watchAll', 'testResultsProcessor', 'filter', 'listTests', 'onlyFailures', 'workerIdleMemoryLimit', 'shard',
    'logHeapUsage'].every((name) => isNone(globalConfig[name])) &&
  ['globalSetup', 'globalTeardown', 'resolver', 'snapshotResolver', 'runtime', 'moduleLoader', 'dependencyExtractor',
    'detectLeaks', 'filter'].every((name) => isNone(config[name])) &&
  isNone(config.haste?.hasteImplModulePath) &&
  (globalConfig.reporters ?? []).every((one) => REPORTERS.includes([one].flat()[0])) &&
  SEQUENCER.test(globalConfig.testSequencer) &&
  RUNNER.test(config.runner) &&
  FRAMEWORK.test(config.testRunner) &&
  ENVIRONMENT.test(config.testEnvironment) &&
  config.transform.every(([, path]) => TRANSFORMER.test(path));
const load = async () => {
  process.env.NODE_ENV ??= 'test';
  const folder = dirname(createRequire(realpathSync(script)).resolve('jest-cli/package.json'));
  const from = createRequire(join(folder, 'package.json'));
  const parts = ['index.js', 'run.js', 'cli/index.js'].map((name) => join(folder, 'build', name));
  const { buildArgv } = parts.filter(existsSync).map((one) => from(one)).find((one) => one.buildArgv !== undefined);
  const { runCLI } = from('@jest/core');
  const { readConfigs } = from('jest-config');
  const imported = await importedModules();
  if (imported === undefined || [buildArgv, runCLI, readConfigs].some((one) => typeof one !== 'function')) return undefined;
  let bail = 0;
  let runs = 0;
  /** What it has transformed, or knows of files, is of one run. */
  const argvOf = async (args) => {
    runs += 1;
    const argv = await buildArgv(args);
    return { ...argv, bail: 0, cacheDirectory: join(tmpdir(), 'jest-' + process.pid + '-' + runs) };
  };
  const loadedFiles = () => new Set([
    ...Object.keys(require.cache),
    ...imported.keys().flatMap((url) => (url.startsWith('file:') ? [fileURLToPath(url)] : [])),
  ]);
  return {
    roots: [],
    // By itself it would come by what the tests have changed with what it has not loaded yet.
    isWhole: true,
    prepare: async (args) => {
      const cwd = process.cwd();
      const configs = await readConfigs(await buildArgv(args), [cwd]);
      const file = resolve(args.at(-1));
      const bytes = readFileSync(file);
      const text = bytes.toString();
      const isOther = [...text.matchAll(NAMED)].some(([, name]) => !ENVIRONMENT_NAME.test(name));
      if (isOther || !isUsual(configs)) return false;
      bail = Number(configs.globalConfig.bail);
      const [head = ''] = /^\s*\/\*[^]*?\*\//.exec(text) ?? [];
      const own = { outputFile: undefined, json: undefined, setupFiles: [], setupFilesAfterEnv: [] };
      writeFileSync(file, head + "\nglobalThis.test?.('nothing', () => { globalThis.expect?.(1).toBe(2); });\n");
      const argv = await argvOf(args);
      try {
        await runCLI({ ...argv, ...own }, [cwd]);
      } finally {
        // Found by the next process it would keep from it what is loaded to write it.
        rmSync(argv.cacheDirectory, { recursive: true, force: true });
        writeFileSync(file, bytes);
        performance.clearMarks();
      }
      return true;
    },
    purge: () => {
      performance.clearMarks();
      performance.clearMeasures();
    },
    isFit: () => true,
    isStale: (changed) => {
      const files = loadedFiles();
      return changed.some((one) => files.has(existsSync(one) ? realpathSync(one) : one));
    },
    run: async (args) => {
      try {
        const { results, globalConfig } = await runCLI(await argvOf(args), [process.cwd()]);
        const code = results?.success === false ? globalConfig.testFailureExitCode : 0;
        process.on('exit', () => {
          if (code !== 0) process.exitCode = code;
        });
        // It does not wait for what is left then.
        if (bail > 0 && results.numFailedTests >= bail) softExit(code);
      } catch (error) {
        console.error(error?.stack ?? error);
        exitWith(1);
      }
    },
    isOwnExit: () => false,
  };
};
`;

/** Keeps a process in which Jest is loaded. */
export const JEST_DRIVER = keptProcessDriver(JEST);
