import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfiguredCode } from '../command/configuredCode.ts';
import { below, folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { COVERAGE, RESULTS } from '../command/runner.ts';
import { isThere } from '../copy/projectPaths.ts';
import type { ResultFormat } from '../outcome/caseResults.ts';
import { warmJest, warmMocha, warmNodeTest, warmVitest } from '../series/warmCommands.ts';

const PROBE = '--version';

const VM_MODULES = '--experimental-vm-modules';

/** A tool of Node.js among the packages of a project. */
interface NodeTool {
  /** Its script, relative to `node_modules`. */
  readonly script: string;
  /** Files that set it up, beside the manifest of a package. */
  readonly setUp: readonly string[];
  /** Its arguments; `told`: those that make it tell its results case by case. */
  readonly args: (file: string, told: readonly string[]) => readonly string[];
  readonly format: ResultFormat;
  readonly told: readonly string[];
  /** What makes it end with the first case that fails. */
  readonly early: string;
  /** What makes it write which lines its tests reach, and the packages of which it needs one for that. */
  readonly covering?: { readonly args: readonly string[]; readonly needs: readonly string[] };
}

const endings = (name: string, ...all: readonly string[]): readonly string[] =>
  all.map((ending) => `${name}.${ending}`);

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/** Whatever the project says of it. */
const COVERS_NOTHING = '--coverage=false';

const VITEST: NodeTool = {
  script: 'vitest/vitest.mjs',
  setUp: [...endings('vitest.config', ...SCRIPTS), ...endings('vite.config', ...SCRIPTS)],
  args: (file, told) => ['run', ...told, COVERS_NOTHING, file],
  covering: {
    args: [
      '--coverage.enabled=true',
      '--coverage.reporter=json',
      '--coverage.reportOnFailure=true',
      `--coverage.reportsDirectory=${COVERAGE}`,
    ],
    needs: ['@vitest/coverage-v8', '@vitest/coverage-istanbul'],
  },
  format: 'jest',
  told: ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`],
  early: '--bail=1',
};

const JEST: NodeTool = {
  script: 'jest/bin/jest.js',
  setUp: endings('jest.config', ...SCRIPTS, 'json'),
  args: (file, told) => [
    '--ci',
    ...told,
    COVERS_NOTHING,
    '--watchman=false',
    // One file is run without workers, yet all would be started to look at the project's files.
    '--maxWorkers=1',
    '--runTestsByPath',
    file,
  ],
  format: 'jest',
  told: ['--json', `--outputFile=${RESULTS}`],
  early: '--bail=1',
  covering: {
    args: ['--coverage=true', '--coverageReporters=json', `--coverageDirectory=${COVERAGE}`],
    needs: [],
  },
};

const MOCHA: NodeTool = {
  script: 'mocha/bin/mocha.js',
  setUp: endings('.mocharc', 'json', 'jsonc', 'yml', 'yaml', 'js', 'cjs', 'mjs'),
  args: (file, told) => [...told, file],
  format: 'mocha',
  told: ['--reporter=json', `--reporter-option=output=${RESULTS}`],
  early: '--bail',
};

/** What Node.js itself says of code that it cannot load, and of flags that it does not know. */
const NODE_NOT_STARTED = [
  /ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX|ERR_UNSUPPORTED_DIR_IMPORT/,
  /bad option: --(?:test|import|experimental)/,
  /^(?:No test files found|No tests found, exiting|Error: No test files found)/m,
  /Must use import to load ES Module/,
  /Cannot find module '[^'\n]{0,999}\/node_modules\/(?:vitest|jest|mocha)\//,
  /Cannot find (?:package|module) '(?:vite|jsdom|happy-dom|ts-node|ts-jest|jest-[\w-]{1,99}|@vitest\/[\w-]{1,99})'/,
];

/** Files that set a tool up: programs themselves, or lists of what else to load. */
const configuredBy = (script: RegExp, any: RegExp): readonly ConfiguredCode[] => [
  { kind: 'configuration', file: script },
  { kind: 'setupFiles', file: any, says: /\b(?:setupFiles\w*|globalSetup|globalTeardown)\b/ },
  {
    kind: 'plugins',
    file: any,
    says: /["'\s](?:plugins|transform|preset|testEnvironment|runner)\b/,
  },
];

/** The runners of JavaScript and TypeScript. */
export const scriptRunners = {
  vitest: {
    command: (place) => nodeTool(place, VITEST),
    configured: configuredBy(/^vite(?:st)?\.config\./, /^vite(?:st)?\.(?:config|workspace)\./),
    hasRun: (output) => /^ {0,20}Tests {1,20}[1-9]/m.test(output),
    notStarted: NODE_NOT_STARTED,
    warm: warmVitest,
  },
  jest: {
    command: jest,
    configured: configuredBy(/^jest\.config\.(?!json)/, /^(?:jest\.config\..*|package\.json)$/),
    hasRun: (output) => /^Tests: {1,20}[1-9]/m.test(output),
    notStarted: NODE_NOT_STARTED,
    warm: warmJest,
  },
  mocha: {
    command: (place) => nodeTool(place, MOCHA),
    configured: [
      { kind: 'configuration', file: /^\.mocharc\.[cm]?js$/ },
      { kind: 'setupFiles', file: /^\.mocharc\./, says: /\b(?:require|file|import)\b/ },
      { kind: 'setupFiles', file: /^package\.json$/, says: /"mocha"\s{0,9}:\s{0,9}\{/ },
    ],
    hasRun: (output) => /^ {2}\d{1,9} (?:passing|failing)/m.test(output),
    notStarted: NODE_NOT_STARTED,
    warm: warmMocha,
  },
  'node:test': {
    command: nodeTest,
    configured: [],
    // A file that could not be loaded is reported with the exit code of its process.
    hasRun: (output) => /^TAP version \d/m.test(output) && !/^ {2}exitCode: \d/m.test(output),
    notStarted: NODE_NOT_STARTED,
    warm: warmNodeTest,
    reasons: /^ {2,40}error: (?!'\d{1,9} subtests? failed)([^\n]{1,999})/gm,
  },
} satisfies Readonly<Record<string, Runner>>;

/** Jest needs a flag of Node.js for modules, which the project's own script then has. */
async function jest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const found = await nodeTool(place, JEST);
  const folder = await folderUpWith(place, 'package.json');
  if (found === undefined || folder === undefined) return found;
  const manifest = await readFile(join(place.root, folder, 'package.json'), 'utf8');
  return manifest.includes(VM_MODULES) ? { ...found, args: [VM_MODULES, ...found.args] } : found;
}

/** A tool among the packages nearest to the test, run by Node.js where the project sets it up. */
async function nodeTool(place: TestPlaceOnDisk, tool: NodeTool): Promise<TestCommand | undefined> {
  const folder = await folderUpWith(place, `node_modules/${tool.script}`);
  if (folder === undefined) return undefined;
  const { command, env } = await nodeOf(place);
  const home = await setUpIn(place, tool, folder);
  const levels = depthOf(home) - depthOf(folder);
  const script = join(...Array.from({ length: levels }, () => '..'), 'node_modules', tool.script);
  const covering = (await coveringOf(place, tool)) ?? [];
  const told = [
    ...(place.byCase === true ? tool.told : []),
    ...(place.endsEarly === true ? [tool.early] : []),
    ...covering,
  ];
  const all = tool.args(below(home, place.path), told);
  const args = [
    script,
    ...(covering.length > 0 ? all.filter((arg) => arg !== COVERS_NOTHING) : all),
  ];
  const coverage = { format: 'istanbul', file: 'coverage-final.json' } as const;
  const found = {
    command,
    args,
    folder: home,
    probe: PROBE,
    env,
    ...(covering.length > 0 && { coverage }),
  };
  return place.byCase === true ? { ...found, results: { format: tool.format, in: 'file' } } : found;
}

/** What makes a tool write which lines its tests reach; undefined: nobody asked, or it lacks what it needs. */
async function coveringOf(
  place: TestPlaceOnDisk,
  { covering }: NodeTool,
): Promise<readonly string[] | undefined> {
  if (place.coverage !== true || covering === undefined) return undefined;
  const { args, needs } = covering;
  const there = await Promise.all(
    needs.map((name) => folderUpWith(place, `node_modules/${name}/package.json`)),
  );
  return needs.length === 0 || there.some((found) => found !== undefined) ? args : undefined;
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/** In a repository of several packages the one that the test is in, where it knows of the tool. */
async function setUpIn(
  place: TestPlaceOnDisk,
  { script, setUp }: NodeTool,
  outermost: string,
): Promise<string> {
  const name = script.slice(0, script.indexOf('/'));
  for (let at = place.path; at.includes('/') && at.length > outermost.length;) {
    at = at.slice(0, at.lastIndexOf('/'));
    const folder = join(place.root, at);
    for (const file of setUp) if (await isThere(join(folder, file))) return at;
    const manifest = join(folder, 'package.json');
    if ((await isThere(manifest)) && (await readFile(manifest, 'utf8')).includes(name)) return at;
  }
  return outermost;
}

async function nodeTest(place: TestPlaceOnDisk): Promise<TestCommand> {
  const folder = (await folderUpWith(place, 'package.json')) ?? '';
  const hasTsx = (await folderUpWith(place, 'node_modules/tsx/package.json')) !== undefined;
  const { command, env } = await nodeOf(place);
  const start = [...(hasTsx ? ['--import', 'tsx'] : []), '--test', '--test-reporter=tap'];
  const told = [
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${RESULTS}`,
  ];
  const covering =
    place.coverage === true
      ? [
          '--experimental-test-coverage',
          '--test-reporter=lcov',
          `--test-reporter-destination=${COVERAGE}`,
        ]
      : [];
  const file = below(folder, place.path);
  const common = {
    command,
    folder,
    probe: PROBE,
    env,
    ...(place.coverage === true && { coverage: { format: 'lcov' } as const }),
  };
  return place.byCase === true
    ? {
        ...common,
        args: [...start, ...told, ...covering, file],
        results: { format: 'tap', in: 'file' },
      }
    : { ...common, args: [...start, file] };
}

/** The user's own Node.js, or the editor's. */
async function nodeOf({ env, node }: TestPlaceOnDisk): Promise<TestPlaceOnDisk['node']> {
  const command = await onPath('node', env);
  return command === undefined ? node : { command, env: {} };
}
