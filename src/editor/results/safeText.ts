import { visibleText } from './visibleText.ts';

/**
 * What a renderer might turn into a link by itself: addresses, `www.`, mail, a scheme. It is shown
 * as code, in which no renderer looks for links.
 */
const LIKE_A_LINK = /\/\/|\\\\|@|www\.|[a-z][a-z0-9+.-]*:\S/i;

/** Markdown that shows `text` as it is, whatever it holds: no link, image, HTML or structure. */
export function safeText(text: string): string {
  return visibleText(text)
    .split('\n')
    .map((line) => safeLine(line.trim()))
    .join('\n');
}

/** Markdown that shows `text` between its neighbours on a line: the space around it stays. */
export function safePiece(text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
  return spaceOf(before) + (inner === '' ? '' : safeText(inner)) + spaceOf(after);
}

/** Markdown that shows `text`, pieces between backticks as code. */
export function safeProse(text: string): string {
  const pieces = visibleText(text)
    .split(/(`[^`\n]+`)/)
    .map((piece, index) => (index % 2 === 1 ? codeSpan(piece.slice(1, -1)) : safePiece(piece)));
  return joined(pieces).trim();
}

/**
 * Pieces of a line put together. Backticks that meet would make one longer fence, and let out what
 * stands inside a code span: a space keeps them apart.
 */
export function joined(pieces: readonly string[]): string {
  let text = '';
  for (const piece of pieces) {
    text += text.endsWith('`') && piece.startsWith('`') ? ` ${piece}` : piece;
  }
  return text;
}

/** A code span that holds exactly this on one line. */
export function codeSpan(text: string): string {
  const content = visibleText(text).replaceAll('\n', ' ');
  if (content.trim() === '') return '';
  const runs = content.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = /^`|`$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
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
