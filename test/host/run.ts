/**
 * Runs the project's checks and tests: `node test/host/run.ts [step...] [argument of mocha...]`. Without steps it runs all of
 * them, some side by side, and starts none after one that failed. The last line sums up.
 */
import type { SpawnOptions } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { desktopOrServer, hasDisplay, onPath } from './desktop.ts';
import { buildFolder, projectRoot } from './folders.ts';
import { run } from './processes.ts';
import type { TestReport } from './reporter.ts';
import type { Output, Step } from './steps.ts';
import { fileName, runSteps } from './steps.ts';
import { vscodeVersions } from './vscodeServer.ts';
import { packageExtension } from './vsix.ts';

/** A step whose tests leave a report. */
interface TestStep extends Omit<Step, 'run'> {
  readonly run: (output: Output, report: string) => Promise<boolean>;
}

const node = process.execPath;
const lintedFolders = ['src', 'test', 'esbuild.mjs'];
/** Steps that go on at the same time share the cores of the least machine, and one more since all of them wait at times. */
const CORES = 3;
/** Test files are shared out between processes: as many as there are cores, or one more where they wait. */
const inTwo = ['--parallel', '--jobs', '2'];
const inThree = ['--parallel', '--jobs', '3'];
/** Tests are over before WebAssembly that is optimized while it runs has paid for that: a third of their time. */
const forShortLives = ['--liftoff-only'];
/** The longest files begin first, so that none goes on alone when the others are done. */
const longJourneys = ['badInput', 'afterwards', 'commands', 'windows'];
const longUnitTests = [
  'series',
  'seriesOfJest',
  'probedBehaviour',
  'mutationProof',
  'languages',
  'seriesOfMocha',
  'isolation',
  'growth',
  'compilerSlice',
  'testedBehaviour',
  'killedRuns',
  'additions',
  'testRun',
  'crash',
];

const steps: readonly TestStep[] = [
  { name: 'types', cores: 2, run: (output) => tool(output, 'typescript', 'bin/tsc') },
  {
    name: 'lint',
    cores: 2,
    run: (output) =>
      tool(output, 'oxlint', 'bin/oxlint', '--type-aware', '--deny-warnings', ...lintedFolders),
  },
  {
    name: 'format',
    cores: 1,
    run: (output) => tool(output, 'prettier', 'bin/prettier.cjs', '--check', '.'),
  },
  { name: 'unused', cores: 1, run: (output) => tool(output, 'knip', 'bin/knip.js') },
  {
    name: 'house',
    cores: 1,
    run: (output) =>
      run(node, [join(projectRoot, 'test/host/house.ts')], {
        cwd: projectRoot,
        stdio: stdioOf(output),
      }),
  },
  { name: 'package', cores: 1, run: ({ err }) => packageExtension(err) },
  {
    name: 'unit',
    needs: ['package'],
    cores: 2,
    run: (output, report) =>
      mocha({ output, report, nodeOptions: forShortLives }, unitTests(), [
        '--require',
        join(projectRoot, 'test/host/propertySeed.ts'),
        '--timeout',
        '60000',
        ...inTwo,
      ]),
  },
  ...vscodeVersions.map((version) => ({
    name: `editor ${version}`,
    needs: ['package'],
    cores: 1,
    run: (output: Output, report: string) => editorTests(output, report, version),
  })),
  {
    name: 'journeys',
    needs: ['package'],
    cores: 2,
    // Each process keeps its browser and its VS Code for all its journeys, and ends them by exiting.
    // VS Code itself takes the focus at times: a step is tried twice, and the report says which were.
    run: (output, report) =>
      mocha({ output, report }, journeys(), [
        '--timeout',
        '300000',
        '--retries',
        '1',
        ...inThree,
        '--exit',
      ]),
  },
];

const groups: Readonly<Record<string, readonly string[]>> = {
  check: ['types', 'lint', 'format', 'unused', 'house'],
  editor: vscodeVersions.map((version) => `editor ${version}`),
};

