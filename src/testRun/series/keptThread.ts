import { NODE_ORDERS, SCRIPT } from './drivers.ts';
import { KEPT_ENDS, KEPT_PROGRAM, KEPT_RUNS } from './keptRuns.ts';

/** What is run comes by a port of its own. */
const PORT = `const { workerData: { port, script } } = require('node:worker_threads');
const FLAGS = process.execArgv.filter((one) => one !== '--expose-internals');
const enter = () => {};
`;

/** Starts threads. */
const THREADS = `const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');
const { basename } = require('node:path');
const { inspect } = require('node:util');
const STARTS_AT_ONCE = true;
const SCRIPT = ${JSON.stringify(SCRIPT)};
const start = (code, options, env) => {
  const worker = new Worker(code, {
    eval: true,
    stdout: true,
    stderr: true,
    env: { ...process.env, ...env },
    // As deep as a process: an endless recursion is told with each of its calls.
    resourceLimits: { stackSizeMb: 1.15 },
    ...options,
  });
  // Written at once: it comes before the answer.
  const outputs = [worker.stdout, worker.stderr].map((stream, at) => {
    stream.on('data', (data) => put(at + 1, data));
    return new Promise((done) => stream.once('end', done));
  });
  worker.once('error', (error) => put(2, inspect(error) + '\\n'));
  const exit = new Promise((done) => worker.once('exit', done));
  return { worker, stop: () => worker.terminate(), exit: Promise.all([exit, ...outputs]).then(([code]) => code) };
};
const begin = () => {
  const { port1, port2 } = new MessageChannel();
  const execArgv = ['--expose-internals'];
  const started = start(THREAD, { workerData: { port: port2, script }, transferList: [port2], execArgv });
  // The program ends with its orders.
  started.worker.unref();
  const one = { ...started, hear: () => {}, post: (message) => port1.postMessage(message) };
  port1.on('message', (message) => one.hear(message));
  one.drain = () => {
    for (let last; (last = receiveMessageOnPort(port1)?.message) !== undefined;) one.hear(last);
  };
  return one;
};
const alone = ({ args, env }) => {
  running = start(SCRIPT, { workerData: args, execArgv: [] }, env);
  return running.exit;
};
/** What is known of packages by then is known for good. */
const isSetUp = (path) => basename(path) === 'package.json';
`;

/**
 * A program that keeps a thread with a runner loaded in it for the runs it is ordered. `runner` is code
 * with a function `load`, which gives what it runs by. Where that finds that it cannot, each run
 * has a thread of its own, in which the runner's script is run. What ends its thread in a run that was
 * not the first there is to be run by itself.
 */
export function keptThreadDriver(runner: string): string {
  const thread = JSON.stringify(`${PORT}${KEPT_ENDS}${runner}${KEPT_RUNS}`);
  return `${NODE_ORDERS}const THREAD = ${thread};\n${THREADS}${KEPT_PROGRAM}`;
}
