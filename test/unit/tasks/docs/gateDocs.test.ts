import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { documented, gateCases, inputOf, textOf } from '../gateCases.ts';
import { askedFor, inputFor, prepare, startTools } from '../taskBench.ts';

/** What comes of the given cases: the new text. */
const GIVEN: Readonly<Record<string, string>> = {
  'D1.go-generate':
    'package pill\n\n//go:generate stringer -type=Pill\n\n// Pill is a kind of medicine.\ntype Pill int\n',
  'D2.pylint-disable-next':
    'def load(path):\n    """Does it."""\n    # pylint: disable-next=consider-using-with\n    handle = open(path)\n    return handle\n',
  'D2.tslint-next-line':
    '/** Does it. */\n// tslint:disable-next-line:no-any\nexport function pass(x: any) {\n  return x;\n}\n',
  'D3.python-no-body': 'def load(path):\n\ndef save(path):\n    """Does it."""\n    pass\n',
  'D4.license-ts':
    '/**\n * @license\n * Copyright 2021 Example. SPDX-License-Identifier: MIT\n */\n/** Does it. */\nexport function add(a: number, b: number) {\n  return a + b;\n}\n',
  'D5.kotlin-annotation':
    '/** Does it. */\nclass A {\n    /** Does it. */\n    @JvmStatic\n    fun run(x: Int): Int {\n        return x\n    }\n}\n',
  'D6.comment-before-first-statement':
    'def scale(v):\n    """Does it."""\n    # keep v whole\n    return v * 2\n',
};

