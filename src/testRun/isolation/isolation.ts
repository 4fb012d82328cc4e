import type { Seen } from './runView.ts';

/** Most bytes of each place in the memory that is a run's own: no process holds what is written there. */
export const MOST_PRIVATE = 256 << 20;

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
