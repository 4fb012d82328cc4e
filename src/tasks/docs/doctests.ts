import { rustTest } from './rustTests.ts';

/** Prompts of sessions that test runners play again. */
const SESSIONS: Readonly<Record<string, RegExp>> = {
  python: /^\s*>>>(?:\s|$)/,
  scala: /^\s*(?:>>>|scala>)/,
  julia: /jldoctest|^\s*julia>/,
  java: /\{@snippet\b/,
  kotlin: /@sample\b/,
};

/** The first line of a comment that a test runner would run, or undefined. */
export function exampleThatRuns(language: string, text: string): string | undefined {
  if (language === 'rust') return rustTest(text);
  const session = Object.hasOwn(SESSIONS, language) ? SESSIONS[language] : undefined;
  return session && text.split('\n').find((line) => session.test(line));
}
