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
  /coding\s*[:=]\s*[\w.-]/,
  /^#!/,
  /^steep:/,
];

const PHP = [
  /^(?:phpcs|@?phpstan-|@?psalm-|@codeCoverageIgnore|@phpcs)/,
  /^#!/,
  // Annotations that are read when the program runs, and those of PHPUnit.
  /^@[A-Z][\w\\]*/,
  /^@(?:test|testWith|dataProvider|depends|group|covers\w*|uses|requires|before\w*|after\w*|runInSeparateProcess|runTestsInSeparateProcesses|preserveGlobalState|backup\w+|doesNotPerformAssertions|expectedException\w*)\b/,
];

const BY_LANGUAGE: Readonly<Record<string, readonly RegExp[]>> = {
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
      .replace(/(?:\*+\/|-->|"""|''')$/, '')
      .trim(),
  );
}

/** Whether a bare line of a comment is one that a tool obeys. */
export function isDirectiveLine(language: string, line: string): boolean {
  const isObeyed = (pattern: RegExp) => pattern.test(line);
  return EVERYWHERE.some(isObeyed) || (BY_LANGUAGE[language] ?? []).some(isObeyed);
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
