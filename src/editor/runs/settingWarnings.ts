import type { Disposable } from 'vscode';
import type { ErrorReporter } from '../errors.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { Message } from '../wording/messageTable.ts';

/** Tells of settings that cannot be used: when they are set, and once when they are met. */
export class SettingWarnings implements Disposable {
  readonly #errors: ErrorReporter;
  readonly #subscription: Disposable;
  #told = new Set<string>();

  constructor(configuration: Configuration, errors: ErrorReporter) {
    this.#errors = errors;
    this.#subscription = configuration.onDidChange(() => {
      const { problems } = configuration.read();
      const stillBad = new Set(problems.map(nameOf));
      this.#told = new Set([...this.#told].filter((name) => stillBad.has(name)));
      this.tell(problems);
    });
  }

  /** Tells each problem that was not told yet. */
  tell(problems: readonly Message[]): void {
    for (const problem of problems) {
      const name = nameOf(problem);
      if (this.#told.has(name)) continue;
      this.#told.add(name);
      void this.#errors.tell(problem);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function nameOf({ code, args }: Message): string {
  return `${code} ${String(args['setting'])}`;
}
