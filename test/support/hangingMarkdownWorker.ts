/** A Markdown worker that hangs over every text that says so, or dies of it. */
import { parentPort } from 'node:worker_threads';
import type {
  MarkdownAnswer,
  MarkdownQuestion,
} from '../../src/editor/results/markdown/markdownRenderer.ts';

parentPort?.on('message', ({ id, markdown }: MarkdownQuestion) => {
  if (markdown.includes('die')) throw new Error('died');
  while (markdown.includes('hang'));
  parentPort?.postMessage({ id, text: `rendered: ${markdown}` } satisfies MarkdownAnswer);
});
