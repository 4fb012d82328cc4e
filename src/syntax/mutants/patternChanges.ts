/** A change of a pattern: what stands from `start` to `end` becomes `after`. */
export interface PatternChange {
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

/** What was read of a pattern at a place. */
interface Piece {
  readonly end: number;
  readonly changes: readonly PatternChange[];
  /** How often it is found may stand behind it. */
  readonly isAtom: boolean;
}

/** Characters of what is told together with how often it is found. */
const SHORT = 12;
/** Longer patterns are data rather than code. */
const LONGEST = 2_000;

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/y;
/** Escapes of more than two characters; which of them are some depends on the flags. */
const ESCAPE =
  /\\(?:[pP]\{[^}]{1,80}\}|u\{[0-9a-fA-F]{1,8}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<[^>]{1,80}>|c[a-zA-Z]|\d{1,3}|[^])/y;
const GROUP = /\((?:\?(?:<[=!]|[=!:]|<[^>]{1,80}>|[imsx-]{1,8}:))?/y;
const CLASS = /\[(\^?)((?:\\[^]|[^\]\\])*)\]/y;
/** Of a class the escapes that stand for several characters. */
const IN_CLASS = /\\(?:[pP]\{[^}]{1,80}\}|[^])/g;

/**
 * Small changes of a regular expression of JavaScript: an anchor left out, another number of times, the
 * opposite of a class, a boundary or a look around. Each is a regular expression of the same flags.
 */
export function patternChanges(pattern: string, flags: string): readonly PatternChange[] {
  // Classes of that flag stand in each other.
  if (flags.includes('v') || pattern.length > LONGEST || !isPattern(pattern, flags)) return [];
  const found: PatternChange[] = [];
  const open: number[] = [];
  let at = 0;
  while (at < pattern.length) {
    const start = pattern[at] === ')' ? (open.pop() ?? at) : at;
    if (pattern[at] === '(') open.push(at);
    const { end, changes, isAtom } = pieceAt(pattern, at, flags);
    found.push(...changes);
    at = end;
    if (!isAtom) continue;
    const [quantifier = '', times] = matchAt(QUANTIFIER, pattern, at) ?? [];
    if (quantifier !== '' && !(times === '1' && !quantifier.includes(',')))
      found.push(once(pattern, { start, end, quantifier }));
    at += quantifier.length;
  }
  return found.filter(({ start, end, after }) => {
    const changed = pattern.slice(0, start) + after + pattern.slice(end);
    return changed !== '' && changed !== pattern && isPattern(changed, flags);
  });
}

/** Exactly once, whatever is said behind it. */
function once(
  pattern: string,
  { start, end, quantifier }: { readonly start: number; readonly end: number; quantifier: string },
): PatternChange {
  const atom = pattern.slice(start, end);
  const isTold = atom.length <= SHORT;
  return {
    start: isTold ? start : end,
    end: end + quantifier.length,
    after: isTold ? atom : '',
  };
}

function pieceAt(pattern: string, at: number, flags: string): Piece {
  const change = (end: number, after: string): PatternChange => ({ start: at, end, after });
  switch (pattern[at]) {
    case '\\':
      return escapeAt(pattern, at, flags);
    case '[':
      return classAt(pattern, at, flags);
    case '(': {
      const [group = '('] = matchAt(GROUP, pattern, at) ?? [];
      const end = at + group.length;
      const opposite = opposites[group.at(-1) ?? ''];
      const isLook = /^\(\?<?[=!]$/.test(group) && opposite !== undefined;
      const changes = isLook ? [change(end, group.slice(0, -1) + opposite)] : [];
      return { end, changes, isAtom: false };
    }
    case '^':
      // There is no other place where it could be found.
      return {
        end: at + 1,
        changes: flags.includes('y') ? [] : [change(at + 1, '')],
        isAtom: false,
      };
    case '$':
      return { end: at + 1, changes: [change(at + 1, '')], isAtom: false };
    case '|':
      return { end: at + 1, changes: [], isAtom: false };
    default: {
      const isWide = flags.includes('u') && (pattern.codePointAt(at) ?? 0) > 0xffff;
      return { end: at + (isWide ? 2 : 1), changes: [], isAtom: true };
    }
  }
}

const opposites: Readonly<Record<string, string>> = { '=': '!', '!': '=' };

function escapeAt(pattern: string, at: number, flags: string): Piece {
  const [escape = '\\'] = matchAt(ESCAPE, pattern, at) ?? [];
  // What is one with a flag is a letter without it, and the braces behind that letter count it.
  const isOne = flags.includes('u') || !/^\\(?:[pP]|u)\{/.test(escape);
  const end = at + (isOne ? escape.length : 2);
  const isBoundary = /^\\[bB]$/.test(escape);
  const after = isOne ? oppositeOf(escape, flags, true) : undefined;
  const changes = after === undefined ? [] : [{ start: at, end, after }];
  return { end, changes, isAtom: !isBoundary };
}

/** `\D` for `\d`. */
function oppositeOf(escape: string, flags: string, mayBeBoundary: boolean): string | undefined {
  const letter = escape[1] ?? '';
  const isKind = /^\\[dDwWsS]$/.test(escape) || (mayBeBoundary && /^\\[bB]$/.test(escape));
  const isProperty = flags.includes('u') && /^\\[pP]\{/.test(escape);
  if (!isKind && !isProperty) return undefined;
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return `\\${other}${escape.slice(2)}`;
}

function classAt(pattern: string, at: number, flags: string): Piece {
  const [whole = '[', not = '', inside = ''] = matchAt(CLASS, pattern, at) ?? [];
  const end = at + whole.length;
  const first = at + 1 + not.length;
  // Nothing but what has an opposite by itself.
  const isAlone = [...inside.matchAll(IN_CLASS)].some(
    ([escape]) => escape === inside && oppositeOf(escape, flags, false) !== undefined,
  );
  const kinds = [...inside.matchAll(IN_CLASS)].flatMap(({ 0: escape, index }) => {
    const after = oppositeOf(escape, flags, false);
    const start = first + index;
    return after === undefined ? [] : [{ start, end: start + escape.length, after }];
  });
  const negated = { start: at, end, after: `[${not === '' ? '^' : ''}${inside}]` };
  const isAnything = inside === '';
  return { end, changes: isAlone || isAnything ? kinds : [negated, ...kinds], isAtom: true };
}

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | null {
  expression.lastIndex = at;
  return expression.exec(text);
}

function isPattern(pattern: string, flags: string): boolean {
  try {
    return new RegExp(pattern, flags).source !== '';
  } catch {
    return false;
  }
}
