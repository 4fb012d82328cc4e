import type { Declaration, LineRange, SyntaxFacts, TextRange } from '../../syntax/syntax.ts';

/** A name in the imports of a text, and where it stands. */
export interface ImportedName {
  readonly name: string;
  /** UTF-16 offset into the text. */
  readonly offset: number;
}

/** A declaration that says what it is without a body, up to this many lines. */
const MOST_WHOLE_LINES = 40;

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Names in the imports that also occur in the given lines, each once, in order. */
export function importedNames(
  source: string,
  imports: readonly TextRange[],
  target: LineRange,
): readonly ImportedName[] {
  const wanted = source.split('\n').slice(target.firstLine - 1, target.lastLine);
  const isImport = (offset: number): boolean =>
    imports.some(({ start, end }) => offset >= start && offset < end);
  const before = source
    .split('\n')
    .slice(0, target.firstLine - 1)
    .reduce((sum, line) => sum + line.length + 1, 0);
  const used = new Set(
    [...wanted.join('\n').matchAll(WORD)]
      .filter(({ index }) => !isImport(before + index))
      .map(([name]) => name),
  );
  const names = new Map<string, ImportedName>();
  for (const { start, end } of imports) {
    const statement = source.slice(start, end).replace(/'[^'\n]*'|"[^"\n]*"/g, (text) => {
      return ' '.repeat(text.length);
    });
    for (const { 0: name, index } of statement.matchAll(WORD)) {
      if (used.has(name) && !names.has(name)) names.set(name, { name, offset: start + index });
    }
  }
  return [...names.values()];
}

/** What callers need to know of the declaration at a line: its signature, its members' for a class. */
export function signatureAt(source: string, facts: SyntaxFacts, line: number): string | undefined {
  const { declarations } = facts;
  const shown = withoutTokens(source, facts);
  const around = declarations
    .filter(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine)
    .sort((one, other) => one.end - one.start - (other.end - other.start));
  const [found] = around;
  if (found === undefined || found.kind === 'module') return undefined;
  if (found.kind !== 'class') return shortened(shown, found);
  const members = declarations.filter(
    ({ path, exported }) => exported && path.startsWith(`${found.path}.`),
  );
  const inner = members.map((member) => indented(shortened(shown, member)));
  return [shortened(shown, found), ...inner].join('\n');
}

/** What is as long and has no space is a key, a hash or encoded data rather than words. */
const TOKEN = /[^\s'"`]{20,}/g;

/**
 * The text with long tokens in strings as dots: that a constant holds one is its signature, which one
 * it holds is not. Every offset stays.
 */
function withoutTokens(source: string, { strings }: SyntaxFacts): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of [...strings].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    const text = source.slice(start, end);
    parts.push(
      source.slice(at, start),
      text.replace(TOKEN, (token) => '.'.repeat(token.length)),
    );
    at = end;
  }
  return parts.join('') + source.slice(at);
}

/** The text up to the body; whole where the body is what it says, as of a type. */
function shortened(source: string, declaration: Declaration): string {
  const { start, end, bodyStart, firstLine, lastLine, kind } = declaration;
  const isData = ['interface', 'type', 'enum', 'constant', 'variable', 'property'].includes(kind);
  if (bodyStart === null || isData) {
    const text = source.slice(start, end);
    return lastLine - firstLine < MOST_WHOLE_LINES ? text : firstLines(text);
  }
  return source.slice(start, bodyStart).trimEnd();
}

function firstLines(text: string): string {
  return `${text.split('\n').slice(0, MOST_WHOLE_LINES).join('\n')}\n…`;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line.trim()}`)
    .join('\n');
}
