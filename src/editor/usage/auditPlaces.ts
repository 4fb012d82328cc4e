import type { Memento, Uri } from 'vscode';
import { isAudited } from '../../certainty/auditSample.ts';

const PLACES = 'tierwise.auditPlaces';

/** More answers than are ever asked about in the days in which they are. */
const MOST_KEPT = 100;

/** Where an answer went: a document, and the first line that it was about, from 0. */
export interface AuditPlace {
  readonly runId: number;
  readonly uri: string;
  readonly line: number;
}

/**
 * Remembers where the answers went that will be asked about, in the workspace's own storage: the ledger knows no file.
 * Of all other answers nothing is remembered.
 */
export class AuditPlaces {
  readonly #memory: Memento;
  readonly #share: () => number;

  constructor(memory: Memento, share: () => number) {
    this.#memory = memory;
    this.#share = share;
  }

  /** Remembers the place of an answer if it is one that will be asked about. */
  async remember(runId: number, uri: Uri, line: number): Promise<void> {
    if (!isAudited(runId, this.#share()) || this.find(runId) !== undefined) return;
    const kept = [...this.#all(), { runId, uri: uri.toString(), line }].slice(-MOST_KEPT);
    await this.#memory.update(PLACES, kept);
  }

  find(runId: number): AuditPlace | undefined {
    return this.#all().find((place) => place.runId === runId);
  }

  /** Forgets one answer's place, or all of them. */
  async forget(runId?: number): Promise<void> {
    const kept = runId === undefined ? [] : this.#all().filter((place) => place.runId !== runId);
    await this.#memory.update(PLACES, kept.length === 0 ? undefined : kept);
  }

  #all(): readonly AuditPlace[] {
    return this.#memory.get<readonly AuditPlace[]>(PLACES, []);
  }
}
