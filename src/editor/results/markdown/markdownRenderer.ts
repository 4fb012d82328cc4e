import { Worker } from 'node:worker_threads';
import { safeText } from '../../wording/safeText.ts';

/** To the worker. */
export interface MarkdownQuestion {
  readonly id: number;
  readonly markdown: string;
  readonly links: ReadonlyMap<string, string>;
}

/** From the worker. */
export interface MarkdownAnswer {
  readonly id: number;
  readonly text: string;
}

interface Open {
  readonly markdown: string;
  readonly resolve: (text: string) => void;
}

/** How long one text may take, in ms. */
const LIMIT_MS = 2_000;

/**
 * Writes a model's markdown anew from what is allowed (see `safeMarkdown`), in a worker thread: a
 * text over which the parser takes too long is shown as it was written. The worker starts with the
 * first text.
 */
export class MarkdownRenderer {
  readonly #workerPath: string;
  readonly #limitMs: number;
  readonly #open = new Map<number, Open>();
  #worker: Worker | undefined;
  #nextId = 1;

  /** `workerPath`: absolute path of the worker's script. */
  constructor(workerPath: string, limitMs = LIMIT_MS) {
    this.#workerPath = workerPath;
    this.#limitMs = limitMs;
  }

  /** Markdown that is safe to show. Never rejects. */
  async render(markdown: string, links: ReadonlyMap<string, string> = new Map()): Promise<string> {
    const id = this.#nextId;
    this.#nextId += 1;
    const worker = (this.#worker ??= this.#start());
    const limit = setTimeout(() => this.#give(worker), this.#limitMs);
    worker.ref();
    try {
      return await new Promise<string>((resolve) => {
        this.#open.set(id, { markdown, resolve });
        worker.postMessage({ id, markdown, links } satisfies MarkdownQuestion);
      });
    } finally {
      clearTimeout(limit);
      if (this.#open.size === 0) worker.unref();
    }
  }

  async dispose(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) this.#give(worker);
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#workerPath, { stdout: true, stderr: true });
    worker.on('message', ({ id, text }: MarkdownAnswer) => {
      this.#open.get(id)?.resolve(text);
      this.#open.delete(id);
    });
    // What it was doing is given up when it exits, which it does after an error.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.#give(worker));
    return worker;
  }

  /** Gives a worker up; what it was asked is shown as it was written. */
  #give(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    void worker.terminate();
    for (const { markdown, resolve } of this.#open.values()) resolve(safeText(markdown));
    this.#open.clear();
  }
}
