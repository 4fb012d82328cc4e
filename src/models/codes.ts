/** Arguments of a code: numbers, enums and short names; never a path, code or a key. */
export type CodeArgs = Readonly<Record<string, string | number>>;

/** Something to be told to a person as a code; `editor/wording/` words it. */
export interface Coded {
  readonly code: string;
  readonly args: CodeArgs;
}
