/** What stands in each scenario's project beside its source and its tests. */
export const MANIFEST = JSON.stringify({
  name: 'scenario',
  private: true,
  type: 'module',
  scripts: { test: 'node --test' },
});

/** A small project with something to do in it, a solution and tests: JavaScript, which runs wherever the editor does. */
interface Common {
  /** Stays the same for as long as nothing of it changes. */
  readonly id: string;
  readonly path: string;
  /** The source as the model gets it. */
  readonly source: string;
  /** Path and text of the tests that the solution passes. */
  readonly testPath: string;
  readonly tests: string;
}

/** One of the bundled scenarios. */
export type Scenario = Common &
  (
    | {
        readonly task: 'fix';
        /** What is wrong, as it would be told. */
        readonly message: string;
        readonly line: number;
        readonly solution: string;
      }
    | { readonly task: 'refactor'; readonly instruction: string; readonly solution: string }
    /** The source is right, and `tests` are what could be written for it. */
    | { readonly task: 'tests' }
  );
