import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../models/workerRequests.ts';
import { isSupported } from './languages/languages.ts';
import type { Mutant, MutantWish } from './mutants/mutant.ts';
import type { CodeComparison, CodeEquivalence, Syntax, SyntaxFacts } from './syntax.ts';
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

/** Starts nothing yet: the worker starts with the first question. */
export function createSyntax(options: SyntaxOptions): Syntax {
  return new SyntaxClient(options);
}

class SyntaxClient implements Syntax {
  readonly #requests: WorkerRequests<SyntaxRequest, SyntaxResponse>;

  constructor({ parseLimitMs = PARSE_LIMIT_MS, wasmDir, workerPath }: SyntaxOptions) {
    const data: SyntaxWorkerData = { wasmDir, parseLimitMs };
    this.#requests = new WorkerRequests<SyntaxRequest, SyntaxResponse>({
      name: 'The parser',
      start: () => {
        // The parser's runtime prints what it also throws.
        const worker = new Worker(workerPath, { workerData: data, stdout: true, stderr: true });
        return worker.on('message', (response: SyntaxResponse) => {
          this.#requests.answer(response.id, response);
        });
      },
      message: (id, request) => ({ id, request }) satisfies NumberedRequest,
      limitMs: ANSWER_LIMIT_MS,
      tries: TRIES,
    });
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

  async compareMeaning(
    language: string,
    before: string,
    after: string,
    signal: AbortSignal,
  ): Promise<CodeEquivalence | undefined> {
    signal.throwIfAborted();
    if (!this.supports(language)) return undefined;
    const response = await this.#ask({ type: 'compareMeaning', language, before, after }, signal);
    return response.type === 'equivalence' ? response.equivalence : unexpected();
  }

  async mutants(
    language: string,
    text: string,
    wish: MutantWish,
    signal: AbortSignal,
  ): Promise<readonly Mutant[] | undefined> {
    signal.throwIfAborted();
    if (!this.supports(language)) return undefined;
    const response = await this.#ask({ type: 'mutants', language, text, wish }, signal);
    return response.type === 'mutants' ? response.mutants : unexpected();
  }

  async marked(language: string, text: string, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted();
    if (!this.supports(language)) return undefined;
    const response = await this.#ask({ type: 'marked', language, text }, signal);
    return response.type === 'marked' ? response.text : unexpected();
  }

  dispose(): Promise<void> {
    return this.#requests.close();
  }

  /** Resolves with the worker's answer; a `failed` one rejects. */
  async #ask(request: SyntaxRequest, signal: AbortSignal): Promise<SyntaxResponse> {
    let response: SyntaxResponse;
    try {
      response = await this.#requests.ask(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new SyntaxFailure(error instanceof Error ? error.message : 'unknown');
    }
    if (response.type === 'failed') throw new SyntaxFailure(response.detail);
    return response;
  }
}

function unexpected(): never {
  throw new SyntaxFailure('The parser answered another question.');
}
