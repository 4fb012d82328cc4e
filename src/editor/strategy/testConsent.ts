import { l10n } from 'vscode';
import type { NotRun, OnNotRun } from '../../testRun/notRun.ts';
import type { RunnerPlace } from '../input/taskTools.ts';
import { nameOf, withConfigured } from '../input/testQuestion.ts';
import type { Ask } from '../question.ts';
import { coded } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { Message } from '../wording/messageTable.ts';

/** The one question of a check whether tests may be run, and why they were not. */
export class TestConsent {
  readonly #ask: Ask;
  #answer: Promise<boolean> | undefined;
  #notRun: NotRun | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Whether the user has said no. */
  get isDeclined(): boolean {
    return this.#notRun?.cause === 'declined';
  }

  /** Asked once, whatever is to be run. */
  readonly mayRun: RunnerPlace['ask'] = (test, reach) => {
    this.#answer ??= (async () => {
      const question = withConfigured(say(`strategy.run.${nameOf(reach)}`), test);
      const run = l10n.t('Run');
      return (await this.#ask(question, run, l10n.t("Don't Run"))) === run;
    })();
    return this.#answer;
  };

  readonly onNotRun: OnNotRun = (why) => {
    this.#notRun = why;
  };

  /** Why no tests were run; undefined: nobody knows. */
  get why(): Message | undefined {
    const why = this.#notRun;
    if (why === undefined) return undefined;
    if (why.cause === 'noRunner' || why.cause === 'notStarted') {
      return coded('strategy.noRunner', { framework: why.framework });
    }
    return coded('strategy.notRun', { cause: why.cause });
  }
}
