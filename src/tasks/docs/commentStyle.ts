import type { CommentStyle } from '../../syntax/language.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import { wrapped } from './wrap.ts';

/** How this language is documented, or undefined. */
export function commentStyleOf(language: string): CommentStyle | undefined {
  return languageOf(language).documentation?.style;
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

/**
 * A comment as lines of code, indented and wrapped. C#'s plain text becomes a summary.
 * @param text the bare comment, lines by `\n`.
 */
export function renderComment(place: CommentPlace, text: string): readonly string[] {
  const { language, style, indent, width } = place;
  const {
    tagIndent = '',
    indentedIsCode = false,
    isXml,
  } = languageOf(language).documentation ?? {};
  const written = text.split('\n').map((line) => line.trimEnd());
  const columns = indent.replaceAll('\t', ' '.repeat(TAB)).length;
  const bareFor = (marker: number, lessAtFirst = 0): readonly string[] =>
    wrapped(written, {
      width: Math.max(NARROWEST, width - columns - marker),
      lessAtFirst,
      tagIndent,
      indentedIsCode,
      hasEntries: style.form === 'docstring',
    });
  const fits = (line: string) => columns + line.length - indent.length <= width;
  switch (style.form) {
    case 'lines': {
      const bare = bareFor(style.marker.length + 1);
      const lined = isXml === true ? xmlLines(bare) : bare;
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
