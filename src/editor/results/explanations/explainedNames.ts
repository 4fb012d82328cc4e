const DECLARING =
  '\\b(?:function|def|class|interface|struct|enum|trait|impl|type|const|let|var|val|fn|func|module|namespace|record|public|private|protected|static|async|export)';
const DECLARES = new RegExp(`${DECLARING}\\b`);
/** Go's receivers, Rust's `pub(crate)` and the like stand between the word and the name. */
const DECLARES_BEFORE_BRACKETS = new RegExp(`${DECLARING}\\s*\\([^()=]*\\)$`);
/** Characters in front of a name that say what is done with it. */
const MOST_BEFORE = 500;
/** Places of one name that are looked at for its declaration in the text that was explained. */
const MOST_LOOKS = 100;
/** Of another file, what is read to find declarations, in characters; and of one line. */
const MOST_READ = 200_000;
const LONGEST_LINE = 2_000;
/** Signs behind which another statement or a value stands. */
const ENDS = ['=', '(', ')', '{', '}', ';'];
const WORD = /[\p{L}\p{N}_$]+/gu;

/** The line (from 1) at which each name is declared in a text, else where it stands first. */
export function linesNamed(text: string, names: readonly string[]): ReadonlyMap<string, number> {
  const wanted = new Set(names.flatMap((name) => lastWordOf(name) ?? []));
  const first = new Map<string, number>();
  const declared = new Map<string, number>();
  const looks = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const seen = new Set<string>();
    for (const { 0: word, index: at } of line.matchAll(WORD)) {
      if (!wanted.has(word) || seen.has(word)) continue;
      seen.add(word);
      if (!first.has(word)) first.set(word, index + 1);
      const looked = looks.get(word) ?? 0;
      if (declared.has(word) || looked >= MOST_LOOKS) continue;
      looks.set(word, looked + 1);
      if (isDeclaredBy(line, at)) declared.set(word, index + 1);
    }
  }
  const lines = names.flatMap((name) => {
    const word = lastWordOf(name) ?? '';
    const line = declared.get(word) ?? first.get(word);
    return line === undefined ? [] : [[name, line] as const];
  });
  return new Map(lines);
}

/** The line (from 1) that declares each name by the looks of it. The text is looked through once. */
export function linesDeclaring(
  text: string,
  names: readonly string[],
): ReadonlyMap<string, number> {
  const read = text.slice(0, MOST_READ);
  const wanted = new Set(names.flatMap((name) => lastWordOf(name) ?? []));
  for (const word of wanted) if (!read.includes(word)) wanted.delete(word);
  const declared = new Map<string, number>();
  if (wanted.size === 0) return declared;
  for (const [index, line] of read.split('\n').entries()) {
    if (line.length > LONGEST_LINE) continue;
    const seen = new Set<string>();
    for (const { 0: word, index: at } of line.matchAll(WORD)) {
      if (!wanted.has(word) || seen.has(word)) continue;
      seen.add(word);
      if (!declared.has(word) && isDeclaredBy(line, at)) declared.set(word, index + 1);
    }
  }
  const lines = names.flatMap((name) => {
    const line = declared.get(lastWordOf(name) ?? '');
    return line === undefined ? [] : [[name, line] as const];
  });
  return new Map(lines);
}

/** Whether what stands before a place on its line declares a name there, in any of the languages. */
function isDeclaredBy(line: string, at: number): boolean {
  const near = line.slice(Math.max(0, at - MOST_BEFORE), at);
  const cut = Math.max(...ENDS.map((sign) => near.lastIndexOf(sign))) + 1;
  return DECLARES.test(near.slice(cut)) || DECLARES_BEFORE_BRACKETS.test(near.slice(0, cut));
}

/** The last part of a name with its containers. */
function lastWordOf(name: string): string | undefined {
  return name.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)?.at(-1);
}
