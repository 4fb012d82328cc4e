/**
 * A process that stands in for the Messages API at the other end of a bench: it streams as many
 * deltas, 10 ms apart, as the request's text says (`deltas:400`). Prints its port.
 */
import { createServer } from 'node:http';

const MS_PER_DELTA = 10;
const usage = { input_tokens: 900, output_tokens: 1 };

function sse(event: Readonly<Record<string, unknown>>): string {
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
}

const START = sse({
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5',
    content: [],
    usage,
  },
});
const BLOCK = sse({
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'text', text: '' },
});
const DELTA = sse({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'word ' },
});
const END =
  sse({ type: 'content_block_stop', index: 0 }) +
  sse({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }) +
  sse({ type: 'message_stop' });

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const deltas = Number(/deltas:(\d+)/.exec(body)?.[1] ?? 1);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(START + BLOCK + DELTA);
    let sent = 1;
    const timer = setInterval(() => {
      if (sent < deltas) {
        sent += 1;
        response.write(DELTA);
        return;
      }
      clearInterval(timer);
      response.end(END);
    }, MS_PER_DELTA);
    response.on('close', () => clearInterval(timer));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