const args = process.argv.slice(2);
const isStep = (arg: string): boolean => arg in groups || steps.some(({ name }) => name === arg);
const firstOther = args.findIndex((arg) => !isStep(arg));
const wanted = (firstOther === -1 ? args : args.slice(0, firstOther)).flatMap(
  (arg) => groups[arg] ?? [arg],
);
const mochaArguments = firstOther === -1 ? [] : args.slice(firstOther);

const reports = join(buildFolder, 'reports');
const ends = await runSteps(
  steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(reporting),
  { cores: CORES, folder: reports, write: (text) => process.stdout.write(text) },
);

let passed = 0;
let failed = 0;
const told: string[] = [];
for (const { step, isPassed } of ends) {
  const counts = count(reportOf(step));
  // Said again at the end, where whoever reads the last lines alone finds it.
  told.push(...counts.failures.map((failure) => `\nFAILED: ${failure}`));
  passed += counts.passed;
  // A step that fails without a failed test still fails the run.
  failed += isPassed ? 0 : Math.max(counts.failed, 1);
}
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`${told.join('')}\n${passed} passed, ${failed} failed\n`);

/** The step as it is run: none passes whose report tells of a failed test. */
function reporting(step: TestStep): Step {
  const report = reportOf(step);
  return {
    ...step,
    run: async (output) => {
      rmSync(report, { force: true });
      return (await step.run(output, report)) && count(report).failed === 0;
    },
  };
}

function reportOf({ name }: Pick<Step, 'name'>): string {
  return join(reports, `${fileName(name)}.json`);
}

function journeys(): readonly string[] {
  return testFiles('test/journeys', longJourneys);
}

function unitTests(): readonly string[] {
  return testFiles('test/unit', longUnitTests);
}

/** All test files below a folder, some of them first. */
function testFiles(folder: string, firstNames: readonly string[]): readonly string[] {
  const files = globSync(`${folder}/**/*.test.ts`, { cwd: projectRoot }).sort();
  const first = firstNames.map((name) => {
    const file = files.find((path) => basename(path, '.test.ts') === name);
    if (file === undefined) throw new Error(`There is no ${name}.test.ts in ${folder}.`);
    return file;
  });
  return [...new Set([...first, ...files])];
}

/** Runs a tool of node_modules. */
function tool(
  output: Output,
  name: string,
  script: string,
  ...toolArgs: readonly string[]
): Promise<boolean> {
  const path = join(projectRoot, 'node_modules', name, script);
  return run(node, [path, ...toolArgs], { cwd: projectRoot, stdio: stdioOf(output) });
}

interface MochaRun {
  readonly output: Output;
  readonly report: string;
  readonly nodeOptions?: readonly string[];
}

function mocha(
  { output, report, nodeOptions = [] }: MochaRun,
  files: readonly string[],
  mochaArgs: readonly string[],
): Promise<boolean> {
  const path = join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = join(projectRoot, 'test', 'host', 'reporter.ts');
  return run(
    node,
    [...nodeOptions, path, '--reporter', reporter, ...files, ...mochaArgs, ...mochaArguments],
    {
      cwd: projectRoot,
      stdio: stdioOf(output),
      env: { ...process.env, TIERWISE_TEST_REPORT: report },
    },
  );
}

async function editorTests(output: Output, report: string, version: string): Promise<boolean> {
  const options: SpawnOptions = {
    cwd: projectRoot,
    stdio: stdioOf(output),
    env: { ...process.env, TIERWISE_TEST_REPORT: report },
  };
  const script = [join(projectRoot, 'test', 'host', 'editorTests.ts'), version];
  const virtualDisplay = onPath('xvfb-run');
  const needsDisplay = (await desktopOrServer()) === 'desktop' && !hasDisplay();
  return needsDisplay && virtualDisplay !== undefined
    ? run(virtualDisplay, ['-a', node, ...script], options)
    : run(node, script, options);
}

function count(report: string): TestReport {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0, failures: [] };
  return JSON.parse(readFileSync(report, 'utf8')) as TestReport;
}

function stdioOf({ out, err }: Output): SpawnOptions['stdio'] {
  return ['ignore', out, err];
}
