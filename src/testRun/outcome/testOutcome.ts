import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { withoutSecrets } from '../../tasks/secrets.ts';
import type { CaseResult, TestRun } from '../../tasks/task.ts';
import type { Runner } from '../command/runner.ts';
import type { ProgramBounds, ProgramEnd } from '../process/testProcess.ts';
import type { ResultFormat } from './caseResults.ts';
import { caseResults, goOutput } from './caseResults.ts';
import type { Mask } from './maskedPaths.ts';
import { maskedPaths } from './maskedPaths.ts';

/** Characters of output that a model gets to see. */
const MOST_SHOWN = 2_000;
const LINES_SHOWN = 40;

const ESCAPE = '\u001b';
const BELL = '\u0007';

/** Colours, links and titles of terminals. What Node.js has for this is not linear. */
const CONTROL = new RegExp(
  `${ESCAPE}(?:\\[[0-9:;<=>?]{0,99}[ -/]{0,9}[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[ -/]{0,9}[0-Z\\\\^-~])`,
  'g',
);

/** What a shell says that finds no such program, or may not run it. */
const NO_PROGRAM: readonly (number | null)[] = [126, 127];

/** Two texts that only together say so, in this order. */
const NOT_STARTED_TOGETHER = [
  ['Jest encountered an unexpected token', 'Cannot use import statement outside a module'],
] as const;

const COUNTS = [
  /^# fail (\d{1,9})/m,
  /^[ \t]{0,9}Tests:?[ \t][^\n]{0,200}?(?<!\d)(\d{1,9}) failed/m,
  /^[ \t]{0,9}(\d{1,9}) failing/m,
  /(?<!\d)(\d{1,9}) failed\b/,
];

/** Lines at which the output starts to say what failed. */
const FAILURE =
  /^[ \t]{0,40}(?:not ok \d|FAIL\b|FAILED\b|ERROR\b|---[ \t]{0,9}FAIL|●|✖|×|\d{1,9}\) |E {2}|error(?:\[E\d{4}\])?:|\[ERROR\]|-{4} |={1,200} FAILURES|\w{0,99}Error\b|panic:)/;

/** Packages that are not installed, as Python and Node.js say it. */
const NOT_INSTALLED = [
  /ModuleNotFoundError: No module named '([\w.]{1,200})'/,
  /Cannot find (?:package|module) '([^'./\n][^'\n]{0,199})'/,
];

/** Where tests ran, as absolute paths. */
export interface RunPlaces {
  /** The folder in which they ran; it is taken out of the output. */
  readonly copy: string;
  /** What it is a copy of. */
  readonly root: string;
  /** Further paths that a model is not to see. */
  readonly masks: readonly Mask[];
}

/** What a runner told case by case. */
export interface ToldCases {
  readonly format: ResultFormat;
  readonly text: string | undefined;
}

/** Tests that ran: their text, and what ran them. */
interface RunTests {
  readonly text: string;
  readonly runner: Pick<Runner, 'hasRun' | 'notStarted' | 'reasons' | 'alwaysTells'>;
}

/** What a run of tests came to. */
export function testOutcome(
  { told, ...end }: ProgramEnd & { readonly told?: ToldCases | undefined },
  test: RunTests,
  places: RunPlaces,
  { limitMs, mostMemory }: ProgramBounds,
): TestRun {
  const { exitCode } = end;
  const written = plainText(end.output);
  const output = told?.format === 'go' ? goOutput(written) : written;
  const isCut = end.isTimedOut || end.isTooLarge === true;
  const cases = isCut ? undefined : told && casesOf(told, places);
  const known = cases === undefined ? {} : { cases };
  if (isCut) {
    const seconds = Math.round(limitMs / 1000);
    const why =
      end.isTooLarge === true
        ? `The tests used more than ${Math.round(mostMemory / 1e6)} MB of memory, and were ended.`
        : `The tests did not end within ${seconds} seconds.`;
    const text = `${why}\n${excerpt(output, places)}`;
    return { type: 'failed', failures: 1, isTimedOut: true, output: text };
  }
  const { runner } = test;
  // One that always tells its cases and told none has started none.
  const isSilent = runner.alwaysTells === true && cases === undefined;
  if (exitCode === 0 && !isSilent) return { type: 'passed', ...known };
  if (exitCode === 0) return { type: 'notRun' };
  const hasTold = cases?.some(({ outcome }) => outcome !== 'skipped') === true;
  const hasRun = hasTold || runner.hasRun(output, exitCode);
  const hasNotRun = hasRun ? lackPackages(output, test) : isNotRun(end, output, places, test);
  if (hasNotRun) return { type: 'notRun' };
  const failed = cases?.filter(({ outcome }) => outcome === 'failed') ?? [];
  return {
    type: 'failed',
    failures: failed.length || failuresIn(output),
    output: excerpt(output, places),
    ...known,
  };
}

