import type { Memento } from 'vscode';
import { l10n, window } from 'vscode';
import { say } from '../wording/messages.ts';
import type { ApiKeys } from './apiKeys.ts';

const ORIGIN = 'https://api.openai.com';
/** Where OpenAI's calls go. */
export const OPENAI_URL = `${ORIGIN}/v1`;
const AGREED = 'tierwise.openAiAgreed';

/** Whether code may go to OpenAI, and with which key: off until the user has said so and set one. */
export class OpenAiAccess {
  readonly #keys: Pick<ApiKeys, 'ask' | 'clear' | 'stored'>;
  readonly #memory: Memento;
  readonly #agrees: () => Promise<boolean>;

  /** `agrees` asks the user whether code may go to OpenAI. */
  constructor(
    keys: Pick<ApiKeys, 'ask' | 'clear' | 'stored'>,
    memory: Memento,
    agrees: () => Promise<boolean> = askWhetherCodeMayGo,
  ) {
    this.#keys = keys;
    this.#memory = memory;
    this.#agrees = agrees;
  }

  /** Whether the user has agreed and set a key. */
  get isOn(): boolean {
    return this.#memory.get<boolean>(AGREED) === true;
  }

  /** The key, or undefined while code may not go there. */
  async key(): Promise<string | undefined> {
    return this.isOn ? this.#keys.stored(ORIGIN) : undefined;
  }

  /** Asks whether code may go to OpenAI, and for the key. */
  async turnOn(): Promise<void> {
    if (!(await this.#agrees()) || (await this.#keys.ask(ORIGIN)) === undefined) return;
    await this.#memory.update(AGREED, true);
    void window.showInformationMessage(say('key.stored', { origin: ORIGIN }));
  }

  /** Forgets the key and the agreement. */
  async turnOff(): Promise<void> {
    await this.#memory.update(AGREED, undefined);
    void window.showInformationMessage(say(await this.#keys.clear(ORIGIN), { origin: ORIGIN }));
  }
}

async function askWhetherCodeMayGo(): Promise<boolean> {
  const agree = l10n.t('Agree');
  const answer = await window.showWarningMessage(say('openAi.agree'), { modal: true }, agree);
  return answer === agree;
}
