import type { IncomingHttpHeaders } from 'node:http';
import type { TaskName } from '../../../src/models/task.ts';
import type { Usage } from '../../../src/models/usage.ts';
import type { Behaviour } from './behaviour.ts';

/** What of a reply went over the wire. */
interface Streamed {
  readonly textCharacters: number;
  /** Characters of thinking that were generated, whether their text was shown or not. */
  readonly thinkingCharacters: number;
  readonly deltas: number;
}

/** One request as the server saw it. */
export interface RecordedRequest {
  /** From 1, in order of arrival. */
  readonly number: number;
  /** Unix ms by the server's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  /** Parsed; undefined where it is no JSON or there is none. */
  readonly body: unknown;
  /** `batched`: no call, but a request of a batch that was done, with what it costs. */
  readonly endpoint: 'messages' | 'count_tokens' | 'models' | 'batches' | 'batched' | 'other';
  readonly model: string | null;
  readonly task: TaskName | null;
  /** Whether its last turn asks for a repair. */
  readonly repair: boolean;
  readonly behaviour: Behaviour;
  readonly requestId: string;
  /** HTTP status; null while, or if, none was sent. */
  readonly status: number | null;
  /**
   * `finished`: answered whole; `refused`: an error that the request earned; `failed`: broke as
   * the behaviour said; `aborted`: the client closed the socket.
   */
  readonly outcome: 'pending' | 'finished' | 'refused' | 'failed' | 'aborted';
  /** What the request costs, also when it was aborted; null where nothing is charged. */
  readonly usage: Usage | null;
  readonly streamed: Streamed;
  readonly stopReason: string | null;
}

interface Waiter {
  readonly wanted: (request: RecordedRequest) => boolean;
  readonly resolve: (request: RecordedRequest) => void;
  readonly reject: (reason: Error) => void;
}

/** All requests of a server, in order, and who waits for one of them. */
export class RequestLog {
  #requests: RecordedRequest[] = [];
  #waiters: Waiter[] = [];
  #number = 0;
  /** Requests up to this number were forgotten, and stay so when they end. */
  #forgotten = 0;

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  nextNumber(): number {
    this.#number += 1;
    return this.#number;
  }

  /** Adds a request, or puts its newer state in the older one's place. */
  put(request: RecordedRequest): void {
    if (request.number <= this.#forgotten) {
      return;
    }
    const index = this.#requests.findIndex(({ number }) => number === request.number);
    if (index < 0) {
      this.#requests.push(request);
    } else {
      this.#requests[index] = request;
    }
    const [met, open] = [
      this.#waiters.filter(({ wanted }) => wanted(request)),
      this.#waiters.filter(({ wanted }) => !wanted(request)),
    ];
    this.#waiters = open;
    for (const { resolve } of met) {
      resolve(request);
    }
  }

  /** The first request, past or to come, that is as wanted. Rejects when the server stops. */
  async waitFor(wanted: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
    const present = this.#requests.find(wanted);
    if (present !== undefined) {
      return present;
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ wanted, resolve, reject });
    });
  }

  clear(): void {
    this.#requests = [];
    this.#forgotten = this.#number;
  }

  close(): void {
    for (const { reject } of this.#waiters) {
      reject(new Error('The demo API was stopped while a request was waited for.'));
    }
    this.#waiters = [];
  }
}
