/** What a line that declares a name looks like, in any of the languages. */
const DECLARES =
  /\b(?:function|def|class|interface|struct|enum|trait|impl|type|const|let|var|val|fn|func|module|namespace|record|public|private|protected|static|async|export)\b/;

/** The line (from 1) at which each name is declared in a text, else where it stands first. */
export function linesNamed(text: string, names: readonly string[]): ReadonlyMap<string, number> {
  const lines = text.split('\n');
  const found = new Map<string, number>();
  for (const name of names) {
    const last = name.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)?.at(-1);
    if (last === undefined) continue;
    const word = new RegExp(
      `(?<![\\p{L}\\p{N}_$])${last.replaceAll('$', '\\$')}(?![\\p{L}\\p{N}_$])`,
      'u',
    );
    const first = lines.findIndex((line) => word.test(line));
    const declared = lines.findIndex((line) => {
      const { index } = word.exec(line) ?? {};
      return index !== undefined && DECLARES.test(line.slice(0, index));
    });
    const line = declared === -1 ? first : declared;
    if (line !== -1) found.set(name, line + 1);
  }
  return found;
}
