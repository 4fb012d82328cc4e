import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../../../models/workerRequests.ts';
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

/** How long one text may take, in ms. */
const LIMIT_MS = 2_000;

/**
 * Writes a model's markdown anew from what is allowed (see `safeMarkdown`), in a worker thread: a
 * text over which the parser takes too long is shown as it was written. The worker starts with the
 * first text.
 */
export class MarkdownRenderer {
  readonly #requests: WorkerRequests<Omit<MarkdownQuestion, 'id'>, string>;

  /** `workerPath`: absolute path of the worker's script. */
  constructor(workerPath: string, limitMs = LIMIT_MS) {
    this.#requests = new WorkerRequests<Omit<MarkdownQuestion, 'id'>, string>({
      name: 'The Markdown renderer',
      start: () => {
        const worker = new Worker(workerPath, { stdout: true, stderr: true });
        return worker.on('message', ({ id, text }: MarkdownAnswer) => {
          this.#requests.answer(id, text);
        });
      },
      message: (id, question) => ({ id, ...question }) satisfies MarkdownQuestion,
      limitMs,
    });
  }

  /** Markdown that is safe to show. Never rejects. */
  async render(markdown: string, links: ReadonlyMap<string, string> = new Map()): Promise<string> {
    try {
      return await this.#requests.ask({ markdown, links });
    } catch {
      // The thread took too long over it or another text, or died: it is shown as it was written.
      return safeText(markdown);
    }
  }

  dispose(): Promise<void> {
    return this.#requests.close();
  }
}
