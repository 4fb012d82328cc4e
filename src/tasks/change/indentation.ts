/** Languages in which a line means something else at another depth. */
const MEANINGFUL = new Set(
  'python fsharp yaml dockercompose haskell nim coffeescript elm purescript gdscript jade pug sass stylus haml slim makefile restructuredtext'.split(
    ' ',
  ),
);

/** Whether code in this language changes its meaning with its indentation. */
function isIndentationMeaningful(language: string): boolean {
  return MEANINGFUL.has(language);
}

/** One line that an answer repeats, and the line that it stands for. */
export interface AnchorLine {
  readonly given: string;
  readonly found: string;
}

/** What new lines stand in for. */
export interface Replaced {
  readonly first: AnchorLine;
  readonly last: AnchorLine;
  /** All lines of the file, and which of them go. */
  readonly lines: readonly string[];
  readonly index: number;
  readonly count: number;
  readonly language: string;
}

type Kind = 'tabs' | 'spaces';

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

const isBlank = (line: string): boolean => !/\S/.test(line);

/**
 * New lines as the file has its own: moved as far as the anchor's forgiven indentation is off, and
 * with tabs or spaces as the lines around have them.
 * @returns undefined where it cannot be said how deep they are to stand, and that has a meaning
 */
export function fittedLines(
  added: readonly string[],
  replaced: Replaced,
): readonly string[] | undefined {
  const code = added.filter((line) => !isBlank(line));
  if (code.length === 0) return added;
  const own = new Set(replaced.lines.slice(replaced.index, replaced.index + replaced.count));
  const kept: Kept = { own, inTexts: insideTexts(added) };
  const kind = kindAround(replaced);
  const isMeaningful = isIndentationMeaningful(replaced.language);
  const inKind = kind === undefined ? added : ofKind(added, kept, { kind, replaced });
  if (inKind === undefined) return isMeaningful ? undefined : added;
  return moved(inKind, kept, replaced) ?? (isMeaningful ? undefined : inKind);
}

/** New lines whose blanks are none of the code's: as they stood there, or inside of a text. */
interface Kept {
  readonly own: ReadonlySet<string>;
  /** Indexes of the new lines. */
  readonly inTexts: ReadonlySet<number>;
}

