import type { Coded } from '../../models/codes.ts';

/** What the user should know of a run once it is over. */
export class RunNotes {
  readonly #notes: Coded[] = [];

  get all(): readonly Coded[] {
    return this.#notes;
  }

  add(note: Coded): void {
    this.#notes.push(note);
  }

  /** Adds a note unless there is one of its code. */
  addOnce(note: Coded): void {
    if (!this.#notes.some(({ code }) => code === note.code)) this.add(note);
  }
}
