import type { Installed } from '../packages/installed.ts';

/** A source file of a package, which another tool makes mutants of, too. */
export interface PeerFile {
  readonly project: Installed;
  /** Relative path of the source. */
  readonly path: string;
  /** Absolute path of the folder for what the tool installs. */
  readonly cache: string;
  /** ms after which the tool is ended; what it has judged by then counts. */
  readonly limitMs: number;
}

/** What mutants came to. What timed out or did not compile is in none of both. */
export interface Score {
  readonly killed: number;
  readonly survived: number;
  /** ms until twenty mutants, or all where there are fewer, were judged; undefined: it was ended before. */
  readonly first: number | undefined;
}

/** Another tool that runs mutants. */
export interface Peer {
  readonly name: string;
  readonly languages: readonly string[];
  /** Lines of a file that it can do within a bench; left out: as many as the others. */
  readonly mostLines?: number;
  /** Whether it can run the tests of a package. */
  readonly canRun: (project: Installed) => boolean;
  /** @throws with a sentence for a person when it cannot be installed or run */
  readonly score: (file: PeerFile) => Promise<Score>;
}

/** Mutants whose time is taken. */
export const FIRST = 20;
