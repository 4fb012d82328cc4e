import type { Readable } from 'node:stream';
import type { KeptOutput } from './testProcess.ts';

/** Characters of an answer: a number, or a word and one. */
const MOST_ANSWER = 100;

/**
 * The answer to one order among what a stream tells: a line that begins with the order's id; all before
 * it is output. Each character is looked at once, and little is kept, whatever the stream tells.
 */
export class AnswerIn {
  readonly word: Promise<string>;
  /** Resolves where what follows the id is no answer: whoever writes so cannot be believed. */
  readonly broken: Promise<undefined>;
  readonly #stream: Readable;
  readonly #output: KeptOutput;
  readonly #start: string;
  #settle = (_word: string): void => undefined;
  #break = (): void => undefined;
  /** What may be the beginning of the start. */
  #held = '';
  /** What came after it; undefined: it was not there yet. */
  #answer: string | undefined;
  #isOver = false;

  constructor(stream: Readable, id: string, output: KeptOutput) {
    this.#stream = stream;
    this.#output = output;
    this.#start = `\n${id} `;
    this.word = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.broken = new Promise((resolve) => {
      this.#break = () => resolve(undefined);
    });
    stream.on('data', this.#onData);
  }

  readonly #onData = (text: string): void => {
    if (this.#isOver) return;
    const rest = this.#answer === undefined ? this.#afterStart(text) : text;
    if (rest === undefined) return;
    const answer = (this.#answer ?? '') + rest.slice(0, MOST_ANSWER + 1);
    const end = answer.indexOf('\n');
    this.#answer = answer;
    this.#isOver = end >= 0 || answer.length > MOST_ANSWER;
    if (end >= 0) this.#settle(answer.slice(0, end));
    else if (this.#isOver) this.#break();
  };

  /** Undefined: it has not come with this text. */
  #afterStart(text: string): string | undefined {
    const seen = this.#held + text;
    const at = seen.indexOf(this.#start);
    const before = at < 0 ? Math.max(0, seen.length - this.#start.length + 1) : at;
    this.#output.add(seen.slice(0, before));
    this.#held = at < 0 ? seen.slice(before) : '';
    return at < 0 ? undefined : seen.slice(at + this.#start.length);
  }

  /** What did not become an answer is output too. */
  dispose(): void {
    this.#stream.off('data', this.#onData);
    this.#output.add(this.#held);
    if (this.#answer !== undefined && !this.#isOver) this.#output.add(this.#start + this.#answer);
    this.#isOver = true;
  }
}
