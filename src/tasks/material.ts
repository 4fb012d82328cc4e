import { estimateTokens } from '../models/tokens.ts';
import { lineAt, lineStartsOf } from '../syntax/lines.ts';
import type { Declaration, LineRange, SyntaxFacts } from '../syntax/syntax.ts';
import type { Note } from './noteCodes.ts';
import { note } from './noteCodes.ts';
import { codeBlock, contextBlocks, sourceLines } from './prompt.ts';
import type { PromptBlock, SentFile, TaskInput, TaskSignals, TaskTools } from './task.ts';
import { taskError } from './taskErrors.ts';

/** Above this many tokens only the target and signatures around it are sent. */
const EXCERPT_ABOVE = 30_000;
/** A target above this many tokens is not sent: prompts above 100,000 cost five times as much. */
const LARGEST_TARGET = 80_000;
/** Characters beyond which a text is not even parsed. */
const LARGEST_SOURCE = 2_000_000;

/** What every task starts from: the text looked at, and what of it is sent. */
export interface Material {
  readonly lines: readonly string[];
  readonly target: LineRange;
  /** undefined: no grammar for the language. */
  readonly facts: SyntaxFacts | undefined;
  /** Declarations that start in the target, or the one around it. */
  readonly inTarget: readonly Declaration[];
  /** Code and context, ready to be sent. */
  readonly blocks: readonly PromptBlock[];
  readonly sent: readonly SentFile[];
  readonly notes: readonly Note[];
  readonly signals: TaskSignals;
}

/**
 * Looks at the input.
 * @throws UserError for a text that no task can work on.
 */
export async function materialOf(
  input: TaskInput,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<Material> {
  const { source, language } = input;
  if (source.includes('\0')) throw taskError('input.binary', {});
  if (!/\S/.test(source)) throw taskError('nothingToDo.emptyFile', {});
  if (source.length > LARGEST_SOURCE) {
    const tokens = estimateTokens(source, 'code');
    throw taskError('input.tooLarge', { tokens, limit: LARGEST_TARGET });
  }
  const lines = sourceLines(source);
  const target = within(input.target, lines.length);
  const targetText = textOf(lines, target);
  if (!/\S/.test(targetText)) throw taskError('nothingToDo.emptySelection', {});
  const tokens = estimateTokens(targetText, 'code');
  if (tokens > LARGEST_TARGET) {
    throw taskError('input.tooLarge', { tokens, limit: LARGEST_TARGET });
  }

  const facts = await tools.syntax.facts(language, source, signal);
  const shown = shownLines(source, lines, target, facts);
  const code = codeBlock(language, lines, shown);
  const context = input.context ?? [];
  const leftOut = lines.length - shown.reduce((sum, range) => sum + countOf(range), 0);
  const inTarget = declarationsIn(facts?.declarations ?? [], target);
  return {
    lines,
    target,
    facts,
    inTarget,
    blocks: [code, ...contextBlocks(context)],
    sent: [
      { path: input.path ?? '', tokens: estimateTokens(code.text, 'code') },
      ...context.map(({ path, text, kind }) => ({
        path,
        tokens: estimateTokens(text, kind === 'signatures' ? 'code' : 'prose'),
      })),
    ],
    notes: [
      ...(facts === undefined ? [note('notes.noGrammar', {})] : []),
      ...(facts !== undefined && facts.errors.length > 0
        ? [note('notes.brokenBefore', { errors: facts.errors.length })]
        : []),
      ...(leftOut > 0 ? [note('notes.excerpt', { lines: lines.length - leftOut, leftOut })] : []),
    ],
    signals: {
      lines: countOf(target),
      declarations: inTarget.length,
      branches: branchesIn(targetText),
      instruction: input.instruction,
    },
  };
}

const BRANCH =
  /\b(?:if|elif|elsif|unless|for|foreach|while|until|case|when|catch|except|rescue)\b|&&|\|\|/g;

/** Branches and loops, by the words and signs that make them in the languages known here. */
function branchesIn(text: string): number {
  return text.match(BRANCH)?.length ?? 0;
}

/** The text of a range of lines. */
export function textOf(lines: readonly string[], { firstLine, lastLine }: LineRange): string {
  return lines.slice(firstLine - 1, lastLine).join('\n');
}

/** How many lines a range has. */
export function countOf({ firstLine, lastLine }: LineRange): number {
  return lastLine - firstLine + 1;
}

function within({ firstLine, lastLine }: LineRange, count: number): LineRange {
  const first = Math.min(Math.max(1, firstLine), count);
  return { firstLine: first, lastLine: Math.min(Math.max(first, lastLine), count) };
}

/** Those that start in the range; where none does, the innermost one around it. */
function declarationsIn(
  declarations: readonly Declaration[],
  range: LineRange,
): readonly Declaration[] {
  const starting = declarations.filter(
    ({ firstLine }) => firstLine >= range.firstLine && firstLine <= range.lastLine,
  );
  if (starting.length > 0) return starting;
  const around = declarations
    .filter((one) => one.firstLine <= range.firstLine && one.lastLine >= range.lastLine)
    .sort((one, other) => one.end - one.start - (other.end - other.start));
  return around.slice(0, 1);
}

/** All lines, or of a large file the target, the imports and as many signatures as fit. */
function shownLines(
  source: string,
  lines: readonly string[],
  target: LineRange,
  facts: SyntaxFacts | undefined,
): readonly LineRange[] {
  const whole = { firstLine: 1, lastLine: lines.length };
  if (countOf(target) === lines.length) return [whole];
  if (estimateTokens(source, 'code') <= EXCERPT_ABOVE) return [whole];
  const shown = new Set<number>();
  const add = ({ firstLine, lastLine }: LineRange) => {
    for (let line = firstLine; line <= lastLine; line += 1) shown.add(line);
  };
  add(target);
  let tokens = estimateTokens(textOf(lines, target), 'code');
  for (const range of signatureLines(source, facts)) {
    const cost = estimateTokens(textOf(lines, range), 'code');
    if (tokens + cost > EXCERPT_ABOVE) break;
    tokens += cost;
    add(range);
  }
  return rangesOf([...shown].sort((one, other) => one - other));
}

function signatureLines(source: string, facts: SyntaxFacts | undefined): readonly LineRange[] {
  if (facts === undefined) return [];
  const lineStarts = lineStartsOf(source);
  const lineOf = (offset: number) => lineAt(lineStarts, offset);
  const imports = facts.imports.map(({ start, end }) => ({
    firstLine: lineOf(start),
    lastLine: lineOf(end),
  }));
  const signatures = facts.declarations.map(({ firstLine, lastLine, bodyStart }) => ({
    firstLine,
    lastLine: bodyStart === null ? Math.min(lastLine, firstLine + 5) : lineOf(bodyStart),
  }));
  return [...imports, ...signatures];
}

function rangesOf(sorted: readonly number[]): readonly LineRange[] {
  const ranges: { firstLine: number; lastLine: number }[] = [];
  for (const line of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && last.lastLine === line - 1) last.lastLine = line;
    else ranges.push({ firstLine: line, lastLine: line });
  }
  return ranges;
}
