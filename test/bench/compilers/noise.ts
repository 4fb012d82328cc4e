/** What a noise may know of the text that it is for. */
export interface NoiseGround {
  readonly language: string;
  /** One step of indentation of the file. */
  readonly unit: string;
}

/** An edit as an answer has it. */
export interface RawEdit {
  readonly from: number;
  readonly to: number;
  readonly firstLine: string;
  readonly lastLine: string;
  readonly replace: string;
}

type TextNoise = (text: string, ground: NoiseGround) => string;

const perLine =
  (change: (line: string, index: number) => string): TextNoise =>
  (text) =>
    text.split('\n').map(change).join('\n');

const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** Takes away what all lines have in common. */
export function dedented(text: string): string {
  const indents = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(indentOf);
  let common = indents[0] ?? '';
  for (const indent of indents) {
    while (!indent.startsWith(common)) common = common.slice(0, -1);
  }
  return text
    .split('\n')
    .map((line) => (line.startsWith(common) ? line.slice(common.length) : line.trimStart()))
    .join('\n');
}

const MARKERS: Readonly<Record<string, TextNoise>> = {
  python: (text) => `"""${text}"""`,
  ruby: perLine((line) => `# ${line}`),
  go: perLine((line) => `// ${line}`),
  rust: perLine((line) => `/// ${line}`),
  csharp: perLine((line) => `/// ${line}`),
};
const asBlock: TextNoise = (text) =>
  `/**\n${text
    .split('\n')
    .map((line) => ` * ${line}`)
    .join('\n')}\n */`;

const add =
  (more: string): TextNoise =>
  (text) =>
    `${text}${more}`;
const below = (more: string): TextNoise => add(`\n${more}`);

/** What models do to the text of a comment. */
export const COMMENT_NOISE: Readonly<Record<string, TextNoise>> = {
  none: (text) => text,
  'several paragraphs': below(
    '\nSecond paragraph, after an empty line.\n\n\n\nThird one, after three.',
  ),
  'a list': below('\n- one\n  - deeper\n* star\n+ plus\n1. first'),
  'an example in a fence': (text, { language }) =>
    `${text}\n\n\`\`\`${language}\nvalue = call(1)\n\`\`\``,
  'an example that is indented': below('\n    value = call(1)\n    other(value)'),
  'deep lines': perLine((line) => `        ${line}`),
  tabs: perLine((line) => `\t${line.replaceAll(' ', '\t')}`),
  CRLF: (text) => `${text}\r\nSecond line.\r\n\r\nThird.`,
  'lone CR': (text) => `${text}\rSecond line.`,
  markers: (text, ground) => (MARKERS[ground.language] ?? asBlock)(text, ground),
  'markers of another language': (text, ground) =>
    ground.language === 'python' ? asBlock(text, ground) : `"""${text}"""`,
  'half of the markers': (text) => `/** ${text}`,
  'quotes around': (text) => `"${text}"`,
  'single quotes': (text) => `'''${text}'''`,
  'a quote at the end': add(' Says "yes"'),
  'three quotes inside': add(' Ends here. """ more'),
  'a backslash at the end': add(' In C:\\'),
  backslashes: add(' Matches \\d+\\s*\\N{x} \\x \\u \\U0001 in C:\\new\\users\\x.'),
  'escapes of unicode': add(' Says \\u0041, \\u{41}, \\u002a\\u002f, \\uuuu0022.'),
  'an end of a comment': add(' Glob is src/**/*.ts and **/ ends.'),
  'a start of a comment': add(' Glob is src/**/x and /* begins.'),
  'two slashes': below('// a line comment inside'),
  'a hash': below('# a heading'),
  'three slashes': below('/// a line'),
  'non-ASCII': add(' Prüft die Größe – π ≈ 3,14 → 日本語, naïve “quotes” and 🎉.'),
  'a non-breaking space': add(' At\u00a0most 10\u00a0ms.'),
  'a line separator': add(' One\u2028two.'),
  'a form feed': add(' One\ftwo.'),
  'tag of PHP': add(' Prints ?> and <?php echo 1 ?>.'),
  'words of Ruby': below('=begin\n=end\n__END__'),
  interpolation: add(' Says #{name}, ${name}, {name}, %s and `x`.'),
  brackets: add(' Takes ({[ and <T extends U[]>.'),
  'angle brackets': add(' Where a < b && c > d, a List<int> or <b>bold</b>, ]]> and &amp;.'),
  'a long line': add(` ${'word '.repeat(90)}end.`),
  'a long word': add(` https://example.org/${'x'.repeat(200)}`),
  'an unknown parameter': below('@param nowhereAtAll what is not there'),
  tags: below(
    '@return what comes of it\n@throws Error never\n@see Other#method\n@deprecated since 2',
  ),
  sections: below(
    '\nArgs:\n    first: what\n\nReturns:\n    it.\n\nRaises:\n    ValueError: never.',
  ),
  'a directive of a linter': (text, { language }) => `${text}\n${LINTERS[language] ?? 'NOLINT'}`,
  'a directive of the compiler': (text, { language }) =>
    `${text}\n${COMPILERS[language] ?? '#pragma once'}`,
  'a cookie': below('-*- coding: latin-1 -*-\nvim: set fileencoding=ascii :'),
  'a shebang': (text) => `#!/usr/bin/env tool\n${text}`,
  'an example that runs': below('\n>>> call(1)\n2'),
  'a trigraph': add(' Really??/'),
  'a colon at the end': add(':'),
  'a comment in a comment': below('<!-- hidden -->'),
  'a percent sign': add(' 100 % of %d and 50%'),
};

