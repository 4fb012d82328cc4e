import { parentPort } from 'node:worker_threads';
import type { MarkdownAnswer, MarkdownQuestion } from './markdownRenderer.ts';
import { safeMarkdown } from './safeMarkdown.ts';

if (parentPort === null) throw new Error('Markdown is rendered only in a worker thread.');
const port = parentPort;
port.on('message', ({ id, markdown, links }: MarkdownQuestion) => {
  port.postMessage({ id, text: safeMarkdown(markdown, links) } satisfies MarkdownAnswer);
});
