/** How a language of C's family writes what is no code. */
interface Marks {
  /** Comments in comments. */
  readonly nests: boolean;
  /** Texts, longest opening first, each with a way to find its end. */
  readonly texts: readonly (readonly [open: RegExp, close: (opened: string) => RegExp])[];
}

const ESCAPED = /(?:[^"\\]|\\[^])*?"/y;
const MARKS = {
  rust: {
    nests: true,
    texts: [
      [
        /(?:b|c)?r(#*)"/y,
        (opened) => new RegExp(`[^]*?"${'#'.repeat(opened.split('#').length - 1)}`, 'y'),
      ],
      [/(?:b|c)?"/y, () => ESCAPED],
      [/b?'(?:\\[^]|[^\\'])[^']{0,10}?'(?!\w)|b?'\\''/y, () => /(?:)/y],
    ],
  },
  csharp: {
    nests: false,
    texts: [
      [/\$*"""+/y, (opened) => new RegExp(`[^]*?"{${opened.replace(/\$/g, '').length}}`, 'y')],
      [/(?:\$@|@\$|@)"/y, () => /(?:[^"]|"")*"/y],
      [/\$?"/y, () => ESCAPED],
      [/'(?:\\[^'\n]{1,12}|\\'|[^'\\\n])'/y, () => /(?:)/y],
    ],
  },
} as const satisfies Readonly<Record<string, Marks>>;

/** The code of a text without its comments and blanks, told by nothing but these marks. */
export function plainTokens(language: keyof typeof MARKS, text: string): string {
  const { nests, texts }: Marks = MARKS[language];
  const kept: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (text.startsWith('/*', at)) {
      at = commentEnd(text, at, nests);
      kept.push(' ');
      continue;
    }
    const word = stuck(/[\p{L}\p{N}_]+/uy, text, at);
    const opened = texts.flatMap(([open, close]) => {
      const mark = stuck(open, text, at);
      return mark === undefined ? [] : [{ mark, close: close(mark) }];
    })[0];
    if (opened !== undefined) {
      const rest = stuck(opened.close, text, at + opened.mark.length) ?? '';
      kept.push(opened.mark + rest);
      at += opened.mark.length + rest.length;
    } else if (word !== undefined) {
      kept.push(word);
      at += word.length;
    } else {
      kept.push(text[at] ?? '');
      at += 1;
    }
  }
  // Directives of C# end with their line.
  const lines = kept.join('').split('\n');
  return lines
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('#') && language === 'csharp' ? `${line}\n` : line))
    .join(' ');
}

function stuck(pattern: RegExp, text: string, at: number): string | undefined {
  const own = new RegExp(pattern.source, pattern.flags);
  own.lastIndex = at;
  return own.exec(text)?.[0];
}

function commentEnd(text: string, start: number, nests: boolean): number {
  let depth = 1;
  let at = start + 2;
  while (at < text.length && depth > 0) {
    if (text.startsWith('*/', at)) {
      depth -= 1;
      at += 2;
    } else if (nests && text.startsWith('/*', at)) {
      depth += 1;
      at += 2;
    } else at += 1;
  }
  return at;
}
