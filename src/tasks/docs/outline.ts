import { bindsNextLine, bindsNextNode, isAboutFile, isDirective } from '../../syntax/directives.ts';
import type { CommentStyle } from '../../syntax/language.ts';
import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { codeLines } from './codeLines.ts';

const ANNOTATION =
  '@(?:\\w+:)?[\\w.]+(?:\\([^()\\n]{0,200}(?:\\([^()\\n]{0,80}\\)[^()\\n]{0,80})?\\))?';
const MODIFIERS = `(?:(?:export|public|private|protected|internal|external|open|override|static|final|abstract|sealed|base|mixin|data|value|annotation|inner|inline|infix|operator|tailrec|async|suspend|pub|local|case|implicit|lazy|given|fileprivate|package|mutating|nonmutating|nonisolated|indirect|convenience|required|dynamic|actual|expect|lateinit|${ANNOTATION}|\\[<[^\\n>]{0,200}>\\])\\s+)*`;
const KEYWORD =
  '(fun|func|function|def|defp|sub|proc|fn|class|struct|interface|protocol|trait|enum|object|actor|extension|module)';
const DECLARATION = new RegExp(
  `^([ \\t]*)${MODIFIERS}${KEYWORD}\\s+(?:[\\w.]+[.:])?([\\p{L}_]\\w*)`,
  'u',
);
const SHELL_FUNCTION = /^([ \t]*)([A-Za-z_][\w-]*)\s*\(\)\s*(?:\{\s*)?$/;

/** Longer lines are no code that anybody has written. */
const LONGEST_LINE = 1_000;

/** What follows such a line is data. */
const END = /^__(?:END|DATA)__\s*$/;
/** Whether a line goes on in the next one; compilers forgive blanks behind the backslash. */
const GOES_ON = /[\\`][ \t]*$/;

/** Lines that stand above a declaration and belong to it, by language. */
const AT_ANNOTATION = /^\s*@(?!interface\b|implementation\b|protocol\b|end\b|property\b)[\w.:[]/;
const ANNOTATIONS: Readonly<Record<string, RegExp>> = {
  kotlin: /^\s*(?:@[\w.:[]|context\s*\()/,
  swift: /^\s*(?:@|#\w+\b)(?!if\b|endif\b|else)[\w.]/,
  dart: AT_ANNOTATION,
  scala: AT_ANNOTATION,
  julia: AT_ANNOTATION,
  fsharp: /^\s*\[</,
  'objective-c': /^\s*(?:__attribute__|NS_[A-Z_]+|API_[A-Z_]+)\b/,
};

/** Languages in which a comment documents what follows it across blank lines, too. */
const REACHES_ACROSS = new Set(['kotlin', 'scala', 'swift', 'dart', 'objective-c', 'fsharp']);

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

/** A text as lines, as they are and with what is no code as blanks. */
interface Sheet {
  readonly language: string;
  readonly style: CommentStyle;
  readonly lines: readonly string[];
  readonly code: readonly string[];
}

/** Declarations as far as lines of a language without a grammar show them; nothing nested is named. */
export function outlineWithoutGrammar(
  language: string,
  style: CommentStyle,
  source: string,
): SyntaxFacts {
  const declarations: Declaration[] = [];
  const counts = new Map<string, number>();
  const lines = source.split('\n');
  const sheet: Sheet = { language, style, lines, code: codeLines(language, source) };
  const starts: number[] = [];
  let offset = 0;
  let hasEnded = false;
  lines.forEach((line, index) => {
    starts.push(offset);
    const whole = sheet.code[index] ?? '';
    // A line without end declares nothing that a person would read.
    const bare = whole.length > LONGEST_LINE ? '' : whole;
    hasEnded ||= END.test(bare);
    const found = hasEnded ? undefined : (DECLARATION.exec(bare) ?? shellFunction(bare));
    const first = found === null || found === undefined ? undefined : firstLineOf(sheet, index);
    // Behind a line that goes on, a comment would be a part of it.
    if (first !== undefined && found && !GOES_ON.test(lines[first - 1] ?? '')) {
      const [, , keyword = '', name = ''] = found;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const indent = /^[ \t]*/.exec(lines[first] ?? '')?.[0].length ?? 0;
      const start = starts[first] ?? offset;
      declarations.push({
        name,
        path: count === 1 ? name : `${name}#${count}`,
        kind: KINDS[keyword] ?? 'function',
        parameters: [],
        exported: true,
        start: start + indent,
        end: offset + line.length,
        firstLine: first + 1,
        lastLine: index + 1,
        bodyStart: null,
        comment: isDocumented(sheet, first) ? { start, end: start } : null,
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

/** Lines of annotations over several lines are looked at up to here. */
const LONGEST_ANNOTATION = 30;

/**
 * The first of the lines that belong to the declaration of a line: its annotations, and the directives
 * for the next line above those. undefined: what stands above cannot be told from its annotations.
 */
function firstLineOf(sheet: Sheet, index: number): number | undefined {
  const pattern = Object.hasOwn(ANNOTATIONS, sheet.language)
    ? ANNOTATIONS[sheet.language]
    : undefined;
  let first = index;
  while (first > 0) {
    const above = annotationAbove(sheet, first, pattern);
    if (above === 'unclear') return undefined;
    if (above === undefined && !isDirectiveAbove(sheet, first)) break;
    first = above ?? first - 1;
  }
  return first;
}

/** Where the annotation starts whose last line is right above. */
function annotationAbove(
  { code, lines }: Sheet,
  first: number,
  pattern: RegExp | undefined,
): number | 'unclear' | undefined {
  if (pattern === undefined) return undefined;
  const last = code[first - 1] ?? '';
  if (pattern.test(last)) return isWhole(last) ? first - 1 : undefined;
  // A comment between annotations belongs to them.
  if (!/\S/.test(last)) {
    const isComment = /^\s*(?:\/\/|\/\*.*\*\/\s*$)/.test(lines[first - 1] ?? '');
    const next = isComment
      ? annotationAbove({ code, lines } as Sheet, first - 1, pattern)
      : undefined;
    return next;
  }
  if (!/[)\]>]\s*$/.test(last) || isWhole(last)) return undefined;
  for (let at = first - 2; at >= 0 && at > first - LONGEST_ANNOTATION; at -= 1) {
    const text = code.slice(at, first).join('\n');
    if (!isWhole(text)) continue;
    return pattern.test(code[at] ?? '') ? at : undefined;
  }
  return 'unclear';
}

