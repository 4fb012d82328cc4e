import { bubblewrap } from './bubblewrap.ts';
import { namespaces } from './namespaces.ts';
import type { Seen } from './runView.ts';
import { ownSession } from './ownSession.ts';
import { seatbelt } from './seatbelt.ts';

/** A command to run apart from the rest of the system. All paths are absolute. */
export interface ApartCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly view: readonly Seen[];
  readonly hasNetwork: boolean;
}

/** The same with who runs it. */
export interface IsolatedCommand extends ApartCommand {
  readonly user: number;
  readonly group: number;
}

/** A way to keep a program apart, without privileges. */
export interface IsolationKind {
  readonly platform: NodeJS.Platform;
  /** The program that does it. */
  readonly program: string;
  /** Its arguments. */
  readonly args: (isolated: IsolatedCommand) => readonly string[];
}

/** A way that was seen to work. */
export interface Isolation {
  wrap(apart: ApartCommand): {
    readonly command: string;
    readonly args: readonly string[];
  };
}

/** What trying them needs of the world. */
export interface IsolationParts {
  readonly platform: NodeJS.Platform;
  /** Of the processor. */
  readonly arch: string;
  /** Absolute path of a program by its name. */
  readonly find: (program: string) => Promise<string | undefined>;
  /** What the try is to see. */
  readonly view: () => Promise<readonly Seen[]>;
  readonly user: number;
  readonly group: number;
  /** Whether a command ends well and soon. */
  readonly succeeds: (command: string, args: readonly string[]) => Promise<boolean>;
}

/** From the best on. */
export const KINDS: readonly IsolationKind[] = [bubblewrap, namespaces, seatbelt];

/** Finds the best way that works here; undefined where there is none. Each is really tried. */
export async function findIsolation(
  parts: IsolationParts,
  kinds: readonly IsolationKind[],
): Promise<Isolation | undefined> {
  const { user, group } = parts;
  const start = await ownSession(parts);
  for (const { platform, program, args } of kinds) {
    if (platform !== parts.platform) continue;
    const command = await parts.find(program);
    if (command === undefined) continue;
    const wrap: Isolation['wrap'] = (apart) => {
      const own = args({ ...apart, user, group });
      const [first, ...rest] = start;
      return first === undefined
        ? { command, args: own }
        : { command: first, args: [...rest, command, ...own] };
    };
    const view = await parts.view();
    const nothing = { command: '/bin/sh', args: ['-c', 'exit 0'], cwd: '/' };
    const tried = wrap({ ...nothing, view, hasNetwork: false });
    if (await parts.succeeds(tried.command, tried.args)) return { wrap };
  }
  return undefined;
}
