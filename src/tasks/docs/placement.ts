import { bindsNextLine, bindsNextNode, isAboutFile, isDirective } from '../../syntax/directives.ts';
import type { CommentStyle } from '../../syntax/language.ts';
import { startsItsLine } from '../../syntax/lines.ts';
import { lastEndingBy } from '../../syntax/ranges.ts';
import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
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

/** A file that comments are put into, and how its language writes them. */
export interface Page {
  readonly language: string;
  readonly style: CommentStyle;
  readonly source: string;
  readonly facts: SyntaxFacts;
  /** Columns of a line. */
  readonly width: number;
}

/** Whether a comment can stand before (or in) this declaration without moving any code. */
export function canBeDocumented(
  source: string,
  style: CommentStyle,
  declaration: Declaration,
): boolean {
  if (style.form === 'docstring') return hasBody(declaration);
  return declaration.comment !== null || startsItsLine(source, declaration.start);
}

/** Whether there is something that a docstring could stand in: a parser makes up what is missing. */
export function hasBody({ bodyStart, end }: Declaration): boolean {
  return bodyStart !== null && bodyStart < end;
}

/** The source with comments put in; only comments and, for one-line bodies, line breaks are new. */
export function placeComments(page: Page, comments: readonly PlacedComment[]): string {
  const { source, style } = page;
  const unit = indentUnit(source);
  const changes = comments.map(({ declaration, text }) =>
    style.form === 'docstring'
      ? docstringChange(page, declaration, text, unit)
      : commentChange(page, declaration, text),
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

function commentChange(page: Page, declaration: Declaration, text: string): Change {
  const { source } = page;
  const indent = indentAt(source, declaration.start);
  const rendered = renderComment({ ...page, indent }, text);
  if (declaration.comment !== null) {
    const { start, end } = declaration.comment;
    // Code behind it gets a line of its own: in a line comment it would be gone.
    const gap = /^[ \t]*/.exec(source.slice(end, lineEnd(source, end)))?.[0].length ?? 0;
    const hasCode = !/^(?:\n|$)/.test(source.slice(end + gap, end + gap + 1));
    return {
      start: lineStart(source, start),
      end: hasCode ? end + gap : end,
      text: rendered.join('\n') + (hasCode ? `\n${indent}` : ''),
    };
  }
  const at = lineStart(source, aboveDirectives(page, declaration.start));
  const isParted = page.style.form === 'lines' && isBelowLicence(page, at);
  return { start: at, end: at, text: `${isParted ? '\n' : ''}${rendered.join('\n')}\n` };
}

/** Whether line comments right above are about the file: without a gap they would be one comment. */
function isBelowLicence({ source, style: { marker } }: Page, start: number): boolean {
  let at = start;
  while (at > 0) {
    const above = lineStart(source, at - 1);
    const line = source.slice(above, at).trim();
    if (!line.startsWith(marker)) break;
    at = above;
  }
  return at < start && isAboutFile(source.slice(at, start), true);
}

function docstringChange(page: Page, declaration: Declaration, text: string, unit: string): Change {
  const { source } = page;
  const body = declaration.bodyStart ?? declaration.end;
  const isOwnLine = startsItsLine(source, body);
  const indent = isOwnLine ? indentAt(source, body) : indentAt(source, declaration.start) + unit;
  const rendered = renderComment({ ...page, indent }, text).join('\n');
  if (declaration.comment !== null) {
    const isFirst = startsItsLine(source, declaration.comment.start);
    return {
      ...declaration.comment,
      text: isFirst ? rendered.slice(indent.length) : `\n${rendered}`,
    };
  }
  if (isOwnLine) {
    const at = lineStart(source, aboveComments(page, body));
    return { start: at, end: at, text: `${rendered}\n` };
  }
  let start = body;
  while (source[start - 1] === ' ' || source[start - 1] === '\t') start -= 1;
  return { start, end: body, text: `\n${rendered}\n${indent}` };
}

/** Of the old kind of types: such a comment has to be the first line of its body. */
const SIGNATURE_COMMENT = /^#\s*type:\s*\(/;

/** The first of the comments that stand above a body's first statement, a docstring's own place. */
function aboveComments({ source, facts }: Page, body: number): number {
  let at = body;
  for (let index = lastEndingBy(facts.comments, body); index >= 0; index -= 1) {
    const comment = facts.comments[index];
    if (comment === undefined || !startsItsLine(source, comment.start)) break;
    const text = source.slice(comment.start, comment.end);
    if (/\S/.test(source.slice(comment.end, at)) || SIGNATURE_COMMENT.test(text)) break;
    at = comment.start;
  }
  return at;
}

/** Where documentation goes when directives stand above the code that they are for: above them. */
function aboveDirectives({ language, source, facts }: Page, start: number): number {
  let top = start;
  let at = start;
  let isNext = true;
  for (let index = lastEndingBy(facts.comments, start); index >= 0; index -= 1) {
    const comment = facts.comments[index];
    if (comment === undefined || !startsItsLine(source, comment.start)) break;
    const between = source.slice(comment.end, at);
    if (/\S/.test(between)) break;
    const text = source.slice(comment.start, comment.end);
    const isFor = isDirective(language, text);
    isNext &&= (between.match(/\n/g)?.length ?? 0) <= 1;
    at = comment.start;
    if (isFor && (bindsNextNode(text) || (isNext && bindsNextLine(language, text)))) top = at;
    // Other comments, and blank lines, part it from all but what looks for its code across them.
    else isNext = false;
  }
  return top;
}

function lineStart(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline < 0 ? source.length : newline + 1;
}

function indentAt(source: string, offset: number): string {
  const from = lineStart(source, offset);
  return /^[ \t]*/.exec(source.slice(from, offset))?.[0] ?? '';
}

/** One step of indentation as the file has it. */
function indentUnit(source: string): string {
  return /^(?:\t| {2,8})(?=\S)/m.exec(source)?.[0] ?? '    ';
}
