/** Arguments of a code: numbers, enums and short names; never a path, code or a key. */
export type CodeArgs = Readonly<Record<string, string | number>>;

/** Something to be told to a person as a code; `editor/messages.ts` words it. */
export interface Coded {
  readonly code: string;
  readonly args: CodeArgs;
}

/**
 * A failure that the user can act on. It carries a code and arguments, not a sentence: the editor
 * words it. Everything that is not a UserError is a fault of ours and goes to the log.
 */
export class UserError extends Error implements Coded {
  readonly code: string;
  readonly args: CodeArgs;

  constructor(code: string, args: CodeArgs = {}) {
    super(code);
    this.name = 'UserError';
    this.code = code;
    this.args = args;
  }
}
