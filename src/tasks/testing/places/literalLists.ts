/** Where a value begins that stands behind a key, as JSON, JavaScript and TypeScript write it. */
function valuesOf(text: string, key: string): readonly number[] {
  const named = new RegExp(`(?<![\\w$.])(['"]?)${key}\\1\\s{0,9}:\\s{0,9}`, 'g');
  return [...text.matchAll(named)].map(({ 0: { length }, index }) => index + length);
}

/**
 * The texts that a key of a configuration is set to, wherever it stands in it; nothing of it is run. undefined: one of its
 * values is more than texts or a list of them.
 */
export function literalList(text: string, key: string): readonly string[] | undefined {
  const found: string[] = [];
  for (const at of valuesOf(text, key)) {
    const list = literalsAt(text, at);
    if (list === undefined) return undefined;
    found.push(...list);
  }
  return found;
}

const LITERAL =
  /(?:'((?:[^'\\\n]|\\.){0,500})'|"((?:[^"\\\n]|\\.){0,500})"|`((?:[^`\\$]|\\.){0,500})`)/y;
const BETWEEN = /(?:\s|,|\/\/[^\n]{0,500}\n|\/\*[^*]{0,500}\*\/)*/y;

function literalsAt(text: string, start: number): readonly string[] | undefined {
  if (text[start] !== '[') {
    const [literal] = one(text, start) ?? [];
    return literal === undefined ? undefined : [literal];
  }
  const found: string[] = [];
  let at = start + 1;
  for (;;) {
    at = endOf(BETWEEN, text, at) ?? at;
    if (text[at] === ']') return found;
    const [literal, end] = one(text, at) ?? [];
    if (literal === undefined || end === undefined) return undefined;
    found.push(literal);
    at = end;
  }
}

/** A text in quotes, and where it ends. */
function one(text: string, at: number): readonly [string, number] | undefined {
  LITERAL.lastIndex = at;
  const match = LITERAL.exec(text);
  const inside = match?.slice(1).find((group) => group !== undefined);
  if (match === null || inside === undefined) return undefined;
  return [inside.replace(/\\(.)/g, '$1'), LITERAL.lastIndex];
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** What stands between the brackets behind a key, other brackets and texts in it passed over; undefined: there is none. */
export function sectionOf(text: string, key: string): string | undefined {
  for (const start of valuesOf(text, key)) {
    if (text[start] !== '{') continue;
    const end = closingOf(text, start);
    if (end !== undefined) return text.slice(start + 1, end);
  }
  return undefined;
}

/** A section without what stands in brackets of its own, where keys mean something else. */
export function withoutSections(text: string): string {
  let kept = '';
  for (let at = 0; at < text.length; at += 1) {
    const end = text[at] === '{' ? closingOf(text, at) : skipped(text, at);
    if (end !== undefined && text[at] === '{') {
      at = end;
      continue;
    }
    const to = end ?? at;
    kept += text.slice(at, to + 1);
    at = to;
  }
  return kept;
}

function closingOf(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text[at];
    at = skipped(text, at) ?? at;
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** Where a text in quotes or a comment ends that begins here; undefined: none does. */
function skipped(text: string, at: number): number | undefined {
  const character = text[at];
  if (character === "'" || character === '"' || character === '`') {
    const end = one(text, at)?.[1];
    return end === undefined ? undefined : end - 1;
  }
  if (character !== '/') return undefined;
  if (text[at + 1] === '/') return endBy(text, '\n', at);
  return text[at + 1] === '*' ? endBy(text, '*/', at + 2) : undefined;
}

function endBy(text: string, mark: string, from: number): number | undefined {
  const at = text.indexOf(mark, from);
  return at === -1 ? undefined : at + mark.length - 1;
}
