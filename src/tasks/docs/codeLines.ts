/** Something that is no code: from where it opens to where it closes. */
interface Span {
  /** The characters that it may open with. */
  readonly first: string;
  /** What opens it, with all that decides how it closes; tried at one place. */
  readonly open: RegExp;
  /** What closes it, by what opened it. Empty: it is over at once. */
  readonly close: (opened: string) => string;
  /** Ends with its line, closed or not. */
  readonly isOneLine?: boolean;
  /** A backslash in it takes the next character with it. */
  readonly hasEscapes?: boolean;
  /** What opens inside has to be closed too, and is this. */
  readonly nests?: string;
  /** Opens only at the start of a word: `$#` counts, and starts no comment. */
  readonly isWord?: boolean;
  /** More of its last mark right behind the end belong to it. */
  readonly takesMore?: boolean;
  /** Code in it, which may hold such texts again: how that starts, by what opened the text. */
  readonly code?: (opened: string) => string;
}

/** What a language without a grammar has beside code. Longer openings come first. */
interface Spans {
  readonly spans: readonly Span[];
  /** Texts up to a line that is their word; group 1: tabs may stand before that; 2: the word as written. */
  readonly heredoc?: RegExp | undefined;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const line = (open: string, extra: Partial<Span> = {}): Span => ({
  first: open.charAt(0),
  open: new RegExp(escaped(open), 'y'),
  close: () => '\n',
  isOneLine: true,
  ...extra,
});
const text = (mark: string, extra: Partial<Span> = {}): Span => ({
  first: mark.charAt(0),
  open: new RegExp(escaped(mark), 'y'),
  close: () => mark,
  hasEscapes: true,
  ...extra,
});
const short = (mark: string, extra: Partial<Span> = {}): Span =>
  text(mark, { isOneLine: true, ...extra });
/** Texts in which a backslash is a backslash. */
const raw = (open: string, close: string, extra: Partial<Span> = {}): Span => ({
  first: open.charAt(0),
  open: new RegExp(escaped(open), 'y'),
  close: () => close,
  ...extra,
});
/** The mark of a text as a character. */
const CHARACTER: Span = { first: "'", open: /'(?:"|\\.)'/y, close: () => '' };

const interpolated = { code: () => '${' };
const TRIPLE = text('"""');
const HASH = line('#', { isWord: true });
const FLAT = raw('/*', '*/');
const NESTED = raw('/*', '*/', { nests: '/*' });
const C_LIKE: Spans = {
  spans: [line('//'), NESTED, TRIPLE, text("'''"), short('"'), short("'")],
};

/** `r"---(` closes with `)---"`. */
const R_CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const BY_LANGUAGE: Readonly<Record<string, Spans>> = {
  kotlin: {
    spans: [
      line('//'),
      NESTED,
      {
        // With more than one dollar before it, as many open code.
        first: '"$',
        open: /\${0,8}"""/y,
        close: () => '"""',
        takesMore: true,
        code: (opened) => `${'$'.repeat(Math.max(1, opened.length - 3))}{`,
      },
      CHARACTER,
      short('"', interpolated),
      short("'"),
    ],
  },
  scala: {
    spans: [
      line('//'),
      NESTED,
      // Only behind a name is there code in it.
      { first: '"', open: /(?<=\w)"""/y, close: () => '"""', takesMore: true, code: () => '${' },
      raw('"""', '"""', { takesMore: true }),
      CHARACTER,
      short('"'),
      short("'"),
    ],
  },
  swift: {
    spans: [
      line('//'),
      NESTED,
      {
        first: '#',
        open: /#{1,20}"""/y,
        close: (opened) => `"""${'#'.repeat(opened.length - 3)}`,
        code: (opened) => `\\${'#'.repeat(opened.length - 3)}(`,
      },
      {
        first: '#',
        open: /#{1,20}"/y,
        close: (opened) => `"${'#'.repeat(opened.length - 1)}`,
        isOneLine: true,
      },
      { first: '#', open: /#{1,20}\//y, close: (opened) => `/${'#'.repeat(opened.length - 1)}` },
      text('"""', { code: () => '\\(' }),
      short('"', { code: () => '\\(' }),
    ],
  },
  dart: {
    spans: [
      line('//'),
      NESTED,
      raw('r"""', '"""'),
      raw("r'''", "'''"),
      raw('r"', '"', { isOneLine: true }),
      raw("r'", "'", { isOneLine: true }),
      text('"""', interpolated),
      text("'''", interpolated),
      short('"', interpolated),
      short("'", interpolated),
    ],
  },
  'objective-c': { spans: [line('//'), FLAT, short('"'), short("'")] },
  zig: { spans: [line('//'), line('\\\\'), short('"'), short("'")] },
  fsharp: {
    spans: [
      line('//'),
      raw('(*)', ')'),
      raw('(*', '*)', { nests: '(*' }),
      raw('"""', '"""', { takesMore: true }),
      // A doubled mark is two texts that meet.
      raw('@"', '"'),
      CHARACTER,
      text('"'),
    ],
  },
  lua: {
    spans: [
      { first: '-', open: /--\[=*\[/y, close: (opened) => `]${'='.repeat(opened.length - 4)}]` },
      line('--'),
      { first: '[', open: /\[=*\[/y, close: (opened) => `]${'='.repeat(opened.length - 2)}]` },
      short('"'),
      short("'"),
    ],
  },
  julia: {
    spans: [
      raw('#=', '=#', { nests: '#=' }),
      line('#'),
      text('"""', { code: () => '$(' }),
      CHARACTER,
      text('"', { code: () => '$(' }),
    ],
  },
  r: {
    spans: [
      line('#'),
      {
        first: 'rR',
        open: /(?<![\w.])[rR]["']-*[([{]/y,
        close: (opened) =>
          `${R_CLOSING[opened.at(-1) ?? ''] ?? ''}${'-'.repeat(opened.length - 3)}${opened[1] ?? ''}`,
      },
      text('"'),
      text("'"),
      text('`'),
    ],
  },
  shellscript: {
    spans: [
      // One character, and no mark of anything.
      { first: '\\', open: /\\[^\n]/y, close: () => '' },
      HASH,
      { first: '$', open: /\$'/y, close: () => "'", hasEscapes: true },
      text('"', { code: () => '$(' }),
      raw("'", "'"),
    ],
    heredoc: /<<(?!<)(-?)[ \t]*((?:\\[^\n]|"[^"\n]*"|'[^'\n]*'|[^\s|&;<>()"'\\])+)/y,
  },
};

/**
 * The lines of a text in a language without a grammar, with what stands in comments, strings and
 * embedded texts as blanks: a comment put there would change what the code does, or end another.
 */
export function codeLines(language: string, source: string): readonly string[] {
  const { spans: all, heredoc } = Object.hasOwn(BY_LANGUAGE, language)
    ? (BY_LANGUAGE[language] ?? C_LIKE)
    : C_LIKE;
  const spans = byFirst(all);
  const pieces: string[] = [];
  const blank = (piece: string) => pieces.push(piece.replace(/[^\n]/g, ' '));
  const words: Heredoc[] = [];
  let at = 0;
  while (at < source.length) {
    const isLineStart = at === 0 || source[at - 1] === '\n';
    if (isLineStart && words.length > 0) {
      const word = words.shift();
      const end = lineAfter(source, at, (one) => isEndOf(word, one));
      blank(source.slice(at, end));
      at = end;
      continue;
    }
    const found = heredoc === undefined ? undefined : heredocAt(heredoc, source, at);
    if (found !== undefined) words.push(found);
    const end = endOfSpan({ spans, heredoc }, source, at);
    if (end === undefined) pieces.push(source[at] ?? '');
    else blank(source.slice(at, end));
    at = end ?? at + 1;
  }
  return pieces.join('').split('\n');
}

interface Opened {
  readonly span: Span;
  readonly mark: string;
}

/** Spans by the character that they open with, in their order. */
type SpansByFirst = ReadonlyMap<string, readonly Span[]>;

function byFirst(spans: readonly Span[]): SpansByFirst {
  const groups = new Map<string, Span[]>();
  for (const span of spans) {
    for (const first of span.first) groups.set(first, [...(groups.get(first) ?? []), span]);
  }
  return groups;
}

function openedAt(spans: SpansByFirst, source: string, at: number): Opened | undefined {
  for (const span of spans.get(source[at] ?? '') ?? []) {
    span.open.lastIndex = at;
    const mark = span.open.exec(source)?.[0];
    if (mark === undefined) continue;
    const isWord = at === 0 || /[\s;(]/.test(source[at - 1] ?? '');
    if (span.isWord !== true || isWord) return { span, mark };
  }
  return undefined;
}

/** What is open while a text is read: a span, or the code in one. */
type Around =
  | { readonly kind: 'span'; readonly span: Span; readonly close: string; readonly code?: string }
  | { readonly kind: 'code'; readonly open: string; readonly close: string };

/** What a language's texts are read with. */
interface Reader {
  readonly spans: SpansByFirst;
  readonly heredoc: RegExp | undefined;
}

/** Where the span that opens at an offset ends, with all code in it; undefined: none opens there. */
function endOfSpan({ spans, heredoc }: Reader, source: string, start: number): number | undefined {
  const words: Heredoc[] = [];
  const first = openedAt(spans, source, start);
  if (first === undefined) return undefined;
  const around: Around[] = [];
  let at = start;
  const enter = ({ span, mark }: Opened) => {
    at += mark.length;
    const close = span.close(mark);
    const code = span.code?.(mark);
    if (close === '') return;
    around.push({ kind: 'span', span, close, ...(code === undefined ? {} : { code }) });
  };
  enter(first);
  while (at < source.length) {
    const inner = around.at(-1);
    if (inner === undefined) return at;
    if (inner.kind === 'code') {
      while (words.length > 0 && source[at - 1] === '\n') {
        const word = words.shift();
        at = lineAfter(source, at, (one) => isEndOf(word, one));
      }
      const found = heredoc === undefined ? undefined : heredocAt(heredoc, source, at);
      if (found !== undefined) words.push(found);
      const nested = openedAt(spans, source, at);
      if (nested !== undefined) {
        enter(nested);
        continue;
      }
      const character = source[at] ?? '';
      if (character === inner.open) around.push(inner);
      else if (character === inner.close) around.pop();
      at += 1;
      continue;
    }
    const { span, close, code } = inner;
    if (span.isOneLine === true && source[at] === '\n') {
      // The line ends all that began in it.
      around.pop();
      if (around.every((one) => one.kind === 'code' || one.span.isOneLine === true)) return at;
    } else if (code !== undefined && source.startsWith(code, at)) {
      at += code.length;
      const open = code.at(-1) ?? '';
      around.push({ kind: 'code', open, close: open === '(' ? ')' : '}' });
    } else if (span.hasEscapes === true && source[at] === '\\') {
      at += 2;
      // Lua's `\z` takes all blanks with it.
      if (source[at - 1] === 'z' && span.isOneLine === true) at = afterBlanks(source, at);
    } else if (source.startsWith(close, at)) {
      at += close.length;
      while (span.takesMore === true && source[at] === close.at(-1)) at += 1;
      around.pop();
    } else if (span.nests !== undefined && source.startsWith(span.nests, at)) {
      at += span.nests.length;
      around.push(inner);
    } else at += 1;
  }
  return source.length;
}

function afterBlanks(source: string, at: number): number {
  let end = at;
  while (end < source.length && /\s/.test(source[end] ?? '')) end += 1;
  return end;
}

/** A text that ends with a line that is its word, which tabs may stand before. */
interface Heredoc {
  readonly word: string;
  readonly mayBeIndented: boolean;
}

/** In sums it is a shift. */
const SHIFT = /\(\(|\$\[|\blet\s/;

function heredocAt(heredoc: RegExp, source: string, at: number): Heredoc | undefined {
  if (!source.startsWith('<<', at) || source[at - 1] === '<') return undefined;
  heredoc.lastIndex = at;
  const [, tabs, written] = heredoc.exec(source) ?? [];
  if (written === undefined) return undefined;
  const before = source.slice(source.lastIndexOf('\n', at - 1) + 1, at);
  if (/^[\d$]/.test(written) && SHIFT.test(before.slice(-LONGEST_SUM))) return undefined;
  const word = written.replace(/\\([^])|["']/g, '$1');
  return { word, mayBeIndented: tabs !== '' };
}

const LONGEST_SUM = 1_000;

function isEndOf(heredoc: Heredoc | undefined, one: string): boolean {
  if (heredoc === undefined) return true;
  return (heredoc.mayBeIndented ? one.replace(/^\t+/, '') : one) === heredoc.word;
}

/** The offset after the first line from `at` on that fits; the end of the text when none does. */
function lineAfter(source: string, at: number, fits: (line: string) => boolean): number {
  for (let start = at; start < source.length;) {
    const end = source.indexOf('\n', start);
    const next = end < 0 ? source.length : end + 1;
    if (fits(source.slice(start, end < 0 ? undefined : end))) return next;
    start = next;
  }
  return source.length;
}
