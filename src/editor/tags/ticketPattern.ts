import { createContext, Script } from 'node:vm';

/** Longest text that is looked at: a branch's name is no longer. */
const LONGEST = 250;

/** A pattern gets so many ms: more would be felt in the editor. */
const LIMIT_MS = 40;

/** What a pattern finds; `tooSlow`: it was stopped, and is not tried again. */
export type FoundTicket =
  | { readonly kind: 'found'; readonly ticket: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'tooSlow' };

const FIND = new Script('pattern.exec(text)');

/** The user's own pattern for tickets. It ends at a deadline, however it is made. */
export class TicketPattern {
  readonly source: string;
  readonly #context: { readonly pattern: RegExp; text: string };
  #isStopped = false;

  /** Throws a SyntaxError for what is no pattern. */
  constructor(source: string) {
    this.source = source;
    this.#context = { pattern: new RegExp(source, 'u'), text: '' };
    createContext(this.#context);
  }

  /** The first group of the first match, or all of it. Told to be too slow once; then it finds nothing. */
  find(text: string): FoundTicket {
    if (this.#isStopped || text.length > LONGEST) return { kind: 'none' };
    this.#context.text = text;
    // The deadline is one of the clock on the wall: on a busy machine a good pattern may miss it, hardly twice in a row.
    const found = this.#tried() ?? this.#tried();
    if (found !== undefined) return found;
    this.#isStopped = true;
    return { kind: 'tooSlow' };
  }

  /** undefined: stopped at the deadline, or out of its own memory. */
  #tried(): FoundTicket | undefined {
    try {
      const match = FIND.runInContext(this.#context, {
        timeout: LIMIT_MS,
      }) as RegExpExecArray | null;
      const ticket = match?.[1] ?? match?.[0] ?? '';
      return ticket === '' ? { kind: 'none' } : { kind: 'found', ticket };
    } catch {
      return undefined;
    }
  }
}
