import type { Language } from './language.ts';
import { languageOf } from './languages/languages.ts';
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

/** A word behind an `@` that begins no address, no name of a package and no call of a decorator. */
const TAG = /(?<![\w.@/])@([A-Za-z_][\w-]{0,60})(?![\w-]{0,60}[/(])/g;

/** At-rules of style sheets: no tool takes these for tags. */
const AT_RULES = new Set(
  'media import keyframes supports layer container charset namespace page font-face scope apply tailwind include mixin use forward'.split(
    ' ',
  ),
);

/** Whether a line has a tag that is not for readers alone. */
function hasToolsTag({ readerTags: tags }: Language, line: string): boolean {
  if (tags === undefined) return false;
  return [...line.matchAll(TAG)].some(({ 1: tag = '', index }) => {
    if (tags.words.has(tag.toLowerCase())) return false;
    if (tags.where === 'anywhere') return true;
    if (index > 0 || (tags.haveCapitals !== true && /^[A-Z]/.test(tag))) return false;
    return tags.besideStyles !== true || !AT_RULES.has(tag);
  });
}

/** Whether a line of a docstring is one that a tool obeys. */
export function isObeyedInString(line: string): boolean {
  return [...ANYWHERE, ...IN_PYTHON_TEXT].some((pattern) => pattern.test(line));
}

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
  const known = languageOf(language);
  const isObeyed = (pattern: RegExp) => pattern.test(line);
  return (
    EVERYWHERE.some(isObeyed) ||
    ANYWHERE.some(isObeyed) ||
    isSilencer(line) ||
    (known.directives ?? []).some(isObeyed) ||
    hasToolsTag(known, line)
  );
}

/** Whether it is one by the blank that its marker lacks. */
function isDirectiveAsWritten(language: string, comment: string): boolean {
  return languageOf(language).directiveAsWritten?.test(comment) === true;
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
