/** Which lines of a file of the project tests have reached. */
export interface FileCoverage {
  readonly path: string;
  /** Lines that can be executed, from 1 in rising order, and how often each was. */
  readonly lines: readonly (readonly [line: number, times: number])[];
}
