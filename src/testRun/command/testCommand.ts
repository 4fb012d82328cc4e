import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { isThere } from '../copy/projectPaths.ts';
import type { ResultFormat } from '../outcome/caseResults.ts';
import { GO_BUILDS } from './testEnvironment.ts';

/** Stands in arguments for the absolute path of the file that a runner writes its results to. */
export const RESULTS = '{results}';

/** How the tests of a file are run, with paths relative to the project. */
export interface TestCommand {
  /** Absolute path of the program. */
  readonly command: string;
  readonly args: readonly string[];
  /** Folder to run in, relative; '' is the project's. */
  readonly folder: string;
  /** What makes the program do nothing but say its version. */
  readonly probe: string;
  /** The folder in the cache that its compiler fills at the first run, which may take long. */
  readonly builds?: string;
  /** Beside the ordinary environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How the results stand there case by case, where they were asked for. */
  readonly results?: ResultFormat;
  /** They are written to a file rather than among the output. */
  readonly isWritten?: boolean;
}

/** A test file and the project that it belongs to. */
export interface TestPlaceOnDisk {
  readonly framework: string;
  /** Relative to `root`, with `/`. */
  readonly path: string;
  /** Whether results are wanted case by case. */
  readonly byCase?: boolean;
  /** Names of the cases to run; the others may then run too. */
  readonly only?: readonly string[] | undefined;
  /** Absolute: the project itself, whose programs are used. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A Node.js to fall back on, as a program and the environment that makes it one. */
  readonly node: { readonly command: string; readonly env: Readonly<Record<string, string>> };
}

/** How a framework is made to tell its results case by case; `after` comes before the file. */
interface CaseOptions {
  readonly format: ResultFormat;
  readonly isWritten: boolean;
  readonly args: readonly string[];
  readonly after: (argument: string) => boolean;
}