const LINTERS: Readonly<Record<string, string>> = {
  typescript: 'eslint-disable-next-line',
  javascript: 'eslint-disable no-undef',
  python: 'noqa: E501',
  go: 'nolint:all',
  java: 'CHECKSTYLE:OFF',
  php: 'phpcs:disable',
  ruby: 'rubocop:disable all',
  rust: 'clippy::all',
  csharp: 'ReSharper disable All',
};
const COMPILERS: Readonly<Record<string, string>> = {
  typescript: '@ts-nocheck',
  javascript: '@flow strict',
  python: 'type: ignore',
  go: 'go:noinline',
  java: '@hidden',
  php: '@runInSeparateProcess',
  ruby: 'frozen_string_literal: true',
  rust: '#![allow(unused)]',
  csharp: '#nullable enable',
};

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
const mapped = (edit: RawEdit, change: (line: string) => string): RawEdit => ({
  ...edit,
  firstLine: change(edit.firstLine),
  lastLine: change(edit.lastLine),
  replace: edit.replace === '' ? '' : edit.replace.split('\n').map(change).join('\n'),
});
const replaced = (edit: RawEdit, change: (text: string) => string): RawEdit => ({
  ...edit,
  replace: change(edit.replace),
});
const tabsTo = (blanks: string) => (line: string) => {
  const indent = indentOf(line);
  return indent.replaceAll('\t', blanks) + line.slice(indent.length);
};
const toTabs = (unit: string) => (line: string) => {
  const indent = indentOf(line);
  return indent.replaceAll(unit, '\t') + line.slice(indent.length);
};
const numbered = (text: string, from: number, mark: string) =>
  text
    .split('\n')
    .map((line, index) => `${from + index}${mark}${line}`)
    .join('\n');

