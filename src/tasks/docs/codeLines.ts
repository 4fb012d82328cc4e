/** Something that is no code: from where it opens to where it closes. */
interface Span {
  readonly open: string;
  readonly close: string;
  /** Ends with its line, closed or not. */
  readonly isOneLine?: boolean;
  /** A backslash in it takes the next character with it. */
  readonly hasEscapes?: boolean;
  /** What opens inside has to be closed too. */
  readonly nests?: boolean;
  /** Opens only at the start of a word: `$#` counts, and starts no comment. */
  readonly isWord?: boolean;
}

/** What a language without a grammar has beside code. Longer openings come first. */
interface Spans {
  readonly spans: readonly Span[];
  /** Texts up to a line that holds their word alone; group 1 or 2 is the word. */
  readonly heredoc?: RegExp;
}

const line = (open: string, extra: Partial<Span> = {}): Span => ({
  open,
  close: '\n',
  isOneLine: true,
  ...extra,
});
const text = (mark: string, extra: Partial<Span> = {}): Span => ({
  open: mark,
  close: mark,
  hasEscapes: true,
  ...extra,
});
const short = (mark: string): Span => text(mark, { isOneLine: true });

const TRIPLE = text('"""');
const HASH = line('#', { isWord: true });
const NESTED: Span = { open: '/*', close: '*/', nests: true };
const C_LIKE: Spans = {
  spans: [line('//'), NESTED, TRIPLE, text("'''"), short('"'), short("'")],
};
const FLAT: Span = { open: '/*', close: '*/' };
/** Texts in which a backslash is a backslash. */
const RAW = (open: string, close: string): Span => ({ open, close });
const RAW_TRIPLE: Spans = {
  spans: [line('//'), NESTED, RAW('"""', '"""'), short('"'), short("'")],
};

const BY_LANGUAGE: Readonly<Record<string, Spans>> = {
  kotlin: RAW_TRIPLE,
  scala: RAW_TRIPLE,
  swift: {
    spans: [
      line('//'),
      NESTED,
      RAW('##"""', '"""##'),
      RAW('#"""', '"""#'),
      RAW('##"', '"##'),
      RAW('#"', '"#'),
      TRIPLE,
      short('"'),
    ],
  },
  dart: {
    spans: [
      line('//'),
      NESTED,
      RAW('r"""', '"""'),
      RAW("r'''", "'''"),
      { ...RAW('r"', '"'), isOneLine: true },
      { ...RAW("r'", "'"), isOneLine: true },
      TRIPLE,
      text("'''"),
      short('"'),
      short("'"),
    ],
  },
  'objective-c': { spans: [line('//'), FLAT, short('"'), short("'")] },
  fsharp: {
    spans: [
      line('//'),
      { open: '(*)', close: ')' },
      { open: '(*', close: '*)', nests: true },
      RAW('"""', '"""'),
      // A doubled mark is two texts that meet.
      RAW('@"', '"'),
      // The mark as a character.
      RAW(`'"'`, ''),
      text('"'),
    ],
  },
  lua: {
    spans: [
      { open: '--[[', close: ']]' },
      { open: '--[=[', close: ']=]' },
      { open: '--[==[', close: ']==]' },
      line('--'),
      { open: '[[', close: ']]' },
      { open: '[=[', close: ']=]' },
      { open: '[==[', close: ']==]' },
      short('"'),
      short("'"),
    ],
  },
  julia: { spans: [{ open: '#=', close: '=#', nests: true }, line('#'), TRIPLE, text('"')] },
  r: {
    spans: [
      line('#'),
      ...['r', 'R'].flatMap((r) =>
        ['"', "'"].flatMap((mark) => [
          RAW(`${r}${mark}(`, `)${mark}`),
          RAW(`${r}${mark}[`, `]${mark}`),
          RAW(`${r}${mark}{`, `}${mark}`),
        ]),
      ),
      text('"'),
      text("'"),
      text('`'),
    ],
  },
  shellscript: {
    spans: [HASH, text('"'), { open: "'", close: "'" }],
    heredoc: /<<(?!<)-?[ \t]*(?:["']([^"'\n]+)["']|\\?([A-Za-z_]\w*))/y,
  },
};

/**
 * The lines of a text in a language without a grammar, with what stands in comments, strings and
 * embedded texts as blanks: a comment put there would change what the code does, or end another.
 */
export function codeLines(language: string, source: string): readonly string[] {
  const { spans, heredoc } = Object.hasOwn(BY_LANGUAGE, language)
    ? (BY_LANGUAGE[language] ?? C_LIKE)
    : C_LIKE;
  const pieces: string[] = [];
  const blank = (piece: string) => pieces.push(piece.replace(/[^\n]/g, ' '));
  const words: string[] = [];
  let at = 0;
  while (at < source.length) {
    const isLineStart = at === 0 || source[at - 1] === '\n';
    if (isLineStart && words.length > 0) {
      const word = words.shift();
      const end = lineAfter(source, at, (one) => one.trim() === word);
      blank(source.slice(at, end));
      at = end;
      continue;
    }
    const found = heredoc === undefined ? undefined : wordAt(heredoc, source, at);
    if (found !== undefined) words.push(found);
    const span = spans.find((one) => opensAt(one, source, at));
    const end = span === undefined ? at + 1 : endOf(span, source, at);
    if (span === undefined) pieces.push(source[at] ?? '');
    else blank(source.slice(at, end));
    at = end;
  }
  return pieces.join('').split('\n');
}

function opensAt({ open, isWord }: Span, source: string, at: number): boolean {
  if (!source.startsWith(open, at)) return false;
  return isWord !== true || at === 0 || /[\s;(]/.test(source[at - 1] ?? '');
}

function endOf(
  { open, close, isOneLine, hasEscapes, nests }: Span,
  source: string,
  start: number,
): number {
  let depth = 1;
  for (let at = start + open.length; at < source.length; at += 1) {
    if (isOneLine === true && source[at] === '\n') return at;
    if (hasEscapes === true && source[at] === '\\') at += 1;
    else if (source.startsWith(close, at)) {
      depth -= 1;
      if (depth === 0) return at + close.length;
      at += close.length - 1;
    } else if (nests === true && source.startsWith(open, at)) {
      depth += 1;
      at += open.length - 1;
    }
  }
  return source.length;
}

function wordAt(heredoc: RegExp, source: string, at: number): string | undefined {
  if (!source.startsWith('<<', at) || source[at - 1] === '<') return undefined;
  heredoc.lastIndex = at;
  const [, quoted, plain] = heredoc.exec(source) ?? [];
  return quoted ?? plain;
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
