import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** Most bytes that one call may answer with. */
const MOST_BYTES = 128_000_000;

/** Settings that keep Git from starting programs or going to other machines, whatever a repository says. */
const QUIET = [
  '--no-optional-locks',
  '--no-pager',
  '--literal-pathspecs',
  ...['core.fsmonitor=false', `core.hooksPath=${devNull}`, 'protocol.allow=never'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/** Git, as it is used here: nothing is written, nothing is fetched, nobody is asked. */
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
  const own = Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('GIT_')),
  );
  const quiet = {
    ...own,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // What a partial clone has left out stays left out.
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
  return {
    run: (args, signal, input) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const limit = AbortSignal.timeout(limitMs);
        const within = AbortSignal.any([signal, limit]);
        const child = spawn(program, [...QUIET, ...args], {
          cwd: folder,
          env: quiet,
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
          else reject(new Error(`git ${args[0] ?? ''} ended with ${String(code)}: ${said}`));
        });
        // Who ends before it has read all says so by its code.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input ?? '');
      }),
  };
}
