import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { CaseResult, TestRun } from '../../tasks/task.ts';
import { caseResults, goOutput, type ResultFormat } from './caseResults.ts';
import type { ProgramEnd } from './testProcess.ts';

/** Characters of output that a model gets to see. */
const MOST_SHOWN = 2_000;
const LINES_SHOWN = 40;

/** What says that the tests could not even start, for a reason that no test can mend. */
const NOT_STARTED = [
  /No module named '?(?:pytest|unittest)/,
  /ERR_UNKNOWN_FILE_EXTENSION|ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX|ERR_UNSUPPORTED_DIR_IMPORT/,
  /bad option: --(?:test|import|experimental)/,
  /^(?:No test files found|No tests found, exiting|Error: No test files found)/m,
  /Must use import to load ES Module/,
  /Jest encountered an unexpected token[^]*Cannot use import statement outside a module/,
  /Cannot find module '[^'\n]*\/node_modules\/(?:vitest|jest|mocha)\/[^'\n]*'/,
  /go: (?:cannot find main module|module lookup disabled|[^\n]*requires go >=)/,
  /missing go\.sum entry|no required module provides package/,
  /Cannot find (?:package|module) '(?:vite|jsdom|happy-dom|ts-node|ts-jest|jest-[\w-]+|@vitest\/[\w-]+)'/,
];

const COUNTS = [
  /^# fail (\d+)/m,
  /^\s*Tests:?\s.*?(\d+) failed/m,
  /^\s*(\d+) failing/m,
  /(\d+) failed\b/,
];

/** Lines at which the output starts to say what failed. */
const FAILURE =
  /^\s*(?:not ok \d|FAIL\b|FAILED\b|ERROR\b|---\s*FAIL|●|✖|×|\d+\) |E {2,}|=+ FAILURES|\w*Error\b|panic:|AssertionError)/;

/** Packages that are not installed, as Python and Node.js say it. */
const NOT_INSTALLED = [
  /ModuleNotFoundError: No module named '([\w.]+)'/,
  /Cannot find (?:package|module) '([^'./\n][^'\n]*)'/,
];

/** Where tests ran, as absolute paths. */
export interface RunPlaces {
  /** The folder in which they ran; it is taken out of the output. */
  readonly copy: string;
  /** What it is a copy of. */
  readonly root: string;
}

/** What a runner told case by case. */
interface ToldCases {
  readonly format: ResultFormat;
  readonly text: string | undefined;
}

/** What a run of tests came to. `test`: their text. */
export function testOutcome(
  { told, ...end }: ProgramEnd & { readonly told?: ToldCases | undefined },
  places: RunPlaces,
  limitMs: number,
  test: string,
): TestRun {
  const { copy } = places;
  const written = stripVTControlCharacters(end.output).replaceAll('\r\n', '\n');
  const output = told?.format === 'go' ? goOutput(written) : written;
  const cases = end.isTimedOut ? undefined : told && casesOf(told, copy);
  const known = cases === undefined ? {} : { cases };
  if (end.isTimedOut) {
    const seconds = Math.round(limitMs / 1000);
    const text = `The tests did not end within ${seconds} seconds.\n${excerpt(output, copy)}`;
    return { type: 'failed', failures: 1, output: text };
  }
  if (end.exitCode === 0) return { type: 'passed', ...known };
  const hasStarted = end.exitCode !== null || output.trim() !== '';
  const cannot = NOT_STARTED.some((pattern) => pattern.test(output));
  if (!hasStarted || cannot || lacksFile(output, places) || lacksPackage(output, test)) {
    return { type: 'notRun' };
  }
  const failed = cases?.filter(({ outcome }) => outcome === 'failed') ?? [];
  return {
    type: 'failed',
    failures: failed.length || failuresIn(output),
    output: excerpt(output, copy),
    ...known,
  };
}

/** Without what stands for the whole file, and without where the copy lies. */
function casesOf({ format, text }: ToldCases, copy: string): readonly CaseResult[] | undefined {
  const plain = text && stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  return caseResults(format, plain)
    ?.filter(({ name }) => !/^\S+\.[cm]?[jt]sx?$/.test(name))
    .map((one) => (one.output === undefined ? one : { ...one, output: excerpt(one.output, copy) }));
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
  const missing = /Cannot find module '([^'\n]+)'/.exec(output)?.[1]?.replace(/^file:\/\//, '');
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
  const unittest = /FAILED \((?:failures=(\d+))?(?:, )?(?:errors=(\d+))?/.exec(output);
  if (unittest !== null) return Number(unittest[1] ?? 0) + Number(unittest[2] ?? 0) || 1;
  for (const pattern of COUNTS) {
    const count = Number(pattern.exec(output)?.[1] ?? 0);
    if (count > 0) return count;
  }
  return Math.max(1, output.match(/^\s*--- FAIL/gm)?.length ?? 0);
}

/** The first failing lines, without where the copy lies. */
function excerpt(output: string, copy: string): string {
  const lines = output.replaceAll(`${copy}/`, '').replaceAll(copy, '.').split('\n');
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
