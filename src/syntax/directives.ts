import { isSilencer } from './silencers.ts';

/**
 * Comments that tools obey. They are code to us: a comment that is added, lost or moved away from
 * its line changes what a compiler, a linter or a test runner does.
 */
const EVERYWHERE = [
  /^(?:eslint|tslint|oxlint|stylelint|jshint|jslint)-(?:disable|enable|env)/,
  /^(?:eslint|jshint|jslint)\s+["']?[@\w/-]{1,60}["']?\s{0,3}:/i,
  /^(?:prettier|biome|dprint|deno-lint|deno-fmt|deno-coverage)-ignore/,
  /^(?:istanbul|c8|v8|nyc|coverage|codecov|lcov)[ :]\S*\s*(?:ignore\b|off\b|excl)/i,
  /^(?:NOLINT(?:NEXTLINE|BEGIN|END)?|NOSONAR|nosec|nosemgrep|noinspection|NOPMD|skipcq|LINTED)\b/i,
  /^(?:spell-?checker|cspell|typos|codespell)\s?:/i,
  /^(?:cppcheck-suppress|coverity\s*\[|codeql\s*\[|lgtm\s*\[|IWYU pragma|CHECKSTYLE[.:]|(?:ReSharper|Stryker) (?:disable|restore))/i,
  /^(?:LCOV|GCOVR?|COV)_EXCL/,
  /^(?:clang-format\s+o|swiftlint\s?:\s?[a-z]+:?[a-z]|ktlint-(?:dis|en)able|@formatter:)/i,
  /^(?:language|lang)\s?=\s?\w/i,
  /^-\*-.*-\*-$/,
  /^(?:vim?|ex):\s*set?\b/,
  /^#?\s*sourceMappingURL=/,
  /^<(?:\/\s?)?auto-?generated/i,
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

/** A signature in a comment, without a blank: it must stand right above its method. */
const RUBY_SIGNATURE = /^#:\s?[(\w]/;

const RUBY = [
  /^(?:frozen_string_literal|warn_indent|shareable_constant_value)\s*:/,
  /^typed\s*:\s*(?:ignore|false|true|strict|strong|__)/i,
  /^rubocop\s*:\s*[a-z-]+/,
  /^(?:standard|reek|brakeman)\s*:\s*[a-z]/,
  /^@rbs\b/,
  /^@sg-ignore\b/,
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
  /\b(?:eslint|tslint|oxlint|stylelint|rubocop|pylint|swiftlint|swiftformat|ktlint|phpcs|detekt|scalafix|scalastyle|ruff|flake8)\s?:\s?(?:dis|en)able/i,
  /\b(?:eslint|tslint|oxlint|stylelint|ktlint)-(?:dis|en)able/i,
  /\brubocop\s?:\s?(?:push|pop|next|todo)/i,
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
  // Roxygen writes NAMESPACE, and runs examples, by the others.
  r: new Set(
    'param return returns description details title seealso references note author section source format slot field concept keywords family md describein inheritparams inheritdotparams inheritsection inherit order subsection'.split(
      ' ',
    ),
  ),
  lua: new Set(
    'param tparam return treturn raise see usage summary description class type field table fun func function module script submodule name author release copyright license since deprecated todo fixme warning local section within set'.split(
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
  r: 'r',
  lua: 'lua',
};

/** A word behind an `@` that begins no address, no name of a package and no call of a decorator. */
const TAG = /(?<![\w.@/])@([A-Za-z_][\w-]{0,60})(?![\w-]{0,60}[/(])/g;

/** At-rules of style sheets: no tool takes these for tags. */
const AT_RULES = new Set(
  'media import keyframes supports layer container charset namespace page font-face scope apply tailwind include mixin use forward'.split(
    ' ',
  ),
);

/** PHP's annotations are read wherever they stand in a line, other tags where one begins. */
function hasToolsTag(language: string, line: string): boolean {
  const tags = READERS_TAGS[TAGS_OF[language] ?? ''];
  if (tags === undefined) return false;
  return [...line.matchAll(TAG)].some(({ 1: tag = '', index }) => {
    if (tags.has(tag.toLowerCase())) return false;
    if (language === 'php') return true;
    // Decorators have capitals, and no tag of a tool has.
    if (index > 0 || (language !== 'r' && /^[A-Z]/.test(tag))) return false;
    return language === 'r' || language === 'lua' || !AT_RULES.has(tag);
  });
}

/** Whether a line of a docstring is one that a tool obeys. */
export function isObeyedInString(line: string): boolean {
  return [...ANYWHERE, ...IN_PYTHON_TEXT].some((pattern) => pattern.test(line));
}

/** The compiler marks the class file. */
const JAVA = [
  /@deprecated\b/,
  /\$NON-NLS-\d/,
  /\$FALL-THROUGH\$/,
  /^(?:spotless|checkstyle|CPD)[-:.]\s?o(?:n|ff)/i,
  /^suppress\s+checkstyle\b/i,
];

const DART = [
  /^ignore(?:_for_file)?\s?:/i,
  /@dart\s?=/i,
  /^dart\s+format\s+o(?:n|ff)\b/i,
  /^coverage\s?:\s?ignore/i,
  // Dartdoc runs a program for the first, and takes the second as it is.
  /\{@(?:tool|inject-html)\b/,
];

const SCALA = [
  /\bscala(?:fmt|fix|style)\s?:\s?[a-z]|^scala(?:fmt|fix|style)\s?:/i,
  /^format\s?:\s?o(?:n|ff)\b/i,
  /\$COVERAGE-O(?:N|FF)\$/,
  /^>\s?using\s/,
];

const SWIFT = [
  /^(?:swiftlint|swiftformat|sourcery|periphery)\s?:\s?[a-z]/i,
  /^swift-format-ignore/i,
  /^swift-tools-version\s?:/i,
];

const KOTLIN = [/^(?:ktlint|detekt)[-:]/i, /^@file:/];

const SHELL = [
  /\bshellcheck\s+[a-z-]+=/i,
  /^(?:shfmt|bashate)\s?:/i,
  /^#?!\s?\//,
  // Of schedulers of jobs, which read them like options.
  /^(?:SBATCH|PBS|BSUB|\$)\s+-/,
];

const LUA = [
  /\bluacheck\s?:/i,
  /^(?:selene|stylua)\s?:/i,
  /^-?\s?@diagnostic\b/i,
  /^-?\s?@(?:meta|cast|as)\b/,
];

const R = [/^nolint\b/i, /^nocov\b/i, /\bnocov\s+(?:start|end)\b/i, /^styler\s?:/i, /^\+\s/, /^!/];

const JULIA = [/^!?\s?format\s?:\s?o(?:n|ff)\b/i, /^COV_EXCL/];

const FSHARP = [/^(?:fsharplint|fantomas)\s?[:-]/i];

/** What clippy looks for above unsafe code. */
const RUST = [
  /^SAFETY\s?:/i,
  /^cbindgen\s?:/,
  /^(?:typos|spellchecker)\s?:/,
  /^(?:grcov|cov)[-:]excl/i,
];

const CSHARP = [/^csharpier-ignore/i, /^ncrunch\s?:/i, /^dotcover\s+(?:disable|enable)/i];

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
  csharp: CSHARP,
  rust: RUST,
  dart: DART,
  scala: SCALA,
  swift: SWIFT,
  kotlin: KOTLIN,
  shellscript: SHELL,
  lua: LUA,
  r: R,
  julia: JULIA,
  fsharp: FSHARP,
};

/** Directives that speak of all that follows, of a region, or of the whole file. */
const FOR_MORE = [
  /@(?:licen[cs]e|preserve|flow|noflow|ts-(?:no)?check|generated|jest-|vitest-|formatter:|codingStandardsIgnore(?:Start|End|File)|phpcs:(?:disable|enable))|SPDX-|-\*-|sourceMappingURL/i,
  /^#?!|coding\s?[:=]|frozen[-_]string|shareable[-_]constant|warn_indent|^typed\s?:|^vim?:|^ex:|^%%|^:nocov:/i,
  /^(?:eslint|tslint|oxlint|stylelint|swiftlint|swiftformat|rubocop|phpcs|pylint|ruff|scalafix|scalastyle|revive|gosec|ktlint|detekt|standard|cspell|spell-?checker)\s?[-:]\s?(?:disable|enable|todo|push|pop|on|off|ignoreFile)(?![-:]?next)/i,
  /^(?:NOLINT(?:BEGIN|END)|(?:L|G)?COVR?_EXCL_(?:START|STOP)|CPD-|CHECKSTYLE[.:]\s?O|\$COVERAGE|nocov\s)/i,
  /^(?:clang-format|fmt|yapf|format|dart\s+format|scalafmt|spotless|isort)\s?:?\s?(?:on|off|skip|split)/i,
  /^(?:eslint|jshint|jslint)\s|^(?:eslint-env|globals?|exported)\b|^<auto-?generated/i,
  /ignore[-_](?:for[-_])?file|file[-_]ignore|skip[-_]file|ignore[-_]all|^@dart\s?=|^(?:mypy|pyright|flake8|ruff)\s?:\s?[a-z]/i,
  /^type\s?:\s?\(/,
  /ignore-(?:start|end)|coverage:ignore-|^biome-ignore-(?:start|end)|^>\s?using|^swift-tools-version/i,
];

/** Of these, some are for the next line all the same. */
const FOR_THE_NEXT =
  /next[-_ ]?line|[-:]\s?next\b|disable once|ignore next|^(?:pylint|ruff)\s?:\s?ignore/i;

/** Directives that find their code across blank lines, too. */
const FOR_NEXT_NODE =
  /@ts-(?:ignore|expect-error)|noinspection|prettier-ignore|biome-ignore|(?:istanbul|c8|v8|node:coverage)\s+ignore|^go:embed\b|disable once|csharpier-ignore|swift-format-ignore|^(?:periphery|sourcery)\s?:|^shellcheck\b/i;

/** Who may use a text, and how: a licence. */
const LICENCE =
  /@licen[cs]e\b|@preserve\b|\bSPDX-License-Identifier\b|\bcopyright\b|\(c\)\s?\d{4}|©|\blicensed under\b|\ball rights reserved\b|\bpermission is hereby granted\b|^licen[cs]e\s?:|<(?:license|copyright)\b|\b(?:apache|mit|bsd|gnu|mozilla|isc|boost|eclipse|artistic)\b[^.\n]{0,40}\blicen[cs]e\b/i;

/** What a file says of itself, not of the first thing in it. */
const FOR_FILE =
  /^\s*[@\\](?:file|fileoverview|overview|packageDocumentation|license|licence|preserve|copyright)\b/i;

/**
 * Whether a comment is about the whole file: a licence, or what says so of itself.
 * @param isFirst whether nothing but comments stands above it
 */
export function isAboutFile(comment: string, isFirst: boolean): boolean {
  const lines = commentLines(comment);
  const [first = ''] = lines.filter((line) => line !== '');
  if (isFirst && lines.some((line) => LICENCE.test(line) || FOR_FILE.test(line))) return true;
  return LICENCE.test(first) || /^[@\\](?:file|fileoverview)\b/i.test(first);
}

/** Bare lines of a comment, without its markers. */
function commentLines(comment: string): readonly string[] {
  return comment.split('\n').map((line) =>
    line
      .trim()
      .replace(/^(?:\/\*+!?|\/\/+!?|#+(?=[^!]|$)'?|--+|\*(?!\/)|<!--|"""|''')+/, '')
      .replace(/(?:(?<!\*)\*+\/|-->|"""|''')$/, '')
      .trim(),
  );
}

/** Whether a bare line of a comment is one that a tool obeys. */
export function isDirectiveLine(language: string, line: string): boolean {
  if (line === '') return false;
  const isObeyed = (pattern: RegExp) => pattern.test(line);
  return (
    EVERYWHERE.some(isObeyed) ||
    ANYWHERE.some(isObeyed) ||
    isSilencer(line) ||
    (BY_LANGUAGE[language] ?? []).some(isObeyed) ||
    hasToolsTag(language, line)
  );
}

/** Whether it is one by the blank that its marker lacks. */
function isDirectiveAsWritten(language: string, comment: string): boolean {
  if (language === 'go') return GO_DIRECTIVE.test(comment);
  return language === 'ruby' && RUBY_SIGNATURE.test(comment);
}

/** Whether a comment, markers included, holds a directive. */
export function isDirective(language: string, comment: string): boolean {
  return (
    isDirectiveAsWritten(language, comment) ||
    commentLines(comment).some((line) => isDirectiveLine(language, line))
  );
}

/** Whether a comment with directives says something to people as well. */
export function hasProse(language: string, comment: string): boolean {
  return commentLines(comment).some((line) => line !== '' && !isDirectiveLine(language, line));
}

/** Whether a directive must stay right above the code that follows it. */
export function bindsNextLine(language: string, comment: string): boolean {
  if (isDirectiveAsWritten(language, comment)) return true;
  return commentLines(comment).some(
    (line) =>
      isDirectiveLine(language, line) &&
      (FOR_THE_NEXT.test(line) || !FOR_MORE.some((pattern) => pattern.test(line))),
  );
}

/** Whether a directive is for the code below it even where blank lines come in between. */
export function bindsNextNode(comment: string): boolean {
  return commentLines(comment).some((line) => FOR_NEXT_NODE.test(line));
}
