import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as startRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { VSCodeServer } from './vscodeServer.ts';

/** A loopback address that shows a server's workbench in any browser. */
export interface DevelopmentProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Puts an address in front of a served VS Code at which the workbench loads an extension from its folder, in development mode,
 * and keeps secrets over a reload. It listens on the port if that is free, else on any.
 */
export async function startDevelopmentProxy(
  server: VSCodeServer,
  extensionFolder: string,
  port: number,
): Promise<DevelopmentProxy> {
  const [host = '', serverPort = ''] = server.authority.split(':');
  const target = { host, port: Number(serverPort) };
  const key = randomBytes(32);
  const sockets = new Set<Socket>();

  const proxy = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://proxy');
    if (pathname === '/mint-key') {
      outgoing.end(key);
      return;
    }
    const isPage = pathname === '/';
    const headers = { ...incoming.headers };
    // What is rewritten must come as text.
    if (isPage) delete headers['accept-encoding'];
    const forwarded = startRequest(
      { ...target, path: incoming.url, method: incoming.method, headers },
      (answer) => {
        if (isPage)
          void rewritePage(answer, outgoing, incoming.headers.host ?? '', extensionFolder);
        else {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        }
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  proxy.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const forwarded = connect(target, () => {
      const headers = pairs(incoming.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
      forwarded.write(`GET ${incoming.url ?? '/'} HTTP/1.1\r\n${headers.join('')}\r\n`);
      forwarded.write(head);
      socket.pipe(forwarded).pipe(socket);
    });
    for (const end of [socket, forwarded]) {
      end.on('error', () => undefined);
      end.on('close', () => {
        socket.destroy();
        forwarded.destroy();
      });
    }
  });

  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      proxy.once('error', reject);
      proxy.listen(wanted, '127.0.0.1', resolve);
    });
  await listen(port).catch(() => listen(0));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    url: server.url.replace(server.authority, `127.0.0.1:${address.port}`),
    stop: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Adds the development options to the workbench's configuration in the page. */
async function rewritePage(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  authority: string,
  extensionFolder: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const page = Buffer.concat(chunks)
    .toString('utf8')
    .replace(
      /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/,
      (_whole, start: string, settings: string) => {
        const configuration = JSON.parse(settings.replaceAll('&quot;', '"')) as object;
        const extensions = [{ scheme: 'vscode-remote', authority, path: extensionFolder }];
        const developed = { ...configuration, developmentOptions: { extensions } };
        return `${start}${JSON.stringify(developed).replaceAll('"', '&quot;')}"`;
      },
    );
  const { 'content-length': _length, ...headers } = answer.headers;
  outgoing.writeHead(answer.statusCode ?? 502, headers);
  outgoing.end(page);
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
}