/** What models do to an edit while they write it down. */
export const EDIT_NOISE: Readonly<Record<string, (edit: RawEdit, ground: NoiseGround) => RawEdit>> =
  {
    none: (edit) => edit,
    'anchors without indentation': (edit) => ({
      ...edit,
      firstLine: edit.firstLine.trimStart(),
      lastLine: edit.lastLine.trimStart(),
    }),
    'nothing indented': (edit) => ({
      ...replaced(edit, dedented),
      firstLine: edit.firstLine.trimStart(),
      lastLine: edit.lastLine.trimStart(),
    }),
    'new lines at the margin': (edit) => replaced(edit, dedented),
    'new lines flat': (edit) => replaced(edit, (text) => text.replace(/^[ \t]+/gm, '')),
    'first new line at the margin': (edit) => replaced(edit, (text) => text.trimStart()),
    'all a step deeper': (edit, { unit }) =>
      mapped(edit, (line) => (line === '' ? '' : unit + line)),
    'new lines a step deeper': (edit, { unit }) =>
      replaced(edit, (text) => text.replace(/^(?=[^\n])/gm, unit)),
    'new lines a space deeper': (edit) =>
      replaced(edit, (text) => text.replace(/^(?=[^\n])/gm, ' ')),
    'new lines a step shallower': (edit, { unit }) =>
      replaced(edit, (text) =>
        text
          .split('\n')
          .map((line) => (line.startsWith(unit) ? line.slice(unit.length) : line))
          .join('\n'),
      ),
    'last new line a step shallower': (edit, { unit }) =>
      replaced(edit, (text) => {
        const lines = text.split('\n');
        const last = lines.pop() ?? '';
        return [...lines, last.startsWith(unit) ? last.slice(unit.length) : last].join('\n');
      }),
    'tabs for spaces': (edit, { unit }) =>
      unit === '\t'
        ? edit
        : replaced(edit, (text) => text.split('\n').map(toTabs(unit)).join('\n')),
    'tabs for spaces, anchors too': (edit, { unit }) =>
      unit === '\t' ? edit : mapped(edit, toTabs(unit)),
    'two spaces for tabs': (edit) =>
      replaced(edit, (text) => text.split('\n').map(tabsTo('  ')).join('\n')),
    'four spaces for tabs': (edit) =>
      replaced(edit, (text) => text.split('\n').map(tabsTo('    ')).join('\n')),
    'four spaces for tabs, anchors too': (edit) => mapped(edit, tabsTo('    ')),
    'eight spaces for tabs': (edit) =>
      replaced(edit, (text) => text.split('\n').map(tabsTo('        ')).join('\n')),
    'two spaces for four': (edit) =>
      replaced(edit, (text) =>
        text
          .split('\n')
          .map((line) => indentOf(line).replaceAll('    ', '  ') + line.trimStart())
          .join('\n'),
      ),
    'a newline at the end': (edit) => replaced(edit, (text) => `${text}\n`),
    'a newline at the start': (edit) => replaced(edit, (text) => `\n${text}`),
    CRLF: (edit) => ({
      ...replaced(edit, (text) => text.replaceAll('\n', '\r\n')),
      firstLine: `${edit.firstLine}\r`,
      lastLine: `${edit.lastLine}\r`,
    }),
    numbers: (edit) => ({
      ...edit,
      firstLine: numbered(edit.firstLine, edit.from, '|'),
      lastLine: numbered(edit.lastLine, edit.to, '|'),
      replace: numbered(edit.replace, edit.from, '|'),
    }),
    'numbers in the new lines': (edit) => replaced(edit, (text) => numbered(text, edit.from, '|')),
    'numbers with a blank': (edit) => replaced(edit, (text) => numbered(text, edit.from, '| ')),
    'numbers with a colon': (edit) => replaced(edit, (text) => numbered(text, edit.from, ': ')),
    'a line too low': (edit) => ({ ...edit, from: edit.from + 1, to: edit.to + 1 }),
    'a line too high': (edit) => ({ ...edit, from: edit.from - 1, to: edit.to - 1 }),
    'three lines too low': (edit) => ({ ...edit, from: edit.from + 3, to: edit.to + 3 }),
    'a last line too many': (edit) => ({ ...edit, to: edit.to + 1 }),
    'a last line too few': (edit) => ({ ...edit, to: Math.max(edit.from, edit.to - 1) }),
    'anchors with blanks at the end': (edit) => ({
      ...edit,
      firstLine: `${edit.firstLine}  `,
      lastLine: `${edit.lastLine}\t`,
    }),
    'blanks at the ends': (edit) => replaced(edit, (text) => text.replace(/$/gm, '  ')),
    'anchors cut': (edit) => ({ ...edit, firstLine: edit.firstLine.slice(0, 20) }),
    'an ellipsis for the middle': (edit) =>
      replaced(edit, (text) => {
        const lines = text.split('\n');
        return lines.length < 4
          ? text
          : [lines[0], `${indentOf(lines[1] ?? '')}...`, lines.at(-1)].join('\n');
      }),
    'a placeholder for the middle': (edit, { language }) =>
      replaced(edit, (text) => {
        const lines = text.split('\n');
        const mark = /^(?:python|ruby)$/.test(language) ? '#' : '//';
        const indent = indentOf(lines[1] ?? '');
        return lines.length < 4
          ? text
          : [
              lines[0],
              `${indent}${mark} ... rest of the code stays the same ...`,
              lines.at(-1),
            ].join('\n');
      }),
    'a fence': (edit, { language }) =>
      replaced(edit, (text) => `\`\`\`${language}\n${text}\n\`\`\``),
    'written newlines': (edit) => replaced(edit, (text) => text.replaceAll('\n', '\\n')),
    entities: (edit) =>
      replaced(edit, (text) => text.replace(/[<>&]/g, (mark) => ENTITIES[mark] ?? mark)),
    'curly quotes': (edit) => replaced(edit, (text) => text.replace(/"([^"\n]*)"/g, '“$1”')),
    'non-breaking spaces': (edit) =>
      replaced(edit, (text) => text.replace(/^ +/gm, (blanks) => '\u00a0'.repeat(blanks.length))),
    'a non-breaking space in code': (edit) =>
      replaced(edit, (text) => text.replace(/(?<=\w) (?=\w)/, '\u00a0')),
    'a mark of byte order': (edit) => replaced(edit, (text) => `\ufeff${text}`),
    'marks of a diff': (edit) => replaced(edit, (text) => text.replace(/^/gm, '+')),
    'cut off': (edit) => replaced(edit, (text) => text.slice(0, Math.floor(text.length * 0.6))),
    'a bracket more': (edit) => replaced(edit, (text) => `${text}\n}`),
  };

