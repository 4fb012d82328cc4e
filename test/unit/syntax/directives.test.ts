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
  ],
  javascript: ['@typedef {object} Options', '@type {number}', '@private'],
  ruby: ['Returns the encoding of the text.', '@param name [String] the name'],
  php: ['@param int $a the first', '@return string', 'The type of the column.'],
  java: ['@param a the first', '@return the sum', '{@code a}', '{@link Other}'],
  cpp: ['@brief Adds.', '@param a the first'],
  python: ['Adds two numbers.', 'Type: a name.'],
};

describe('comments that tools obey', () => {
  for (const [language, lines] of Object.entries(OBEYED)) {
    for (const line of lines) {
      it(`are known in ${language}: ${line}`, () => {
        assert.equal(isDirectiveLine(language, line), true);
        const open = language === 'ruby' ? '# ' : '/** ';
        const close = language === 'ruby' ? '' : ' */';
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
