import type { Syntax } from '../syntax/syntax.ts';

/** What a first run has to load. */
export interface LoadingParts {
  readonly tasks: () => Promise<{ begin(): void }>;
  readonly syntax: Pick<Syntax, 'facts'>;
  /** Makes the runner where nothing has to be asked for that. */
  readonly runner: () => Promise<unknown>;
  /** Bundles of their own, in the order of their use. */
  readonly modules: readonly (() => Promise<unknown>)[];
}

/** How a run's parts are loaded early, so that its request leaves soon. */
export interface Loading {
  /** Begins what a run will need, beside what it needs first: with the key press. */
  readonly warmUp: (language: string | undefined) => void;
  /** Loads the code alone, piece by piece: when the user begins to work. No thread, no request. */
  readonly preload: () => void;
}

/** What fails here is asked for again by the run itself, which tells it. */
export function loading({ tasks, syntax, runner, modules }: LoadingParts): Loading {
  const never = new AbortController().signal;
  const heedless = (work: Promise<unknown>): void => void work.catch(() => undefined);
  return {
    warmUp: (language) => {
      heedless(tasks().then((client) => client.begin()));
      if (language !== undefined) heedless(syntax.facts(language, '', never));
      heedless(runner());
    },
    preload: () => {
      const all = async (): Promise<void> => {
        for (const load of modules) {
          // Other events of the editor get their turn between two of them.
          await new Promise((resolve) => setImmediate(resolve));
          await load();
        }
      };
      heedless(all());
    },
  };
}
