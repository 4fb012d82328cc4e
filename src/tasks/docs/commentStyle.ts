import { wrapped } from './wrap.ts';

/** How a language writes documentation, and what may not be inside it. */
export interface CommentStyle {
  /** `block`: between `/**` and its end; `lines`: a marker on each line; `docstring`: in the body. */
  readonly form: 'block' | 'lines' | 'docstring';
  /** For `lines`. */
  readonly marker: string;
  /** Ends or breaks a comment when it stands inside one. */
  readonly forbidden: RegExp | undefined;
  /** One phrase for the prompt. */
  readonly guide: string;
  /** Names of the parameters that a comment describes. */
  readonly namedParameters: RegExp | undefined;
}

const TAG_PARAMETER =
  /^[ \t]*[@\\]param(?:\[[\w,\s]*\])?\s+(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*)?(?:\[\s*)?(?:\.\.\.|[&$*]+)?([\p{L}_][\p{L}\p{N}_]*)/gmu;

function block(guide: string, extra: Partial<CommentStyle> = {}): CommentStyle {
  return {
    form: 'block',
    marker: '',
    forbidden: /\*\//,
    guide,
    namedParameters: TAG_PARAMETER,
    ...extra,
  };
}

function lines(marker: string, guide: string, extra: Partial<CommentStyle> = {}): CommentStyle {
  return {
    form: 'lines',
    marker,
    forbidden: undefined,
    guide,
    namedParameters: undefined,
    ...extra,
  };
}

const TSDOC = block(
  'TSDoc: one summary sentence, then @param name - text, @returns, @throws; no types',
);
const JSDOC = block(
  'JSDoc: one summary sentence, then @param {type} name - text, @returns {type} text, @throws',
);
const DOXYGEN = block('Doxygen: one summary sentence, then @param name text, @return text');

/** By language id of the editor. */
const STYLES: Readonly<Record<string, CommentStyle>> = {
  typescript: TSDOC,
  typescriptreact: TSDOC,
  javascript: JSDOC,
  javascriptreact: JSDOC,
  python: {
    form: 'docstring',
    marker: '',
    forbidden: /"""/,
    guide:
      'docstring: one summary sentence in the imperative, then Args:, Returns:, Raises: as in the file, else Google style',
    namedParameters: /^[ \t]*:param[ \t]+(?:[\w.[\],]+[ \t]+)*\*{0,2}(\w+)[ \t]*:/gm,
  },
  go: lines('//', 'godoc: full sentences, the first beginning with the name'),
  java: block('Javadoc: one summary sentence, then @param name text, @return text, @throws', {
    // The compiler reads \u escapes before it knows of comments: no half ones, no star, slash or line end.
    forbidden: /\*\/|\\u+(?:002[af]|000[ad]|(?![\da-f]{4}))/i,
  }),
  csharp: lines(
    '///',
    'XML documentation: <summary>, <param name="x">, <returns>, <exception cref="T">; < and & escaped in text',
    { namedParameters: /<param(?:ref)?\s+name\s*=\s*"@?([^"]*)"/g },
  ),
  c: DOXYGEN,
  cpp: DOXYGEN,
  rust: lines(
    '///',
    'rustdoc: Markdown, one summary sentence, # Errors and # Panics where they apply',
  ),
  ruby: lines(
    '#',
    'YARD: one summary sentence, then @param name [Type] text, @return [Type] text',
    {
      namedParameters: /^[ \t]*@param[ \t]+(?:\[[^[\]\n]*\][ \t]*)?[*&:]*([\p{L}_]\w*)/gmu,
    },
  ),
  php: block(
    'PHPDoc: one summary sentence, then @param Type $name text, @return Type text, @throws',
    {
      namedParameters: /^[ \t]*@param[ \t][^$@\n]*\$(\w+)/gm,
    },
  ),
  kotlin: block('KDoc: one summary sentence, then @param name text, @return text', {
    // Block comments nest.
    forbidden: /\*\/|\/\*/,
  }),
  scala: block('Scaladoc: one summary sentence, then @param name text, @return text', {
    // As in Java, up to 2.13.1.
    forbidden: /\*\/|\/\*|\\u+(?:002[af]|000[ad]|(?![\da-f]{4}))/i,
  }),
  'objective-c': DOXYGEN,
  swift: lines(
    '///',
    'Swift documentation: a summary sentence, - Parameter name: text, - Returns: text',
  ),
  dart: lines('///', 'dartdoc: a summary sentence, parameters in [brackets]'),
  fsharp: lines('///', 'XML documentation: <summary>, <param name="x">, <returns>'),
  zig: lines('///', 'doc comments: plain sentences'),
  lua: lines('---', 'LDoc: one summary sentence, then @param name text, @return text'),
  julia: lines('#', 'plain sentences'),
  r: lines("#'", 'roxygen2: one summary sentence, then @param name text, @return text'),
  shellscript: lines('#', 'plain sentences: what it does, its arguments, what it prints'),
};

/** How this language is documented, or undefined. */
export function commentStyleOf(language: string): CommentStyle | undefined {
  return Object.hasOwn(STYLES, language) ? STYLES[language] : undefined;
}

/** Where a comment stands: its language's way, its indentation, and the columns that lines have. */
export interface CommentPlace {
  readonly language: string;
  readonly style: CommentStyle;
  readonly indent: string;
  readonly width: number;
}

/** Less than this is no line to write in, however deep a declaration stands. */
const NARROWEST = 40;

/** A tab's columns, as most editors have them. */
const TAB = 4;

/** Tags whose further lines have to be indented, or are no part of them. */
const TAG_INDENTS: Readonly<Record<string, string>> = { ruby: '  ', python: '    ', scala: '  ' };

/**
 * A comment as lines of code, indented and wrapped. C#'s plain text becomes a summary.
 * @param text the bare comment, lines by `\n`.
 */
export function renderComment(place: CommentPlace, text: string): readonly string[] {
  const { language, style, indent, width } = place;
  const written = text.split('\n').map((line) => line.trimEnd());
  const columns = indent.replaceAll('\t', ' '.repeat(TAB)).length;
  const bareFor = (marker: number, lessAtFirst = 0): readonly string[] =>
    wrapped(written, {
      width: Math.max(NARROWEST, width - columns - marker),
      lessAtFirst,
      tagIndent: TAG_INDENTS[language] ?? '',
      indentedIsCode: language === 'go',
      hasEntries: style.form === 'docstring',
    });
  const fits = (line: string) => columns + line.length - indent.length <= width;
  switch (style.form) {
    case 'lines': {
      const bare = bareFor(style.marker.length + 1);
      const lined = language === 'csharp' ? xmlLines(bare) : bare;
      return lined.map((line) => `${indent}${style.marker} ${line}`.trimEnd());
    }
    case 'docstring':
      return docstring(written, bareFor(0, 4), indent, fits);
    case 'block': {
      const single = `${indent}/** ${written[0] ?? ''} */`;
      if (written.length === 1 && fits(single)) return [single];
      return [
        `${indent}/**`,
        ...bareFor(3).map((line) => `${indent} * ${line}`.trimEnd()),
        `${indent} */`,
      ];
    }
  }
}

const XML_TAG =
  /<\/?(?:summary|remarks|returns|value|param|paramref|typeparam|typeparamref|exception|see|seealso|example|code|c|para|list|listheader|item|term|description|inheritdoc|include|permission|note|b|i|u|em|strong|br|a|p|ul|ol|li)\b[^<>]*>/g;

/** What is no tag of such comments is text, or the compiler would complain of each `List<int>`. */
function xmlLines(bare: readonly string[]): readonly string[] {
  const escaped = bare.map((line) => {
    const tags = line.match(XML_TAG) ?? [];
    return line
      .split(XML_TAG)
      .map((piece) => piece.replace(/&(?!(?:\w+|#\w+);)/g, '&amp;').replaceAll('<', '&lt;'))
      .map((piece, index) => piece + (tags[index] ?? ''))
      .join('');
  });
  const hasTags = bare.some((line) => line.search(XML_TAG) >= 0);
  return hasTags ? escaped : ['<summary>', ...escaped, '</summary>'];
}

function docstring(
  written: readonly string[],
  bare: readonly string[],
  indent: string,
  fits: (line: string) => boolean,
): readonly string[] {
  // In a raw string a backslash stays what the comment says.
  const open = written.some((line) => line.includes('\\')) ? 'r"""' : '"""';
  const single = `${indent}${open}${written[0] ?? ''}"""`;
  const endsSafely = !/["\\]$/.test(written[0] ?? '');
  if (written.length === 1 && endsSafely && fits(single)) return [single];
  return [
    `${indent}${open}${bare[0] ?? ''}`,
    ...bare.slice(1).map((line) => `${indent}${line}`.trimEnd()),
    `${indent}"""`,
  ];
}

/** The bare text of a comment whose author wrote the markers too. */
export function withoutMarkers(style: CommentStyle, comment: string): string {
  const text = comment.replace(/\r\n?/g, '\n').trim();
  if (style.form === 'block' && text.startsWith('/**') && text.endsWith('*/')) {
    const inner = text.slice(3, -2).trim();
    return inner
      .split('\n')
      .map((line) => line.replace(/^\s*\*(?: |$)/, ''))
      .join('\n')
      .trim();
  }
  if (style.form === 'docstring' && /^r?"""[\s\S]*"""$/.test(text) && text.length >= 6) {
    return text.slice(text.indexOf('"""') + 3, -3).trim();
  }
  if (style.form === 'lines') {
    const marker = style.marker;
    const all = text.split('\n');
    const isMarked = all.every((line) => line === marker || line.startsWith(`${marker} `));
    // A lone `# Title` may be a heading of rustdoc, but never the marker of another language.
    if (isMarked)
      return all
        .map((line) => line.slice(marker.length + 1))
        .join('\n')
        .trim();
  }
  return text;
}
