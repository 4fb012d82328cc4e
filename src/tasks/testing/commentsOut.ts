/**
 * A text without its comments, for the one word that a plan needs of it: read in one pass, without a
 * grammar, for languages whose comments are those of C (`#` where it is asked for). Strings stay.
 */
export function withoutComments(text: string, hash = false): string {
  const pieces: string[] = [];
  let from = 0;
  let at = 0;
  const skip = (end: number): void => {
    pieces.push(text.slice(from, at));
    at = end < 0 ? text.length : end;
    from = at;
  };
  while (at < text.length) {
    const sign = text[at];
    const isSlash = sign === '/';
    if (isSlash && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      skip(end < 0 ? -1 : end + 2);
    } else if (
      (isSlash && text[at + 1] === '/') ||
      (hash && sign === '#' && text[at + 1] !== '[')
    ) {
      skip(text.indexOf('\n', at));
    } else if (sign === '"') {
      at = afterString(text, at);
    } else at += 1;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

/** Behind a string that ends on its line; behind the quote where it does not. */
function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return start + 1;
}
