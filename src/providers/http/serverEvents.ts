import { JsonEnd } from './jsonEnd.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a server has sent as one event: its name, where it gave one, and its data. */
export interface ServerEvent {
  readonly name: string | null;
  readonly data: Json;
}

/** A JSON value as an object, or undefined for any other. */
export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

/** The most characters of a reply that comes whole, or of one event; what is longer is no answer. */
const LONGEST = 8_000_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Takes an answer apart into its events, by what it is and not by what it is called: a stream of
 * server-sent events, or one JSON value. Names, blanks and blank lines may be missing.
 */
export class ServerEvents {
  #kind: 'unknown' | 'stream' | 'whole' = 'unknown';
  /** Of a line whose end has not come; of all there is, where it comes whole. */
  #rest = '';
  #endedWithCr = false;
  #name: string | null = null;
  #data: string[] = [];
  /** Characters of these lines. */
  #length = 0;
  /** Where their object ends; undefined: it was not found there. */
  #end: JsonEnd | undefined;
  /** Whether the data of this frame has been told already. */
  #isTold = false;

  /** Whether the answer is one JSON value. */
  get isWhole(): boolean {
    return this.#kind === 'whole';
  }

  /**
   * The events that a piece of the text completes.
   * @throws SyntaxError for what should be JSON and is none, or is longer than any answer.
   */
  *push(text: string): Generator<ServerEvent> {
    let piece = text;
    if (this.#kind === 'unknown') {
      piece = piece.trimStart();
      if (piece === '') return;
      this.#kind = piece.startsWith('{') ? 'whole' : 'stream';
    }
    if (this.#kind === 'whole') {
      this.#rest += piece;
      if (this.#rest.length > LONGEST) throw new SyntaxError('too long');
      return;
    }
    if (this.#endedWithCr && piece.startsWith('\n')) piece = piece.slice(1);
    if (piece === '') return;
    this.#endedWithCr = piece.endsWith('\r');
    const lines = piece.split(/\r\n|\n|\r/);
    lines[0] = this.#rest + (lines[0] ?? '');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST) throw new SyntaxError('too long');
    for (const line of lines) yield* this.#line(line);
  }

  /** The events that were complete but for the end of their frame when the text broke off. */
  *end(): Generator<ServerEvent> {
    const rest = this.#rest;
    this.#rest = '';
    if (this.#kind === 'whole') {
      const whole = objectOf(JSON.parse(rest));
      if (whole) yield { name: null, data: whole };
      return;
    }
    // A line that is cut off in its middle says nothing.
    if (rest.startsWith('data:')) this.#data.push(rest.slice('data:'.length));
    const last = objectOf(parsed(this.#taken()));
    if (last) yield { name: this.#name, data: last };
  }

  *#line(line: string): Generator<ServerEvent> {
    if (line === '') {
      yield* this.#frame();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') {
      // Some servers leave out the blank line between two events.
      if (this.#data.length > 0) yield* this.#frame();
      this.#name = value;
      this.#isTold = false;
    } else if (field === 'data') {
      const data = this.#wholeWith(value);
      if (!data) return;
      // An object that nothing is missing of is not kept waiting for the end of its frame.
      yield { name: this.#name, data };
      this.#name = null;
      this.#isTold = true;
    }
  }

  /**
   * The lines of data as an object, once nothing is missing of it. However many lines there are, they
   * are read as JSON when the first has come, when their brackets are closed, and at a blank line.
   */
  #wholeWith(line: string): Json | undefined {
    this.#data.push(line);
    this.#length += line.length + 1;
    if (this.#length > LONGEST) throw new SyntaxError('too long');
    const isFirst = this.#data.length === 1;
    if (isFirst) {
      const data = objectOf(parsed(line));
      if (data) this.#taken();
      else this.#end = new JsonEnd();
      if (data) return data;
    }
    this.#end?.add(line);
    if (isFirst || !this.#end?.isReached) return undefined;
    // What is no object here becomes none by what follows.
    this.#end = undefined;
    const data = objectOf(parsed(this.#data.join('\n')));
    if (data) this.#taken();
    return data;
  }

  /** The data that has come, which is then no longer kept. */
  #taken(): string {
    const text = this.#data.join('\n');
    this.#data = [];
    this.#length = 0;
    this.#end = undefined;
    return text;
  }

  *#frame(): Generator<ServerEvent> {
    const name = this.#name;
    const isTold = this.#isTold;
    const text = this.#taken().trim();
    this.#name = null;
    this.#isTold = false;
    // What is said by a name alone, or in words (`[DONE]`), is no JSON that went wrong.
    if (!text.startsWith('{')) {
      if (name !== null && name !== '' && !isTold) yield { name, data: {} };
      return;
    }
    const data = objectOf(JSON.parse(text));
    if (data) yield { name, data };
  }
}
