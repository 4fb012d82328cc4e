import * as z from 'zod/mini';
import type { Strength } from '../../models/booking.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import { lineAt, lineStartsOf } from '../../syntax/lines.ts';
import type { Declaration, SyntaxErrorAt, SyntaxFacts } from '../../syntax/syntax.ts';
import { answerSchema, hiddenProblem, readAnswer, unseenProblem } from '../answer.ts';
import { masked } from '../masking.ts';
import type { Material } from '../material.ts';
import { nextTurn } from '../nextTurn.ts';
import type { Note } from '../noteCodes.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import type { GateResult, Problem, SideModel, TaskInput, TaskTools } from '../task.ts';
import { strayAt } from '../testing/unparsed.ts';
import { factsAfter } from '../verdictOnSyntax.ts';
import { changedPart } from './changedPart.ts';
import { NOT_COMPARED } from './comparedBehaviour.ts';
import { cutOffName } from './cutOffName.ts';
import type { DiagnosticsVerdict } from './diagnosticsChange.ts';
import { diagnosticsVerdict } from './diagnosticsChange.ts';
import { applyEdits } from './edits.ts';
import { lostExports, overlookedExports } from './kept.ts';
import { namedTwice } from './namedTwice.ts';
import { dotsProblem, placeholderProblem } from './placeholders.ts';
import { pythonIndentationError } from './pythonIndentation.ts';
import { shownBehaviour } from './shownBehaviour.ts';
import { suppressionProblem } from './suppressions.ts';
import { unusedImport } from './unusedImport.ts';

const answerShape = z.object({
  edits: z.array(
    z.object({
      from: z.int(),
      to: z.int(),
      firstLine: z.string(),
      lastLine: z.string(),
      replace: z.string(),
    }),
  ),
  replacements: z.array(z.object({ line: z.int(), find: z.string(), replace: z.string() })),
  summary: z.string(),
});

/** The answer of `refactor` and `fix`. */
export const changeSchema = answerSchema(answerShape);

/** How edits are written, for both system prompts. */
export const EDIT_RULES =
  'Answer with the smallest edits. An edit replaces the lines `from` to `to` by `replace` (lines separated by \\n, no trailing newline, full indentation; empty deletes the lines); `firstLine` and `lastLine` repeat the exact text of those two lines. To insert, replace a line by itself and the new lines. For a few characters use `replacements`: `find` stands exactly once in that line. Edits never overlap and all numbers are those of the given code. `summary` says in one sentence what changed.';

/** A change that was asked for. */
export interface Change {
  readonly input: TaskInput;
  readonly material: Material;
  readonly tools: TaskTools;
  /** It is to remove the given diagnostics: their end proves it, and their silence is none. */
  readonly removesDiagnostics: boolean;
}

/** The change with who may be asked beside its check. */
export function askingBy(change: Change, sideModel: SideModel | undefined): Change {
  return sideModel === undefined ? change : { ...change, tools: { ...change.tools, sideModel } };
}

/** Reads edits, applies them, and looks at what they did. */
export async function checkChange(
  change: Change,
  reply: string,
  signal: AbortSignal,
): Promise<GateResult> {
  const { input, material, tools, removesDiagnostics } = change;
  const baseNotes = material.facts === undefined ? [note('notes.noGrammar', {})] : [];
  const rejected = (problems: readonly Problem[]): GateResult => ({
    answer: undefined,
    problems,
    strength: 'checks',
    notes: baseNotes,
  });
  const read = readAnswer(reply, answerShape);
  if (read.value === undefined) return rejected([read.problem]);
  await nextTurn();
  const { edits, replacements, summary } = read.value;
  if (edits.length === 0 && replacements.length === 0) return rejected([problem('edits.none', {})]);
  const applied = applyEdits(input.source, edits, replacements, {
    language: input.language,
    strings: material.facts?.strings ?? [],
  });
  if (applied.text === undefined) return rejected(applied.problems);

  const { text } = applied;
  const unseen =
    hiddenProblem(summary.replace(/\r\n?/g, '\n'), 'the summary', input.source) ??
    unseenProblem(text, 'the changed file', input.source);
  if (unseen !== undefined) return rejected([unseen]);
  const problems = await textProblems(change, text, signal);
  // A checker's time is not spent on what does not even parse.
  const verdict: DiagnosticsVerdict =
    problems.length > 0
      ? { problems: [], notes: [], provenGone: false }
      : await diagnosticsVerdict(tools.diagnostics, input, text, signal);
  const isSound = problems.length + verdict.problems.length === 0;
  const behaviour = isSound
    ? await shownBehaviour({ input, facts: material.facts, text }, tools, signal)
    : NOT_COMPARED;
  const line = input.targetKind === 'file' ? undefined : changeOutside(material, text);
  const outside = line === undefined ? [] : [note('notes.outsideSelection', { line })];
  const notes: readonly Note[] = [...baseNotes, ...behaviour.notes, ...outside, ...verdict.notes];
  // A fix is proven by what is gone or green, a refactoring by what is the same.
  const isFixed = verdict.provenGone || behaviour.isGreen === true;
  const isProven = removesDiagnostics ? isFixed : behaviour.isProven;
  const strength: Strength = isProven ? 'proves' : 'checks';
  return {
    answer: { kind: 'edits', text, summary: summary.trim() },
    problems: [...problems, ...verdict.problems, ...behaviour.problems],
    strength,
    notes,
  };
}

