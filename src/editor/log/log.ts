import type { LogOutputChannel } from 'vscode';
import type { Log } from '../../models/ports.ts';
import { errorText, withoutPaths } from './logText.ts';
import type { Redaction } from './redaction.ts';

/** The log in the output view. Whatever looks like a key or a path is taken out first. */
export class OutputLog implements Log {
  readonly #channel: LogOutputChannel;
  readonly #redaction: Redaction;

  constructor(channel: LogOutputChannel, redaction: Redaction) {
    this.#channel = channel;
    this.#redaction = redaction;
  }

  info(message: string): void {
    this.#channel.info(this.#clean(message));
  }

  warn(message: string): void {
    this.#channel.warn(this.#clean(message));
  }

  error(message: string, error?: unknown): void {
    const detail = error === undefined ? '' : `\n${this.#redaction.apply(errorText(error))}`;
    this.#channel.error(this.#clean(message) + detail);
  }

  show(): void {
    this.#channel.show(true);
  }

  #clean(message: string): string {
    return withoutPaths(this.#redaction.apply(message));
  }
}