const TEXT_MARK = /"""|'''|`/g;

/** Which lines start inside of a text over several lines; documentation may move with its code. */
function insideTexts(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  let open = '';
  let isDocumentation = false;
  for (const [index, line] of lines.entries()) {
    if (open !== '' && !isDocumentation) inside.add(index);
    for (const { 0: mark, index: at } of line.matchAll(TEXT_MARK)) {
      if (open === '') {
        open = mark;
        isDocumentation = /^\s*[rRuU]?$/.test(line.slice(0, at));
      } else if (mark === open) open = '';
    }
  }
  return inside;
}

/** Tabs or spaces, by the lines that go, then by the nearest line that has some. */
function kindAround({ lines, index, count }: Replaced): Kind | undefined {
  const own = lines.slice(index, index + count).map(kindOf);
  const known = own.find((kind) => kind !== undefined);
  if (known !== undefined) return known;
  for (let away = 1; away < lines.length; away += 1) {
    const near = kindOf(lines[index - away] ?? '') ?? kindOf(lines[index + count - 1 + away] ?? '');
    if (near !== undefined) return near;
  }
  return undefined;
}

function kindOf(line: string): Kind | undefined {
  // A space before a star stands inside of a comment.
  if (isBlank(line) || line.startsWith(' *')) return undefined;
  return line.startsWith('\t') ? 'tabs' : line.startsWith('  ') ? 'spaces' : undefined;
}

interface Wanted {
  readonly kind: Kind;
  readonly replaced: Replaced;
}

/** Lines indented with what the file has; what stood there so already stays. */
function ofKind(
  added: readonly string[],
  kept: Kept,
  { kind, replaced }: Wanted,
): readonly string[] | undefined {
  const other = kind === 'tabs' ? / {2}/ : /\t/;
  const isOther = (line: string, index: number) =>
    !isBlank(line) &&
    !kept.own.has(line) &&
    !kept.inTexts.has(index) &&
    other.test(indentOf(line)) &&
    kindOf(line) !== kind;
  const others = added.filter(isOther);
  if (others.length === 0) return added;
  if (kind === 'spaces') {
    const unit = unitOf(replaced.lines);
    return added.map((line, index) =>
      isOther(line, index) ? indentOf(line).replaceAll('\t', unit) + line.trimStart() : line,
    );
  }
  const start = added.find((line) => !isBlank(line)) ?? '';
  const step =
    indentOf(start) === '' ? stepFromTop(others, replaced) : spacesOfTab(others, replaced);
  if (step === undefined) return undefined;
  const pieces = added.map((line, index) => (isOther(line, index) ? withTabs(line, step) : line));
  return pieces.every((line) => line !== undefined) ? pieces : undefined;
}

interface Step {
  readonly width: number;
  /** Columns that stand for nothing: the first line is that much too deep. */
  readonly beyond: number;
}

/** `    x` as tabs; a star of a comment keeps its space. */
function withTabs(line: string, { width, beyond }: Step): string | undefined {
  const columns = indentOf(line).length - beyond;
  const rest = columns % width;
  const isExact = rest === 0 || (rest === 1 && line.trimStart().startsWith('*'));
  if (columns < 0 || !isExact) return undefined;
  return '\t'.repeat((columns - rest) / width) + ' '.repeat(rest) + line.trimStart();
}

/** The same where the new lines start at the margin, as what they replace does. */
function stepFromTop(spaced: readonly string[], { first }: Replaced): Step | undefined {
  const width = Math.min(...spaced.map((line) => indentOf(line).length));
  return width > 1 && indentOf(first.found) === '' ? { width, beyond: 0 } : undefined;
}

/** How many spaces an answer writes for one tab of the file, by the depth of its first and last line. */
function spacesOfTab(spaced: readonly string[], { first, last }: Replaced): Step | undefined {
  const depth = (line: string) => indentOf(line).length;
  const widths = spaced.map(depth).filter((width) => width > 0);
  const [start = 0] = widths;
  const steps = widths
    .map((width, index) => Math.abs(width - (widths[index - 1] ?? width)))
    .filter((step) => step > 1);
  const smallest = Math.min(...steps, Infinity);
  const isFirst = (width: number) => start === width * depth(first.found);
  const isLast = (width: number) => (widths.at(-1) ?? 0) === width * depth(last.found);
  const byAnchor = indentOf(first.given).length / depth(first.found);
  const fitting = [byAnchor, smallest, 4, 2, 8, 3].filter(
    (width) =>
      Number.isInteger(width) && width > 1 && widths.every((columns) => columns % width <= 1),
  );
  const width =
    fitting.find((one) => isFirst(one) && isLast(one)) ??
    fitting.find((one) => isFirst(one) || isLast(one));
  if (width !== undefined) return { width, beyond: 0 };
  // `        a` and `            b` for one tab and two: counted from the first line.
  const step = Number.isFinite(smallest) ? smallest : 0;
  const beyond = start - step * depth(first.found);
  return step > 1 && beyond > 0 && depth(first.found) === depth(last.found)
    ? { width: step, beyond }
    : fitting.length === 1 && depth(first.found) === 0
      ? { width: fitting[0] ?? 4, beyond: 0 }
      : undefined;
}

/** One step of indentation of a file that has spaces. */
function unitOf(lines: readonly string[]): string {
  let unit = 0;
  for (const line of lines) {
    const width = indentOf(line).length;
    if (kindOf(line) === 'spaces' && width > 1) unit = unit === 0 ? width : Math.min(unit, width);
  }
  return ' '.repeat(unit === 0 || unit > 8 ? 4 : unit);
}

/** Lines moved by what the anchor's indentation was off. */
function moved(
  added: readonly string[],
  kept: Kept,
  { first, last, count }: Replaced,
): readonly string[] | undefined {
  if (first.given === first.found && isLastForgiven(added, last)) return undefined;
  const anchor = isBlank(first.found) ? last : first;
  const given = indentOf(anchor.given);
  const found = indentOf(anchor.found);
  const isOtherKind = given !== '' && found !== '' && given[0] !== found[0];
  if (given === found || isOtherKind || isBlank(anchor.found)) return added;
  const start = added.findIndex((line) => !isBlank(line));
  const own = indentOf(added[start] ?? '');
  // Written out in full, as was asked for.
  if (own === found) return added;
  if (own !== given) return undefined;
  const isLastExact = count > 1 && !isBlank(last.found) && last.given === last.found;
  if (anchor === first && isLastExact && last.given.length > last.given.trimStart().length) {
    // Only the very first blanks were lost.
    return added.map((line, index) => (index === start ? found + line.trimStart() : line));
  }
  // What stands in a text would say something else.
  if (added.some((line, index) => !isBlank(line) && kept.inTexts.has(index))) return undefined;
  const pieces = added.map((line) => {
    if (isBlank(line) || (kept.own.has(line) && !line.startsWith(given))) return line;
    if (line.startsWith(given)) return found + line.slice(given.length);
    const less = given.length - indentOf(line).length;
    return less <= found.length ? found.slice(less) + line.trimStart() : undefined;
  });
  return pieces.every((line) => line !== undefined) ? pieces : undefined;
}

/** Whether the last line alone was given at another depth, and the last new one stands there. */
function isLastForgiven(added: readonly string[], last: AnchorLine): boolean {
  const given = indentOf(last.given);
  const own = indentOf(added.findLast((line) => !isBlank(line)) ?? '');
  return given !== indentOf(last.found) && own === given && !isBlank(last.found);
}
