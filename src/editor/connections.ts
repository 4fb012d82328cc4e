import { CancellationError, l10n, window } from 'vscode';
import type { ApiKeys } from './apiKeys.ts';
import { type ApiAddress, parseApiAddress } from './apiOrigin.ts';
import type { Configuration } from './configuration.ts';
import { say } from './messages.ts';

/** The demo API takes any key; this one is no secret. */
const DEMO_KEY = 'demo-key';

/** How model calls are made at this moment. */
export interface Connection {
  readonly address: ApiAddress;
  readonly apiKey: string;
  /** Answers come from the demo API. */
  readonly isDemo: boolean;
}

/** Decides where calls go and with which key. */
export class Connections {
  readonly #keys: ApiKeys;
  readonly #configuration: Configuration;
  readonly #demoUrl: string | undefined;
  #isDemo = false;

  /** `demoUrl` is the demo API's address, given in development and test mode alone. */
  constructor(keys: ApiKeys, configuration: Configuration, demoUrl: string | undefined) {
    this.#keys = keys;
    this.#configuration = configuration;
    this.#demoUrl = demoUrl;
  }

  /** Whether the last connection was to the demo API. */
  get isDemo(): boolean {
    return this.#isDemo;
  }

  /**
   * The connection for a run. Without a key the user is offered to set one, and the run goes on.
   * @throws UserError for an address that cannot be used; CancellationError when no key was given.
   */
  async forRun(): Promise<Connection> {
    const address = this.#address();
    const stored = await this.#keys.stored(address.origin);
    if (stored === undefined && this.#demoUrl !== undefined) {
      this.#isDemo = true;
      return { address: parseApiAddress(this.#demoUrl), apiKey: DEMO_KEY, isDemo: true };
    }
    this.#isDemo = false;
    const apiKey =
      stored ??
      (await this.#keys.fromEnvironment(address.origin)) ??
      (await this.#offerToSet(address.origin));
    return { address, apiKey, isDemo: false };
  }

  /** Asks for the key of the present address. Resolves to whether one was set. */
  async setKey(): Promise<boolean> {
    const { origin } = this.#address();
    if ((await this.#keys.ask(origin)) === undefined) return false;
    void window.showInformationMessage(say('key.stored', { origin }));
    return true;
  }

  /** Forgets the key of the present address and says so. */
  async clearKey(): Promise<void> {
    const { origin } = this.#address();
    void window.showInformationMessage(say(await this.#keys.clear(origin), { origin }));
  }

  #address(): ApiAddress {
    return parseApiAddress(this.#configuration.read().baseUrl);
  }

  async #offerToSet(origin: string): Promise<string> {
    const set = l10n.t('Set API Key...');
    const chosen = await window.showWarningMessage(say('key.missing', { origin }), set);
    const key = chosen === set ? await this.#keys.ask(origin) : undefined;
    if (key === undefined) throw new CancellationError();
    return key;
  }
}
