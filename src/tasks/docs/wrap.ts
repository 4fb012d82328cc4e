/** How the lines of a comment may be broken. */
export interface WrapRules {
  /** Columns of a line, its marker left out. */
  readonly width: number;
  /** Columns that the first line has less. */
  readonly lessAtFirst?: number;
  /** What a tag's further lines begin with. */
  readonly tagIndent: string;
  /** Whether a line that is indented is code, as in Go. */
  readonly indentedIsCode: boolean;
  /** Whether sections with indented entries are written, as in Python. */
  readonly hasEntries: boolean;
}

const FENCE = /^\s{0,20}(?:[-*+]\s{1,4})?(`{3,}|~{3,})/;
const OPENS_CODE =
  /<(?:pre|code|example|script|style)\b(?!.{0,400}<\/)|\{@(?:code|snippet)\b[^}]{0,400}$|@(?:code|verbatim|startuml)\b\s{0,20}$|^\s*@example\b/i;
const CLOSES_CODE = /<\/(?:pre|code|example|script|style)>|^\s*\}|[@\\]end(?:code|verbatim|uml)\b/i;
/** Tables, headings, rules, underlines of sections, definitions of links and tests. */
const WHOLE = /^\s*(?:\||#{1,6}\s|[-=~^*_]{3,}\s*$|\[[^\]]{1,80}\]:\s|>>>|\.\.\s)/;

const LIST = /^(\s*)((?:[-*+•]|\d{1,3}[.)])\s+)/;
const TAG = /^(\s*)(?:[@\\][A-Za-z]|:[a-z]+(?: [^:]{1,80})?:)/;
/** `name (type): text` and `name: text`, indented below a section's head. */
const ENTRY = /^\s+[*\w.]{1,60}(?:\s?\([^()]{0,80}\))?\s?:(?:\s|$)/;

/** The lines with those that are too long broken between words, never inside code, a link or a tag. */
export function wrapped(lines: readonly string[], rules: WrapRules): readonly string[] {
  const result: string[] = [];
  let fence = '';
  let isCode = false;
  // What is deeper than a line that ends in two colons is code.
  let literal: number | undefined;
  for (const [index, line] of lines.entries()) {
    const mark = FENCE.exec(line)?.[1] ?? '';
    const width = rules.width - (index === 0 ? (rules.lessAtFirst ?? 0) : 0);
    const depth = /^\s*/.exec(line)?.[0].length ?? 0;
    if (literal !== undefined && line !== '' && depth <= literal) literal = undefined;
    const isInside = fence !== '' || isCode || literal !== undefined;
    if (literal === undefined && line.endsWith('::')) literal = depth;
    if (fence !== '') {
      if (mark.startsWith(fence)) fence = '';
    } else if (mark !== '') fence = mark;
    if (isCode) {
      // An example goes on up to the next tag.
      if (CLOSES_CODE.test(line) || TAG.test(line)) isCode = false;
    } else if (fence === '' && OPENS_CODE.test(line)) isCode = true;
    const mayBreak =
      line.length > width &&
      line.length < LONGEST_LINE &&
      !isInside &&
      mark === '' &&
      !isCode &&
      !isWhole(line, lines[index - 1], rules);
    if (mayBreak) result.push(...broken(line, width, rules));
    else result.push(line);
  }
  return result;
}

function isWhole(line: string, above: string | undefined, rules: WrapRules): boolean {
  if (WHOLE.test(line)) return true;
  const isIndented = /^(?: {4}|\t)/.test(line) && !LIST.test(line);
  if (rules.indentedIsCode) return /^\s/.test(line) && !LIST.test(line);
  // Markdown's code stands below a blank line.
  return isIndented && !rules.hasEntries && (above ?? '').trim() === '';
}

/** No line may begin with these: they would be something else there. */
const STARTS_SOMETHING = /^(?:[@\\#>|+*=:~-]|\d{1,9}[.)](?:\s|$)|`{3}|&gt;)/;

