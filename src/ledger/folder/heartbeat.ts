import fs from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../models/ports.ts';
import { OnceLog } from './onceLog.ts';
import { errorCode } from './windowProcess.ts';

/** How often a window shows that it lives, in ms. */
const BEAT_MS = 30_000;

const ENDING = '.alive';

/** The file in which a window shows that it lives. */
export function heartbeatName(id: string): string {
  return `${id}${ENDING}`;
}

/** The window whose sign of life a file is; undefined for another file. */
export function heartbeatId(name: string): string | undefined {
  return /^[\w-]{1,64}\.alive$/.test(name) ? name.slice(0, -ENDING.length) : undefined;
}

/**
 * Shows in some folders that a window lives: a count in a file of its own that rises as long as it
 * does. Only that it changes means something; no clock is read.
 */
export class Heartbeat {
  readonly #paths: readonly string[];
  readonly #onceLog: OnceLog;
  readonly #timer: NodeJS.Timeout | undefined;
  #count = 0;
  #beating: Promise<unknown> = Promise.resolve();

  /** Begins at once. A `beatMs` of 0 beats only when told. */
  constructor(folders: readonly string[], id: string, log: Log, beatMs = BEAT_MS) {
    this.#paths = folders.map((folder) => join(folder, heartbeatName(id)));
    this.#onceLog = new OnceLog(log);
    this.beat();
    if (beatMs > 0) this.#timer = setInterval(() => this.beat(), beatMs).unref();
  }

  /** Shows once more that this window lives. */
  beat(): void {
    this.#count += 1;
    const text = String(this.#count);
    this.#beating = this.#beating.then(() =>
      Promise.all(this.#paths.map((path) => this.#write(path, text))),
    );
  }

  /** Resolves once the last beat is in its files. */
  async isWritten(): Promise<void> {
    await this.#beating;
  }

  /** Ends in order: no sign is left behind. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    for (const path of this.#paths) {
      try {
        fs.rmSync(path, { force: true });
      } catch (error) {
        this.#tell(error);
      }
    }
  }

  async #write(path: string, text: string): Promise<void> {
    try {
      await writeFile(path, text);
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    // Others may take this window for ended then, and what it writes is still read.
    this.#onceLog.warn(`No sign of life could be written (${errorCode(error) ?? 'unknown'})`);
  }
}
