import { hash } from 'node:crypto';
import type { ToolUse } from './logLine.ts';

/** Where a file's talk stands: what its next call belongs to. */
export interface OpenTurn {
  /** 0: none that a person began. */
  readonly turn: number;
  /** A number for the one file that was changed in it so far, 0 for none; no path can be read from it. */
  readonly changed: number;
}

/** Before anybody has said anything. */
export const NO_TURN: OpenTurn = { turn: 0, changed: 0 };

const [LOOKED, CHANGED_MORE, DID_MORE] = [1, 2, 4] as const;

/** Tools that look at files, that change one, and that only plan. All others do what no command does. */
const TOOLS: ReadonlyMap<string, 'look' | 'change' | 'plan'> = new Map([
  ...['Read', 'NotebookRead', 'Grep', 'Glob', 'LS', 'LSP'].map((name) => [name, 'look'] as const),
  ...['Edit', 'MultiEdit', 'Write', 'NotebookEdit'].map((name) => [name, 'change'] as const),
  ...['TodoWrite', 'TaskCreate', 'TaskUpdate', 'TaskList'].map((name) => [name, 'plan'] as const),
]);

/** From one prompt of a person to the next, with what was done for it: by the names of tools alone. */
export class Turns {
  readonly #salt: string;
  #flags: Uint8Array;
  #length: number;

  constructor(salt: string, kept: Uint8Array = new Uint8Array(1)) {
    this.#salt = salt;
    this.#flags = kept;
    this.#length = kept.length;
  }

  /** A new turn. */
  begin(): OpenTurn {
    if (this.#length === this.#flags.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#flags);
      this.#flags = larger;
    }
    this.#length += 1;
    return { turn: this.#length - 1, changed: 0 };
  }

  /** Takes what an answer uses; gives the turn as it is then. */
  use(open: OpenTurn, tools: readonly ToolUse[]): OpenTurn {
    let { changed } = open;
    let flags = this.#flags[open.turn] ?? 0;
    for (const { file, name } of tools) {
      const does = TOOLS.get(name);
      if (does === undefined) flags |= DID_MORE;
      if (does === 'look' || does === 'change') flags |= LOOKED;
      if (does !== 'change') continue;
      const number = hash('sha1', `${this.#salt}${file}`, 'buffer').readUInt32LE(0) || 1;
      if (changed !== 0 && changed !== number) flags |= CHANGED_MORE;
      changed = number;
    }
    this.#flags[open.turn] = flags;
    return { turn: open.turn, changed };
  }

  /** Whether a turn looked at files, changed at most one, and did nothing else. */
  isOneFile(turn: number): boolean {
    return turn > 0 && this.#flags[turn] === LOOKED;
  }

  /** What is to be kept of them. */
  kept(): Uint8Array {
    return this.#flags.slice(0, this.#length);
  }
}
