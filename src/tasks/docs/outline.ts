import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { codeLines } from './codeLines.ts';
import type { CommentStyle } from './commentStyle.ts';

const MODIFIERS =
  '(?:(?:export|public|private|protected|internal|open|override|static|final|abstract|sealed|data|inline|async|suspend|pub|local|case|implicit|fileprivate|mutating|@\\w+)\\s+)*';
const KEYWORD =
  '(fun|func|function|def|defp|sub|proc|fn|class|struct|interface|protocol|trait|enum|object|actor|extension|module)';
const DECLARATION = new RegExp(
  `^([ \\t]*)${MODIFIERS}${KEYWORD}\\s+(?:[\\w.]+[.:])?([\\p{L}_]\\w*)`,
  'u',
);
const SHELL_FUNCTION = /^([ \t]*)([A-Za-z_][\w-]*)\s*\(\)\s*(?:\{\s*)?$/;

/** What follows such a line is data. */
const END = /^__(?:END|DATA)__\s*$/;
/** Whether a line goes on in the next one. */
const GOES_ON = /[\\`]$/;

const KINDS: Readonly<Record<string, Declaration['kind']>> = {
  class: 'class',
  struct: 'class',
  object: 'class',
  actor: 'class',
  extension: 'class',
  interface: 'interface',
  protocol: 'interface',
  trait: 'interface',
  enum: 'enum',
  module: 'module',
};

/** Declarations as far as lines of a language without a grammar show them; nothing nested is named. */
export function outlineWithoutGrammar(
  language: string,
  style: CommentStyle,
  source: string,
): SyntaxFacts {
  const declarations: Declaration[] = [];
  const counts = new Map<string, number>();
  const lines = source.split('\n');
  const code = codeLines(language, source);
  let offset = 0;
  let hasEnded = false;
  lines.forEach((line, index) => {
    const bare = code[index] ?? '';
    hasEnded ||= END.test(bare);
    // Behind a line that goes on, a comment would be a part of it.
    const isWhole = !hasEnded && !GOES_ON.test(lines[index - 1] ?? '');
    const found = isWhole ? (DECLARATION.exec(bare) ?? shellFunction(bare)) : undefined;
    if (found !== null && found !== undefined) {
      const [, indent = '', keyword = '', name = ''] = found;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      declarations.push({
        name,
        path: count === 1 ? name : `${name}#${count}`,
        kind: KINDS[keyword] ?? 'function',
        parameters: [],
        exported: true,
        start: offset + indent.length,
        end: offset + line.length,
        firstLine: index + 1,
        lastLine: index + 1,
        bodyStart: null,
        comment: commentAbove(style, lines, index, offset),
      });
    }
    offset += line.length + 1;
  });
  return { errors: [], declarations, comments: [], strings: [], imports: [] };
}

function shellFunction(line: string): readonly string[] | undefined {
  const [whole, indent, name] = SHELL_FUNCTION.exec(line) ?? [];
  return whole === undefined ? undefined : [whole, indent ?? '', 'function', name ?? ''];
}

/** Whether some comment stands right above; what exactly it covers is not known without a grammar. */
function commentAbove(
  style: CommentStyle,
  lines: readonly string[],
  index: number,
  offset: number,
): Declaration['comment'] {
  const above = lines[index - 1]?.trim() ?? '';
  const ends =
    style.form === 'block'
      ? above.endsWith('*/')
      : style.marker !== '' && above.startsWith(style.marker);
  return ends ? { start: offset, end: offset } : null;
}
