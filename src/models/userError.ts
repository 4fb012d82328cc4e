import type { CodeArgs, Coded } from './codes.ts';

/**
 * A failure that the user can act on. It carries a code and arguments, not a sentence: the editor
 * words it. Everything that is not a UserError is a fault of ours and goes to the log.
 *
 * Who makes one names the codes of its room, `new UserError<TaskErrorCode>(…)`: none can be made without.
 */
export class UserError<Code extends string = never> extends Error implements Coded {
  readonly code: string;
  readonly args: CodeArgs;

  constructor(code: NoInfer<Code>, args: CodeArgs = {}) {
    super(code);
    this.name = 'UserError';
    this.code = code;
    this.args = args;
  }
}