function broken(line: string, width: number, rules: WrapRules): readonly string[] {
  const indent = hanging(line, rules);
  const result: string[] = [];
  let current = /^\s*/.exec(line)?.[0] ?? '';
  let isEmpty = true;
  for (const piece of piecesOf(line.slice(current.length))) {
    const room = result.length === 0 ? width : rules.width;
    const isTooLong = current.length + 1 + piece.length > room;
    if (isTooLong && !isEmpty && !STARTS_SOMETHING.test(piece)) {
      result.push(current.trimEnd());
      current = indent + piece;
    } else current += (isEmpty ? '' : ' ') + piece;
    isEmpty = false;
  }
  return [...result, current.trimEnd()];
}

/** What the further lines of a line begin with. */
function hanging(line: string, rules: WrapRules): string {
  const list = LIST.exec(line);
  if (list !== null) return (list[1] ?? '') + ' '.repeat(list[2]?.length ?? 0);
  const own = /^\s*/.exec(line)?.[0] ?? '';
  if (TAG.test(line)) return own + rules.tagIndent;
  return rules.hasEntries && ENTRY.test(line) ? `${own}    ` : own;
}

/** The longest piece that is looked at as one, and the longest line that is broken. */
const LONGEST = 1_000;
const LONGEST_LINE = 20_000;

/** Words, each with what may not be parted from it: code, links, tags with their name. */
function piecesOf(text: string): readonly string[] {
  const head =
    /^(?:[@\\][\w-]{1,40}(?:\[[^\]\n]{0,40}\])?\s+(?:\{[^{}\n]{0,200}\}\s+)?(?:\[[^\]\n]{0,200}\]|<[^>\n]{0,80}>|\S{1,200})(?:\s+-(?=\s))?|:[a-z]+ [^:\n]{1,80}:|[-*+•]\s+\S{1,200})(?=\s|$)/.exec(
      text,
    )?.[0];
  const rest = head === undefined ? text : text.slice(head.length);
  const pieces = head === undefined ? [] : [head.replace(/\s+/g, ' ')];
  let open = '';
  let start = -1;
  let gap = '';
  for (const [, word = '', blanks = ''] of rest.matchAll(/(\S+)(\s*)/g)) {
    // A tag that stands in a sentence keeps the word that it is for.
    if (open !== '' || INLINE_TAG.test(pieces[start] ?? '')) {
      pieces[start] += gap + word;
    } else {
      start = pieces.length;
      pieces.push(word);
    }
    gap = blanks;
    const piece = pieces[start] ?? '';
    open = piece.length > LONGEST ? '' : openIn(piece);
  }
  return open === '' ? pieces : [...pieces.slice(0, start), ...(pieces[start] ?? '').split(/\s+/)];
}

const INLINE_TAG = /(?:^|\s)[@\\][a-z]{1,20}$/;

/** Names of elements in comments, whose attributes follow. */
const ELEMENT =
  /<(?:a|see|seealso|param|paramref|typeparam|typeparamref|exception|inheritdoc|include|img|list|permission|table|td|th|tr|ul|ol|li|span|div|p|code)$/i;

/** What a piece leaves open: a code span, a link's text or address, an inline tag, an element's tag. */
function openIn(piece: string): string {
  let ticks = 0;
  // A code span ends with as many as it began with.
  for (const run of piece.match(/`+/g) ?? []) {
    if (ticks === 0) ticks = run.length;
    else if (run.length === ticks) ticks = 0;
  }
  if (ticks > 0) return '`';
  if (isTagOpen(piece)) return '{@';
  if (/<[a-z][\w-]*\s[^<>]*$/i.test(piece) && piece.includes('=')) return '<';
  if (ELEMENT.test(piece)) return '<';
  if (/\[[^\][]*$/.test(piece) || /\]\([^()]*$/.test(piece)) return '[';
  return '';
}

/** Whether an inline tag is not closed yet; braces in it come in pairs. */
function isTagOpen(piece: string): boolean {
  let depth = 0;
  for (let at = piece.indexOf('{@'); at >= 0 && at < piece.length; at += 1) {
    if (piece[at] === '{' && (depth > 0 || piece[at + 1] === '@')) depth += 1;
    else if (piece[at] === '}' && depth > 0) depth -= 1;
  }
  return depth > 0;
}
