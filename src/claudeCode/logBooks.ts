import { rmSync } from 'node:fs';
import type { PriceOverride } from '../models/prices.ts';
import { BUNDLED_PRICES, withOverrides } from '../models/prices.ts';
import type { ClaudeCodeAsk } from './claudeCodeMessages.ts';
import type { ClaudeCodeSpend } from './figures.ts';
import { scanLogs } from './logScan.ts';
import type { LogState } from './logState.ts';
import { emptyState, hasState, readState, writeState } from './logState.ts';
import { SpendSums } from './spendSums.ts';

/** What was read is kept after this many bytes, so that a window that closes has not read in vain. */
const KEPT_BYTES = 256 * 1024 * 1024;

type ReadAsk = Extract<ClaudeCodeAsk, { what: 'read' }>;

/** What is known of Claude Code's logs, in memory and in a folder: the worker's work, without its thread. */
export class LogBooks {
  readonly #folder: string;
  #state: LogState | undefined;
  #sums: SpendSums | undefined;
  #priced = '';
  #isKept = false;

  /** `folder` keeps how far was read. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads on, and sums up. `notKept`: nothing could be written, so it is all read again next time. */
  read(ask: ReadAsk): { readonly spend: ClaudeCodeSpend; readonly notKept: boolean } {
    const state = this.#present();
    const sums = this.#sumsWith(state, ask.prices);
    let notKept = false;
    const keep = (): void => {
      try {
        writeState(this.#folder, state);
        this.#isKept = true;
      } catch {
        notKept = true;
      }
    };
    let keptAt = 0;
    const { isChanged, reading } = scanLogs(ask.places, state, {
      changed: (row) => sums.changed(row),
      between: (bytes) => {
        if (bytes - keptAt < KEPT_BYTES) return;
        keptAt = bytes;
        keep();
      },
    });
    if (isChanged || !this.#isKept) keep();
    const { later, periods } = sums.of(ask.periods, ask.today);
    return { spend: { periods, reading: { ...reading, later } }, notKept };
  }

  /** Forgets all, on disk too. Throws where that cannot be. */
  forget(): void {
    this.#state = undefined;
    this.#sums = undefined;
    this.#isKept = false;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What is known, unless another window has cleared it. */
  #present(): LogState {
    if (this.#isKept && !hasState(this.#folder)) this.#state = undefined;
    if (this.#state === undefined) {
      const kept = readState(this.#folder);
      this.#isKept = kept !== undefined;
      this.#state = kept ?? emptyState();
      this.#sums = undefined;
    }
    return this.#state;
  }

  #sumsWith({ calls, turns }: LogState, own: Readonly<Record<string, PriceOverride>>): SpendSums {
    const priced = JSON.stringify(own);
    if (this.#sums === undefined || this.#priced !== priced) {
      const prices = withOverrides(BUNDLED_PRICES, 'anthropic', own);
      this.#sums = new SpendSums(calls, turns, prices);
      this.#priced = priced;
    }
    return this.#sums;
  }
}
