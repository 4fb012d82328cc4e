/**
 * Comments that tools obey. They are code to us: a comment that is added, lost or moved away from
 * its line changes what a compiler, a linter or a test runner does.
 */
const EVERYWHERE = [
  /^(?:eslint|tslint|oxlint|stylelint|jshint|jslint)-(?:disable|enable|env)/,
  /^(?:prettier|biome|dprint|deno-lint|deno-fmt|deno-coverage)-ignore/,
  /^(?:istanbul|c8|v8|nyc|coverage|codecov|lcov)[ :]\S*\s*(?:ignore|off|excl)/i,
  /^(?:NOLINT(?:NEXTLINE|BEGIN|END)?|NOSONAR|nosec|nosemgrep|semgrep|noinspection|spellchecker|cspell)\b/i,
  /^(?:cppcheck-suppress|coverity\s*\[|IWYU pragma|CHECKSTYLE[.:]|(?:ReSharper|Stryker) (?:disable|restore))/,
  /^(?:LCOV|GCOVR?)_EXCL/,
  /^(?:clang-format|swiftlint|ktlint|@formatter):?/,
  /^-\*-.*-\*-$/,
  /^(?:vim?|ex):\s*set?\b/,
  /^#?\s*sourceMappingURL=/,
];

const ECMASCRIPT = [
  /^@ts-(?:ignore|expect-error|nocheck|check)\b/,
  /^@(?:jest|vitest)-environment\b/,
  /^@jsx\w*\s/,
  // `stripInternal` looks for the letters alone, in the name of a package and in an address too.
  /@internal/,
  /^@(?:flow|noflow)\b/,
  /^<(?:reference|amd-)/,
  /^[@#]__\w+__/,
  /^(?:webpack|turbopack|vite)(?:[A-Z]|-)\w*/,
  /^\$Flow\w+/,
];

const PYTHON = [
  /^(?:type|pyright|mypy|ruff|fmt|isort|pylint|flake8|yapf|pytype|cython|distutils)\s*:/,
  /^noqa\b/i,
  /^pragma\s*:/,
  /^#!/,
  /^%%/,
  /^(?:en)?coding[:=]\s*[-\w.]+/,
];

const GO = [
  /^(?:go|lint):\w/,
  /^nolint\b/,
  /^export \w+$/,
  // Also those of code generators, as in `+kubebuilder:object:root=true`, `swagger:model` and `@Router`.
  /^\+[a-z][\w.-]*(?:[:=]|$| )/,
  /^swagger:\w/,
  /^@[A-Z]\w*/,
  /^line \S*:\d/,
  /^#\s*(?:include|cgo|define)\b/,
];

/** By Go's own rule: no space after the slashes. */
const GO_DIRECTIVE = /^\/\/[a-z0-9]+:[a-z0-9]/;

const RUBY = [
  /^(?:frozen_string_literal|warn_indent|shareable_constant_value|typed)\s*:/,
  /^rubocop\s*:/,
  /^:\w+:/,
  // Of the encoding, wherever it stands in one of the first lines.
  /coding\s*[:=]\s*[\w.-]/i,
  /^#!/,
  /^steep:/,
];

const PHP = [
  /^(?:phpcs|@?phpstan-|@?psalm-|@codeCoverageIgnore|@phpcs)/,
  /^#!/,
  // Annotations that are read when the program runs, and those of PHPUnit.
  /@[A-Z][\w\\]{0,80}\s?\(/,
  /^@[A-Z][\w\\]*/,
  /^@(?:test|testWith|dataProvider|depends|group|covers\w*|uses|requires|before\w*|after\w*|runInSeparateProcess|runTestsInSeparateProcesses|preserveGlobalState|backup\w+|doesNotPerformAssertions|expectedException\w*)\b/,
];

/** Read wherever they stand in a comment, in any case. */
const ANYWHERE = [
  /-\*-/,
  /(?:^|\s)(?:vim?|ex):\s*(?:set?\s|\w+=)/i,
  /[@#]__\w+__/,
  /[@#]\s?source(?:Mapping)?URL\s*=/i,
  /@(?:jsx|ts-|vite-ignore|flow\b|noflow\b|cc_on\b|preserve\b|license\b|formatter:|generated\b)/i,
  /@(?:jest|vitest)-environment/i,
  /\bwebpack[A-Z]\w{1,40}\s*:/,
  /\b(?:NOLINT|NOSONAR|nosec\b|nosemgrep|noinspection\s|nocov_(?:start|end))/,
  /\b(?:eslint|tslint|oxlint|stylelint|rubocop|pylint|swiftlint|ktlint|phpcs|detekt):\s?[a-z]/i,
  /\b(?:eslint|tslint|oxlint|stylelint)-(?:dis|en)able/i,
  /\b(?:prettier|biome|dprint|deno-lint|deno-fmt)-ignore/i,
  /\b(?:istanbul|c8|v8|node:coverage)\s+(?:ignore|disable|enable)\b/i,
  /\bclang-format\s+o(?:n|ff)\b/i,
  /\bSPDX-License-Identifier\s*:/i,
  /\b(?:frozen[-_]string[-_]literal|shareable[-_]constant[-_]value|warn[-_]indent)\s*:/i,
  /\bcodeCoverageIgnore/i,
];

/** Tools read these in strings, too. */
const IN_PYTHON_TEXT = [
  /#\s*(?:noqa|flake8|pragma|type|pyright|mypy|ruff|fmt|isort|pylint|yapf|pytype|nosec|cython)\b/i,
  /\bisort\s*:\s*(?:skip|off|on|split|dont)/i,
  /\bflake8\s*[:=]\s*noqa/i,
];

/** Tags that are for readers alone; a tool may obey any other word behind an `@`. */
const READERS_TAGS: Readonly<Record<string, ReadonlySet<string>>> = {
  ecmascript: new Set(
    'param params arg argument returns return throws exception example see link linkcode linkplain remarks summary description desc deprecated since version author default defaultvalue typeparam privateremarks todo fires event eventproperty yields async generator class constructor function method module memberof name namespace property prop public category group label alpha beta experimental copyright file fileoverview overview tutorial inheritdoc packagedocumentation decorator sealed virtual callback template override readonly public private protected access static instance inner ignore hidden hideconstructor interface enum typedef type extends augments implements mixes mixin borrows lends listens emits variation global external kind requires abstract satisfies'.split(
      ' ',
    ),
  ),
  php: new Set(
    'param return returns throws throw var see link since deprecated author version todo example copyright package subpackage category internal inheritdoc method property property-read property-write mixin template extends implements uses usedby api source ignore final static access global name note abstract'.split(
      ' ',
    ),
  ),
};

const TAGS_OF: Readonly<Record<string, string>> = {
  typescript: 'ecmascript',
  typescriptreact: 'ecmascript',
  javascript: 'ecmascript',
  javascriptreact: 'ecmascript',
  php: 'php',
};

/** A word behind an `@` that begins no address, no name of a package and no call of a decorator. */
const TAG = /(?<![\w.@/])@([A-Za-z_][\w-]{0,60})(?![\w-]{0,60}[/(])/g;

function hasToolsTag(language: string, line: string): boolean {
  const tags = READERS_TAGS[TAGS_OF[language] ?? ''];
  if (tags === undefined) return false;
  return [...line.matchAll(TAG)].some(([, tag = '']) => !tags.has(tag.toLowerCase()));
}

/** Whether a line of a docstring is one that a tool obeys. */
export function isObeyedInString(line: string): boolean {
  return [...ANYWHERE, ...IN_PYTHON_TEXT].some((pattern) => pattern.test(line));
}

/** The compiler marks the class file. */
const JAVA = [/@deprecated\b/];

/** A backslash at the end takes the next line into the comment; `??/` is one in old compilers. */
const C = [/\\\s*$/, /\?\?\//];

const BY_LANGUAGE: Readonly<Record<string, readonly RegExp[]>> = {
  java: JAVA,
  c: C,
  cpp: C,
  'objective-c': C,
  typescript: ECMASCRIPT,
  typescriptreact: ECMASCRIPT,
  javascript: ECMASCRIPT,
  javascriptreact: ECMASCRIPT,
  python: PYTHON,
  go: GO,
  ruby: RUBY,
  php: PHP,
};

/** Directives that speak of the code below them, so that nothing may come in between. */
const FOR_NEXT_LINE =
  /@ts-(?:ignore|expect-error)|next[-_]line|prettier-ignore|biome-ignore|ignore next|\bignore\b|^(?:go|nolint|export|line)\b|\$Flow|NOLINT|noinspection|phpstan|psalm|clang-format|cppcheck|coverity|disable once/i;

/** Bare lines of a comment, without its markers. */
function commentLines(comment: string): readonly string[] {
  return comment.split('\n').map((line) =>
    line
      .trim()
      .replace(/^(?:\/\*+!?|\/\/+!?|#+(?=[^!]|$)|\*(?!\/)|<!--|"""|''')+/, '')
      .replace(/(?:(?<!\*)\*+\/|-->|"""|''')$/, '')
      .trim(),
  );
}

/** Whether a bare line of a comment is one that a tool obeys. */
export function isDirectiveLine(language: string, line: string): boolean {
  const isObeyed = (pattern: RegExp) => pattern.test(line);
  return (
    EVERYWHERE.some(isObeyed) ||
    ANYWHERE.some(isObeyed) ||
    (BY_LANGUAGE[language] ?? []).some(isObeyed) ||
    hasToolsTag(language, line)
  );
}

/** Whether a comment, markers included, holds a directive. */
export function isDirective(language: string, comment: string): boolean {
  if (language === 'go' && GO_DIRECTIVE.test(comment)) return true;
  return commentLines(comment).some((line) => isDirectiveLine(language, line));
}

/** Whether a comment with directives says something to people as well. */
export function hasProse(language: string, comment: string): boolean {
  return commentLines(comment).some((line) => line !== '' && !isDirectiveLine(language, line));
}

/** Whether a directive must stay right above the code that follows it. */
export function bindsNextLine(comment: string): boolean {
  return commentLines(comment).some((line) => FOR_NEXT_LINE.test(line));
}
