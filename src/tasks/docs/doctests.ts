/** Prompts of sessions that test runners play again. */
const SESSIONS: Readonly<Record<string, RegExp>> = {
  python: /^\s*>>>(?:\s|$)/,
  scala: /^\s*(?:>>>|scala>)/,
  julia: /jldoctest|^\s*julia>/,
  java: /\{@snippet\b/,
  kotlin: /@sample\b/,
};

/** Of rustdoc's fences only those of other languages are no tests. */
const NO_TEST = new Set(['text', 'txt', 'console', 'toml', 'json', 'sh', 'bash', 'yaml', 'html']);

const FENCE = /^(?:[-*+>]|\d{1,9}[.)]|[ \t]){0,40}(`{3,}|~{3,})([^\n]*)/;
const INDENTED = /^(?: {4}|\t| {1,3}\t)|^ {0,3}(?:[-*+>]|\d{1,9}[.)])(?: {5}|\t)/;
const ENDS_PARAGRAPH = /^\s*(?:$|#|>|[-=*_]{3,}\s*$)/;

/** The first line of a comment that a test runner would run, or undefined. */
export function exampleThatRuns(language: string, text: string): string | undefined {
  const lines = text.split('\n');
  if (language === 'rust') return rustTest(lines);
  const session = Object.hasOwn(SESSIONS, language) ? SESSIONS[language] : undefined;
  return session && lines.find((line) => session.test(line));
}

/** A comment whose fenced examples are text to rustdoc, which would compile and run them. */
export function withoutRustTests(text: string): string {
  let fence = '';
  return text
    .split('\n')
    .map((line) => {
      const [, mark = '', info = ''] = FENCE.exec(line) ?? [];
      if (mark === '') return line;
      if (fence !== '') {
        if (mark.startsWith(fence) && info.trim() === '') fence = '';
        return line;
      }
      fence = mark;
      return NO_TEST.has(info.trim())
        ? line
        : `${line.slice(0, line.length - info.length).trimEnd()}text`;
    })
    .join('\n');
}

function rustTest(lines: readonly string[]): string | undefined {
  let fence = '';
  let canIndent = true;
  for (const line of lines) {
    const [, mark = '', info = ''] = FENCE.exec(line) ?? [];
    if (fence !== '') {
      if (mark.startsWith(fence) && info.trim() === '') fence = '';
      canIndent = true;
      continue;
    }
    if (mark !== '') {
      if (!NO_TEST.has(info.trim())) return line;
      fence = mark;
      continue;
    }
    if (INDENTED.test(line) && canIndent && line.trim() !== '') return line;
    canIndent = ENDS_PARAGRAPH.test(line);
  }
  return undefined;
}
