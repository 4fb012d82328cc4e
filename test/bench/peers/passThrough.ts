/**
 * A proxy that does nothing: the control for what a process between costs by itself. Its argument is
 * the port to pass everything on to. Prints its own.
 */
import { Agent, createServer, request as send } from 'node:http';

const agent = new Agent({ keepAlive: true });
const port = Number(process.argv[2]);
const server = createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const passed = send({ host: '127.0.0.1', port, method, path: url, headers, agent }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  incoming.pipe(passed);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
