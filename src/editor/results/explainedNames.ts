const DECLARING =
  '\\b(?:function|def|class|interface|struct|enum|trait|impl|type|const|let|var|val|fn|func|module|namespace|record|public|private|protected|static|async|export)';
const DECLARES = new RegExp(`${DECLARING}\\b`);
/** Go's receivers, Rust's `pub(crate)` and the like stand between the word and the name. */
const DECLARES_BEFORE_BRACKETS = new RegExp(`${DECLARING}\\s*\\([^()=]*\\)$`);
/** Characters in front of a name that say what is done with it. */
const MOST_BEFORE = 500;
/** Signs behind which another statement or a value stands. */
const ENDS = ['=', '(', ')', '{', '}', ';'];
const WORD = /[\p{L}\p{N}_$]+/gu;

/** The line (from 1) at which each name is declared in a text, else where it stands first. */
export function linesNamed(text: string, names: readonly string[]): ReadonlyMap<string, number> {
  const wanted = new Set(names.flatMap((name) => lastWordOf(name) ?? []));
  const first = new Map<string, number>();
  const declared = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const seen = new Set<string>();
    for (const { 0: word, index: at } of line.matchAll(WORD)) {
      if (!wanted.has(word) || seen.has(word)) continue;
      seen.add(word);
      if (!first.has(word)) first.set(word, index + 1);
      if (!declared.has(word) && isDeclaredBy(line.slice(0, at))) declared.set(word, index + 1);
    }
  }
  const lines = names.flatMap((name) => {
    const word = lastWordOf(name) ?? '';
    const line = declared.get(word) ?? first.get(word);
    return line === undefined ? [] : [[name, line] as const];
  });
  return new Map(lines);
}

/** The line (from 1) that declares a name by the looks of it, or undefined. */
export function lineDeclaring(text: string, name: string): number | undefined {
  const wanted = lastWordOf(name);
  if (wanted === undefined || !text.includes(wanted)) return undefined;
  const index = text.split('\n').findIndex((line) => {
    if (!line.includes(wanted)) return false;
    const found = [...line.matchAll(WORD)].find(([word]) => word === wanted);
    return found !== undefined && isDeclaredBy(line.slice(0, found.index));
  });
  return index === -1 ? undefined : index + 1;
}

/** Whether what stands before a name on its line declares it, in any of the languages. */
function isDeclaredBy(before: string): boolean {
  const near = before.slice(-MOST_BEFORE);
  const cut = Math.max(...ENDS.map((sign) => near.lastIndexOf(sign))) + 1;
  return DECLARES.test(near.slice(cut)) || DECLARES_BEFORE_BRACKETS.test(near.slice(0, cut));
}

/** The last part of a name with its containers. */
function lastWordOf(name: string): string | undefined {
  return name.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)?.at(-1);
}
