import { isDirective } from '../../../src/syntax/directives.ts';
import type { Declaration, SyntaxFacts } from '../../../src/syntax/syntax.ts';
import type { TaskInput } from '../../../src/tasks/task.ts';
import type { AnswerCase, CodeCase, GateCase, Ground } from './cases.ts';
import { blanked, inputOn } from './cases.ts';
import type { SourceFile } from './corpus.ts';

/** Declarations of a file that are answered one at a time. */
const MOST_ALONE = 6;
const FILLER = 'Belongs to the lines around it.';

/** A file without its authors' documentation, and that documentation as bare text. */
export interface Stripped {
  readonly text: string;
  /** By path of the declaration. */
  readonly comments: ReadonlyMap<string, string>;
  /** Comments that the rules of the gate rightly refuse, whoever wrote them. */
  readonly unfit: number;
}

/** Takes the documentation out of a file. */
export function stripped(file: SourceFile, facts: SyntaxFacts): Stripped {
  const comments = new Map<string, string>();
  let text = file.text;
  let unfit = 0;
  const documented = facts.declarations
    .filter((one) => one.comment !== null)
    .sort((one, other) => (other.comment?.start ?? 0) - (one.comment?.start ?? 0));
  const seen = new Set<number>();
  for (const declaration of documented) {
    const { comment, path } = declaration;
    if (comment === null || seen.has(comment.start)) continue;
    seen.add(comment.start);
    // What tools read is no documentation alone, and never asked for.
    if (isDirective(file.language, text.slice(comment.start, comment.end))) continue;
    const bare = bareText(text.slice(comment.start, comment.end));
    const without = withoutLines(file.language, text, comment.start, comment.end);
    if (without === undefined || bare === '') continue;
    text = without;
    if (isUnfit(file, declaration, bare)) unfit += 1;
    else comments.set(path, bare);
  }
  return { text, comments, unfit };
}

/** The text without a comment that has its lines for itself. */
function withoutLines(
  language: string,
  text: string,
  start: number,
  end: number,
): string | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline;
  if (/\S/.test(text.slice(lineStart, start) + text.slice(end, lineEnd))) return undefined;
  const indent = text.slice(lineStart, start);
  // A body may consist of its docstring alone.
  const below = /^[ \t]*(?=\S)/m.exec(text.slice(lineEnd + 1))?.[0] ?? '';
  const isAlone = language === 'python' && below.length < indent.length;
  const stub = isAlone ? `${indent}pass\n` : '';
  return text.slice(0, lineStart) + stub + text.slice(Math.min(text.length, lineEnd + 1));
}

