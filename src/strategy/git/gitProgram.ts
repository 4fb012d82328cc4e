import { spawn } from 'node:child_process';
import {
  filtersOff,
  LIST_SETTINGS,
  mayFilter,
  QUIET,
  quietEnvironment,
} from './withoutPrograms.ts';

/** Most bytes that one call may answer with. */
const MOST_BYTES = 128_000_000;

/** Git, as it is used here: nothing is written, nothing is fetched, no program is started, nobody is asked. */
export interface Git {
  /**
   * What a command says; `input` is what it reads.
   * @throws when it fails, GitLate when it takes too long, the signal's reason when it is aborted
   */
  run(args: readonly string[], signal: AbortSignal, input?: string): Promise<Buffer>;
}

/** Git has given no answer in its time, as where a repository's settings include what has no end. */
export class GitLate extends Error {}

/** Time for one answer, in ms, of a history that may be long. */
const LONG_MS = 120_000;

/** The Git program at an absolute path, for the repository around a folder; each answer has `limitMs`. */
export function gitProgram(
  program: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  limitMs = LONG_MS,
): Git {
  const place = { program, folder, env: quietEnvironment(env), limitMs };
  return {
    run: async (args, signal, input) => {
      const listed = mayFilter(args) ? await answer(place, LIST_SETTINGS, signal) : undefined;
      const off = listed === undefined ? [] : filtersOff(listed.toString('utf8'));
      return answer(place, [...off, ...args], signal, input);
    },
  };
}

interface GitPlace {
  readonly program: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
}

function answer(
  { program, folder, env, limitMs }: GitPlace,
  args: readonly string[],
  signal: AbortSignal,
  input = '',
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(limitMs);
    const within = AbortSignal.any([signal, limit]);
    const child = spawn(program, [...QUIET, ...args], {
      cwd: folder,
      env,
      signal: within,
      killSignal: 'SIGKILL',
    });
    const ended = (): Error =>
      signal.aborted ? (signal.reason as Error) : new GitLate(`no answer in ${limitMs} ms`);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) child.kill();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(0, 1_000);
    });
    child.on('error', (error) => reject(within.aborted ? ended() : error));
    child.on('close', (code) => {
      if (within.aborted) reject(ended());
      else if (bytes > MOST_BYTES) reject(new Error('Git has too much to say.'));
      else if (code === 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`git ${named(args)} ended with ${String(code)}: ${said}`));
    });
    // Who ends before it has read all says so by its code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The command, without the options before it. */
function named(args: readonly string[]): string {
  return args.find((arg, at) => arg !== '-c' && args[at - 1] !== '-c') ?? '';
}
