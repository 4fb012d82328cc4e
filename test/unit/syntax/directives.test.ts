import assert from 'node:assert/strict';
import { isDirective, isDirectiveLine } from '../../../src/syntax/directives.ts';

/** What the tools of a language obey wherever it stands in a comment. */
const OBEYED: Readonly<Record<string, readonly string[]>> = {
  typescript: [
    'Adds two numbers, see also @jsx globalThis.stolen',
    'See @jsxImportSource evil-package for more.',
    'Pure. @__PURE__ and so on',
    'Pure. #__NO_SIDE_EFFECTS__',
    'It is @__NO_SIDE_EFFECTS__ here',
    'Adds. @ts-nocheck',
    'Says @internal to strip it.',
    'Says @internal(x) as well.',
    'From @internal/pkg.',
    'Write to a@internal.example.',
    'Says @vite-ignore.',
    'sourceMappingURL is no prose: //# sourceMappingURL=evil.map',
    'Runs in @jest-environment jsdom',
    'eslint-disable no-alert',
    'Has webpackChunkName: "x"',
    'Kept by @license MIT',
    'SPDX-License-Identifier: MIT',
    'c8 ignore next 3',
    'Keeps -*- mode: js -*-',
  ],
  javascript: ['First @flow then', 'x @jsxRuntime classic', '@JSX h', 'prettier-ignore'],
  ruby: [
    'Frozen-String-Literal: true',
    'frozen_string_literal: true',
    '-*- frozen_string_literal: true -*-',
    'Coding: us-ascii',
    'rubocop:disable all',
    ':nocov:',
  ],
  php: ['Says @dataProvider evil', 'See @ORM\\Column(type="x")', '@phpstan-ignore-line'],
  java: ['Old. @deprecated use other'],
  c: ['ends in a line that goes on \\'],
  cpp: ['NOLINTNEXTLINE', 'clang-format off'],
  dart: [
    'ignore: unused_element',
    'Ignore_for_file: unused',
    '@dart=2.9',
    'dart format off',
    'Has {@tool dartpad} in it',
  ],
  scala: [
    'scalafmt: { maxColumn = 80 }',
    'scalastyle:off',
    'scalafix:ok',
    'format: off',
    '$COVERAGE-OFF$',
  ],
  swift: ['swiftlint:disable all', 'swiftformat:disable x', 'sourcery: AutoMockable'],
  kotlin: ['ktlint-disable x', 'detekt:X'],
  shellscript: ['shellcheck disable=SC2034', 'As shellcheck source=a.sh says', 'shfmt:ignore'],
  lua: [
    'luacheck: ignore',
    'luacheck: globals x',
    '@diagnostic disable',
    '@meta',
    'selene: allow(x)',
  ],
  r: [
    '@export',
    '@exportClass a',
    '@import stats',
    '@importFrom stats sd',
    '@useDynLib a',
    '@rawNamespace x',
    '@include a.R',
    '@eval f()',
    '@evalNamespace f()',
    '@examples f()',
    '@rdname a',
    '@noRd',
    'nolint',
  ],
};

/** More of what tools obey, added to the languages above. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  typescript: ['eslint no-var: "off"', 'eslint-enable', '@jsx h', '@nocollapse', '@suppress {x}'],
  ruby: ['Typed: true', 'typed: strict', 'rubocop:push', 'rubocop: disable X', '@rbs x: Integer'],
  php: ['phpcs:disable', '@mago-expect x'],
  java: ['CHECKSTYLE:OFF', 'language=SQL'],
  csharp: ['ReSharper disable once X', 'csharpier-ignore'],
  rust: ['SAFETY: it is', 'cbindgen:ignore'],
  python: ['pylint: disable=x', 'ruff: noqa'],
  go: ['nolint:x', '+build linux'],
};

/** What people write about code, and no tool reads. */
const PROSE: Readonly<Record<string, readonly string[]>> = {
  typescript: [
    'Adds two numbers.',
    '@param a the first number, as in @scope/package',
    'For classes with @Injectable() or @Component({...}).',
    'Write to me@example.com.',
    '@returns the sum; @throws RangeError',
    '@template T kind of item',
    'Reads the rules of eslint and runs prettier.',
    'A generic type: Map<string, number>.',
    'Uses {@link other} and `code`.',
    'Ignores what comes next.',
    'Encoding: the text is UTF-8.',
    'Makes an @Injectable class.',
    '@Injectable classes are made once.',
    'Part of the @angular scope.',
    'Reads @media and @import rules.',
    '@media rules come last.',
    'eslint: a linter for scripts.',
    'Runs eslint, prettier: in this order.',
    'Coverage ignored, types allowed.',
    'Says what the noqa list is for.',
    'type: the kind of it',
    'clang-format is run afterwards.',
    'Spellchecker of the editor.',
    'Semgrep rules as JSON.',
    'A standard: ISO 8601.',
    'Lint: none.',
  ],
  javascript: ['@typedef {object} Options', '@type {number}', '@private'],
  ruby: ['Returns the encoding of the text.', '@param name [String] the name'],
  php: ['@param int $a the first', '@return string', 'The type of the column.'],
  java: ['@param a the first', '@return the sum', '{@code a}', '{@link Other}'],
  cpp: ['@brief Adds.', '@param a the first'],
  python: ['Adds two numbers.', 'Type: a name.'],
  dart: ['Ignores nulls.', 'The dart format of the board.'],
  scala: ['Format: a string.', 'What scalafmt does.'],
  swift: ['Runs swiftlint afterwards.', '- Parameter a: the first'],
  shellscript: ['Runs shellcheck on it.', 'Prints the name.'],
  lua: ['@param a the first', '@return string', 'Runs luacheck on it.'],
  r: ['@param a The first.', '@return The sum.', '@details More.', '@seealso other', 'Mail a@b.c.'],
  csharp: ['Runs ReSharper on it.'],
  rust: ['# Safety', 'Safe to call twice.'],
  go: ['Lint tells whether it is on.'],
};

describe('comments that tools obey', () => {
  for (const [language, lines] of [...Object.entries(OBEYED), ...Object.entries(MORE)]) {
    for (const line of lines) {
      it(`are known in ${language}: ${line}`, () => {
        assert.equal(isDirectiveLine(language, line), true);
        const isHash = /^(?:ruby|python|shellscript|r)$/.test(language);
        const open = isHash ? '# ' : language === 'lua' ? '--- ' : '/** ';
        const close = open === '/** ' ? ' */' : '';
        assert.equal(
          isDirective(language, `${open}Something.${close}\n${open}${line}${close}`),
          true,
        );
      });
    }
  }

  for (const [language, lines] of Object.entries(PROSE)) {
    for (const line of lines) {
      it(`are told from prose in ${language}: ${line}`, () => {
        assert.equal(isDirectiveLine(language, line), false);
      });
    }
  }
});