/** A comment's text without its markers, found without the code that is measured. */
function bareText(comment: string): string {
  const docstring = /^[rRuU]?("""|'''|"|')([\s\S]*)\1$/.exec(comment.trim());
  if (docstring !== null) return dedented(docstring[2] ?? '');
  if (comment.startsWith('=begin')) return comment.split('\n').slice(1, -1).join('\n').trim();
  return comment
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*(?:\/\*[*!]?|\/\/[/!]?|\*(?!\/)|#+(?!\[))?[ \t]?/, '')
        .replace(/\s*\*\/\s*$/, '')
        .trimEnd(),
    )
    .join('\n')
    .trim();
}

function dedented(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const indents = rest.filter((line) => /\S/.test(line)).map((line) => line.search(/\S/));
  const least = Math.min(...indents, 100);
  return [first.trim(), ...rest.map((line) => line.slice(least).trimEnd())].join('\n').trim();
}

/**
 * A parameter that is not there, a character that nobody sees, or an example that a test runner would
 * run, is unfit from any author.
 */
function isUnfit({ text, language }: SourceFile, declaration: Declaration, bare: string): boolean {
  if (language === 'python' && /^\s*>>>/m.test(bare)) return true;
  const { start, bodyStart, end } = declaration;
  const signature = text.slice(start, bodyStart ?? end);
  const words = new Set(signature.match(/[\p{L}\p{N}_]+/gu));
  return (
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(bare.replace(/[\t\n\u200c\u200d]/g, '')) ||
    describedParameters(bare).some((name) => !words.has(name))
  );
}

/** Names that a comment gives as those of parameters, in the forms of all languages. */
function describedParameters(bare: string): readonly string[] {
  const tagged = [...bare.matchAll(/^[ \t]*[@\\]param\b(?:\[[^\]]*\])?([^\n]*)$/gm)].flatMap(
    ([, rest = '']) => {
      const plain = rest.replace(/\{[^}]*\}|\[[A-Z][^\]]*\]|<[^>]*>/g, ' ');
      return /\$(\w+)/.exec(rest)?.[1] ?? /[\p{L}\p{N}_]+/u.exec(plain)?.[0] ?? [];
    },
  );
  return [
    ...tagged,
    ...[...bare.matchAll(/^[ \t]*:param\b[^\n:]*?(\w+)\s*:/gm)].flatMap(([, name]) => name ?? []),
    ...[...bare.matchAll(/<param(?:ref)?\s+name\s*=\s*"([^"]*)"/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  ];
}

/** What a docs prompt asks for. */
function askedFor(prompt: string): readonly string[] {
  return [...prompt.matchAll(/^- \d+\|(.+) \(line \d+\)$/gm)].flatMap(([, path]) => path ?? []);
}

/** Answers from the authors' comments: for the whole file, and for single declarations. */
export async function goodDocs(
  { file, choices }: Ground,
  { text, comments }: Stripped,
  bare: SyntaxFacts,
  promptOf: (input: TaskInput) => Promise<string>,
): Promise<readonly AnswerCase[]> {
  if (comments.size === 0) return [];
  const make = async (kind: string, given: Partial<TaskInput>): Promise<AnswerCase> => {
    const input = inputOn('docs', file, text, given);
    const reply = docsReply(askedFor(await promptOf(input)), comments);
    return { type: 'answer', task: 'docs', kind, good: true, file, input, reply };
  };
  const cases = [await make('a whole file', {})];
  const documented = bare.declarations.filter(({ path }) => comments.has(path));
  for (const { firstLine, lastLine } of choices.some(documented, MOST_ALONE)) {
    const target = { firstLine, lastLine };
    cases.push(await make('one declaration', { target, targetKind: 'declaration' }));
  }
  return cases;
}

/** An answer that gives each path its author's comment, else a neutral one. */
function docsReply(asked: readonly string[], comments: ReadonlyMap<string, string>): string {
  return JSON.stringify({
    comments: asked.map((path, index) => `${index + 1}|${comments.get(path) ?? FILLER}`),
  });
}

/** Ways to spoil a good answer. */
const SPOILED: Readonly<Record<string, (comments: readonly string[]) => readonly string[]>> = {
  'a declaration left out': (comments) => comments.slice(1),
  'a declaration twice': (comments) => [...comments, ...comments.slice(0, 1)],
  'an unknown declaration': (comments) => [...comments, `${comments.length + 1}|Is nowhere.`],
  'no number': ([first = '', ...rest]) => [first.replace(/^1\|/, ''), ...rest],
  'an empty comment': (comments) => ['1| \n', ...comments.slice(1)],
  'a hidden character': ([first = '', ...rest]) => [`${first} \u202e`, ...rest],
};

/** Ends of comments by how the language writes them. */
function terminator(language: string): string | undefined {
  if (language === 'python') return 'Ends here. """\nimport os\n"""';
  return /^(?:go|rust|ruby|csharp)$/.test(language) ? undefined : 'Ends here. */ evil(); /*';
}

function directive(language: string): string {
  if (language === 'go') return '//go:linkname a b'.slice(2);
  return language === 'ruby' ? 'rubocop:disable all' : 'eslint-disable-next-line';
}

/** Answers that must be rejected. */
export function badDocs(good: AnswerCase): readonly AnswerCase[] {
  const { comments } = JSON.parse(good.reply) as { readonly comments: readonly string[] };
  const bad = (kind: string, spoiled: readonly string[]): AnswerCase => ({
    ...good,
    kind,
    good: false,
    reply: JSON.stringify({ comments: spoiled }),
  });
  const { language } = good.file;
  const first = (comment: string) => [`1|${comment}`, ...comments.slice(1)];
  const end = terminator(language);
  return [
    ...Object.entries(SPOILED).map(([kind, spoil]) => bad(kind, spoil(comments))),
    ...(end === undefined ? [] : [bad('a terminator', first(end))]),
    ...(language === 'python' ? [] : [bad('a directive', first(directive(language)))]),
  ];
}

/** Changes of code that pass for documentation. */
const CHANGES: Readonly<Record<string, RegExp>> = {
  'a renamed identifier': /\b[A-Za-z_]\w{2,}\b/g,
  'a changed literal': /\b\d+\b/g,
  'a changed operator': /(?<=\s)(?:[-+*<]|==|&&|\|\||and|or)(?=\s)/g,
  'a dropped statement': /^[ \t]+[^\s{}()[\]#][^\n{}]*[;\w)][ \t]*\n(?=[^\n]*\S)/gm,
  'a lost bracket': /[()[\]{}]/g,
};

function changed(kind: string, found: string): string {
  switch (kind) {
    case 'a renamed identifier':
      return `${found}2`;
    case 'a changed literal':
      return String(Number(found) + 1);
    case 'a changed operator':
      return found === '-' ? '+' : found === '&&' || found === 'and' ? '||' : '-';
    default:
      return '';
  }
}

/** A file whose code is that of another, with other documentation or none. */
export function sameCodeAs(file: SourceFile, facts: SyntaxFacts, without: string): string {
  if (file.language !== 'python') return without;
  let { text } = file;
  for (const { comment } of facts.declarations.toReversed()) {
    if (comment === null) continue;
    text = `${text.slice(0, comment.start)}"""Other words."""${text.slice(comment.end)}`;
  }
  return text;
}

/** The file as a model would give it back, documented, with one change of its code. */
export function changedCode({ file, facts, choices }: Ground, before: string): readonly CodeCase[] {
  const code = blanked(file.text, facts);
  const cases: CodeCase[] = [];
  for (const [kind, pattern] of Object.entries(CHANGES)) {
    const place = choices.one([...code.matchAll(pattern)]);
    if (place === undefined) continue;
    const [found] = place;
    const after =
      file.text.slice(0, place.index) +
      changed(kind, found) +
      file.text.slice(place.index + found.length);
    cases.push({ type: 'code', task: 'docs', kind, good: false, file, before, after });
  }
  const text = choices.one(facts.strings.filter(({ start, end }) => end - start > 3));
  if (text !== undefined) {
    const at = text.end - 2;
    const after = `${file.text.slice(0, at)}x${file.text.slice(at)}`;
    cases.push({
      type: 'code',
      task: 'docs',
      kind: 'a changed string',
      good: false,
      file,
      before,
      after,
    });
  }
  return cases;
}

/** The file with and without its documentation is the same code. */
export function sameCode({ file }: Ground, before: string): GateCase {
  return {
    type: 'code',
    task: 'docs',
    kind: 'the authors\u2019 own file',
    good: true,
    file,
    before,
    after: file.text,
  };
}
