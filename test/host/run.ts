/**
 * Runs the project's checks and tests: `node test/host/run.ts [step...] [argument of mocha...]`. Without steps it runs all of
 * them, in order, and stops at the first that fails. The last line sums up.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { desktopOrServer, hasDisplay, onPath } from './desktop.ts';
import { buildFolder, projectRoot } from './folders.ts';
import { run } from './processes.ts';
import type { TestReport } from './reporter.ts';
import { vscodeVersions } from './vscodeServer.ts';
import { packageExtension } from './vsix.ts';

interface Step {
  readonly name: string;
  readonly run: (report: string) => Promise<boolean>;
}

const node = process.execPath;
const lintedFolders = ['src', 'test', 'esbuild.mjs'];
/** Test files are shared out between processes: as many as the least machine has cores, or one more where they wait. */
const inTwo = ['--parallel', '--jobs', '2'];
const inThree = ['--parallel', '--jobs', '3'];
/** Tests are over before WebAssembly that is optimized while it runs has paid for that: a third of their time. */
const forShortLives = ['--liftoff-only'];

const steps: readonly Step[] = [
  { name: 'types', run: () => tool('typescript', 'bin/tsc') },
  {
    name: 'lint',
    run: () => tool('oxlint', 'bin/oxlint', '--type-aware', '--deny-warnings', ...lintedFolders),
  },
  { name: 'format', run: () => tool('prettier', 'bin/prettier.cjs', '--check', '.') },
  { name: 'unused', run: () => tool('knip', 'bin/knip.js') },
  {
    name: 'house',
    run: () => run(node, [join(projectRoot, 'test/host/house.ts')], { cwd: projectRoot }),
  },
  { name: 'package', run: packageExtension },
  {
    name: 'unit',
    run: (report) =>
      mocha(report, forShortLives, 'test/unit/**/*.test.ts', '--timeout', '60000', ...inTwo),
  },
  ...vscodeVersions.map((version) => ({
    name: `editor ${version}`,
    run: (report: string) => editorTests(report, version),
  })),
  {
    name: 'journeys',
    // Each process keeps its browser and its VS Code for all its journeys, and ends them by exiting.
    // VS Code itself takes the focus at times: a step is tried twice, and the report says which were.
    run: (report) =>
      mocha(
        report,
        [],
        'test/journeys/**/*.test.ts',
        '--timeout',
        '300000',
        '--retries',
        '1',
        ...inThree,
        '--exit',
      ),
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

let passed = 0;
let failed = 0;
const reports = join(buildFolder, 'reports');
mkdirSync(reports, { recursive: true });

for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  process.stdout.write(`\n== ${step.name}\n`);
  const started = performance.now();
  const report = join(reports, `${step.name.replace(' ', '-')}.json`);
  rmSync(report, { force: true });
  const isGreen = await step.run(report);
  const counts = count(report);
  passed += counts.passed;
  // A step that fails without a failed test still fails the run.
  failed += isGreen ? counts.failed : Math.max(counts.failed, 1);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isWhole = isGreen && counts.failed === 0;
  process.stdout.write(`${isWhole ? 'ok' : 'FAILED'}: ${step.name}, ${seconds} s\n`);
  if (!isWhole) break;
}

process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);

/** Runs a tool of node_modules. */
function tool(name: string, script: string, ...toolArgs: readonly string[]): Promise<boolean> {
  const path = join(projectRoot, 'node_modules', name, script);
  return run(node, [path, ...toolArgs], { cwd: projectRoot });
}

function mocha(
  report: string,
  nodeOptions: readonly string[],
  glob: string,
  ...mochaArgs: readonly string[]
): Promise<boolean> {
  const path = join(projectRoot, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = join(projectRoot, 'test', 'host', 'reporter.ts');
  return run(
    node,
    [...nodeOptions, path, '--reporter', reporter, glob, ...mochaArgs, ...mochaArguments],
    {
      cwd: projectRoot,
      env: { ...process.env, TIERWISE_TEST_REPORT: report },
    },
  );
}

async function editorTests(report: string, version: string): Promise<boolean> {
  const options = { cwd: projectRoot, env: { ...process.env, TIERWISE_TEST_REPORT: report } };
  const script = [join(projectRoot, 'test', 'host', 'editorTests.ts'), version];
  const virtualDisplay = onPath('xvfb-run');
  const needsDisplay = (await desktopOrServer()) === 'desktop' && !hasDisplay();
  return needsDisplay && virtualDisplay !== undefined
    ? run(virtualDisplay, ['-a', node, ...script], options)
    : run(node, script, options);
}

function count(report: string): TestReport {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  return JSON.parse(readFileSync(report, 'utf8')) as TestReport;
}
