import { parentPort, workerData } from 'node:worker_threads';
import type { ClaudeCodeAnswer, ClaudeCodeWorkerData, NumberedAsk } from './claudeCodeMessages.ts';
import { LogBooks } from './logBooks.ts';

const port = parentPort;
if (port === null) throw new Error('Logs are read in a worker');
const books = new LogBooks((workerData as ClaudeCodeWorkerData).folder);

port.on('message', ({ ask, id }: NumberedAsk) => {
  port.postMessage({ id, ...answerTo(ask) } satisfies ClaudeCodeAnswer);
});

function answerTo(ask: NumberedAsk['ask']): Omit<ClaudeCodeAnswer, 'id'> {
  try {
    if (ask.what === 'read') return books.read(ask);
    books.forget();
    return {};
  } catch (error) {
    // The message of a file error names the path.
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    const kind = error instanceof Error ? error.name : 'unknown';
    return { failure: code ?? kind };
  }
}
