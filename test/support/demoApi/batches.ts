import { randomBytes } from 'node:crypto';
import { isObject } from './answerSchema.ts';
import { ApiError, errorBody } from './apiError.ts';

/** What became of one request of a batch. */
export type BatchItemResult =
  | { readonly type: 'succeeded'; readonly message: object }
  | { readonly type: 'errored'; readonly error: object }
  | { readonly type: 'canceled' }
  | { readonly type: 'expired' };

/** How batches behave from now on. */
export interface BatchBehaviour {
  /** `asked`: a batch is done when it is first asked about; `told`: when `endBatches` is called. */
  readonly ends?: 'asked' | 'told';
  /** Requests from this one on, by their order, expire: 0 is all of them. */
  readonly expireFrom?: number;
  /** Lines of results that are left out at the end, though their requests were done and billed. */
  readonly omitLast?: number;
  /** The first reading of results breaks off after so many lines. */
  readonly cutAfter?: number;
}

interface Item {
  readonly customId: string;
  readonly params: unknown;
  result: BatchItemResult | undefined;
}

interface Batch {
  readonly id: string;
  readonly createdAt: number;
  readonly items: readonly Item[];
  cancelledAt: number | null;
  endedAt: number | null;
  isCut: boolean;
}

const DAY_MS = 86_400_000;
const MOST_REQUESTS = 100_000;
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const PATH = /^\/v1\/messages\/batches\/([^/]+)(\/cancel|\/results)?$/;

/** Largest body of a new batch in bytes. */
export const MAX_BATCH_BYTES = 256 * 1024 * 1024;

/** What a call about batches is answered with. */
export type BatchAnswer =
  | { readonly json: object }
  /** Lines, and whether the socket dies behind them. */
  | { readonly lines: readonly string[]; readonly isCut: boolean };

/** The batches of a demo API. */
export class BatchBook {
  readonly #now: () => number;
  readonly #carryOut: (params: unknown) => BatchItemResult;
  readonly #url: () => string;
  #batches: Batch[] = [];
  #behaviour: BatchBehaviour = {};

  /** `carryOut` does one request, bills it, and throws an ApiError for one that is refused. */
  constructor(
    now: () => number,
    url: () => string,
    carryOut: (params: unknown) => BatchItemResult,
  ) {
    this.#now = now;
    this.#url = url;
    this.#carryOut = carryOut;
  }

  set(behaviour: BatchBehaviour): void {
    this.#behaviour = behaviour;
  }

  clear(): void {
    this.#batches = [];
    this.#behaviour = {};
  }

  get ids(): readonly string[] {
    return this.#batches.map(({ id }) => id);
  }

