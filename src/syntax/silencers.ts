import { languageOf } from './languages/languages.ts';

/**
 * What tells a checker to keep quiet, as the tools document it: in comments of any language, and in
 * the code of some. In any case, since what a tool does not obey helps nobody either.
 */

/** Tools that are spoken to with a colon or a hyphen: `rubocop:disable`, `eslint-disable-next-line`. */
const TOOLS = [
  'eslint|tslint|oxlint|oxfmt|stylelint|jshint|jslint|jscs|biome|rome|deno-lint|deno-fmt|deno-coverage|dprint|prettier',
  'flowlint|svelte|html-validate|markdownlint|yamllint|hadolint|vue-tsc|angular-eslint|knip|jscpd|i18next-extract',
  'pylint|flake8|ruff|mypy|pyright|basedpyright|pyre|pytype|pyrefly|zuban|ty|bandit|pycodestyle|pep8|autopep8|yapf|black|isort|fmt|pydocstyle|codespell|pylama|autoflake|interrogate|docformatter|vulture|refurb|typos|cspell|spell-?checker|sourcery',
  'golangci-lint|golangci|revive|gosec|staticcheck|errcheck|exhaustive|exhaustruct|gocritic|lint|goland|nilaway|gocyclo|gocognit|dupl|unparam|godot|kics-scan',
  'rubocop|standard|standardrb|reek|brakeman|erb_lint|erblint|haml-lint|slim-lint|steep|sorbet|solargraph|sg',
  'phpcs|phpstan|psalm|phan|phpmd|mago|php-cs-fixer|rector|infection|deptrac|codesniffer',
  'checkstyle|pmd|cpd|spotbugs|findbugs|errorprone|infer|spotless|resharper|csharpier|stylecop|roslynator|fsharplint|fantomas|stryker',
  'cppcheck|clang-tidy|cpplint|flawfinder|polyspace|coverity|pvs|iwyu',
  'detekt|ktlint|ktfmt|swiftlint|swiftformat|swift-format|periphery|scalastyle|scalafix|scalafmt|wartremover|wart',
  'luacheck|selene|stylua|shellcheck|shfmt|bashate|lintr|nolintr|credo|sobelow',
  'semgrep|snyk|checkov|tfsec|trivy|kics|gitleaks|trufflehog|nocov|coverage|tarpaulin|cbindgen',
].join('|');
const QUIET =
  'disable|ignore(?:file|line|start|end|all|errors?)?|off|skip|skip[-_]file|suppress|todo|expect|noqa|fixme|unsafe|allow|exclude|no-?check|mute';

/** Tools that are spoken to with a blank. */
const SPACED = 'istanbul|c8|v8|nyc|node:coverage|resharper|stryker|jshint|sourcery|deepcode|snyk';

const COMMENT_SILENCERS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:${TOOLS})(?:\\s{0,2}[:=]\\s{0,2}|-)(?:[a-z]{1,12}-){0,2}(?:${QUIET})(?![a-z])`,
    'i',
  ),
  new RegExp(`\\b(?:${SPACED})\\s{1,3}(?:disable|ignore|skip)(?![a-z])`, 'i'),
  /\b(?:shellcheck|hadolint|yamllint)\s{1,3}(?:disable|ignore|source)\b\s{0,2}=?/i,
  /@ts-(?:ignore|expect-error|nocheck)/i,
  /\$Flow(?:FixMe|Ignore|ExpectedError|Issue)/i,
  /\b(?:lgtm|codeql|coverity)\s?\[/i,
  /\b(?:type|pyright|mypy|ty)\s{0,3}:\s{0,3}ignore\b/i,
  /\bpyright\s{0,2}:(?:\s{0,2}(?:basic|off)|[^#\n]{0,120}\breport\w{1,60}\s{0,2}=\s{0,2}(?:false|none|warning|information))/i,
  /\bmypy\s{0,2}:\s{0,2}(?:ignore|disable|allow|no)[-_]/i,
  /\bpyre-(?:ignore|fixme|unsafe)/i,
  /\bignore_for_file\s{0,2}:/i,
  /\b(?:checkstyle\s?[.:]?\s?(?:off|suppress)|suppress\s+checkstyle|CPD-OFF)\b/i,
  /@(?:phpstan|psalm|phan|mago|phpcs|infection|deptrac)[-:](?:file-)?(?:ignore|suppress|expect)/i,
  /@codingStandards(?:Change|Ignore)/i,
  /@codeCoverageIgnore/i,
  /@(?:noinspection|lint-ignore|nolint|sg-ignore|SuppressWarnings|diagnostic\s+disable)\b/i,
  /@suppress\b/i,
  /\blint-(?:ignore|fixme)\b/i,
  /\b(?:L|G)?COVR?_EXCL/,
  /<auto-?generated/i,
  /\b(?:clang-format|fmt|yapf|format|@formatter)\s{0,2}:?\s{0,2}(?:off|skip)\b/i,
];

/** Words that a comment may also speak of, and what is read at its start alone. */
const IN_A_FIX: readonly RegExp[] = [
  // Whatever the tool: without a blank behind the colon it is no sentence.
  /(?:^|\s)[a-z][\w-]{1,30}:(?:file-|line-)?(?:ignore|disable|suppress|skip|off|noqa|allow)(?![a-z])/i,
  /\bno-?lint(?:nextline|begin)?(?![\w-])/i,
  /\b(?:NOSONAR|nosec|nosemgrep|NOPMD|nopep8|nopycln|skipcq|LINTED)\b/i,
  /\bnoinspection\s/i,
  /\btyped\s{0,2}:\s{0,2}(?:false|ignore)\b/i,
  /\bpragma\s{0,2}:\s{0,2}(?:no\s|allowlist)/i,
  /^\s*noqa\b|#\s*noqa\b/i,
  /^\s*ignore\s{0,2}:\s{0,2}[\w/]/i,
  /^\s*(?:eslint|jshint|jslint)\s+["']?[@\w/-]{1,60}["']?\s{0,3}:/i,
  /^\s*(?:globals?|exported)\s+[\w$]+\s{0,2}(?:[,:]|$)/i,
  /^\s*(?:-V\d{3}|lint\s+[-!+]e|##\s*no\s+critic)/i,
];

/** A word that each of the patterns has: most comments have none. */
const MAY_SILENCE =
  /disable|ignore|off|skip|suppress|todo|expect|noqa|no-?cov|fixme|unsafe|allow|exclude|check|mute|lint|sonar|sec\b|semgrep|pmd|pep8|pycln|skipcq|inspection|lgtm|codeql|coverity|source|mypy|pyright|Flow|excl|pragma|generated|typed|critic|-V\d|globals?\b|exported|jshint|diagnostic|codeCoverage|standards|CPD/i;

/** The words of a comment, markers left out, from where they keep a checker quiet; or undefined. */
export function silencerIn(words: string): string | undefined {
  if (!MAY_SILENCE.test(words)) return undefined;
  for (const pattern of [...COMMENT_SILENCERS, ...IN_A_FIX]) {
    const found = pattern.exec(words);
    if (found !== null) return words.slice(found.index).trim();
  }
  return undefined;
}

/** Whether a line of a comment keeps a checker quiet, wherever in it that stands. */
export function isSilencer(line: string): boolean {
  return COMMENT_SILENCERS.some((pattern) => pattern.test(line));
}

/** Patterns of a language's own means, for code whose comments are blanks. */
export function codeSilencers(language: string): readonly RegExp[] {
  return languageOf(language).silencers ?? [];
}