/** What models do to the code of tests. */
export const TEST_NOISE: Readonly<Record<string, TextNoise>> = {
  none: (text) => text,
  'at the margin': (text) => dedented(text),
  flat: perLine((line) => line.trimStart()),
  'a step deeper': (text, { unit }) => text.replace(/^(?=[^\n])/gm, unit),
  'a space deeper': (text) => text.replace(/^(?=[^\n])/gm, ' '),
  'first line at the margin': (text) => text.trimStart(),
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'tabs for spaces': (text, { unit }) =>
    unit === '\t' ? text : text.split('\n').map(toTabs(unit)).join('\n'),
  'four spaces for tabs': (text) => text.split('\n').map(tabsTo('    ')).join('\n'),
  'two spaces for four': (text) =>
    text
      .split('\n')
      .map((line) => indentOf(line).replaceAll('    ', '  ') + line.trimStart())
      .join('\n'),
  'a fence': (text, { language }) => `\`\`\`${language}\n${text}\n\`\`\``,
  'a fence with words': (text, { language }) =>
    `Here are the cases:\n\`\`\`${language}\n${text}\n\`\`\``,
  'empty lines around': (text) => `\n\n\n${text}\n\n\n`,
  'blanks at the ends': (text) => text.replace(/$/gm, '  '),
  twice: (text) => `${text}\n\n${text}`,
  'a comment in front': (text, { language }) =>
    `${/^(?:python|ruby)$/.test(language) ? '#' : '//'} Größe – “new” cases\n${text}`,
  'a placeholder behind': (text, { language }) =>
    `${text}\n${/^(?:python|ruby)$/.test(language) ? '#' : '//'} ... existing cases ...`,
  'cut off': (text) => text.slice(0, Math.floor(text.length * 0.6)),
  'a bracket more': (text) => `${text}\n}`,
  'a bracket less': (text) => text.replace(/[)}\]]\s*;?\s*$/, ''),
  'curly quotes': (text) => text.replace(/"([^"\n]*)"/g, '“$1”'),
  'non-breaking spaces': (text) =>
    text.replace(/^ +/gm, (blanks) => '\u00a0'.repeat(blanks.length)),
  'a mark of byte order': (text) => `\ufeff${text}`,
};
