/** What the process that runs tests is told, as JSON. */
export interface SupervisedProgram {
  /** Absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the folder to remove when the editor dies. */
  readonly copy: string;
  /** Whether lines that follow are handed on to its standard input. */
  readonly takesOrders?: boolean;
}
