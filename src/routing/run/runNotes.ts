import type { Coded } from '../../models/codes.ts';
import type { RunNote } from '../reasons.ts';

/** What the user should know of a run once it is over. */
export class RunNotes {
  readonly #notes: Coded<RunNote>[] = [];

  get all(): readonly Coded<RunNote>[] {
    return this.#notes;
  }

  add(note: Coded<RunNote>): void {
    this.#notes.push(note);
  }

  /** Adds a note unless there is one of its code. */
  addOnce(note: Coded<RunNote>): void {
    if (!this.#notes.some(({ code }) => code === note.code)) this.add(note);
  }
}