const CASES: Readonly<Record<string, CaseOptions>> = {
  vitest: {
    format: 'jest',
    isWritten: true,
    args: ['--reporter=default', '--reporter=json', `--outputFile.json=${RESULTS}`],
    after: (argument) => argument === 'run',
  },
  jest: {
    format: 'jest',
    isWritten: true,
    args: ['--json', `--outputFile=${RESULTS}`],
    after: (argument) => argument === '--ci',
  },
  mocha: {
    format: 'mocha',
    isWritten: true,
    args: ['--reporter=json', `--reporter-option=output=${RESULTS}`],
    after: (argument) => argument.endsWith('mocha.js'),
  },
  'node:test': {
    format: 'tap',
    isWritten: true,
    args: [
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${RESULTS}`,
    ],
    after: (argument) => argument === '--test-reporter=tap',
  },
  pytest: {
    format: 'junit',
    isWritten: true,
    args: [`--junitxml=${RESULTS}`],
    after: (argument) => argument === '-q',
  },
  unittest: {
    format: 'unittest',
    isWritten: false,
    args: ['-v'],
    after: (argument) => argument === 'unittest',
  },
  'go test': {
    format: 'go',
    isWritten: false,
    args: ['-json'],
    after: (argument) => argument === 'test',
  },
};

/** The command for a test file, or undefined where its framework is not known or not installed. */
export async function testCommand(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await plainCommand(place);
  const options = place.byCase === true ? CASES[place.framework] : undefined;
  const at = command?.args.findIndex((argument) => options?.after(argument)) ?? -1;
  if (command === undefined || options === undefined || at < 0) return command;
  return {
    ...command,
    args: [...command.args.slice(0, at + 1), ...options.args, ...command.args.slice(at + 1)],
    results: options.format,
    isWritten: options.isWritten,
  };
}

async function plainCommand(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  switch (place.framework) {
    case 'vitest':
      return nodeTool(place, 'vitest/vitest.mjs', (file) => ['run', '--coverage=false', file]);
    case 'jest':
      return jest(place);
    case 'mocha':
      return nodeTool(place, 'mocha/bin/mocha.js', (file) => [file]);
    case 'node:test':
      return nodeTest(place);
    case 'pytest':
      return python(place, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', place.path]);
    case 'unittest':
      return python(place, ['-m', 'unittest', place.path]);
    case 'go test':
      return goTest(place);
    default:
      return undefined;
  }
}

/** Jest needs a flag of Node.js for modules, which the project's own script then has. */
async function jest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const found = await nodeTool(place, 'jest/bin/jest.js', (file) => [
    '--ci',
    '--coverage=false',
    '--watchman=false',
    '--runTestsByPath',
    file,
  ]);
  const folder = await folderUpWith(place, 'package.json');
  if (found === undefined || folder === undefined) return found;
  const manifest = await readFile(join(place.root, folder, 'package.json'), 'utf8');
  return manifest.includes(VM_MODULES) ? { ...found, args: [VM_MODULES, ...found.args] } : found;
}

const PROBE = '--version';

const VM_MODULES = '--experimental-vm-modules';

/** A tool among the packages nearest to the test, run by Node.js where the project sets it up. */
async function nodeTool(
  place: TestPlaceOnDisk,
  script: string,
  args: (file: string) => readonly string[],
): Promise<TestCommand | undefined> {
  const folder = await folderUpWith(place, `node_modules/${script}`);
  if (folder === undefined) return undefined;
  const { command, env } = await nodeOf(place);
  const home = await setUpIn(place, script.slice(0, script.indexOf('/')), folder);
  const file = home === '' ? place.path : place.path.slice(home.length + 1);
  const levels = depthOf(home) - depthOf(folder);
  const tool = join(...Array.from({ length: levels }, () => '..'), 'node_modules', script);
  return { command, args: [tool, ...args(file)], folder: home, probe: PROBE, env };
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

/** Files that set a tool up, beside the manifest of a package. */
const SET_UP: Readonly<Record<string, readonly string[]>> = {
  vitest: ['vitest.config', 'vite.config'].flatMap((name) =>
    ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((ending) => `${name}.${ending}`),
  ),
  jest: ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map((ending) => `jest.config.${ending}`),
  mocha: ['.mocharc.json', '.mocharc.jsonc', '.mocharc.yml', '.mocharc.yaml', '.mocharc.js'].concat(
    '.mocharc.cjs',
    '.mocharc.mjs',
  ),
};

/** In a repository of several packages the one that the test is in, where it knows of the tool. */
async function setUpIn(place: TestPlaceOnDisk, tool: string, outermost: string): Promise<string> {
  for (let at = place.path; at.includes('/') && at.length > outermost.length;) {
    at = at.slice(0, at.lastIndexOf('/'));
    const folder = join(place.root, at);
    for (const name of SET_UP[tool] ?? []) if (await isThere(join(folder, name))) return at;
    const manifest = join(folder, 'package.json');
    if ((await isThere(manifest)) && (await readFile(manifest, 'utf8')).includes(tool)) return at;
  }
  return outermost;
}

async function nodeTest(place: TestPlaceOnDisk): Promise<TestCommand> {
  const folder = (await folderUpWith(place, 'package.json')) ?? '';
  const file = folder === '' ? place.path : place.path.slice(folder.length + 1);
  const hasTsx = (await folderUpWith(place, 'node_modules/tsx/package.json')) !== undefined;
  const { command, env } = await nodeOf(place);
  const args = [...(hasTsx ? ['--import', 'tsx'] : []), '--test', '--test-reporter=tap', file];
  return { command, args, folder, probe: PROBE, env };
}

async function python(
  place: TestPlaceOnDisk,
  args: readonly string[],
): Promise<TestCommand | undefined> {
  const folder =
    (await folderUpWith(place, 'pyproject.toml')) ??
    (await folderUpWith(place, 'setup.py')) ??
    (await folderUpWith(place, 'setup.cfg')) ??
    '';
  const file = folder === '' ? place.path : place.path.slice(folder.length + 1);
  const inside = ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe'];
  const own = await Promise.all(
    inside.map(async (name) => ((await isThere(join(place.root, name))) ? name : undefined)),
  );
  const [name] = own.filter((each) => each !== undefined);
  const command =
    name === undefined
      ? ((await onPath('python3', place.env)) ?? (await onPath('python', place.env)))
      : join(place.root, name);
  if (command === undefined) return undefined;
  const named = args.map((argument) => (argument === place.path ? file : argument));
  return { command, args: named, folder, probe: PROBE, env: {} };
}

async function goTest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await onPath('go', place.env);
  const module = await folderUpWith(place, 'go.mod');
  if (command === undefined || module === undefined) return undefined;
  const folder = place.path.slice(0, Math.max(0, place.path.lastIndexOf('/')));
  const names = new Set(place.only?.map((name) => /^\w+/.exec(name)?.[0] ?? ''));
  const only = names.size === 0 ? [] : [`-run=^(?:${[...names].join('|')})$`];
  const args = ['test', '-count=1', ...only, '.'];
  return { command, args, folder, probe: 'version', builds: GO_BUILDS, env: {} };
}

/** The user's own Node.js, or the editor's. */
async function nodeOf({ env, node }: TestPlaceOnDisk): Promise<TestPlaceOnDisk['node']> {
  const command = await onPath('node', env);
  return command === undefined ? node : { command, env: {} };
}

/** The nearest folder above the test that has a path in it. */
async function folderUpWith(
  { root, path }: TestPlaceOnDisk,
  wanted: string,
): Promise<string | undefined> {
  for (let at = path; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    if (await isThere(join(root, at, wanted))) return at;
  }
  return undefined;
}

/** A program by its name, as a shell would find it; only what can be run without one. */
export async function onPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const path = Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of path.split(delimiter)) {
    // A relative folder would be one of the workspace.
    if (!/^(?:\/|[a-z]:[\\/])/i.test(folder)) continue;
    const candidate = join(folder, file);
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not here, or not to be run: the next folder.
    }
  }
  return undefined;
}
