import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';

/** A text, or a part of one, with what is known of it. */
export interface Code {
  readonly text: string;
  readonly facts: Pick<SyntaxFacts, 'comments' | 'strings'> | undefined;
}

/** What differs between two texts, in whole lines, comments and strings. */
export interface ChangedPart {
  readonly before: Code;
  readonly after: Code;
  /** The 1-based line at which both parts start. */
  readonly firstLine: number;
}

/** The part of two texts outside of which they are the same. */
export function changedPart(before: Code, after: Code): ChangedPart {
  const most = Math.min(before.text.length, after.text.length);
  let same = 0;
  while (same < most && before.text.charCodeAt(same) === after.text.charCodeAt(same)) same += 1;
  const lineStart = after.text.lastIndexOf('\n', same - 1) + 1;
  let tail = 0;
  while (
    tail < most - lineStart &&
    charFromEnd(before.text, tail) === charFromEnd(after.text, tail)
  ) {
    tail += 1;
  }
  const newline = after.text.indexOf('\n', after.text.length - tail);
  const rest = newline < 0 ? 0 : after.text.length - newline;
  const start = Math.min(startOf(before, lineStart), startOf(after, lineStart));
  const end = Math.min(restOf(before, rest), restOf(after, rest));
  return {
    before: partOf(before, start, end),
    after: partOf(after, start, end),
    firstLine: after.text.slice(0, start).split('\n').length,
  };
}

function charFromEnd(text: string, back: number): number {
  return text.charCodeAt(text.length - 1 - back);
}

function rangesOf({ facts }: Code): readonly TextRange[] {
  return facts === undefined ? [] : [...facts.comments, ...facts.strings];
}

/** The start of the line of what an offset is inside of. */
function startOf(code: Code, offset: number): number {
  const around = rangesOf(code).filter(({ start, end }) => start < offset && offset < end);
  const first = around.reduce((least, { start }) => Math.min(least, start), offset);
  return code.text.lastIndexOf('\n', first - 1) + 1;
}

/** How much of the end is left out, where that much would part what it is inside of. */
function restOf(code: Code, rest: number): number {
  const offset = code.text.length - rest;
  const around = rangesOf(code).filter(({ start, end }) => start < offset && offset < end);
  return around.reduce((least, { end }) => Math.min(least, code.text.length - end), rest);
}

function partOf({ text, facts }: Code, from: number, rest: number): Code {
  const to = Math.max(from, text.length - rest);
  const within = (ranges: readonly TextRange[]): readonly TextRange[] =>
    ranges
      .filter(({ start, end }) => start >= from && end <= to)
      .map(({ start, end }) => ({ start: start - from, end: end - from }));
  return {
    text: text.slice(from, to),
    facts:
      facts === undefined
        ? undefined
        : { comments: within(facts.comments), strings: within(facts.strings) },
  };
}
