/** The value of an argument: a number, an enum or a short name; never a path, code or a key. */
export type CodeArg = string | number;

/** Arguments of a code by their names. */
export type CodeArgs = Readonly<Record<string, CodeArg>>;

/**
 * Something to be told to a person as a code; `editor/wording/` words it. Each room has a list of the codes
 * that it gives and makes them by functions that take no others, so that none is without words.
 */
export interface Coded<Code extends string = string> {
  readonly code: Code;
  readonly args: CodeArgs;
}

/** The codes that a room gives, each with the names of its arguments; one whose name ends in `?` may be missing. */
export type CodeTable = Readonly<Record<string, readonly string[]>>;

/** Arguments of these names. */
export type ArgsNamed<Name extends string> = {
  readonly [Each in Name as Each extends `${string}?` ? never : Each]: CodeArg;
} & {
  readonly [Each in Name as Each extends `${infer Bare}?` ? Bare : never]?: CodeArg;
};

/** The arguments of a code of a table. */
export type ArgsOf<Table extends CodeTable, Code extends keyof Table> = ArgsNamed<
  Table[Code][number]
>;

/** Arguments as a function takes them last: where none is needed they can be left out. */
export type Given<Args> =
  Partial<Args> extends Args ? readonly [args?: Args] : readonly [args: Args];
