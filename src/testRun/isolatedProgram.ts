import { release } from 'node:os';
import { join } from 'node:path';
import { runLimits } from './command/runLimits.ts';
import type { TestCommand } from './command/runner.ts';
import { realHome, testEnvironment } from './command/testEnvironment.ts';
import type { LeftOutPackages } from './copy/leftOutPackages.ts';
import { isThere } from './copy/projectPaths.ts';
import type { ProjectCopy } from './copy/warmCopy.ts';
import { hostSockets } from './isolation/hostSockets.ts';
import type { Isolation } from './isolation/isolation.ts';
import { runView } from './isolation/runView.ts';
import { MARK } from './process/markedProcesses.ts';
import type { TestProgram } from './process/testProcess.ts';

/** What a program's place is made from. */
export interface ProgramParts {
  /** Absolute paths of the project and of the folder for temporary files. */
  readonly root: string;
  readonly temporary: string;
  /** The editor's environment, of which little is handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether isolated runs may use the network. */
  readonly network: boolean;
  /** What nobody can guess: the processes of a run are known by it. */
  readonly newMark: () => string;
}

/** Where a program runs. */
export interface ProgramPlace {
  readonly copy: ProjectCopy;
  /** Absolute path of what compilers keep. */
  readonly cache: string;
  readonly isolation: Isolation | undefined;
}

/** A program with all that keeps it apart. */
export interface PlacedProgram {
  readonly program: TestProgram;
  /** Its processes are known by it. */
  readonly mark: string;
  /** A file that is there once it could be started; undefined: it is not isolated. */
  readonly started: string | undefined;
}

/** Shows by a file that the program can be started where it is isolated, and then starts it. */
const START = 'probe=$1; shift; "$1" "$probe" > /dev/null 2>&1 && : > "$0" && exec "$@"';

/** A command in a copy as the program to start: isolated where that can be, with its own environment. */
export async function programIn(
  { root, temporary, env, network, newMark }: ProgramParts,
  leftOut: LeftOutPackages,
  { command, args, folder, probe, env: commandEnv }: TestCommand,
  { copy, cache, isolation }: ProgramPlace,
): Promise<PlacedProgram> {
  const cwd = join(copy.folder, folder);
  const started = join(copy.base, 'started');
  const mark = newMark();
  const limits = runLimits(process.platform, release());
  const wrapped = isolation?.wrap({
    command: '/bin/sh',
    args: ['-c', `${limits}\n${START}`, started, probe, command, ...args],
    cwd,
    hasNetwork: network,
    view: await runView({
      env,
      home: realHome(env),
      root,
      temporary,
      writable: [copy.base, cache],
      packages: copy.packages,
      leftOut,
      sockets: await hostSockets(),
      program: command,
    }),
  });
  const own = testEnvironment(env, copy.home, await sources(cwd));
  const program = {
    ...(wrapped ?? { command, args }),
    cwd,
    env: { ...own, ...commandEnv, [MARK]: mark },
    copy: copy.base,
  };
  return { program, mark, started: wrapped && started };
}

/** Where Python looks for what is under test. */
async function sources(folder: string): Promise<readonly string[]> {
  const source = join(folder, 'src');
  return (await isThere(source)) ? [folder, source] : [folder];
}
