import { CancellationError, l10n, window } from 'vscode';
import type { UserError } from '../../models/userError.ts';
import type { KeyHeader } from '../../providers/port.ts';
import type { ApiProvider } from '../../providers/providers.ts';
import { traitsOfProvider } from '../../providers/providers.ts';
import type { Ask } from '../question.ts';
import type { ApiAddress } from '../settings/apiOrigin.ts';
import { parseApiAddress, parseMessagesAddress } from '../settings/apiOrigin.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { SettingsRead } from '../settings/settingRules.ts';
import type { SettingRule } from '../settings/settingTable.ts';
import { fullName, SETTINGS } from '../settings/settingTable.ts';
import { parseName } from '../settings/settingValues.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { ApiKeys } from './apiKeys.ts';

/** The demo API takes any key; this one is no secret. */
const DEMO_KEY = 'demo-key';

/** The editor's own models have no address; this one keeps them apart from all that have. */
const EDITOR_ADDRESS: ApiAddress = { baseUrl: 'editor:', origin: 'editor:' };

/** Where AWS's own tools go when no region is set. */
const AWS_DEFAULT_REGION = 'us-east-1';

/** Code must not go anywhere else because a setting that says where cannot be read. */
function unreadable(rule: SettingRule<unknown>): UserError {
  return userError('settings.place', { setting: fullName(rule) });
}

/** @throws UserError `settings.place` */
function placeName(rule: SettingRule<unknown>, value: string | null): string {
  if (value === null) throw unreadable(rule);
  return value;
}

/** @throws UserError `api.noRegion` */
function vertexUrl(region: string): string {
  switch (region) {
    case '':
      throw userError('api.noRegion');
    case 'global':
      return 'https://aiplatform.googleapis.com/v1';
    case 'us':
    case 'eu':
      return `https://aiplatform.${region}.rep.googleapis.com/v1`;
    default:
      return `https://${region}-aiplatform.googleapis.com/v1`;
  }
}

/** How model calls are made at this moment. */
export interface Connection {
  readonly provider: ApiProvider;
  readonly address: ApiAddress;
  /** The header that carries the key to the Messages API. */
  readonly keyHeader: KeyHeader;
  /** Region at Bedrock or Vertex, else empty. */
  readonly region: string;
  /** Project at Vertex; empty: that of the credentials. */
  readonly project: string;
  /** Empty where other credentials serve. */
  readonly apiKey: string;
  /** Answers come from the demo API. */
  readonly isDemo: boolean;
}

/** Decides where calls go and with which key. */
export class Connections {
  readonly #keys: ApiKeys;
  readonly #configuration: Configuration;
  readonly #demoUrl: string | undefined;
  readonly #awsRegion: string;
  #isDemo: boolean;

  /**
   * `demoUrl` is the demo API's address, given in development and test mode alone; `awsRegion` is
   * the region that the machine's AWS credentials belong to.
   */
  constructor(
    keys: ApiKeys,
    configuration: Configuration,
    demoUrl: string | undefined,
    awsRegion?: string,
  ) {
    this.#keys = keys;
    this.#configuration = configuration;
    this.#demoUrl = demoUrl;
    this.#isDemo = demoUrl !== undefined;
    this.#awsRegion = (parseName(awsRegion) ?? '') || AWS_DEFAULT_REGION;
  }

  /** Whether the last connection was to the demo API; before it, whether the first may be. */
  get isDemo(): boolean {
    return this.#isDemo;
  }

