import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Usage } from '../../../src/models/usage.ts';
import { answerText } from './answers/answer.ts';
import { ApiError, errorBody } from './apiError.ts';
import type { BatchAnswer, BatchBehaviour, BatchItemResult } from './batches.ts';
import { BatchBook, MAX_BATCH_BYTES } from './batches.ts';
import type { Behaviour, BehaviourTarget } from './behaviour.ts';
import { BehaviourBook } from './behaviour.ts';
import { answerControl } from './control.ts';
import type { KeyCheck } from './headers.ts';
import { checkContentType, checkHeaders, isDemoKey, NEWEST_VERSION } from './headers.ts';
import { modelPage } from './modelList.ts';
import type { DemoModel } from './models.ts';
import { LINE_UP, modelInfo } from './models.ts';
import { readTask } from './prompt.ts';
import type { RecordedRequest } from './record.ts';
import { RequestLog } from './record.ts';
import { shapeReply } from './reply.ts';
import type { Progress, Sending } from './stream.ts';
import { finalTokens, outputTokens, streamReply, untilGone, wholeMessage } from './stream.ts';
import type { InputUsage } from './usage.ts';
import { PromptCache, promptTokens } from './usage.ts';
import { validate } from './validate.ts';

/** How a demo API is set up. */
export interface DemoApiOptions {
  /** Port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /** Which keys are good; by default those that start with `demo-`, but for the wrong one. */
  readonly isGoodKey?: KeyCheck;
  readonly models?: readonly DemoModel[];
  /** Unix ms; decides what the cache still holds. */
  readonly now?: () => number;
  /** Pace of every model unless its behaviour says otherwise. */
  readonly msPerDelta?: number;
  readonly firstByteMs?: number;
  /** Largest body in bytes; 32 MB as in the API. */
  readonly maxBodyBytes?: number;
}

