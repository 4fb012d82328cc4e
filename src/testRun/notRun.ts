import { stripVTControlCharacters } from 'node:util';
import { withoutMachinePaths } from '../tasks/machinePaths.ts';

/** Why generated tests were not run. */
export type NotRun =
  /** The setting says so; the workspace is not trusted; the file is in no opened folder. */
  | { readonly cause: 'testsOff' | 'untrusted' | 'noFolder' }
  /** The user said no; the project could not be copied. */
  | { readonly cause: 'declined' | 'notCopied' }
  /** Nothing here can run them; its runner broke before the first test. */
  | { readonly cause: 'noRunner'; readonly framework: string }
  | { readonly cause: 'notStarted'; readonly framework: string; readonly output: string };

/** Told why tests are not run, for the result to say. */
export type OnNotRun = (why: NotRun) => void;

/** Lines by which a runner says what is wrong, rather than where or with what code. */
const SAYS_WHY =
  /\b(?:\w*Error\b|ERR_\w+|cannot|can't|could not|not found|no such|no module|unknown|unsupported|bad option|missing|no tests? found)/i;

/** Lines of a stack, which say where. */
const SAYS_WHERE = /^\s*(?:at |File "|\^+$|node:|#)/;

const LONGEST = 160;

/** What a runner says of why it could not start, the first lines of it, without machine paths. */
export function firstLines(output: string, most: number): readonly string[] {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !SAYS_WHERE.test(line));
  const telling = lines.filter((line) => SAYS_WHY.test(line));
  return (telling.length > 0 ? telling : lines)
    .slice(0, most)
    .map((line) => withoutMachinePaths(line).slice(0, LONGEST));
}

/** Lines of a runner that go to the log. */
const LOGGED_LINES = 6;

/** What the log keeps of it; undefined: there is nothing more to know than the result says. */
export function logText(why: NotRun): string | undefined {
  if (why.cause !== 'notStarted') return undefined;
  const lines = firstLines(why.output, LOGGED_LINES);
  return [`${why.framework} could not start the tests:`, ...lines].join('\n  ');
}