/** The first line of the new text that is changed outside the lines asked for. */
function changeOutside({ lines, target }: Material, text: string): number | undefined {
  const now = text.split('\n');
  if (now.at(-1) === '' && lines.at(-1) !== '') now.pop();
  for (let index = 0; index < target.firstLine - 1; index += 1) {
    if (lines[index] !== now[index]) return index + 1;
  }
  const after = lines.length - target.lastLine;
  const start = now.length - after;
  for (let index = 0; index < after; index += 1) {
    if (lines[target.lastLine + index] !== now[start + index])
      return Math.max(1, start + index + 1);
  }
  return undefined;
}

/** What the new text says of itself, without any checker. */
async function textProblems(
  { input, material, tools, removesDiagnostics }: Change,
  text: string,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const { facts: before } = material;
  const after =
    before === undefined
      ? { facts: undefined }
      : await factsAfter(tools.syntax, input.language, text, signal);
  if (after.problem !== undefined) return [after.problem];
  const written = { text: input.source, facts: before };
  const changed = { text, facts: after.facts };
  await nextTurn();
  const part = changedPart(written, changed);
  const found =
    placeholderProblem(part) ??
    (languageOf(input.language).isIndented === true ? dotsProblem(written, changed) : undefined);
  // What stands for code often does not parse, and is worth more to know.
  if (found !== undefined) return [found];
  await nextTurn();
  const silenced = removesDiagnostics ? suppressionProblem(input, part) : undefined;
  return [
    ...(before === undefined || after.facts === undefined
      ? []
      : await syntaxProblems(input, before, text, after.facts)),
    ...(silenced === undefined ? [] : [silenced]),
  ];
}

async function syntaxProblems(
  input: TaskInput,
  before: SyntaxFacts,
  text: string,
  after: SyntaxFacts,
): Promise<readonly Problem[]> {
  const stands =
    before.errors.length > 0 ? standingIn(input.source, before, text, after) : () => false;
  await nextTurn();
  const change = { language: input.language, before, after, words: wordsOf(input) };
  const lost = [
    ...lostExports(change, stands),
    ...(before.errors.length > 0 ? overlookedExports(change, { source: input.source, text }) : []),
  ];
  await nextTurn();
  const broken = isBroken(input.source, before, text, after)
    ? (after.errors[0]?.line ?? 1)
    : (newStrayLine(input, before, text, after) ??
      (languageOf(input.language).isIndented === true
        ? newIndentationError(input.source, before, text, after)
        : undefined));
  if (broken !== undefined) {
    const line = text.split('\n')[broken - 1] ?? '';
    return [problem('edits.syntaxError', { line: broken }, { found: line.trim() })];
  }
  const written = { text: input.source, facts: before };
  const changed = { text, facts: after };
  const lineOf = (at: number) => lineAt(lineStartsOf(text), at);
  await nextTurn();
  const twice = namedTwice(input.language, written, changed);
  await nextTurn();
  const unused = unusedImport(input.language, written, changed);
  await nextTurn();
  const cut = cutOffName(input.language, written, changed);
  return [
    ...lost,
    ...(twice === undefined
      ? []
      : [problem('edits.nameTwice', { line: lineOf(twice.at) }, { name: twice.name })]),
    ...(cut === undefined
      ? []
      : [problem('edits.cutOff', { line: cut.line }, { found: cut.name })]),
    ...(unused === undefined
      ? []
      : [problem('edits.unusedImport', { line: lineOf(unused.at) }, { name: unused.name })]),
  ];
}

