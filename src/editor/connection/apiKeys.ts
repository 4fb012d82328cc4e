import type { Disposable, Memento, SecretStorage } from 'vscode';
import { l10n, window } from 'vscode';
import type { Redaction } from '../log/redaction.ts';
import type { Ask } from '../question.ts';
import { keyProblem } from '../settings/apiOrigin.ts';
import { DEFAULT_BASE_URL } from '../settings/settingTable.ts';
import { say } from '../wording/messages.ts';

/** Remembers the answer to the question about the key in the environment. */
const ENVIRONMENT_ANSWER = 'tierwise.environmentKey';

const PREFIX = 'tierwise.apiKey:';

/** API keys, one per origin, in the secret storage of the editor. */
export class ApiKeys implements Disposable {
  readonly #secrets: SecretStorage;
  readonly #memory: Memento;
  readonly #environmentKey: string | undefined;
  readonly #redaction: Redaction;
  /** What the secret storage said, until it says that a key has changed. */
  readonly #known = new Map<string, Promise<string | undefined>>();
  readonly #changes: Disposable;

  /** `environmentKey` is what ANTHROPIC_API_KEY holds; it is for Anthropic's own origin alone. */
  constructor(
    secrets: SecretStorage,
    memory: Memento,
    environmentKey: string | undefined,
    redaction: Redaction,
  ) {
    this.#secrets = secrets;
    this.#memory = memory;
    this.#environmentKey = environmentKey;
    this.#redaction = redaction;
    this.#changes = secrets.onDidChange(() => this.#known.clear());
  }

  /** The stored key of an origin, or undefined. */
  async stored(origin: string): Promise<string | undefined> {
    const known = this.#known.get(origin);
    if (known !== undefined) return known;
    const asked = this.#read(origin);
    this.#known.set(origin, asked);
    let key: string | undefined;
    try {
      key = await asked;
    } finally {
      // None may be a storage that is locked: it is asked again.
      if (key === undefined && this.#known.get(origin) === asked) this.#known.delete(origin);
    }
    return key;
  }

  async #read(origin: string): Promise<string | undefined> {
    const key = await this.#secrets.get(secretName(origin));
    if (key !== undefined) this.#redaction.hide(key);
    return key;
  }

  dispose(): void {
    this.#changes.dispose();
    this.#known.clear();
  }

  /**
   * The key from the environment, once the user has said that it may be used. Rejects as `ask` does.
   */
  async fromEnvironment(origin: string, ask: Ask): Promise<string | undefined> {
    const key = this.#environmentKey?.trim() ?? '';
    if (keyProblem(key) !== undefined || origin !== DEFAULT_BASE_URL) return undefined;
    this.#redaction.hide(key);
    const remembered = this.#memory.get<boolean>(ENVIRONMENT_ANSWER);
    if (remembered !== undefined) return remembered ? key : undefined;
    const use = l10n.t('Use This Key');
    const not = l10n.t('Do Not Use');
    const question = say('key.fromEnvironment', { origin });
    const answer = await ask(question, use, not);
    if (answer === undefined) return undefined;
    await this.#memory.update(ENVIRONMENT_ANSWER, answer === use);
    return answer === use ? key : undefined;
  }

  /** Asks for a key and stores it. Resolves to undefined when the user gives none. */
  async ask(origin: string): Promise<string | undefined> {
    const typed = await window.showInputBox({
      title: l10n.t('Tierwise: Set API Key'),
      prompt: say('key.prompt', { origin }),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => {
        const problem = value === '' ? undefined : keyProblem(value);
        return problem === undefined ? undefined : say(problem);
      },
    });
    if (typed === undefined || keyProblem(typed) !== undefined) return undefined;
    const key = typed.trim();
    this.#redaction.hide(key);
    await this.#secrets.store(secretName(origin), key);
    this.#known.delete(origin);
    return key;
  }

  /** Forgets the stored key of an origin, and the answer about the environment's where it is its own. */
  async clear(origin: string): Promise<'key.cleared' | 'key.noneToClear'> {
    const had = (await this.#secrets.get(secretName(origin))) !== undefined;
    await this.#secrets.delete(secretName(origin));
    this.#known.delete(origin);
    if (origin !== DEFAULT_BASE_URL) return had ? 'key.cleared' : 'key.noneToClear';
    const answered = this.#memory.get<boolean>(ENVIRONMENT_ANSWER) !== undefined;
    await this.#memory.update(ENVIRONMENT_ANSWER, undefined);
    return had || answered ? 'key.cleared' : 'key.noneToClear';
  }

  /** Tells of keys that were set or cleared, in other windows too. */
  onDidChange(listener: () => void): Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key.startsWith(PREFIX)) listener();
    });
  }
}

/** The name under which the key of an origin is kept. */
function secretName(origin: string): string {
  return `${PREFIX}${origin}`;
}
