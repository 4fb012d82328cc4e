import type { Effort } from '../models/tier.ts';
import type { BillingTerms, Usage } from '../models/usage.ts';

/** A JSON schema as it goes over the wire. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A piece of a turn. `cache` asks the provider to keep everything up to here for five minutes. */
export interface RequestBlock {
  readonly text: string;
  readonly cache: boolean;
}

/** One turn of the conversation. The last one is the user's: no assistant prefill. */
export interface RequestTurn {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly RequestBlock[];
}

/** One model call. */
export interface ModelRequest {
  readonly model: string;
  readonly maxTokens: number;
  /** null: not sent, because the model does not take it. */
  readonly effort: Effort | null;
  /** `adaptive` lets the model decide; `default` sends nothing. */
  readonly thinking: 'adaptive' | 'disabled' | 'default';
  readonly system: readonly RequestBlock[];
  readonly turns: readonly RequestTurn[];
  /** The shape of the answer; absent for free text. */
  readonly schema?: JsonSchema;
  /** ms without a word after which the call is given up; absent: as long as the provider waits. */
  readonly silenceMs?: number;
}

/** Why a finished reply ended. */
export type StopReason = 'end' | 'max_tokens' | 'refusal' | 'context_exceeded' | 'other';

/** Why no finished reply came. Decided by status and error code, never by a message's words. */
export interface ProviderFailure {
  /**
   * `connection`: nothing reached the host (DNS, TLS, refused, reset before the first byte);
   * `timeout`: no first byte in time; `http`: a status; `api`: an error event inside a stream;
   * `cut`: the stream broke; `malformed`: bytes that are no reply; `aborted`: our own signal.
   */
  readonly kind: 'connection' | 'timeout' | 'http' | 'api' | 'cut' | 'malformed' | 'aborted';
  readonly status: number | null;
  /** The API's `error.type`, say `overloaded_error`. */
  readonly errorType: string | null;
  /** The API's stable `error.details.error_code`. */
  readonly errorCode: string | null;
  /** ms that the server asks to wait. */
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  /** For the log alone; holds no key. */
  readonly detail: string;
}

/** What a reply brings, in order: `started`, any number of texts, then one `ended` or `failed`. */
export type ReplyEvent =
  | {
      readonly type: 'started';
      readonly requestId: string | null;
      /** The model that answers, as the provider names it. */
      readonly model: string;
      /** Input tokens as reported at the start; output counts are not final. */
      readonly usage: Usage;
    }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly characters: number }
  | {
      readonly type: 'ended';
      readonly stop: StopReason;
      readonly usage: Usage;
      readonly terms: BillingTerms;
      readonly requestId: string | null;
      /** The provider does not tell what was used: `usage` is an estimate. */
      readonly isEstimated?: boolean;
    }
  | {
      readonly type: 'failed';
      readonly failure: ProviderFailure;
      /** The highest counts that were reported until then, where any were. */
      readonly usage?: Usage;
    };

/** A model as the provider lists it. */
export interface ListedModel {
  readonly id: string;
  readonly displayName: string;
  readonly line: string | null;
  readonly lifecycle: 'active' | 'deprecated' | 'retired';
  /** Unix ms. */
  readonly createdAt: number;
  readonly retiresAt: number | null;
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
  /** What the model can; null: the list does not tell. */
  readonly efforts: readonly Effort[] | null;
  readonly adaptiveThinking: boolean | null;
  readonly structuredOutputs: boolean | null;
}

/** How a key travels: as `authorization: Bearer`, or as `x-api-key`. */
export type KeyHeader = 'bearer' | 'x-api-key';

/** One request of a batch. `id` comes back with its result: letters, digits, `-` and `_`, at most 64. */
export interface BatchRequest {
  readonly id: string;
  readonly request: ModelRequest;
}

/** A batch as its provider tells of it. Times are unix ms by the provider's clock. */
export interface BatchStatus {
  readonly id: string;
  readonly state: 'working' | 'cancelling' | 'ended';
  readonly createdAt: number;
  /** What is not done by then is not done, and not billed. */
  readonly expiresAt: number;
  /** Requests in it. */
  readonly requests: number;
}

/** What came of one request of a batch. Only `replied` is billed, at half the price. */
export type BatchResult =
  /** As a call would have brought it: the last event is `ended`. */
  | { readonly type: 'replied'; readonly id: string; readonly events: readonly ReplyEvent[] }
  | { readonly type: 'failed'; readonly id: string; readonly failure: ProviderFailure }
  | { readonly type: 'cancelled' | 'expired'; readonly id: string };

/** What a reply was asked with, to read it by. */
export type AskedOf = (id: string) => Pick<ModelRequest, 'model' | 'maxTokens' | 'schema'>;

/** Many requests at half the price, answered within a day. Nothing is retried; never throws. */
export interface BatchProvider {
  create(
    requests: readonly BatchRequest[],
    signal: AbortSignal,
  ): Promise<BatchStatus | ProviderFailure>;
  status(id: string, signal: AbortSignal): Promise<BatchStatus | ProviderFailure>;
  /** Those that were created since a time (unix ms by the provider's clock), the newest first. */
  recent(since: number, signal: AbortSignal): Promise<readonly BatchStatus[] | ProviderFailure>;
  /** Asks that what is not done yet be left. */
  cancel(id: string, signal: AbortSignal): Promise<BatchStatus | ProviderFailure>;
  /** What came of each request, in any order; then, where not all could be read, why. */
  results(
    id: string,
    asked: AskedOf,
    signal: AbortSignal,
  ): AsyncIterable<BatchResult | { readonly type: 'broken'; readonly failure: ProviderFailure }>;
}

/** What the router needs of whoever runs the models. Never throws for what a call can meet. */
export interface ModelProvider {
  /** Name in the ledger and in the price table, say `anthropic`. */
  readonly id: string;
  /** Sends one call; the signal ends the socket at once. Nothing is retried here. */
  send(request: ModelRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /** All models that are not retired, or why the list cannot be had. */
  listModels(signal: AbortSignal): Promise<readonly ListedModel[] | ProviderFailure>;
  /** Absent: there are none. */
  readonly batches?: BatchProvider;
}
