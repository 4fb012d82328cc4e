/** A name that an import brings into a file. */
export interface ImportedName {
  /** What it is called in the file. */
  readonly local: string;
  /** What it stands for: module and name there, however they are written. */
  readonly source: string;
}

/** A statement that imports. */
export interface ImportStatement {
  readonly text: string;
  /** Empty for what is not understood: it is taken or left as a whole. */
  readonly names: readonly ImportedName[];
  /** The same statement with some of its names alone. */
  without(dropped: ReadonlySet<ImportedName>): string;
}

/** Reads one statement; undefined: it is not understood. */
export type ImportReader = (text: string) => ImportStatement | undefined;

/** A name as its statement writes it. */
export interface Part extends ImportedName {
  /** As the statement writes it. */
  readonly text: string;
}

/** A statement of parts, some of which may go. */
export function ofParts<One extends Part>(
  text: string,
  parts: readonly One[],
  written: (kept: readonly One[]) => string,
): ImportStatement | undefined {
  if (parts.length === 0) return undefined;
  return {
    text,
    names: parts,
    without: (dropped) => {
      const kept = parts.filter((part) => !dropped.has(part));
      return kept.length === parts.length ? text : kept.length === 0 ? '' : written(kept);
    },
  };
}

/** Names of a list, without what is said of them. */
export function listed(list: string): readonly string[] {
  return list
    .replace(/(?:\/\/|#)[^\n]*/g, '')
    .split(',')
    .map((one) => one.trim().replace(/\s+/g, ' '))
    .filter((one) => one !== '');
}

/** Languages in which a line stands for itself, whatever its quotes are. */
export const byLine: ImportReader = (text) => {
  const source = text.replace(/\s+/g, ' ').replaceAll('"', "'").replace(/;$/, '');
  return ofParts(text, [{ text, local: source, source }], () => '');
};
