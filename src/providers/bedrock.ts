import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { APIError } from '@anthropic-ai/sdk';
import { clientOptions } from './claude/clientOptions.ts';
import { NO_CREDENTIALS, signedFailureFrom } from './claude/messages.ts';
import { sentHeaders } from './claude/sentHeaders.ts';
import { unlistedProvider } from './claude/unlisted.ts';
import { redactingKey } from './http/redactKey.ts';
import { shortName } from './http/shortName.ts';
import { TIMEOUT_MS } from './http/timeLimits.ts';
import type { ModelProvider, ProviderFailure } from './port.ts';

/** What the adapter is built from. */
export interface BedrockOptions {
  /** A Bedrock API key; null: the AWS credentials of this machine sign each call. */
  readonly apiKey: string | null;
  readonly region: string;
  /** Origin of the service, say `https://bedrock-runtime.us-east-1.amazonaws.com`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Credentials to sign with instead of those of this machine. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const API_VERSION = 'bedrock-2023-05-31';

/**
 * The statuses with which Bedrock answers before a stream what it calls by these names inside of one,
 * in small letters: a stream names exceptions in two ways.
 */
const STATUS_OF: Readonly<Record<string, number>> = {
  validationexception: 400,
  servicequotaexceededexception: 400,
  accessdeniedexception: 403,
  expiredtokenexception: 403,
  invalidsignatureexception: 403,
  unrecognizedclientexception: 403,
  resourcenotfoundexception: 404,
  modeltimeoutexception: 408,
  conflictexception: 409,
  modelerrorexception: 424,
  modelstreamerrorexception: 424,
  modelnotreadyexception: 429,
  throttlingexception: 429,
  internalfailure: 500,
  internalserverexception: 500,
  serviceunavailableexception: 503,
};

/** What is wrong with the AWS credentials, and not with what they may do. */
const BAD_CREDENTIALS: ReadonlySet<string> = new Set([
  'expiredtokenexception',
  'invalidsignatureexception',
  'unrecognizedclientexception',
]);

/** What a failure of Bedrock is, by its exception: a status alone says it outside of a stream. */
function known(failure: ProviderFailure, isSigned: boolean): ProviderFailure {
  const name = failure.errorType?.toLowerCase() ?? '';
  const status = failure.status ?? (failure.kind === 'api' ? (STATUS_OF[name] ?? null) : null);
  const isUnsigned = isSigned && BAD_CREDENTIALS.has(name);
  return { ...failure, status, ...(isUnsigned ? { errorCode: NO_CREDENTIALS } : {}) };
}

/** The name of an exception in the headers of an answer, which hold more than it at times. */
function exceptionIn(error: unknown): string | null {
  const headers: unknown = error instanceof APIError ? error.headers : undefined;
  const named = headers instanceof Headers ? headers.get('x-amzn-errortype') : null;
  return shortName(named?.split(':', 1)[0]);
}

/**
 * Claude at Amazon Bedrock. No variable of the environment but those of the AWS credentials is read.
 */
export function createBedrockProvider(options: BedrockOptions): ModelProvider {
  const { apiKey, region, baseUrl, fetch, credentials } = options;
  const makeClient = () =>
    new AnthropicBedrock({
      ...clientOptions(baseUrl, fetch, TIMEOUT_MS),
      apiKey,
      awsRegion: region,
      providerChainResolver: credentials ? async () => async () => credentials : null,
      middleware: [sentHeaders(API_VERSION, apiKey)],
    });
  const failureOfError: typeof signedFailureFrom = (error, ...more) => {
    const failure = signedFailureFrom(error, ...more);
    const errorType = failure.errorType ?? exceptionIn(error);
    return known({ ...failure, errorType }, apiKey === null);
  };
  return redactingKey(unlistedProvider('bedrock', makeClient, failureOfError), apiKey);
}
