import type { TextRange } from '../../../syntax/syntax.ts';
import { indentationAt, indentedEnd } from '../../masking.ts';
import type { Collecting, Framework } from '../framework.ts';

/** A class with its head: its modifiers, its name, what it inherits. */
interface ClassBlock extends TextRange {
  readonly head: string;
}

/** A test file as its runner reads it, comments and strings blanked. */
export interface CollectedFrom {
  readonly code: string;
  readonly framework: Framework;
  /** Cases that stand there already: a runner that collects them collects what stands beside them. */
  readonly old: readonly TextRange[];
  /** Whether the file is new, so that nothing elsewhere can know of it. */
  readonly isNew: boolean;
}

/** The same with what is around its cases, which is looked for once. */
interface ReadFile extends CollectedFrom {
  /** In order of their starts. */
  readonly classes: readonly ClassBlock[];
  /** Of each line of Python the line that opens its block, by their offsets. */
  readonly blocks: ReadonlyMap<number, number>;
}

type Rule = (one: TextRange, file: ReadFile) => boolean;

function ruleOf(collecting: Collecting): Rule {
  switch (collecting.by) {
    case 'python':
      return isPythonCase;
    case 'go':
      return isGoCase;
    case 'minitest':
      return isMinitestCase;
    case 'group':
      return (_, { code }) => /\b(?:describe|context|feature|shared_examples\w*)\b/.test(code);
    case 'class':
      return (one, file) =>
        isInClass(one, file, collecting.head) &&
        (collecting.isPublic !== true || !isHiddenBefore(file.code, one.start));
  }
}

/** New cases that no runner collects: for where they stand, or for how what is around them looks. */
export function uncollected(
  cases: readonly TextRange[],
  file: CollectedFrom,
): readonly TextRange[] {
  const { collecting } = file.framework;
  if (collecting === undefined) return [];
  const rule = ruleOf(collecting);
  const isPython = collecting.by === 'python';
  const read = {
    ...file,
    classes: isPython ? [] : classesIn(file.code),
    blocks: isPython ? blocksOf(file.code) : new Map<number, number>(),
  };
  return cases.filter((one) => !rule(one, read));
}

const CLASS =
  /(?<![.\w:])(?:class|record|struct|interface|trait)[ \t]+(?!extends\b|implements\b)\w+/g;
/** Characters that the modifiers and attributes of a class may take. */
const LONGEST_HEAD = 600;

function classesIn(code: string): readonly ClassBlock[] {
  const ends = braceEnds(code);
  return [...code.matchAll(CLASS)].flatMap(({ index }) => {
    const open = code.slice(index, index + LONGEST_HEAD).search(/[{;]/) + index;
    const end = ends.get(open);
    if (end === undefined) return [];
    const before = code.slice(Math.max(0, index - LONGEST_HEAD), index);
    const from = Math.max(...[';', '{', '}'].map((sign) => before.lastIndexOf(sign)));
    return [{ head: before.slice(from + 1) + code.slice(index, open), start: open, end }];
  });
}

/** Where the block of each brace ends. */
function braceEnds(code: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    if (code[at] === '{') open.push(at);
    else if (code[at] === '}') ends.set(open.pop() ?? -1, at + 1);
  }
  for (const at of open) ends.set(at, code.length);
  return ends;
}

function isInClass({ start }: TextRange, { classes, old }: ReadFile, head: RegExp): boolean {
  const around = classes.findLast((one) => one.start < start && one.end > start);
  if (around === undefined) return false;
  return (
    head.test(around.head) || old.some((one) => one.start > around.start && one.start < around.end)
  );
}

/** Whether a method is none that its runner may call. */
function isHiddenBefore(code: string, start: number): boolean {
  return /\b(?:private|protected)\s{1,40}(?:static\s{1,40})?$/.test(
    code.slice(Math.max(0, start - 100), start),
  );
}

function isPythonCase(one: TextRange, { code, framework, old, blocks }: ReadFile): boolean {
  const { collecting } = framework;
  const isPlain = collecting?.by === 'python' && collecting.plain;
  const line = lineStart(code, one.start + leading(code, one.start));
  const indent = indentationAt(code, line).length;
  const isMethod = /^\s*(?:async\s+)?def\s+\w+\s*\(\s*(?:self|cls)\b/.test(
    code.slice(line, line + 300),
  );
  if (indent === 0) {
    return !isMethod && (isPlain || /\b(?:import|from)\s+pytest\b/.test(code));
  }
  const around = blocks.get(line);
  if (around === undefined) return true;
  const head = code.slice(around, around + LONGEST_HEAD);
  const [, name = '', bases = ''] = /^\s*class\s+(\w+)\s*(?:\(([^()]*)\))?/.exec(head) ?? [];
  if (name === '') return !/^\s*(?:async\s+)?def\b/.test(head);
  const end = old.length === 0 ? 0 : indentedEnd(code, around);
  if (old.some(({ start }) => start > around && start < end)) return true;
  const isBased = bases.trim() !== '' && bases.trim() !== 'object';
  return isBased || (isPlain && name.startsWith('Test'));
}

function blocksOf(code: string): ReadonlyMap<number, number> {
  const blocks = new Map<number, number>();
  const open: { readonly start: number; readonly indent: number }[] = [];
  let start = 0;
  for (const text of code.split('\n')) {
    if (text.trim() !== '' && !/^\s*[)\]}]/.test(text)) {
      const indent = indentationAt(text, 0).length;
      while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
      const around = open.at(-1);
      if (around !== undefined) blocks.set(start, around.start);
      open.push({ start, indent });
    }
    start += text.length + 1;
  }
  return blocks;
}

function leading(code: string, start: number): number {
  return /^\s*/.exec(code.slice(start, start + 400))?.[0].length ?? 0;
}

function lineStart(code: string, offset: number): number {
  return code.lastIndexOf('\n', offset - 1) + 1;
}

const RUNS_SUITE = /\b(?:suite\.Run\w*|RunSuite\w*|RunSpecs|TestingT|Suite)\s*\(/;

/** Methods belong to suites, which something has to run; so do the cases of Ginkgo. */
function isGoCase(one: TextRange, { code, isNew }: CollectedFrom): boolean {
  const head = code.slice(one.start, one.start + 200);
  return !isNew || !/^func\s+\(/.test(head) || RUNS_SUITE.test(code);
}

function isMinitestCase(one: TextRange, { code }: CollectedFrom): boolean {
  const head = code.slice(one.start, one.start + 200);
  if (!/^\s*def\b/.test(head)) return true;
  return /^[ \t]*class\s+[\w:]+\s*<|\bClass\.new\b|\binclude\b/m.test(code.slice(0, one.start));
}
