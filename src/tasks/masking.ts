import type { SyntaxFacts, TextRange } from '../syntax/syntax.ts';

/** A text with comments, and the insides of strings if asked, as blanks: every offset stays. */
export function masked(
  text: string,
  facts: Pick<SyntaxFacts, 'comments' | 'strings'> | undefined,
  what: 'comments' | 'commentsAndStrings',
): string {
  if (facts === undefined) return text;
  const ranges: readonly TextRange[] =
    what === 'comments' ? facts.comments : [...facts.comments, ...facts.strings];
  const characters: string[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    characters.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  characters.push(text.slice(at));
  return characters.join('');
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Offset just after the bracket that closes the one at `open`, or the end of the text. */
export function closingOf(maskedText: string, open: number): number {
  const expected: string[] = [];
  for (let at = open; at < maskedText.length; at += 1) {
    const character = maskedText[at] ?? '';
    const closing = CLOSING[character];
    if (closing !== undefined) expected.push(closing);
    else if (character === expected.at(-1)) {
      expected.pop();
      if (expected.length === 0) return at + 1;
    }
  }
  return maskedText.length;
}

/** The white space in front of a line that starts at `lineStart`. */
export function indentationAt(text: string, lineStart: number): string {
  let end = lineStart;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return text.slice(lineStart, end);
}

/** End of the block of lines that are indented more than the line at `offset`. */
export function indentedEnd(maskedText: string, offset: number): number {
  const lineStart = maskedText.lastIndexOf('\n', offset - 1) + 1;
  const width = indentationAt(maskedText, lineStart).length;
  let at = maskedText.indexOf('\n', offset);
  while (at >= 0) {
    const next = at + 1;
    const end = maskedText.indexOf('\n', next);
    const line = maskedText.slice(next, end < 0 ? undefined : end);
    if (/\S/.test(line) && line.search(/\S/) <= width && !/^\s*[)\]}]/.test(line)) return next;
    at = end;
  }
  return maskedText.length;
}

/** The same for every bracket of a text that is closed, by one look over the text. */
export function closings(maskedText: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: { readonly at: number; readonly closing: string }[] = [];
  for (let at = 0; at < maskedText.length; at += 1) {
    const character = maskedText[at] ?? '';
    const closing = CLOSING[character];
    if (closing !== undefined) open.push({ at, closing });
    else if (character === open.at(-1)?.closing) ends.set(open.pop()?.at ?? 0, at + 1);
  }
  return ends;
}
