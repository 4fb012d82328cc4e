import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { Messages } from '@anthropic-ai/sdk/resources/messages';
import { Models } from '@anthropic-ai/sdk/resources/models';

type Build = BaseAnthropic['buildRequest'];
type Built = Awaited<ReturnType<Build>>;

/**
 * The SDK's client with what is called here: the whole one has all routes of the API, and loads as slowly. Its
 * `fetch` says every header itself.
 */
export class ClaudeClient extends BaseAnthropic {
  readonly messages = new Messages(this);
  readonly models = new Models(this);
  /** Addresses by their path. */
  readonly #urls = new Map<string, string>();
  readonly #noHeaders: Built['req']['headers'] = new Headers();

  /**
   * As the SDK builds it, without the headers: they come from the environment and the machine, are replaced
   * before they are sent, and take as long to put together as all the rest of a call.
   */
  override async buildRequest(...asked: Parameters<Build>): Promise<Built> {
    const [{ method, path, query, body, signal, timeout = this.timeout }] = asked;
    const isPlain = method === 'post' && !query && typeof body === 'object' && body !== null;
    if (!isPlain) return super.buildRequest(...asked);
    let url = this.#urls.get(path);
    if (url === undefined) {
      url = this.buildURL(path, query);
      this.#urls.set(path, url);
    }
    const req = { method, headers: this.#noHeaders, body: JSON.stringify(body) };
    return { req: signal ? { ...req, signal } : req, url, timeout };
  }
}
