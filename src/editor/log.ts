import type { LogOutputChannel } from 'vscode';
import type { Log } from '../routing/ports.ts';
import type { Redaction } from './redaction.ts';

/** The log in the output view. Whatever looks like a key is taken out first. */
export class OutputLog implements Log {
  readonly #channel: LogOutputChannel;
  readonly #redaction: Redaction;

  constructor(channel: LogOutputChannel, redaction: Redaction) {
    this.#channel = channel;
    this.#redaction = redaction;
  }

  info(message: string): void {
    this.#channel.info(this.#redaction.apply(message));
  }

  warn(message: string): void {
    this.#channel.warn(this.#redaction.apply(message));
  }

  error(message: string, error?: unknown): void {
    const detail = error instanceof Error ? `\n${error.stack ?? error.message}` : '';
    this.#channel.error(this.#redaction.apply(message + detail));
  }

  show(): void {
    this.#channel.show(true);
  }
}
