import { bindsNextLine, isDirective } from '../../syntax/directives.ts';
import { startsItsLine } from '../../syntax/lines.ts';
import { lastEndingBy } from '../../syntax/ranges.ts';
import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import type { CommentStyle } from './commentStyle.ts';
import { renderComment } from './commentStyle.ts';

/** A comment to write for a declaration. */
export interface PlacedComment {
  readonly declaration: Declaration;
  /** Bare text. */
  readonly text: string;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Whether a comment can stand before (or in) this declaration without moving any code. */
export function canBeDocumented(
  source: string,
  style: CommentStyle,
  declaration: Declaration,
): boolean {
  if (style.form === 'docstring') return declaration.bodyStart !== null;
  return declaration.comment !== null || startsItsLine(source, declaration.start);
}

/** The source with comments put in; only comments and, for one-line bodies, line breaks are new. */
export function placeComments(
  language: string,
  style: CommentStyle,
  source: string,
  facts: SyntaxFacts,
  comments: readonly PlacedComment[],
): string {
  const unit = indentUnit(source);
  const changes = comments.map(({ declaration, text }) =>
    style.form === 'docstring'
      ? docstringChange(language, style, source, declaration, text, unit)
      : commentChange(language, style, source, facts, declaration, text),
  );
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of changes.sort((one, other) => one.start - other.start)) {
    // Two declarations may share a comment: one text in its place is enough.
    if (start < at) continue;
    pieces.push(source.slice(at, start), text);
    at = end;
  }
  return pieces.join('') + source.slice(at);
}

function commentChange(
  language: string,
  style: CommentStyle,
  source: string,
  facts: SyntaxFacts,
  declaration: Declaration,
  text: string,
): Change {
  const indent = indentAt(source, declaration.start);
  const rendered = renderComment(language, style, text, indent);
  if (declaration.comment !== null) {
    const { start, end } = declaration.comment;
    // Code behind it gets a line of its own: in a line comment it would be gone.
    const gap = /^[ \t]*/.exec(source.slice(end))?.[0].length ?? 0;
    const hasCode = !/^(?:\n|$)/.test(source.slice(end + gap, end + gap + 1));
    return {
      start: lineStart(source, start),
      end: hasCode ? end + gap : end,
      text: rendered.join('\n') + (hasCode ? `\n${indent}` : ''),
    };
  }
  const at = lineStart(source, aboveDirectives(language, source, facts, declaration.start));
  return { start: at, end: at, text: `${rendered.join('\n')}\n` };
}

function docstringChange(
  language: string,
  style: CommentStyle,
  source: string,
  declaration: Declaration,
  text: string,
  unit: string,
): Change {
  const body = declaration.bodyStart ?? declaration.end;
  const isOwnLine = startsItsLine(source, body);
  const indent = isOwnLine ? indentAt(source, body) : indentAt(source, declaration.start) + unit;
  const rendered = renderComment(language, style, text, indent).join('\n');
  if (declaration.comment !== null) {
    const isFirst = startsItsLine(source, declaration.comment.start);
    return {
      ...declaration.comment,
      text: isFirst ? rendered.slice(indent.length) : `\n${rendered}`,
    };
  }
  if (isOwnLine) {
    const at = lineStart(source, body);
    return { start: at, end: at, text: `${rendered}\n` };
  }
  let start = body;
  while (source[start - 1] === ' ' || source[start - 1] === '\t') start -= 1;
  return { start, end: body, text: `\n${rendered}\n${indent}` };
}

/** Where documentation goes when directives stand right above the code: above them. */
function aboveDirectives(
  language: string,
  source: string,
  facts: SyntaxFacts,
  start: number,
): number {
  let at = start;
  for (let index = lastEndingBy(facts.comments, start); index >= 0; index -= 1) {
    const comment = facts.comments[index];
    if (comment === undefined) break;
    const text = source.slice(comment.start, comment.end);
    if (source.slice(comment.end, at).trim() !== '' || !startsItsLine(source, comment.start)) break;
    if (!isDirective(language, text) || !bindsNextLine(text)) break;
    at = comment.start;
  }
  return at;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

function indentAt(source: string, offset: number): string {
  const from = lineStart(source, offset);
  return /^[ \t]*/.exec(source.slice(from, offset))?.[0] ?? '';
}

/** One step of indentation as the file has it. */
function indentUnit(source: string): string {
  return /^(?:\t| {2,8})(?=\S)/m.exec(source)?.[0] ?? '    ';
}