describe('docs that go wrong', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const one of gateCases('docs')) {
    it(one.id, async () => {
      const { commentForEachAsked } = one.answer as { readonly commentForEachAsked: string };
      assert.equal(
        textOf(await documented(tools, inputOf(one), commentForEachAsked)),
        GIVEN[one.id],
      );
    });
  }

  /** Code with `*` alone in the line where the comment has to stand. */
  const placed = async (language: string, template: string, target = 0) => {
    const marker = /^([ \t]*)\*\n/m;
    const source = template.replace(marker, '');
    const input = inputFor('docs', language, source, {
      ...(target > 0 && {
        target: { firstLine: target, lastLine: target },
        targetKind: 'declaration',
      }),
    });
    const result = await documented(tools, input, 'Does it.');
    const line: Readonly<Record<string, string>> = {
      python: '"""Does it."""',
      go: '// Does it.',
      rust: '/// Does it.',
      swift: '/// Does it.',
      dart: '/// Does it.',
      fsharp: '/// Does it.',
      zig: '/// Does it.',
      ruby: '# Does it.',
      shellscript: '# Does it.',
      julia: '# Does it.',
      lua: '--- Does it.',
      r: "#' Does it.",
    };
    const wanted = template.replace(marker, (_, indent: string) =>
      language === 'csharp'
        ? `${indent}/// <summary>\n${indent}/// Does it.\n${indent}/// </summary>\n`
        : `${indent}${line[language] ?? '/** Does it. */'}\n`,
    );
    assert.equal(textOf(result), wanted);
  };

  describe('by directives for the next line', () => {
    const FUNCTIONS: Readonly<Record<string, string>> = {
      typescript: 'export function a() {}\n',
      typescriptreact: 'export function a() {}\n',
      javascript: 'export function a() {}\n',
      go: 'func A() {}\n',
      java: 'class A {}\n',
      csharp: 'class A {}\n',
      cpp: 'int a();\n',
      c: 'int a();\n',
      rust: 'fn a() {}\n',
      ruby: 'def a; end\n',
      php: 'function a() {}\n',
      kotlin: 'fun a() = 1\n',
      swift: 'func a() {}\n',
      dart: 'class A {}\n',
      shellscript: 'a() {\n',
      scala: 'def a = 1\n',
      lua: 'function a() end\n',
    };
    const HEADS: Readonly<Record<string, string>> = { go: 'package a\n\n', php: '<?php\n' };
    const DIRECTIVES: Readonly<Record<string, readonly string[]>> = {
      typescript: [
        '// @ts-ignore',
        '// @ts-expect-error why',
        '/* @ts-ignore */',
        '// eslint-disable-next-line no-unused-vars',
        '/* eslint-disable-next-line no-unused-vars */',
        '// tslint:disable-next-line',
        '// oxlint-disable-next-line no-x',
        '// biome-ignore lint/x: why',
        '// deno-lint-ignore no-x',
        '// dprint-ignore',
        '// prettier-ignore',
        '/* istanbul ignore next */',
        '/* c8 ignore next */',
        '/* v8 ignore next -- @preserve */',
        '/* node:coverage ignore next */',
        '// Stryker disable next-line all',
        '//noinspection JSUnusedGlobalSymbols',
        '// cspell:disable-next-line',
        '// nosemgrep: x',
        '// $FlowFixMe',
        '/* @__NO_SIDE_EFFECTS__ */',
      ],
      typescriptreact: ['// @ts-ignore', '// eslint-disable-next-line x'],
      javascript: ['// eslint-disable-next-line x', '// $FlowFixMe[x]', '// biome-ignore x: y'],
      go: [
        '//go:noinline',
        '//go:linkname a b',
        '//nolint:unused',
        '// nolint:unused',
        '//lint:ignore U1000 why',
        '//revive:disable-next-line',
        '//export A',
        '// +kubebuilder:object:root=true',
        '//goland:noinspection GoUnusedFunction',
        '// #nosec G101',
      ],
      java: ['//noinspection unused', '// NOSONAR', '// language=SQL', '// nosemgrep', '// NOPMD'],
      csharp: [
        '// ReSharper disable once UnusedType.Global',
        '// csharpier-ignore',
        '// Stryker disable once all',
        '// language=regex',
      ],
      cpp: [
        '// NOLINTNEXTLINE(x)',
        '// cppcheck-suppress unusedFunction',
        '// coverity[x]',
        '/* coverity[x] */',
        '// codeql[cpp/x]',
        '// Flawfinder: ignore',
      ],
      c: ['/* NOLINTNEXTLINE */', '/* cppcheck-suppress x */'],
      rust: ['// SAFETY: nothing is unsafe here', '// nosemgrep', '// cbindgen:ignore'],
      ruby: [
        '# rubocop:disable-next Style/X',
        '# :reek:UtilityFunction',
        '#: () -> Integer',
        '# @rbs return: Integer',
        '# steep:ignore',
        '# noinspection RubyUnused',
        '# @sg-ignore',
      ],
      php: [
        '// @phpstan-ignore-next-line',
        '// @phpstan-ignore missing.type',
        '/** @phpstan-ignore missing.type */',
        '// @phan-suppress-next-line PhanX',
        '// phpcs:ignore X',
        '// @codingStandardsIgnoreLine',
        '// @mago-ignore x',
        '// @mago-expect x',
        '/** @psalm-suppress X */',
        '// noinspection PhpUnused',
      ],
      kotlin: ['// ktlint-disable-next-line x', '//noinspection X', '// detekt:ignore X'],
      swift: [
        '// swiftlint:disable:next force_cast',
        '// swiftformat:disable:next x',
        '// swift-format-ignore',
        '// periphery:ignore',
        '// sourcery: AutoMockable',
      ],
      dart: ['// ignore: unused_element', '//ignore:unused_element'],
      shellscript: ['# shellcheck disable=SC2034'],
      scala: ['// scalafix:ignore X', '// scalastyle:ignore X'],
      lua: ['---@diagnostic disable-next-line: x', '-- selene: allow(x)', '-- stylua: ignore'],
    };
    for (const [language, list] of Object.entries(DIRECTIVES)) {
      for (const directive of list) {
        it(`stands above them in ${language}: ${directive}`, async () => {
          await placed(
            language,
            `${HEADS[language] ?? ''}*\n${directive}\n${FUNCTIONS[language] ?? ''}`,
          );
        });
      }
    }

    const PYTHON = [
      '# pylint: disable-next=x',
      '# noinspection PyX',
      '# pyre-ignore[7]',
      '# fmt: off',
      '# ruff: ignore[X]',
      '# type: ignore',
      '# nosemgrep',
      '# pragma: no cover',
      '# region x',
    ];
    for (const directive of PYTHON) {
      it(`stands above them in a body of Python: ${directive}`, async () => {
        await placed('python', `def a():\n    *\n    ${directive}\n    return 1\n`);
      });
    }

    const APART: readonly (readonly [language: string, template: string])[] = [
      // What is for the next line is for none where that is blank.
      ['go', 'package a\n\n//go:generate x\n\n*\ntype A int\n'],
      ['go', 'package a\n\n//nolint:all\n\n*\nfunc A() {}\n'],
      ['go', 'package a\n\nimport _ "embed"\n\n*\n//go:embed a.txt\n\nvar A string\n'],
      ['typescript', '// eslint-disable-next-line x\n\n*\nexport function a() {}\n'],
      ['typescript', '*\n// @ts-expect-error x\n\nexport function a() {}\n'],
      ['typescript', '*\n// @ts-ignore\n// why\nexport function a() {}\n'],
      ['typescript', '*\n/* istanbul ignore next */\n\nexport function a() {}\n'],
      ['typescript', '*\n// eslint-disable-next-line x\n// @ts-ignore\nexport function a() {}\n'],
      ['rust', '// SAFETY: x\n\n*\nfn a() {}\n'],
      // What is for more than the next line stays where it is.
      ['typescript', '/* eslint-disable no-x */\n*\nexport function a() {}\n'],
      ['typescript', '// @ts-check\n*\nexport function a() {}\n'],
      ['ruby', '# frozen_string_literal: true\n*\ndef a; end\n'],
      ['ruby', '# typed: true\n\n*\ndef a; end\n'],
      ['ruby', '# rubocop:disable Style/X\n*\ndef a; end\n'],
      ['cpp', '// clang-format off\n*\nint a();\n'],
      ['php', '<?php\n// phpcs:disable X\n*\nfunction a() {}\n'],
      ['swift', '// swiftlint:disable all\n*\nfunc a() {}\n'],
      ['dart', '// ignore_for_file: x\n*\nclass A {}\n'],
      ['shellscript', '#!/bin/sh\n*\na() {\n'],
      // Decorators and attributes stand between.
      ['typescript', '*\n// eslint-disable-next-line x\n@B()\nexport class A {}\n'],
      ['rust', '*\n// nosemgrep\n#[inline]\nfn a() {}\n'],
      ['python', 'class A:\n    *\n    # pylint: disable-next=x\n    a = 1\n'],
      ['python', 'def a():  # noqa\n    *\n    # one\n\n    # pylint: disable-next=x\n    b = 1\n'],
      // The old form of types has to be the first line.
      ['python', 'def a(b):\n    # type: (int) -> int\n    *\n    return b\n'],
    ];
    for (const [language, template] of APART) {
      it(`is right in ${language}: ${JSON.stringify(template)}`, async () => {
        await placed(language, template);
      });
    }
  });

  describe('by what stands above', () => {
    const ABOVE: readonly (readonly [language: string, template: string])[] = [
      ['javascript', '/** @preserve Copyright 2020 X */\n*\nfunction a() {}\n'],
      ['javascript', '/**\n * @fileoverview All of it.\n */\n*\nfunction a() {}\n'],
      ['typescript', '/** @packageDocumentation All of it. */\n*\nexport class A {}\n'],
      [
        'typescript',
        '/**\n * Copyright (c) 2020 X. All rights reserved.\n */\n\n*\nexport class A {}\n',
      ],
      ['java', '/**\n * Licensed under the Apache License.\n */\n*\nclass A {}\n'],
      ['cpp', '/* SPDX-License-Identifier: MIT */\n*\nint a();\n'],
      ['cpp', '// Copyright 2020 X\n// All rights reserved.\n*\nint a();\n'],
      ['c', '/** \\file a.c */\n*\nint a();\n'],
      ['c', '//===-- a.c --===//\n// Under the Apache License v2.0.\n//===--===//\n*\nint a();\n'],
      ['csharp', '/// <license>MIT</license>\n\n*\nclass A {}\n'],
      ['javascript', '/*! Copyright 2020 X */\n*\nfunction a() {}\n'],
      ['typescriptreact', '/** @license MIT */\n*\nexport const A = () => <p />;\n'],
      ['swift', '// Copyright 2020 X\n*\nstruct A {\n'],
      ['php', '<?php\n/**\n * @copyright 2020 X\n */\n*\nclass A {}\n'],
      ['rust', '/** Copyright 2020 X */\n*\nfn a() {}\n'],
      ['csharp', '// <copyright file="A.cs">X</copyright>\n*\nclass A {}\n'],
      ['kotlin', '/*\n * Copyright 2020 X\n */\n*\nclass A\n'],
      ['scala', '/** Licensed under MIT. */\n*\nclass A\n'],
      ['dart', '// Copyright 2020 X\n*\nclass A {}\n'],
      ['kotlin', '*\n@Deprecated("x")\n@JvmStatic\nfun a() = 1\n'],
      ['kotlin', '*\n@Throws(\n    A::class,\n    B::class,\n)\nfun a() = 1\n'],
      ['kotlin', '*\n@A(b = "c") @D fun a() = 1\n'],
      ['kotlin', '*\n@A\n// why\n@B\nfun a() = 1\n'],
      ['kotlin', '*\n@get:[A B]\nfun a() = 1\n'],
      ['kotlin', '*\ncontext(A, B)\nfun a() = 1\n'],
      ['kotlin', 'val b = 1\n*\n@A fun a() = 1\n'],
      ['swift', '*\n@objc\n@available(iOS 13, *)\npublic func a() {}\n'],
      ['swift', '*\n@MainActor\nfinal class A {}\n'],
      ['swift', '*\n// swiftlint:disable:next x\n@objc\nfunc a() {}\n'],
      ['dart', '*\n@immutable\nclass A {}\n'],
      ['dart', "*\n@Deprecated('x')\nabstract class A {}\n"],
      ['scala', '*\n@tailrec\nfinal def a = 1\n'],
      ['scala', '*\n@deprecated("a", "b")\ndef a = 1\n'],
      ['fsharp', '*\n[<Struct>]\nmodule A\n'],
      ['julia', '*\n@inline\nfunction a()\n'],
    ];
    for (const [language, template] of ABOVE) {
      it(`stands where it belongs in ${language}: ${JSON.stringify(template)}`, async () => {
        await placed(language, template);
      });
    }

    for (const [language, source, wanted] of [
      ['ruby', '# Copyright 2020 X\n# All rights reserved.\ndef a; end\n', '\n# Does it.\ndef'],
      ['shellscript', '#!/bin/sh\n# Copyright 2020 X\na() {\n', '\n\n# Does it.\na() {'],
      ['go', 'package a\n\n// Copyright 2020 X\nfunc A() {}\n', '\n\n// Does it.\nfunc'],
    ] as const) {
      it(`parts itself from a licence of line comments in ${language}`, async () => {
        const text = textOf(
          await documented(tools, inputFor('docs', language, source), 'Does it.'),
        );
        assert.ok(text.includes(wanted), text);
        assert.equal(text.replace(wanted, wanted.replace(/\n[^\n]* Does it\.\n/, '')), source);
      });
    }

    for (const [language, source] of [
      ['typescript', '/** What it is. */\n\nexport interface A {\n  b: number;\n}\n'],
      ['javascript', '/** What it is. */\n\n// a note\nfunction a() {}\n'],
      ['java', '/** What it is. */\n\nclass A {}\n'],
      ['csharp', '/// <summary>It.</summary>\n\nclass A {}\n'],
      ['rust', '/// What it is.\n\nfn a() {}\n'],
      ['php', '<?php\n/** What it is. */\n\nfunction a() {}\n'],
      ['cpp', '/** What it is. */\n\nint a();\n'],
      ['kotlin', '/** What it is. */\n\nclass A\n'],
      ['kotlin', '/** What it is. */\n@A\nfun a() = 1\n'],
      ['swift', '/// What it is.\n@objc\nfunc a() {}\n'],
      ['dart', '/// What it is.\n\n@immutable\nclass A {}\n'],
      ['scala', '/** What it is. */\n\nclass A\n'],
    ] as const) {
      it(`is there already in ${language}: ${JSON.stringify(source)}`, async () => {
        await assert.rejects(prepare(tools, inputFor('docs', language, source)), {
          code: 'nothingToDo.allDocumented',
        });
      });
    }

    for (const [language, template] of [
      ['go', 'package a\n\n// not of A\n\n*\nfunc A() {}\n'],
      ['ruby', '# not of a\n\n*\ndef a; end\n'],
      ['cpp', '// not of a\n\n*\nint a();\n'],
    ] as const) {
      it(`is not there behind a blank line in ${language}`, async () => {
        await placed(language, template);
      });
    }
  });

  describe('by a declaration without a body', () => {
    for (const [source, asked] of [
      ['def a():\n\ndef b():\n    pass\n', ['b']],
      ['class A:\n\ndef b():\n    return 1\n', ['b']],
      ['class A:\n    def b(self):\n\n    def c(self):\n        pass\n', ['A', 'A.c']],
      ['def a():\n    # todo\n\ndef b():\n    pass\n', ['b']],
      ['def a():\n    pass\n\ndef b():\n', ['a']],
    ] as const) {
      it(`leaves that out and says so: ${JSON.stringify(source)}`, async () => {
        const input = inputFor('docs', 'python', source);
        const prepared = await prepare(tools, input);
        assert.deepEqual(askedFor(prepared), asked);
        assert.deepEqual(
          prepared.notes.filter(({ code }) => code === 'notes.withoutBody'),
          [{ code: 'notes.withoutBody', args: { count: 1 } }],
        );
        const result = await documented(tools, input, 'Does it.');
        assert.deepEqual(result.problems, []);
        assert.equal(textOf(result).match(/"""Does it\."""/g)?.length, asked.length);
      });
    }

    it('has nothing to do where there is no other', async () => {
      await assert.rejects(prepare(tools, inputFor('docs', 'python', 'def a():\n')), {
        code: 'nothingToDo.noDeclarations',
      });
    });
  });

  it('says examples of Rust as text, which rustdoc would run', async () => {
    const source = 'pub fn a() {}\n';
    for (const [info, wanted] of [
      ['', 'text'],
      ['rust', 'text'],
      ['should_panic', 'text'],
      ['text', 'text'],
      ['console', 'console'],
    ] as const) {
      const comment = `Does it.\n\n\`\`\`${info}\na();\n\`\`\`\n\nAnd more.`;
      assert.equal(
        textOf(await documented(tools, inputFor('docs', 'rust', source), comment)),
        `/// Does it.\n///\n/// \`\`\`${wanted}\n/// a();\n/// \`\`\`\n///\n/// And more.\n${source}`,
      );
    }
    const nested = 'Does it.\n\n- One:\n  ```\n  a();\n  ```\n- Two.';
    const text = textOf(await documented(tools, inputFor('docs', 'rust', source), nested));
    assert.ok(text.includes('///   ```text\n///   a();\n///   ```\n'), text);
  });

  describe('by texts of languages without a grammar', () => {
    const HIDDEN: readonly (readonly [language: string, template: string])[] = [
      ['shellscript', "x=$'it\\'s\nb() {\n'\n*\na() {\n"],
      ['shellscript', 'cat <<!\nb() {\n!\n*\na() {\n'],
      ['shellscript', 'cat <<%%\nb() {\n%%\n*\na() {\n'],
      ['shellscript', "cat <<'E O F'\nb() {\nE O F\n*\na() {\n"],
      ['shellscript', 'cat <<E"O"F\nb() {\nEOF\n*\na() {\n'],
      ['shellscript', 'cat <<-\\EOF\nb() {\n  EOF\nb() {\n\tEOF\n*\na() {\n'],
      ['shellscript', 'cat <<EOF-1\nb() {\nEOF\nb() {\nEOF-1\n*\na() {\n'],
      ['shellscript', 'cat <<EOF\nb() {\n EOF\nb() {\nEOF\n*\na() {\n'],
      ['shellscript', 'cat <<1\nb() {\n1\n*\na() {\n'],
      ['shellscript', 'x=$((1 << 2))\n*\na() {\n'],
      ['shellscript', 'let x=1<<2\n*\na() {\n'],
      ['shellscript', 'x="$(cat <<EOF\nfive" b\nb() {\nEOF\n)"\n*\na() {\n'],
      ['shellscript', 'x="$(echo "a b")"\n*\na() {\n'],
      ['lua', 'local s = [===[\nfunction b()\n]===]\n*\nfunction a() end\n'],
      ['kotlin', 'val s = """${"""\nfun b() {}\n"""}"""\n*\nfun a() {}\n'],
      ['shellscript', "echo it\\'s\n*\na() {\n  echo it\\'s\n}\n"],
      ['swift', 'let t = ###"""\n"""##\nfunc b() {}\n"""###\n*\nfunc a() {}\n'],
      ['swift', 'let t = ###"a "## b"###\n*\nfunc a() {}\n'],
      ['swift', 'let t = """\n\\(b("""\nfunc b() {}\n"""))\nfunc c() {}\n"""\n*\nfunc a() {}\n'],
      ['r', 'x <- r"---(\nfunction b\n)--"\nfunction b\n)---"\n*\nfunction a\n'],
      ['r', "x <- R'[\n)'\nfunction b\n]'\n*\nfunction a\n"],
      ['lua', 'local t = [===[\n]==]\nfunction b() end\n]===]\n*\nfunction a() end\n'],
      ['lua', '--[===[\n]==]\nfunction b() end\n]===]\n*\nfunction a() end\n'],
      ['lua', 'local t = "a\\z\n  function b() end\n"\n*\nfunction a() end\n'],
      ['lua', 'local t = "a\\\nfunction b() end"\n*\nfunction a() end\n'],
      ['kotlin', 'val t = """${b("""\nfun b() = 1\n""")}\nfun c() = 1\n"""\n*\nfun a() = 1\n'],
      ['kotlin', 'val t = """\nfun b() = 1\n""""\n*\nfun a() = 1\n'],
      ['kotlin', 'val t = $$"""${"""\n*\nfun a() = 1\n'],
      ['kotlin', "val c = '\"'\n*\nfun a() = 1\n"],
      ['scala', 'val t = s"""${b("""\ndef b = 1\n""")}\ndef c = 1\n"""\n*\ndef a = 1\n'],
      ['scala', 'val t = """${"""\n*\ndef a = 1\n'],
      ['dart', "var t = '''${b('''\nclass B {}\n''')}\nclass C {}\n''';\n*\nclass A {}\n"],
      ['julia', "c = '\"'\n*\nfunction a()\n"],
      ['julia', 't = """$(b("""\nfunction b()\n"""))\nfunction c()\n"""\n*\nfunction a()\n'],
      ['fsharp', "let c = '\\''\nlet d = '\"'\n*\nmodule A\n"],
      ['zig', 'const t =\n    \\\\ fn b() "\n;\n*\nfn a() void {}\n'],
      ['objective-c', '#define B \\  \nstruct b\n\n*\nstruct a\n'],
      ['objective-c', '#define B(x) \\\t\n  struct c x; \\ \n  struct b\n\n*\nstruct a\n'],
    ];
    for (const [language, template] of HIDDEN) {
      it(`puts nothing into them in ${language}: ${JSON.stringify(template)}`, async () => {
        await placed(language, template);
      });
    }
  });
});
