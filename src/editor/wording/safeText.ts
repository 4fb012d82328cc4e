import { visibleLine, visibleText } from './visibleText.ts';

/**
 * What a renderer might turn into a link by itself: addresses, `www.`, mail, a scheme. It is shown
 * as code, in which no renderer looks for links.
 */
const LIKE_A_LINK = /\/\/|\\\\|@|www\.|[a-z][a-z0-9+.-]{0,30}:\S/i;

/** What is neither a letter, a digit nor a space: all that could mean anything to a parser. */
const SIGN = /[^\p{L}\p{M}\p{Nd} ]/gu;

/**
 * Markdown that shows `text` as it is on one line, in any parser: every sign is a character
 * reference, so that nothing is left that could open or end a structure.
 */
export function plainLine(text: string): string {
  return visibleLine(text).replaceAll(SIGN, (sign) => `&#${String(sign.codePointAt(0))};`);
}

/** Markdown that shows `text` as it is, whatever it holds: no link, image, HTML or structure. */
export function safeText(text: string): string {
  return visibleText(text)
    .split('\n')
    .map((line) => safeLine(line.trim()))
    .join('\n');
}

/** Markdown that shows `text` between its neighbours on a line: the space around it stays. */
export function safePiece(text: string): string {
  const inner = text.trim();
  if (inner === '') return spaceOf(text);
  const start = text.length - text.trimStart().length;
  const before = text.slice(0, start);
  const after = text.slice(start + inner.length);
  return spaceOf(before) + safeText(inner) + spaceOf(after);
}

/**
 * Pieces of a line put together. Backticks that meet would make one longer fence, and let out what
 * stands inside a code span: a space keeps them apart.
 */
export function joined(pieces: readonly string[]): string {
  let last = '';
  const apart = pieces.map((piece) => {
    const isMeeting = last.endsWith('`') && piece.startsWith('`');
    if (piece !== '') last = piece;
    return isMeeting ? ` ${piece}` : piece;
  });
  return apart.join('');
}

/** A code span that holds exactly this on one line. */
export function codeSpan(text: string): string {
  const content = visibleText(text).replaceAll('\n', ' ');
  if (content.trim() === '') return '';
  const fence = '`'.repeat(longestTicks(content) + 1);
  const pad = /^`|`$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** Length of the longest run of backticks. */
export function longestTicks(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

function spaceOf(blank: string): string {
  if (blank === '') return '';
  return blank.includes('\n') ? '\n' : ' ';
}

function safeLine(line: string): string {
  const words = line.split(/(\s+)/).map((word) => {
    if (/^\s*$/.test(word)) return word === '' ? '' : ' ';
    return LIKE_A_LINK.test(word) ? codeSpan(word) : escaped(word);
  });
  return words
    .join('')
    .replace(/^([-+=:])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function escaped(word: string): string {
  return word
    .replaceAll(/[\\`*_{}[\]()#!|~$^>]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}
