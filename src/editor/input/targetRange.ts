import type { TaskName } from '../../models/task.ts';
import type { Declaration, DeclarationKind, LineRange, SyntaxFacts } from '../../syntax/syntax.ts';
import { traitsOf } from '../taskTable.ts';

/** A selection as the editor has it: 0-based lines and characters. */
export interface SelectedRange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/** What a command works on. */
export interface Target {
  readonly kind: 'selection' | 'declaration' | 'file';
  readonly lines: LineRange;
  /** The name of the declaration, where one is taken. */
  readonly declared?: string;
}

/**
 * Whether a command without a selection takes the whole file: a cursor that was never moved points
 * at nothing.
 */
export function takesWholeFile(task: TaskName, isCursorUntouched: boolean): boolean {
  const { wholeFile: when } = traitsOf(task);
  return when === 'always' || (when === 'cursorUntouched' && isCursorUntouched);
}

/** Declarations that are rather a part of something than something of their own. */
const SMALL: ReadonlySet<DeclarationKind> = new Set(['constant', 'variable', 'property']);

/** The lines that a selection touches; an end at the start of a line leaves that line out. */
export function selectedLines(selected: SelectedRange): LineRange {
  const isWhole = selected.endCharacter === 0 && selected.endLine > selected.startLine;
  return {
    firstLine: selected.startLine + 1,
    lastLine: isWhole ? selected.endLine : selected.endLine + 1,
  };
}

/** The whole of a text, as lines. */
export function wholeFile(source: string): LineRange {
  const lines = source.split('\n').length;
  return { firstLine: 1, lastLine: source.endsWith('\n') && lines > 1 ? lines - 1 : lines };
}

/** Whether lines are all that a file has. */
export function isWholeFile({ firstLine, lastLine }: LineRange, source: string): boolean {
  return firstLine <= 1 && lastLine >= wholeFile(source).lastLine;
}

/**
 * The innermost declaration around a line, its documentation comment counted in. A constant or
 * property is taken only where nothing larger but a module encloses the line.
 */
export function declarationAround(
  facts: SyntaxFacts,
  source: string,
  line: number,
): Declaration | undefined {
  const around = facts.declarations.filter((declaration) => {
    const { comment } = declaration;
    const first =
      comment === null
        ? declaration.firstLine
        : lineAt(source, Math.min(comment.start, declaration.start));
    return first <= line && line <= declaration.lastLine;
  });
  const large = around.filter(({ kind }) => !SMALL.has(kind) && kind !== 'module');
  const small = around.filter(({ kind }) => SMALL.has(kind));
  return innermost(large.length > 0 ? large : small);
}

function innermost(declarations: readonly Declaration[]): Declaration | undefined {
  return declarations.reduce<Declaration | undefined>(
    (best, next) =>
      best === undefined || next.end - next.start < best.end - best.start ? next : best,
    undefined,
  );
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) {
    line += 1;
  }
  return line;
}
