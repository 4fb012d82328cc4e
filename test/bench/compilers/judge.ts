import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A text to be read by a language's own tool. */
export interface Sheet {
  /** Where it stands; two sheets of one path have the same text. */
  readonly path: string;
  /** What it is called in its package, with `/`. */
  readonly name: string;
  /** Where the rest of its package is, as the tool wants it; empty: nowhere. */
  readonly folder: string;
  /** Whether the compiled code is asked for, else what is wrong with it. */
  readonly wantsCode: boolean;
}

/** What a tool says of a text. */
export interface Reading {
  /** With `h` before those that say that it could not be read at all, and `s` before all others. */
  readonly errors: readonly string[];
  /** Stands for the compiled code without comments, lines and columns; empty where there is none. */
  readonly code: string;
}

/** A language's own tool. */
export interface Judge {
  /** What it is and in which version, for the table. */
  readonly tool: string;
  /** Reads texts, in order. @throws Error when the tool breaks down. */
  read(sheets: readonly Sheet[]): Promise<readonly Reading[]>;
}

/**
 * A judge that is one process: it reads a line a sheet, with path, name, folder and `1` where the code is
 * wanted, parted by tabs, and answers each with a line of path, code and errors.
 */
export function processJudge(
  tool: string,
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Judge {
  return {
    tool,
    async read(sheets) {
      const child = spawn(command, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...environment },
      });
      const said: string[] = [];
      child.stderr.on('data', (data: Buffer) => said.push(data.toString()));
      const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
      const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const readings: Reading[] = [];
      for (const { path, name, folder, wantsCode } of sheets) {
        child.stdin.write(`${[path, name, folder, wantsCode ? '1' : '0'].join('\t')}\n`);
        const answer = await Promise.race([answers.next(), failed]);
        if (answer.done === true) throw new Error(`${tool} broke down: ${said.join('')}`);
        const [, code = '', ...errors] = answer.value.split('\t');
        readings.push({ errors, code });
      }
      child.stdin.end();
      await once(child, 'close');
      return readings;
    },
  };
}

/** What a program says, whether it likes its input or not. @throws Error when there is no such program. */
export async function outputOf(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, stdout, stderr };
}

/** Runs work on each item, a few at a time, results in order. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as Item;
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return results;
}
