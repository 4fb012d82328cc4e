import { languageOf } from '../../../syntax/languages/languages.ts';
import type { SyntaxFacts, TextRange } from '../../../syntax/syntax.ts';
import { closingOf, indentationAt } from '../../masking.ts';
import { testsOf } from '../languages/languages.ts';

/** A place in a text, and what stands around what is put there. */
export interface ImportPlace {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly indent: string;
}

/** An existing file, as places are looked for in it. */
export interface ExistingText {
  readonly language: string;
  readonly text: string;
  /** The same with comments and strings blanked. */
  readonly code: string;
  readonly facts: SyntaxFacts | undefined;
  /** Whether the whole file is a module of tests that another file declares. */
  readonly isTestModule?: boolean;
  /** Where it imports, in order. */
  readonly imports: readonly TextRange[];
}

/** Where imports go: behind those that are there, else behind what must come first. */
export function importPlace(existing: ExistingText): ImportPlace {
  const { language, text, code } = existing;
  const tests = testsOf(language);
  if (tests?.hasTestModules === true) {
    const module = rustTestModule(code);
    if (module !== undefined) return inRustModule(existing, module);
  }
  const last = lastImport(existing);
  if (last !== undefined) {
    const indent = indentationAt(text, lineStart(text, last.start));
    return { at: lineEnd(text, last.end - 1), before: '\n', after: '', indent };
  }
  const block = tests?.importBlock?.exec(code) ?? null;
  if (block !== null) {
    return { at: block.index + block[0].length, before: '\n', after: '\n', indent: '    ' };
  }
  const head = (tests?.beforeImports ?? []).flatMap((pattern) => {
    const found = pattern.exec(code);
    return found === null ? [] : [found.index + found[0].length];
  });
  if (head.length > 0) {
    return { at: lineEnd(text, Math.max(...head) - 1), before: '\n\n', after: '', indent: '' };
  }
  const first = firstStatement(existing);
  const gap = gapAt(text, first);
  const after = first < text.length && gap === '' ? '\n\n' : '\n';
  return { at: first, before: gap, after, indent: '' };
}

/** A blank line parts what stays first from what comes now, where one has parted it from the rest. */
function gapAt(text: string, at: number): string {
  return at > 0 && text[at] === '\n' ? '\n' : '';
}

/** `from __future__ import` comes before everything but the docstring of the module. */
export function futurePlace(existing: ExistingText): ImportPlace {
  const { text, imports } = existing;
  const last = imports
    .filter(({ start }) => /^from\s+__future__\b/.test(text.slice(start, start + 40)))
    .at(-1);
  if (last !== undefined)
    return { at: lineEnd(text, last.end - 1), before: '\n', after: '', indent: '' };
  const first = firstStatement(existing);
  return { at: first, before: gapAt(text, first), after: '\n', indent: '' };
}

/** The last import at the file's own level; what is imported below the first case comes too late. */
function lastImport({ language, text, code, facts, imports }: ExistingText): TextRange | undefined {
  const tests = testsOf(language);
  const isOutside = (start: number): boolean => {
    const indent = indentationAt(text, lineStart(text, start));
    return indent === '' || tests?.indentsImports === true;
  };
  const outside = imports.filter(({ start }) => isOutside(start));
  if (tests?.importsFirst !== true) return outside.at(-1);
  const first = code.search(/^(?:@|class\b|def\b|async\b)/m);
  const above = first < 0 ? outside : outside.filter(({ start }) => start < first);
  // Those of a test that is run as a script may stand behind the docstring alone.
  return above.at(-1) ?? (facts === undefined ? outside.at(-1) : undefined);
}

/** After what must stay first: a shebang, a licence, a docstring, directives such as `'use strict'`. */
function firstStatement({ language, text, facts }: ExistingText): number {
  let at = text.startsWith('#!') ? Math.min(text.length, lineEnd(text, 0) + 1) : 0;
  const pieces = [...(facts?.comments ?? []), ...directives(language, facts)];
  const documenting = new Set(facts?.declarations.map(({ comment }) => comment?.start));
  for (const { start, end } of pieces.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue;
    if (!/^[\s;]*$/.test(text.slice(at, start))) break;
    // What is said of a declaration stays with it, unless it is said to tools or of the whole file.
    if (documenting.has(start) && !OF_THE_FILE.test(text.slice(start, end))) break;
    at = Math.min(text.length, lineEnd(text, end) + 1);
  }
  const inner = testsOf(language)?.fileAttributes?.exec(text.slice(at));
  return at + (inner?.[0].length ?? 0);
}

const OF_THE_FILE =
  /@(?:jest|vitest)-|@(?:license|file|fileoverview|ts-|preserve)|eslint|copyright|licen[cs]e|SPDX|coding[:=]|frozen_string/i;

/** In scripts, strings that are statements at the start. */
function directives(language: string, facts: SyntaxFacts | undefined): readonly TextRange[] {
  return languageOf(language).isScript === true ? (facts?.strings ?? []) : [];
}

const TEST_MODULE =
  /^[ \t]*(?:pub(?:\([^()\n]*\))?[ \t]+)?mod[ \t]+(?:\w+_)?(?:unit_?)?tests?[ \t]*\{/gm;

/** The block of the module of tests that the file has: the last, which has cases if any has. */
export function rustTestModule(code: string): TextRange | undefined {
  const hasCases = (start: number, end: number): boolean =>
    /#\[\s*(?:\w+::)*(?:test|rstest|test_case|proptest|tokio_test)\b/.test(code.slice(start, end));
  const modules = [...code.matchAll(TEST_MODULE)].map(({ 0: found, index }) => ({
    start: index + found.length - 1,
    end: closingOf(code, index + found.length - 1),
  }));
  // A module of the product may be called so too.
  const ofTests = modules.filter(({ start, end }) => {
    const head = code.slice(Math.max(0, start - 300), start);
    const own = head.slice(Math.max(head.lastIndexOf(';'), head.lastIndexOf('}')) + 1);
    return /#\[\s{0,20}cfg\b[^\]]{0,200}\btest\b/.test(own) || hasCases(start, end);
  });
  return ofTests.findLast(({ start, end }) => hasCases(start, end)) ?? ofTests.at(-1);
}

function inRustModule({ text, code, imports }: ExistingText, module: TextRange): ImportPlace {
  const inside = imports.filter(({ start, end }) => start > module.start && end < module.end);
  const depthOf = (offset: number): number => {
    const before = code.slice(module.start, offset);
    return (before.match(/\{/g)?.length ?? 0) - (before.match(/\}/g)?.length ?? 0);
  };
  const last = inside.filter(({ start }) => depthOf(start) === 1).at(-1);
  if (last !== undefined) {
    const indent = indentationAt(text, lineStart(text, last.start));
    return { at: lineEnd(text, last.end - 1), before: '\n', after: '', indent };
  }
  const indent = `${indentationAt(text, lineStart(text, module.start))}    `;
  return { at: module.start + 1, before: '\n', after: '\n', indent };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