  /**
   * The connection for a run, on whose behalf `ask` asks. Without a key the user is offered to set
   * one, and the run goes on.
   * @throws UserError for an address that cannot be used; CancellationError when no key was given.
   */
  async forRun(ask: Ask): Promise<Connection> {
    const settings = this.#configuration.read();
    const place = this.#placeOf(settings.provider, settings);
    const { address } = place;
    const stored = await this.#keys.stored(address.origin);
    const needsKey = traitsOfProvider(place.provider).key === 'needed';
    if (needsKey && stored === undefined && this.#demoUrl !== undefined) {
      this.#isDemo = true;
      const demo = parseApiAddress(this.#demoUrl);
      return {
        ...place,
        address: demo,
        keyHeader: 'bearer',
        apiKey: DEMO_KEY,
        isDemo: true,
      };
    }
    this.#isDemo = false;
    if (!needsKey) return { ...place, apiKey: stored ?? '', isDemo: false };
    const apiKey =
      stored ??
      (await this.#keys.fromEnvironment(address.origin, ask)) ??
      (await this.#offerToSet(address.origin, ask));
    return { ...place, apiKey, isDemo: false };
  }

  /** The connection that the next run will have; undefined while something has to be asked for it. */
  async known(): Promise<Connection | undefined> {
    const settings = this.#configuration.read();
    const place = this.#placeOf(settings.provider, settings);
    const { origin } = place.address;
    const nobody: Ask = async () => undefined;
    const stored = await this.#keys.stored(origin);
    if (traitsOfProvider(place.provider).key !== 'needed')
      return { ...place, apiKey: stored ?? '', isDemo: false };
    if (stored === undefined && this.#demoUrl !== undefined) return undefined;
    const apiKey = stored ?? (await this.#keys.fromEnvironment(origin, nobody));
    return apiKey === undefined ? undefined : { ...place, apiKey, isDemo: false };
  }

  /** A connection for a step of a chain; undefined without the key that it needs. Asks nothing. */
  async forStep(provider: ApiProvider): Promise<Connection | undefined> {
    const place = this.#placeOf(provider, this.#configuration.read());
    const apiKey = await this.#keys.stored(place.address.origin);
    if (traitsOfProvider(provider).key === 'needed' && apiKey === undefined) return undefined;
    return { ...place, apiKey: apiKey ?? '', isDemo: false };
  }

  /** Asks for the key of the present address. Resolves to whether one was set. */
  async setKey(): Promise<boolean> {
    const origin = this.#keyOrigin();
    if (origin === undefined) return false;
    if ((await this.#keys.ask(origin)) === undefined) return false;
    void window.showInformationMessage(say('key.stored', { origin }));
    return true;
  }

  /** Forgets the key of the present address and says so. */
  async clearKey(): Promise<void> {
    const origin = this.#keyOrigin();
    if (origin === undefined) return;
    void window.showInformationMessage(say(await this.#keys.clear(origin), { origin }));
  }

  /** What the key of the present address belongs to; says so where none is needed. */
  #keyOrigin(): string | undefined {
    const settings = this.#configuration.read();
    const { provider, address } = this.#placeOf(settings.provider, settings);
    if (traitsOfProvider(provider).key !== 'never') return address.origin;
    void window.showInformationMessage(say('key.notNeeded'));
    return undefined;
  }

  /** Where calls of a provider go. */
  #placeOf(
    provider: ApiProvider | null,
    settings: SettingsRead,
  ): Omit<Connection, 'apiKey' | 'isDemo'> {
    const { baseUrl, keyHeader } = settings;
    switch (provider) {
      case null:
        throw unreadable(SETTINGS.provider);
      case 'anthropic':
        return {
          provider,
          address: parseMessagesAddress(baseUrl),
          keyHeader,
          region: '',
          project: '',
        };
      case 'bedrock': {
        const region = placeName(SETTINGS.region, settings.region) || this.#awsRegion;
        const address = parseApiAddress(`https://bedrock-runtime.${region}.amazonaws.com`);
        return { provider, address, keyHeader, region, project: '' };
      }
      case 'vertex': {
        const region = placeName(SETTINGS.region, settings.region);
        const project = placeName(SETTINGS.project, settings.project);
        return {
          provider,
          address: parseApiAddress(vertexUrl(region)),
          keyHeader,
          region,
          project,
        };
      }
      case 'editor':
        return { provider, address: EDITOR_ADDRESS, keyHeader, region: '', project: '' };
    }
  }

  async #offerToSet(origin: string, ask: Ask): Promise<string> {
    const set = l10n.t('Set API Key...');
    const chosen = await ask(say('key.missing', { origin }), set);
    const key = chosen === set ? await this.#keys.ask(origin) : undefined;
    if (key === undefined) throw new CancellationError();
    return key;
  }
}