  /** Ends what is in progress: as the behaviour says, or as expired. */
  end(): void {
    for (const batch of this.#batches) this.#end(batch);
  }

  /** Cancels what is in progress, as somebody else with the same key would. */
  cancelAll(): void {
    for (const batch of this.#batches) if (batch.endedAt === null) this.#cancel(batch);
  }

  /** @throws ApiError */
  answer(method: string, url: URL, body: unknown): BatchAnswer {
    if (url.pathname === '/v1/messages/batches') {
      if (method === 'POST') return { json: this.#shown(this.#create(body)) };
      if (method === 'GET') return { json: this.#list(url.searchParams) };
      throw new ApiError(404, 'Not Found');
    }
    const [, id, what] = PATH.exec(url.pathname) ?? [];
    const batch = this.#batches.find((one) => one.id === id);
    if (batch === undefined) throw new ApiError(404, `Message Batch ${id ?? ''} not found`);
    switch (`${method} ${what ?? ''}`) {
      case 'GET ':
        this.#pass(batch);
        return { json: this.#shown(batch) };
      case 'GET /results':
        return this.#results(batch);
      case 'POST /cancel':
        if (batch.endedAt !== null) throw new ApiError(400, `Batch ${batch.id} has already ended`);
        this.#cancel(batch);
        return { json: this.#shown(batch) };
      case 'DELETE ':
        if (batch.endedAt === null) throw new ApiError(400, 'Batch must have ended');
        this.#batches = this.#batches.filter((one) => one !== batch);
        return { json: { id: batch.id, type: 'message_batch_deleted' } };
      default:
        throw new ApiError(404, 'Not Found');
    }
  }

  #create(body: unknown): Batch {
    if (!isObject(body)) throw new ApiError(400, 'Input should be a valid dictionary');
    for (const name of Object.keys(body)) {
      if (name !== 'requests') throw new ApiError(400, `${name}: Extra inputs are not permitted`);
    }
    const { requests } = body;
    if (!Array.isArray(requests)) throw new ApiError(400, 'requests: Field required');
    if (requests.length === 0)
      throw new ApiError(400, 'requests: List should have at least 1 item');
    if (requests.length > MOST_REQUESTS) throw new ApiError(413, 'requests: too many');
    const items = requests.map((request: unknown, at): Item => {
      if (!isObject(request)) throw new ApiError(400, `requests.${at}: Input should be an object`);
      for (const name of Object.keys(request)) {
        if (name !== 'custom_id' && name !== 'params')
          throw new ApiError(400, `requests.${at}.${name}: Extra inputs are not permitted`);
      }
      const { custom_id: customId, params } = request;
      if (typeof customId !== 'string' || !CUSTOM_ID.test(customId))
        throw new ApiError(400, `requests.${at}.custom_id: String should match pattern`);
      if (!isObject(params)) throw new ApiError(400, `requests.${at}.params: Field required`);
      return { customId, params, result: undefined };
    });
    if (new Set(items.map(({ customId }) => customId)).size < items.length)
      throw new ApiError(400, 'requests: custom_id must be unique');
    const id = `msgbatch_demo${randomBytes(9).toString('hex')}`;
    const createdAt = this.#now();
    const batch = { id, createdAt, items, cancelledAt: null, endedAt: null, isCut: false };
    this.#batches.unshift(batch);
    return batch;
  }

  #list(query: URLSearchParams): object {
    const limit = Number(query.get('limit') ?? 20);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      throw new ApiError(400, 'limit: Input should be between 1 and 1000');
    const after = query.get('after_id');
    const from = after === null ? 0 : this.#batches.findIndex(({ id }) => id === after) + 1;
    const page = this.#batches.slice(from, from + limit);
    for (const batch of page) this.#pass(batch);
    return {
      data: page.map((batch) => this.#shown(batch)),
      has_more: from + limit < this.#batches.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    };
  }

  #results(batch: Batch): BatchAnswer {
    if (batch.endedAt === null)
      throw new ApiError(400, `Batch ${batch.id} has no available results`);
    const { omitLast = 0, cutAfter } = this.#behaviour;
    // In no order that anybody has asked for.
    const all = batch.items.toReversed().map(({ customId, result }) =>
      // A line is a line whatever stands in it.
      JSON.stringify({ custom_id: customId, result }),
    );
    const lines = all.slice(0, all.length - omitLast);
    if (cutAfter === undefined || batch.isCut) return { lines, isCut: false };
    batch.isCut = true;
    return { lines: lines.slice(0, cutAfter), isCut: true };
  }

  #cancel(batch: Batch): void {
    batch.cancelledAt = this.#now();
    if (this.#behaviour.ends === 'told') return;
    this.#end(batch);
  }

  /** Time has passed: what is not ended yet may be now. */
  #pass(batch: Batch): void {
    const isDone = (this.#behaviour.ends ?? 'asked') === 'asked';
    if (isDone || this.#isExpired(batch)) this.#end(batch);
  }

  #isExpired({ createdAt, endedAt }: Batch): boolean {
    return endedAt === null && this.#now() >= createdAt + DAY_MS;
  }

  #end(batch: Batch): void {
    if (batch.endedAt !== null) return;
    const isExpired = this.#isExpired(batch);
    const { expireFrom = Infinity } = this.#behaviour;
    for (const [at, item] of batch.items.entries()) {
      if (batch.cancelledAt !== null) item.result = { type: 'canceled' };
      else if (isExpired || at >= expireFrom) item.result = { type: 'expired' };
      else item.result = this.#done(item.params);
    }
    batch.endedAt = this.#now();
  }

  #done(params: unknown): BatchItemResult {
    try {
      return this.#carryOut(params);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { type, message, errorCode } = error;
      return { type: 'errored', error: errorBody(type, message, 'req_demo_batch', errorCode) };
    }
  }

  #shown({ id, createdAt, cancelledAt, endedAt, items }: Batch): object {
    const time = (at: number | null): string | null =>
      at === null ? null : new Date(at).toISOString();
    const count = (type: BatchItemResult['type']): number =>
      items.filter(({ result }) => endedAt !== null && result?.type === type).length;
    return {
      id,
      type: 'message_batch',
      processing_status:
        endedAt !== null ? 'ended' : cancelledAt === null ? 'in_progress' : 'canceling',
      request_counts: {
        processing: endedAt === null ? items.length : 0,
        succeeded: count('succeeded'),
        errored: count('errored'),
        canceled: count('canceled'),
        expired: count('expired'),
      },
      created_at: time(createdAt),
      expires_at: time(createdAt + DAY_MS),
      ended_at: time(endedAt),
      cancel_initiated_at: time(cancelledAt),
      archived_at: null,
      results_url: endedAt === null ? null : `${this.#url()}/v1/messages/batches/${id}/results`,
    };
  }
}
