/** What stands before a name on the line that declares it, in any of the languages. */
const DECLARES =
  /\b(?:function|def|class|interface|struct|enum|trait|impl|type|const|let|var|val|fn|func|module|namespace|record|public|private|protected|static|async|export)\b(?:\s*\([^)=]*\))?[^=(){};]*$/;

/** The line (from 1) at which each name is declared in a text, else where it stands first. */
export function linesNamed(text: string, names: readonly string[]): ReadonlyMap<string, number> {
  const lines = text.split('\n');
  const found = new Map<string, number>();
  for (const name of names) {
    const word = wordOf(name);
    if (word === undefined) continue;
    const first = lines.findIndex((line) => word.test(line));
    const declared = declaringIndex(lines, word);
    const line = declared === -1 ? first : declared;
    if (line !== -1) found.set(name, line + 1);
  }
  return found;
}

/** The line (from 1) that declares a name by the looks of it, or undefined. */
export function lineDeclaring(text: string, name: string): number | undefined {
  const word = wordOf(name);
  if (word === undefined || !word.test(text)) return undefined;
  const index = declaringIndex(text.split('\n'), word);
  return index === -1 ? undefined : index + 1;
}

function declaringIndex(lines: readonly string[], word: RegExp): number {
  return lines.findIndex((line) => {
    const { index } = word.exec(line) ?? {};
    return index !== undefined && DECLARES.test(line.slice(0, index));
  });
}

/** The last part of a name with its containers, as a whole word. */
function wordOf(name: string): RegExp | undefined {
  const last = name.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)?.at(-1);
  return last === undefined
    ? undefined
    : new RegExp(`(?<![\\p{L}\\p{N}_$])${last.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`, 'u');
}