/** A running demo API. */
export interface DemoApi {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** All requests so far, the control endpoint's left out. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Says what a model does from now on, in place of what it was told before. The target is a
   * model's id, a line (`haiku`, `sonnet`, `opus`), `*`, `models` for the model list, or `batches`
   * (`cut`: what is asked is done and nobody is told). Of several behaviours the first that fits a
   * call is taken.
   */
  setBehaviour(target: BehaviourTarget, ...behaviours: readonly Behaviour[]): void;
  /** How batches behave from now on. */
  setBatches(behaviour: BatchBehaviour): void;
  /** Ids of all batches, the newest first. */
  readonly batches: readonly string[];
  /** Ends all batches that are in progress. */
  endBatches(): void;
  /** Cancels them, as somebody else with the same key would. */
  cancelBatches(): void;
  /** The first request, past or to come, that is as wanted. Rejects when the server stops. */
  waitFor(wanted: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  /** Forgets behaviours, requests and the prompt cache. */
  reset(): void;
  /** Ends at once: open sockets are closed. */
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Starts a demo API on loopback. Several may run in one process. */
export async function startDemoApi(options: DemoApiOptions = {}): Promise<DemoApi> {
  const api = new RunningDemoApi(options);
  await api.listen(options.port ?? 0);
  return api;
}

class RunningDemoApi implements DemoApi {
  readonly #options: DemoApiOptions;
  readonly #models: readonly DemoModel[];
  readonly #now: () => number;
  readonly #cache: PromptCache;
  readonly #book = new BehaviourBook();
  readonly #log = new RequestLog();
  readonly #batches: BatchBook;
  readonly #server;
  #url = '';

  constructor(options: DemoApiOptions) {
    this.#options = options;
    this.#models = options.models ?? LINE_UP;
    this.#now = options.now ?? Date.now;
    this.#cache = new PromptCache(this.#now);
    const url = () => this.#url;
    this.#batches = new BatchBook(this.#now, url, (params) => this.#carryOut(params));
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  get url(): string {
    return this.#url;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The demo API has no port.');
    }
    this.#url = `http://127.0.0.1:${address.port}`;
  }

  setBehaviour(target: BehaviourTarget, ...behaviours: readonly Behaviour[]): void {
    this.#book.set(target, behaviours);
  }

  setBatches(behaviour: BatchBehaviour): void {
    this.#batches.set(behaviour);
  }

  get batches(): readonly string[] {
    return this.#batches.ids;
  }

  endBatches(): void {
    this.#batches.end();
  }

  cancelBatches(): void {
    this.#batches.cancelAll();
  }

  async waitFor(wanted: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
    return this.#log.waitFor(wanted);
  }

  reset(): void {
    this.#batches.clear();
    this.#book.clear();
    this.#log.clear();
    this.#cache.clear();
  }

  async stop(): Promise<void> {
    this.#log.close();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#url);
    let body: string;
    try {
      const usual = url.pathname === '/v1/messages/batches' ? MAX_BATCH_BYTES : MAX_BODY_BYTES;
      body = await readBody(request, this.#options.maxBodyBytes ?? usual);
    } catch (error) {
      if (error instanceof ApiError) {
        this.#begin(request, response, url, '').refuse(response, error);
      }
      return;
    }
    if (url.pathname === '/demo' || url.pathname.startsWith('/demo/')) {
      answerControl(request, url, body, response, this);
      return;
    }
    const exchange = this.#begin(request, response, url, body);
    try {
      await this.#answer(request, url, response, exchange);
    } catch (error) {
      if (error instanceof ApiError) {
        exchange.refuse(response, error);
      } else if (exchange.gone.aborted) {
        exchange.update({ outcome: 'aborted', usage: exchange.usageSoFar() });
      } else {
        exchange.refuse(response, new ApiError(500, `demo API: ${String(error)}`));
        throw error;
      }
    }
  }

  #begin(request: IncomingMessage, response: ServerResponse, url: URL, rawBody: string): Exchange {
    const number = this.#log.nextNumber();
    const exchange = new Exchange(this.#log, {
      number,
      at: this.#now(),
      method: request.method ?? '',
      path: url.pathname + url.search,
      headers: request.headers,
      rawBody,
      body: parsed(rawBody),
      endpoint: endpointOf(url.pathname),
      model: null,
      task: null,
      repair: false,
      behaviour: {},
      requestId: `req_demo_${String(number).padStart(6, '0')}`,
      status: null,
      outcome: 'pending',
      usage: null,
      streamed: { textCharacters: 0, thinkingCharacters: 0, deltas: 0 },
      stopReason: null,
    });
    response.once('close', () => {
      exchange.clientGone();
    });
    return exchange;
  }

  async #answer(
    request: IncomingMessage,
    url: URL,
    response: ServerResponse,
    exchange: Exchange,
  ): Promise<void> {
    response.setHeader('request-id', exchange.record.requestId);
    const version = checkHeaders(request.headers, this.#options.isGoodKey ?? isDemoKey);
    if (exchange.record.endpoint === 'batches') {
      await this.#answerBatches(request, url, response, exchange);
      return;
    }
    if (request.method === 'GET') {
      await this.#answerModels(url, response, exchange);
      return;
    }
    const endpoint = exchange.record.endpoint;
    if (request.method !== 'POST' || (endpoint !== 'messages' && endpoint !== 'count_tokens')) {
      throw new ApiError(404, 'Not Found');
    }
    checkContentType(request.headers);
    if (exchange.record.body === undefined) {
      throw new ApiError(400, 'The request body is not valid JSON');
    }
    const valid = validate(exchange.record.body, endpoint, version, this.#models);
    const task = readTask(valid.turns);
    exchange.update({
      model: valid.model.id,
      task: task?.task ?? null,
      repair: task?.repair ?? false,
    });
    const tokens = promptTokens(valid);
    if (tokens > valid.model.maxInputTokens) {
      throw new ApiError(
        400,
        `prompt is too long: ${tokens} tokens > ${valid.model.maxInputTokens} maximum`,
      );
    }
    if (endpoint === 'count_tokens') {
      exchange.finish(response, { input_tokens: tokens });
      return;
    }
    const behaviour: Behaviour = {
      ...(this.#options.msPerDelta === undefined ? {} : { msPerDelta: this.#options.msPerDelta }),
      ...(this.#options.firstByteMs === undefined
        ? {}
        : { firstByteMs: this.#options.firstByteMs }),
      ...this.#book.take(valid.model, task),
    };
    exchange.update({ behaviour });
    if (await exchange.failedEarly(response, behaviour, this.#now)) {
      return;
    }
    const input = this.#cache.bill(valid);
    const sending: Sending = {
      request: valid,
      reply: shapeReply(valid, answerText(valid, task, behaviour), behaviour),
      input,
      behaviour,
      messageId: `msg_demo_${String(exchange.record.number).padStart(6, '0')}`,
      requestId: exchange.record.requestId,
      gone: exchange.gone,
    };
    await exchange.reply(response, sending);
  }

  async #answerBatches(
    request: IncomingMessage,
    url: URL,
    response: ServerResponse,
    exchange: Exchange,
  ): Promise<void> {
    const method = request.method ?? '';
    const { body, rawBody } = exchange.record;
    if (rawBody !== '') {
      checkContentType(request.headers);
      if (body === undefined) throw new ApiError(400, 'The request body is not valid JSON');
    }
    const behaviour = this.#book.takeFor('batches');
    exchange.update({ behaviour });
    if (await exchange.failedEarly(response, behaviour, this.#now)) {
      return;
    }
    const answer: BatchAnswer = this.#batches.answer(method, url, body);
    if (behaviour.connection === 'cut') {
      exchange.update({ outcome: 'failed' });
      response.destroy();
      return;
    }
    if ('json' in answer) {
      exchange.finish(response, answer.json);
    } else {
      exchange.finishLines(response, answer.lines, answer.isCut);
    }
  }

  /** Does one request of a batch; it stands among the requests with what it costs. */
  #carryOut(params: unknown): BatchItemResult {
    const valid = validate(params, 'messages', NEWEST_VERSION, this.#models);
    if (valid.stream) throw new ApiError(400, 'stream: not supported in a batch');
    const task = readTask(valid.turns);
    const behaviour = this.#book.take(valid.model, task);
    if (behaviour.status !== undefined) throw new ApiError(behaviour.status, behaviour.message);
    const number = this.#log.nextNumber();
    const input = this.#cache.bill(valid);
    const requestId = `req_demo_${String(number).padStart(6, '0')}`;
    const sending: Sending = {
      request: valid,
      reply: shapeReply(valid, answerText(valid, task, behaviour), behaviour),
      input,
      behaviour,
      messageId: `msg_demo_${String(number).padStart(6, '0')}`,
      requestId,
      gone: new AbortController().signal,
      isBatched: true,
    };
    this.#log.put({
      number,
      at: this.#now(),
      method: '',
      path: '',
      headers: {},
      rawBody: '',
      body: params,
      endpoint: 'batched',
      model: valid.model.id,
      task: task?.task ?? null,
      repair: task?.repair ?? false,
      behaviour,
      requestId,
      status: 200,
      outcome: 'finished',
      usage: usageOf(input, finalTokens(sending)),
      streamed: { textCharacters: 0, thinkingCharacters: 0, deltas: 0 },
      stopReason: sending.reply.stopReason,
    });
    return { type: 'succeeded', message: wholeMessage(sending) };
  }

  async #answerModels(url: URL, response: ServerResponse, exchange: Exchange): Promise<void> {
    const id = /^\/v1\/models\/([^/]+)$/.exec(url.pathname)?.[1];
    if (url.pathname !== '/v1/models' && id === undefined) {
      throw new ApiError(404, 'Not Found');
    }
    const behaviour = this.#book.takeFor('models');
    exchange.update({ behaviour });
    if (await exchange.failedEarly(response, behaviour, this.#now)) {
      return;
    }
    if (id === undefined) {
      exchange.finish(response, modelPage(this.#models, url.searchParams));
      return;
    }
    const model = this.#models.find((candidate) => candidate.id === decodeURIComponent(id));
    if (model === undefined) {
      throw new ApiError(404, `model: ${decodeURIComponent(id)}`);
    }
    exchange.finish(response, modelInfo(model));
  }
}

/** One request under way: its record, and how it is answered. */
class Exchange {
  readonly #log: RequestLog;
  readonly #gone = new AbortController();
  readonly #progress: Progress = { textCharacters: 0, thinkingCharacters: 0, deltas: 0 };
  #record: RecordedRequest;
  #sending: Sending | undefined;

  constructor(log: RequestLog, record: RecordedRequest) {
    this.#log = log;
    this.#record = record;
    log.put(record);
  }

  get record(): RecordedRequest {
    return this.#record;
  }

  /** Aborted once the client's socket is closed. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  clientGone(): void {
    this.#gone.abort(new Error('The client is gone.'));
  }

  update(change: Partial<RecordedRequest>): void {
    if (this.#record.outcome === 'pending') {
      this.#record = { ...this.#record, ...change, streamed: { ...this.#progress } };
      this.#log.put(this.#record);
    }
  }

  /** Input and what was generated up to now. */
  usageSoFar(): Usage | null {
    const sending = this.#sending;
    return sending === undefined
      ? null
      : usageOf(sending.input, outputTokens(sending.request, this.#progress));
  }

  refuse(response: ServerResponse, error: ApiError): void {
    this.update({ status: error.status, outcome: 'refused' });
    if (!response.headersSent) {
      response.setHeader('request-id', this.#record.requestId);
      this.#json(
        response,
        error.status,
        errorBody(error.type, error.message, this.#record.requestId, error.errorCode),
      );
    } else {
      response.destroy();
    }
  }

  finish(response: ServerResponse, body: object): void {
    this.update({ status: 200, outcome: 'finished' });
    this.#json(response, 200, body);
  }

  /** Sends lines; `isCut`: and then the socket dies. */
  finishLines(response: ServerResponse, lines: readonly string[], isCut: boolean): void {
    this.update({ status: 200, outcome: isCut ? 'failed' : 'finished' });
    response.writeHead(200, { 'content-type': 'application/x-jsonl' });
    for (const line of lines) response.write(`${line}\n`);
    if (isCut) setTimeout(() => response.destroy(), 20);
    else response.end();
  }

  /** Fails as told before a reply begins; true: it did. */
  async failedEarly(
    response: ServerResponse,
    behaviour: Behaviour,
    now: () => number,
  ): Promise<boolean> {
    if (behaviour.connection === 'hang') {
      await untilGone(this.gone);
    }
    if (behaviour.firstByteMs !== undefined && behaviour.firstByteMs > 0) {
      await delay(behaviour.firstByteMs, undefined, { signal: this.gone });
    }
    if (behaviour.connection === 'reset') {
      this.update({ outcome: 'failed' });
      response.socket?.resetAndDestroy();
      return true;
    }
    if (behaviour.status !== undefined) {
      const error = new ApiError(behaviour.status, behaviour.message, behaviour.errorCode);
      setRetryAfter(response, behaviour, now);
      this.update({ status: behaviour.status, outcome: 'failed' });
      this.#json(
        response,
        behaviour.status,
        errorBody(error.type, error.message, this.#record.requestId, error.errorCode),
      );
      return true;
    }
    if (behaviour.malformed === 'html') {
      this.update({ status: 200, outcome: 'failed' });
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Sign in</title><p>Sign in to use this network.</p>');
      return true;
    }
    return false;
  }

  async reply(response: ServerResponse, sending: Sending): Promise<void> {
    this.#sending = sending;
    const { reply, behaviour } = sending;
    this.update({ status: 200, stopReason: reply.stopReason });
    if (!sending.request.stream) {
      if (behaviour.connection === 'cut') {
        this.update({ outcome: 'failed', usage: this.usageSoFar() });
        response.destroy();
        return;
      }
      this.#progress.textCharacters = reply.text.length;
      this.#progress.thinkingCharacters = reply.thinking.length;
      this.update({ outcome: 'finished', usage: usageOf(sending.input, finalTokens(sending)) });
      this.#json(response, 200, wholeMessage(sending));
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const end = await streamReply(response, sending, this.#progress);
    this.update(
      end === 'whole'
        ? { outcome: 'finished', usage: usageOf(sending.input, finalTokens(sending)) }
        : { outcome: 'failed', usage: this.usageSoFar() },
    );
  }

  #json(response: ServerResponse, status: number, body: object): void {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  }
}

function usageOf(
  input: InputUsage,
  output: { readonly total: number; readonly thinking: number },
): Usage {
  return { ...input, outputTokens: output.total, thinkingTokens: output.thinking };
}

function setRetryAfter(response: ServerResponse, behaviour: Behaviour, now: () => number): void {
  const seconds = behaviour.retryAfter;
  if (seconds === undefined) {
    return;
  }
  switch (behaviour.retryAfterAs ?? 'seconds') {
    case 'seconds':
      response.setHeader('retry-after', String(seconds));
      break;
    case 'ms':
      response.setHeader('retry-after-ms', String(seconds * 1000));
      break;
    case 'date':
      response.setHeader('retry-after', new Date(now() + seconds * 1000).toUTCString());
      break;
  }
}

function endpointOf(path: string): RecordedRequest['endpoint'] {
  switch (path) {
    case '/v1/messages':
      return 'messages';
    case '/v1/messages/count_tokens':
      return 'count_tokens';
    default:
      if (path === '/v1/messages/batches' || path.startsWith('/v1/messages/batches/')) {
        return 'batches';
      }
      return path === '/v1/models' || path.startsWith('/v1/models/') ? 'models' : 'other';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws ApiError 413 for a body that is too large; anything else: the client is gone. */
async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += buffer.length;
    // The rest is read and dropped, so that the client sees the answer and not a broken pipe.
    if (bytes <= limit) {
      chunks.push(buffer);
    }
  }
  if (bytes > limit) {
    throw new ApiError(413, `Request exceeds the maximum size of ${limit} bytes`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
