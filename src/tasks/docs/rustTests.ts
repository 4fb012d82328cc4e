/** Of rustdoc's fences only those of other languages are no tests. */
const NO_TEST = new Set(['text', 'txt', 'console', 'toml', 'json', 'sh', 'bash', 'yaml', 'html']);

/** A fence that is nowhere but in the comment itself, or in an item that is indented as far. */
const FENCE = /^( {0,3})(?:(`{3,})([^`\n]*)|(~{3,})((?:[^~\n][^\n]*)?))$/;
const ANY_FENCE = /^(?:`{3,}[^`\n]*$|~{3})/;
/** What other blocks stand in: quotes, items, the boxes of tasks, notes and definitions. */
const CONTAINER = /^(?:>|(?:[-*+]|\d{1,9}[.)]|:|\[[ xX]\])(?=[ \t]|$)|\[\^[^\]]{0,200}\]:)/;
/** Behind a container's mark as many columns are code; behind a box, and at the start of a line, one less. */
const CODE_COLUMNS = 5;

const ADDRESS = /^<[A-Za-z][\w+.-]{1,31}:[^\s<>]*>/;
const HTML = /^<[A-Za-z/!?]/;
/** HTML that goes on across blank lines. */
const LONG_HTML = /^<(?:!|\?|pre\b|script\b|style\b|textarea\b)/i;
/** The line under a table's head. */
const TABLE = /^(?=[^-]*-)(?=[^|:]*[|:])[|:\s-]+$/;
const DEFINITION = /^\[[^[\]]{1,200}\]:[ \t]*[^\s<]\S*[ \t]*$/;
/** Lines to what is named below or above. */
const DRAWN = /^[|^ ]+$/;
/** What may be the start of a definition, and go on below. */
const MAY_DEFINE = /^\[(?:[^\]]*$|.*\]:)/;
const TITLE = /^\s*["'(]/;

/** A comment whose fenced examples are text to rustdoc, which would compile and run them. */
export function withoutRustTests(text: string): string {
  let open = '';
  return text
    .split('\n')
    .map((line) => {
      const { indent, mark, info } = fenceIn(line);
      if (mark === '') return line;
      if (open !== '') {
        if (mark.startsWith(open) && info.trim() === '') open = '';
        return line;
      }
      open = mark;
      return NO_TEST.has(info.trim()) ? line : `${indent}${mark}text`;
    })
    .join('\n');
}

function fenceIn(line: string): {
  readonly indent: string;
  readonly mark: string;
  readonly info: string;
} {
  const [, indent = '', ticks = '', ofTicks = '', tildes = '', ofTildes = ''] =
    FENCE.exec(line) ?? [];
  return { indent, mark: ticks + tildes, info: ofTicks + ofTildes };
}

interface Fence {
  readonly line: string;
  readonly mark: string;
  readonly columns: number;
}

/**
 * The first line of a comment that is, or may be, in a test: where it is not sure how rustdoc reads a
 * line, as in HTML, in tables and behind definitions, neither a fence nor a deep line may stand.
 */
export function rustTest(text: string): string | undefined {
  let fence: Fence | undefined;
  let isParagraph = false;
  let isUnclear: 'no' | 'to the blank line' | 'to the end' = 'no';
  let isDefinition = false;
  for (const line of text.split('\n')) {
    if (fence !== undefined) {
      const place = placeIn(fence, line);
      if (place === 'unclear') return line;
      if (place === 'end') fence = undefined;
      continue;
    }
    const { isDeep, isFar, isContained, columns, content } = read(line);
    if (content === '' && !isContained) {
      isParagraph = false;
      isDefinition = false;
      if (isUnclear === 'to the blank line') isUnclear = 'no';
      continue;
    }
    // A paragraph goes on in a deep line, but not in what stands far behind an item's mark.
    if (isFar || (isDeep && (!isParagraph || isUnclear !== 'no'))) return line;
    if (isDefinition && TITLE.test(content)) isUnclear = 'to the end';
    if (ANY_FENCE.test(content)) {
      const { mark, info } = fenceIn(line);
      if (isContained || mark === '' || isUnclear !== 'no' || !NO_TEST.has(info.trim())) {
        return line;
      }
      fence = { line, mark, columns };
      isParagraph = false;
      isDefinition = false;
      continue;
    }
    isDefinition = DEFINITION.test(content);
    const isHtml = HTML.test(content) && !ADDRESS.test(content);
    if (isHtml && LONG_HTML.test(content)) isUnclear = 'to the end';
    else if (MAY_DEFINE.test(content) && !isDefinition) isUnclear = 'to the end';
    else if (line.includes('[^') && line.includes(']:')) isUnclear = 'to the end';
    else if ((isHtml || TABLE.test(content)) && isUnclear === 'no') isUnclear = 'to the blank line';
    isParagraph =
      !isHtml &&
      !isDefinition &&
      !content.startsWith('#') &&
      // A table has its head at the start of a paragraph.
      (isParagraph || !content.includes('|') || !/[-:]/.test(content)) &&
      (/[\p{L}\p{N}]/u.test(content) || (isParagraph && DRAWN.test(content)));
  }
  return fence?.line;
}

/** What a line below an open fence is to it. */
function placeIn({ mark, columns }: Fence, line: string): 'inside' | 'end' | 'unclear' {
  const bare = line.trim();
  if (bare === '') return 'inside';
  const indent = columnsOf(indentOf(line));
  // What stands further left is no longer in the item that the fence is in.
  if (indent < columns) return 'unclear';
  if (!bare.startsWith(mark) || bare.replaceAll(mark[0] ?? '', '') !== '') return 'inside';
  return indent < CODE_COLUMNS - 1 ? 'end' : 'unclear';
}

interface Read {
  /** Whether it is indented like code. */
  readonly isDeep: boolean;
  /** Whether that much is between a container's mark and the rest. */
  readonly isFar: boolean;
  readonly isContained: boolean;
  readonly columns: number;
  readonly content: string;
}

function read(line: string): Read {
  const columns = columnsOf(indentOf(line));
  let rest = line.slice(indentOf(line).length);
  let isFar = false;
  let isContained = false;
  for (;;) {
    const mark = CONTAINER.exec(rest)?.[0];
    if (mark === undefined) break;
    isContained = true;
    rest = rest.slice(mark.length);
    isFar ||= columnsOf(indentOf(rest)) >= CODE_COLUMNS - (mark.startsWith('[') ? 1 : 0);
    rest = rest.slice(indentOf(rest).length);
  }
  const isDeep = columns >= CODE_COLUMNS - 1;
  return { isDeep, isFar, isContained, columns, content: rest.trim() };
}

function indentOf(text: string): string {
  return /^[ \t]*/.exec(text)?.[0] ?? '';
}

/** A tab counts as far as it can reach. */
function columnsOf(blanks: string): number {
  return blanks.length + 3 * (blanks.split('\t').length - 1);
}