function plainText(written: string): string {
  return written.replace(CONTROL, '').replaceAll('\r\n', '\n');
}

/** Without what stands for the whole file, and without where the copy lies. */
function casesOf(
  { format, text }: ToldCases,
  places: RunPlaces,
): readonly CaseResult[] | undefined {
  return caseResults(format, text === undefined ? undefined : plainText(text))
    ?.filter(({ name }) => !/^\S+\.[cm]?[jt]sx?$/.test(name))
    .map(({ name, outcome, output, durationMs }) => ({
      name: shownOutput(name, places),
      outcome,
      ...(durationMs !== undefined && { durationMs }),
      ...(output !== undefined && { output: excerpt(output, places) }),
    }));
}

function isNotRun(
  { exitCode }: ProgramEnd,
  output: string,
  places: RunPlaces,
  { text, runner }: RunTests,
): boolean {
  return (
    (exitCode === null && output.trim() === '') ||
    NO_PROGRAM.includes(exitCode) ||
    runner.notStarted.some((pattern) => pattern.test(output)) ||
    NOT_STARTED_TOGETHER.some(([first, second]) => {
      const at = output.indexOf(first);
      return at !== -1 && output.includes(second, at);
    }) ||
    lacksFile(output, places) ||
    lacksPackage(output, text)
  );
}

/** Whether each test that failed did so for a package of the code under test. */
function lackPackages(output: string, { text, runner }: RunTests): boolean {
  const pattern = runner.reasons;
  const reasons = pattern === undefined ? [] : [...output.matchAll(pattern)];
  return reasons.length > 0 && reasons.every(([, reason = '']) => lacksPackage(reason, text));
}

/** What the tests do not name themselves is what the code under test needs: no fault of theirs. */
function lacksPackage(output: string, test: string): boolean {
  const missing = NOT_INSTALLED.map((pattern) => pattern.exec(output)?.[1]);
  return missing.some((name) => name !== undefined && !test.includes(name));
}

/**
 * What the project has is no fault of the tests: an import without its ending, which bundlers take
 * and Node.js does not, or a file that is never copied.
 */
function lacksFile(output: string, { copy, root }: RunPlaces): boolean {
  const missing = /Cannot find module '([^'\n]{1,4000})'/
    .exec(output)?.[1]
    ?.replace(/^file:\/\//, '');
  if (missing === undefined || !isAbsolute(missing)) return false;
  const bare = missing.replace(/\.[cm]?[jt]sx?$/, '');
  const inProject = bare.startsWith(copy) ? root + bare.slice(copy.length) : bare;
  const ending = missing.slice(bare.length);
  return (
    (ending !== '' && existsSync(inProject + ending)) ||
    (!/\.[cm]?tsx?$/.test(ending) &&
      ['.ts', '.tsx', '.mts', '.js', '.jsx', '/index.ts', '/index.js'].some((one) =>
        existsSync(inProject + one),
      ))
  );
}

function failuresIn(output: string): number {
  const unittest = /FAILED \((?:failures=(\d{1,9}))?(?:, )?(?:errors=(\d{1,9}))?/.exec(output);
  if (unittest !== null) return Number(unittest[1] ?? 0) + Number(unittest[2] ?? 0) || 1;
  for (const pattern of COUNTS) {
    const count = Number(pattern.exec(output)?.[1] ?? 0);
    if (count > 0) return count;
  }
  return Math.max(1, output.match(/^[ \t]{0,40}--- FAIL/gm)?.length ?? 0);
}

/** What a test prints may hold whatever it can read. */
function shownOutput(output: string, { copy, root, masks }: RunPlaces): string {
  return withoutSecrets(maskedPaths(output, [[copy, ''], [root, ''], ...masks]));
}

/** The first failing lines, without paths of this machine and keys. */
function excerpt(output: string, places: RunPlaces): string {
  const lines = shownOutput(output, places).split('\n');
  const first = Math.max(
    0,
    lines.findIndex((line) => FAILURE.test(line)),
  );
  return lines
    .slice(first, first + LINES_SHOWN)
    .filter((line) => !/node:internal|node_modules\//.test(line))
    .join('\n')
    .slice(0, MOST_SHOWN)
    .trim();
}
