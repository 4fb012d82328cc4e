import assert from 'node:assert/strict';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';

/** A request as it came in. */
export interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}

type Handler = (response: ServerResponse, seen: Seen) => void;

/** A server that does what a test tells it. */
export class LoopbackServer {
  readonly seen: Seen[] = [];
  readonly sockets = new Set<Socket>();
  handler: Handler = (response) => void response.end();
  readonly #server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      this.seen.push({ request, body });
      this.handler(response, { request, body });
    });
  });

  async start(): Promise<string> {
    this.#server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    assert.ok(address && typeof address === 'object');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
