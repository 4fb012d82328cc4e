import { Worker } from 'node:worker_threads';
import { isSupported } from './languages/languages.ts';
import type { CodeComparison, Syntax, SyntaxFacts } from './syntax.ts';
import type {
  NumberedRequest,
  SyntaxRequest,
  SyntaxResponse,
  SyntaxWorkerData,
} from './syntaxMessages.ts';

/** Where the worker and its parsers are. */
export interface SyntaxOptions {
  /** Absolute path of the worker's script. */
  readonly workerPath: string;
  /** Absolute path of the folder with the `.wasm` files. */
  readonly wasmDir: string;
  /** ms that one parse may take; 5,000 when left out. */
  readonly parseLimitMs?: number;
}

/** A text that could not be analysed: the parser ran out of time or the worker died twice. */
class SyntaxFailure extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'SyntaxFailure';
  }
}

const PARSE_LIMIT_MS = 5_000;
/** Starting the worker and loading a grammar come on top of two parses. */
const ANSWER_LIMIT_MS = 15_000;
/** A request whose worker died is asked once more. */
const TRIES = 2;

interface Pending {
  readonly request: SyntaxRequest;
  readonly tries: number;
  readonly resolve: (response: SyntaxResponse) => void;
  readonly reject: (reason: unknown) => void;
}

/** Starts nothing yet: the worker starts with the first question. */
export function createSyntax(options: SyntaxOptions): Syntax {
  return new SyntaxClient(options);
}

class SyntaxClient implements Syntax {
  readonly #options: SyntaxOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(options: SyntaxOptions) {
    this.#options = options;
  }

  supports(language: string): boolean {
    return isSupported(language);
  }

  async facts(
    language: string,
    text: string,
    signal: AbortSignal,
  ): Promise<SyntaxFacts | undefined> {
    signal.throwIfAborted();
    if (!this.supports(language)) return undefined;
    const response = await this.#ask({ type: 'facts', language, text }, signal);
    // What is made of them is another turn of the thread than reading the message was.
    await new Promise((resolve) => setImmediate(resolve));
    return response.type === 'facts' ? response.facts : unexpected();
  }

  async compareCode(
    language: string,
    before: string,
    after: string,
    signal: AbortSignal,
  ): Promise<CodeComparison | undefined> {
    signal.throwIfAborted();
    if (!this.supports(language)) return undefined;
    const response = await this.#ask({ type: 'compare', language, before, after }, signal);
    return response.type === 'comparison' ? response.comparison : unexpected();
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#end(new SyntaxFailure('The parser was shut down.'));
  }

  /** Resolves with the worker's answer; a `failed` one rejects. */
  async #ask(request: SyntaxRequest, signal: AbortSignal): Promise<SyntaxResponse> {
    if (this.#disposed) throw new SyntaxFailure('The parser was shut down.');
    const id = this.#nextId;
    this.#nextId += 1;
    let onAbort = () => {};
    let timer: NodeJS.Timeout | undefined;
    try {
      const response = await new Promise<SyntaxResponse>((resolve, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        timer = setTimeout(() => {
          void this.#end(new SyntaxFailure('The parser did not answer in time.'));
        }, ANSWER_LIMIT_MS);
        this.#send(id, { request, tries: 1, resolve, reject });
      });
      if (response.type === 'failed') throw new SyntaxFailure(response.detail);
      return response;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#worker?.unref();
    }
  }

  #send(id: number, pending: Pending): void {
    this.#pending.set(id, pending);
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    worker.postMessage({ id, request: pending.request } satisfies NumberedRequest);
  }

  #start(): Worker {
    const data: SyntaxWorkerData = {
      wasmDir: this.#options.wasmDir,
      parseLimitMs: this.#options.parseLimitMs ?? PARSE_LIMIT_MS,
    };
    const worker = new Worker(this.#options.workerPath, {
      workerData: data,
      // The parser's runtime prints what it also throws.
      stdout: true,
      stderr: true,
    });
    let detail = 'The parser stopped.';
    worker.on('message', (response: SyntaxResponse) => {
      this.#pending.get(response.id)?.resolve(response);
    });
    worker.on('error', (error) => {
      detail = `The parser stopped: ${error instanceof Error ? error.message : 'unknown'}`;
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#restart(detail);
    });
    return worker;
  }

  /** Asks what is open once more, in a new worker. */
  #restart(detail: string): void {
    this.#worker = undefined;
    for (const [id, pending] of this.#pending) {
      if (pending.tries < TRIES) this.#send(id, { ...pending, tries: pending.tries + 1 });
      else pending.reject(new SyntaxFailure(detail));
    }
  }

  async #end(reason: SyntaxFailure): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    for (const pending of this.#pending.values()) pending.reject(reason);
    await worker?.terminate();
  }
}

function unexpected(): never {
  throw new SyntaxFailure('The parser answered another question.');
}
