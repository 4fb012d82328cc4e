import type { CaseResult } from '../../task.ts';

/**
 * Errors that languages throw by themselves when code is broken: what no assertion says. Of PHP, Ruby,
 * Java, C#, Python, JavaScript, Go and Rust.
 */
const BY_ITSELF =
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError|AttributeError|NameError|KeyError|IndexError|ValueError|ZeroDivisionError|UnboundLocalError|RecursionError|OverflowError|StopIteration|NoMethodError|ArgumentError|FrozenError|NullPointerException|NullReferenceException|\w{0,40}OutOfBounds\w{0,20}|ClassCastException|InvalidCastException|ArithmeticException|StackOverflowError|DivisionByZeroError|ArgumentCountError|Maximum call stack)\b|^panic: |\bcalled `\w{1,20}::unwrap\w{0,10}\(\)`|\bindex out of bounds\b|\battempt to \w{1,20} with overflow\b/m;

/** What assertions say. */
const BY_ASSERTION =
  /\b(?:AssertionError|AssertionFailedError|ComparisonFailure|ERR_ASSERTION|Assert\.\w{1,40}|Failed asserting|Missing expected|DID NOT RAISE)\b|\bassertion\b|\bexpect\(|^E {2,9}assert\b/im;

/** Whether a case failed because its subject broke down, and not because an assertion noticed it. */
export function hasCrashed({ output }: CaseResult): boolean {
  return output !== undefined && BY_ITSELF.test(output) && !BY_ASSERTION.test(output);
}

/** Languages in which a text that parses is loaded by running it. */
const LOADED_BY_RUNNING: ReadonlySet<string> = new Set([
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'python',
  'ruby',
  'php',
]);

/** What compilers of these say, by which code is never run. */
const BY_COMPILER = /\bSyntaxError\b|\bTransform failed\b|\berror TS\d|\bParse error\b/;

/** Whether a run of no case at all ended because its subject broke down while it was loaded. */
export function crashedOnLoad(language: string, output: string): boolean {
  return LOADED_BY_RUNNING.has(language) && BY_ITSELF.test(output) && !BY_COMPILER.test(output);
}

/** What further assertions say: of Go, of pytest's own, of Minitest and NUnit, of RSpec. */
const BY_FURTHER =
  /^\s{0,99}[^\s:]{1,400}_test\.go:\d{1,9}: |^E {2,9}Failed: |^\s{0,9}Expected\b|\bExpectationNotMetError\b/m;

/**
 * Whether a case is known to have failed by an assertion: who says nothing of it, or ends by an error
 * of the code's own, is not.
 */
export function failedByAssertion({ outcome, output = '' }: CaseResult): boolean {
  if (outcome !== 'failed' || /^panic: /m.test(output)) return false;
  // pytest shows the code around what failed, which may have any words.
  const errors = output.match(/^E {2,9}.*$/gm);
  const told = errors === null ? output : errors.join('\n');
  return BY_ASSERTION.test(told) || BY_FURTHER.test(told);
}
