import { NODE_ORDERS, SCRIPT } from './drivers.ts';
import { LEFT_STATE } from './leftState.ts';

/** Bytes on the heap of a thread that is not kept any longer: modules that were loaded often stay there. */
const MOST_HEAP = 200_000_000;

/**
 * Of a thread that has loaded a runner. Each run ends as a process would: when nothing is left to do.
 * Then the thread is made what it was. Where that cannot be it ends as well.
 */
const ENDS = `const { workerData: { port, script } } = require('node:worker_threads');
${LEFT_STATE}
const exit = process.exit;
let restore;
let isRunning = false;
let hasExited = false;
let runner;
/** What is left is no longer waited for. */
const exitWith = (code) => Reflect.apply(exit, process, [code]);
const isSmall = () => require('v8').getHeapStatistics().used_heap_size < ${MOST_HEAP};
/** Whoever waits is told at once: what is still to be done is done before the next order. */
const finish = () => {
  if (!isRunning) return;
  isRunning = false;
  if (!hasExited) process.emit('exit', process.exitCode ?? 0);
  const code = process.exitCode ?? 0;
  port.postMessage({ code });
  port.ref();
  runner.purge();
  if (restore() && isSmall()) return;
  process.removeAllListeners('exit');
  exitWith(code);
};
const flushed = (stream) => new Promise((done) => stream.write('', done));
/** The runner itself says that it is over: it is, but for what it still prints. */
const softExit = (code) => {
  if (hasExited) return;
  hasExited = true;
  if (code !== undefined) process.exitCode = code;
  process.emit('exit', process.exitCode ?? 0);
  const last = process.exitCode ?? 0;
  void Promise.all([flushed(process.stdout), flushed(process.stderr)]).then(() => setImmediate(() => {
    if (process.getActiveResourcesInfo().every((one) => one === 'Immediate')) finish();
    else exitWith(last);
  }));
};
process.exit = function (code) {
  if (isRunning && runner.isOwnExit()) softExit(code);
  else Reflect.apply(exit, process, arguments);
};
/** Others that are told when nothing is left may find something: such a thread goes on to its end. */
process.on('beforeExit', () => {
  if (process.listenerCount('beforeExit') === 1) finish();
});
`;

/** What is run comes by a port of its own: the tests know nothing of it. */
const RUNS = `// Of no process that the tests start.
process.execArgv = process.execArgv.filter((one) => one !== '--expose-internals');
const loading = load().then((loaded) => {
  if (loaded !== undefined) restore = known(loaded.roots);
  runner = loaded;
}).catch(() => undefined);
port.on('message', async ({ args, env }) => {
  await loading;
  process.argv = [process.execPath, script, ...args.slice(1)];
  Object.assign(process.env, env);
  hasExited = false;
  const isFit = runner !== undefined && runner.isFit(args.slice(1));
  if (!isFit) {
    port.postMessage({ isUnfit: true });
    return;
  }
  isRunning = true;
  port.postMessage({ isBegun: true });
  port.unref();
  runner.run(args.slice(1));
});
`;

/** Has its threads do what is ordered. */
const PROGRAM = `const { MessageChannel, receiveMessageOnPort, Worker } = require('node:worker_threads');
const { basename, resolve } = require('node:path');
const { inspect } = require('node:util');
const SCRIPT = ${JSON.stringify(SCRIPT)};
let script;
let kept;
let running;
let isStopped = false;
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
  return { worker, exit: Promise.all([exit, ...outputs]).then(([code]) => code) };
};
const begin = () => {
  const { port1, port2 } = new MessageChannel();
  const execArgv = ['--expose-internals'];
  const started = start(THREAD, { workerData: { port: port2, script }, transferList: [port2], execArgv });
  // The program ends with its orders.
  started.worker.unref();
  const one = { ...started, port: port1, runs: 0, isOver: false };
  void one.exit.then(() => {
    one.isOver = true;
  });
  return one;
};
const ask = async (one, order) => {
  one.runs += 1;
  running = one.worker;
  let isBegun = false;
  const said = (message) => {
    if (message.isBegun) isBegun = true;
    return !message.isBegun;
  };
  const listening = new AbortController();
  const told = new Promise((done) => {
    const listen = (message) => said(message) && done(message);
    one.port.on('message', listen);
    listening.signal.addEventListener('abort', () => one.port.off('message', listen));
  });
  one.port.postMessage({ args: order.args, env: order.env });
  // What it said last may come after its end.
  const ended = one.exit.then((code) => {
    for (let last; (last = receiveMessageOnPort(one.port)?.message) !== undefined;) {
      if (said(last)) return last;
    }
    return { code, isOver: true, isBegun };
  });
  const end = await Promise.race([told, ended]);
  listening.abort();
  return end;
};
const alone = ({ args, env }) => {
  const { worker, exit } = start(SCRIPT, { workerData: args, execArgv: [] }, env);
  running = worker;
  return exit;
};
/** What is known of packages by then is known for good. */
const isSetUp = (path) => basename(path) === 'package.json';
const run = async (order) => {
  process.chdir(order.cwd);
  isStopped = false;
  if (kept.runs > 0 && order.changed.some(isSetUp)) {
    await kept.worker.terminate();
    await kept.exit;
  }
  if (kept.isOver) kept = begin();
  let end = await ask(kept, order);
  if (end.isOver && kept.runs > 1 && !isStopped) {
    kept = begin();
    // What it has written already would be found by the tests.
    if (end.isBegun) return 'unclear';
    end = await ask(kept, order);
  }
  if (end.isUnfit) return alone(order);
  if (!end.isOver) return 'shared ' + end.code;
  // The next run need not wait for it.
  kept = begin();
  return end.code;
};
serve(async ({ args }) => {
  script = resolve(args[0]);
  kept = begin();
  return process.pid;
}, run, () => {
  isStopped = true;
  void running?.terminate();
});
`;

/**
 * A program that keeps a thread with a runner loaded in it for the runs it is ordered. `runner` is code
 * with a function `load`, which gives what it runs by. Where that finds that it cannot, each run
 * has a thread of its own, in which the runner's script is run. What ends its thread in a run that was
 * not the first there is run again in a new one.
 */
export function keptThreadDriver(runner: string): string {
  const thread = JSON.stringify(`${ENDS}${runner}${RUNS}`);
  return `${NODE_ORDERS}const THREAD = ${thread};\n${PROGRAM}`;
}