/** Whether as many brackets close as open. */
function isWhole(text: string): boolean {
  return text.split(/[([{]/).length === text.split(/[)\]}]/).length;
}

/** Whether the line above is a directive for the next one. */
function isDirectiveAbove({ language, lines, code }: Sheet, first: number): boolean {
  const above = lines[first - 1] ?? '';
  if (!/\S/.test(above) || /\S/.test(code[first - 1] ?? '')) return false;
  return isDirective(language, above) && (bindsNextLine(language, above) || bindsNextNode(above));
}

/** Whether some comment stands above; what exactly it covers is not known without a grammar. */
function isDocumented({ language, style, lines }: Sheet, first: number): boolean {
  let last = first - 1;
  if (REACHES_ACROSS.has(language)) while (last > 0 && !/\S/.test(lines[last] ?? '')) last -= 1;
  const above = lines[last]?.trim() ?? '';
  if (style.form === 'block') {
    if (!above.endsWith('*/')) return false;
    let top = last;
    while (top > 0 && !(lines[top] ?? '').includes('/*')) top -= 1;
    const comment = lines
      .slice(top, last + 1)
      .join('\n')
      .trim();
    const isFirst = !/\S/.test(lines.slice(0, top).join(''));
    // A blank line parts an ordinary comment, and a licence is none.
    return (last === first - 1 || comment.startsWith('/**')) && !isAboutFile(comment, isFirst);
  }
  if (style.marker === '' || !above.startsWith(style.marker)) return false;
  let top = last;
  while (top > 0 && (lines[top - 1] ?? '').trim().startsWith(style.marker)) top -= 1;
  const comment = lines.slice(top, last + 1).join('\n');
  const isFirst = !/\S/.test(lines.slice(0, top).join(''));
  const isScript = (lines[top] ?? '').startsWith('#!');
  return !isAboutFile(comment, isFirst || isScript) && !(isScript && top === last);
}