/** The line of a sign that is no code, where the file had none. */
function newStrayLine(
  { language, source }: TaskInput,
  before: SyntaxFacts,
  text: string,
  after: SyntaxFacts,
): number | undefined {
  const at = strayAt(language, text, after);
  const isOld = at === undefined || strayAt(language, source, before) !== undefined;
  return isOld ? undefined : lineAt(lineStartsOf(text), at);
}

/** The line whose indentation Python refuses, where it refused none before. */
function newIndentationError(
  source: string,
  before: SyntaxFacts,
  text: string,
  after: SyntaxFacts,
): number | undefined {
  const line = before.errors.length > 0 ? undefined : pythonIndentationError(text, after);
  // The file as it was is looked at only where that would tell something.
  const isOld = line !== undefined && pythonIndentationError(source, before) !== undefined;
  return isOld ? undefined : line;
}

/** What the user asks for, in words: the instruction, and the diagnostics to be fixed. */
function wordsOf({ instruction = '', diagnostics }: TaskInput): string {
  return [instruction, ...diagnostics.map(({ message }) => message)].join('\n');
}

/**
 * Whether a declaration's signature still stands at the start of a line: where the parser loses its
 * way, as between `#if` and `#endif`, it overlooks declarations that nobody touched.
 */
function standingIn(
  source: string,
  before: SyntaxFacts,
  text: string,
  after: SyntaxFacts,
): (declaration: Declaration) => boolean {
  const codeBefore = masked(source, before, 'commentsAndStrings');
  const codeAfter = withSingleSpaces(masked(text, after, 'commentsAndStrings'));
  return ({ start, bodyStart, end }) => {
    const signature = withSingleSpaces(codeBefore.slice(start, bodyStart ?? end)).text;
    return codeAfter.lineStarts.some(
      (at) =>
        codeAfter.text.startsWith(signature, at) &&
        !/[\p{L}\p{N}_$]/u.test(codeAfter.text.charAt(at + signature.length)),
    );
  };
}

/** A text with one space for all white space between words, and where in it lines start. */
function withSingleSpaces(text: string): {
  readonly text: string;
  readonly lineStarts: readonly number[];
} {
  const words: string[] = [];
  const lineStarts: number[] = [];
  let length = 0;
  for (const line of text.split('\n')) {
    const inLine = line.match(/\S+/g);
    if (inLine === null) continue;
    lineStarts.push(length);
    for (const word of inLine) {
      words.push(word);
      length += word.length + 1;
    }
  }
  return { text: words.join(' '), lineStarts };
}

/**
 * Whether the text parses worse than before. Where the parser lost its way already, what it says of
 * more errors depends on the way it takes: there the brackets tell.
 */
function isBroken(source: string, before: SyntaxFacts, text: string, after: SyntaxFacts): boolean {
  const hasMore = after.errors.length > before.errors.length;
  if (before.errors.length === 0) return hasMore;
  const open = openBrackets(source, before);
  const openNow = openBrackets(text, after);
  const isWorse = openNow.some((count, kind) => Math.abs(count) > Math.abs(open[kind] ?? 0));
  if (isWorse || (hasMore && openNow.some((count, kind) => count !== open[kind]))) return true;
  return hasMore && isBrokenByChange(source, before, text, after);
}

/** Lines above a change at which its errors may be told. */
const ABOVE = 3;

/**
 * Whether the changed lines have errors and those that they replace had none, where all others are as
 * they were: then the parser has not just taken another way.
 */
function isBrokenByChange(
  source: string,
  before: SyntaxFacts,
  text: string,
  after: SyntaxFacts,
): boolean {
  const [was, now] = [source.split('\n'), text.split('\n')];
  const shorter = Math.min(was.length, now.length);
  let head = 0;
  while (head < shorter && was[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && was.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const parted = ({ errors }: SyntaxFacts, count: number) => {
    // What is missing is told at what follows, or at what has opened above.
    const isOutside = ({ line }: SyntaxErrorAt) => line <= head - ABOVE || line > count - tail + 1;
    const outside = errors
      .filter(isOutside)
      .map(({ line, column }) => `${line <= head ? line : line - count} ${column}`);
    return { outside: outside.join('\n'), inside: errors.length - outside.length };
  };
  const old = parted(before, was.length);
  const found = parted(after, now.length);
  return old.outside === found.outside && old.inside === 0 && found.inside > 0;
}

/** How many brackets of each kind a text leaves open, or closes too often. */
function openBrackets(text: string, facts: SyntaxFacts): readonly number[] {
  const code = masked(text, facts, 'commentsAndStrings');
  const count = (bracket: string) => code.split(bracket).length;
  return ['()', '[]', '{}'].map(([open = '', close = '']) => count(open) - count(close));
}
