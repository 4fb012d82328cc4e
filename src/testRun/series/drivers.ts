/**
 * Programs that load a test runner and then run it by orders: a line of JSON on their standard input
 * each, with an id. The first one has the arguments of orders to come and is answered by their process
 * id; one with `again` as well, after which another process is ready. What is answered stands on both outputs, as a line of
 * the id and a word: the exit code, `ended` where there is none, `cannot` where it is not to be run so, `unclear` where
 * this run is to be done by itself. Before the code stands `fresh` where another process is used from then on, and `shared`
 * where the process of the run is one of several runs. Those that run tests in their own process stop that where a line
 * has `stop`.
 */

/** Forks for each order of Ruby, as `pythonDriver.ts` does of Python: `ARGV` names a library to load, and code to run where it is no file. */
export const RUBY_DRIVER = `require 'json'
library, code = ARGV
orders = STDIN.dup
STDIN.reopen(File::NULL)
here = Dir.pwd
answer = lambda do |order, word|
  [STDOUT, STDERR].each { |stream| stream.syswrite("\\n#{order['id']} #{word}\\n") }
end
hello = JSON.parse(orders.gets)
can = begin
  require library
  $LOADED_FEATURES.none? { |file| file.start_with?(here + '/') }
rescue Exception
  false
end
answer.call(hello, can ? Process.pid : 'cannot')
while (line = orders.gets)
  order = JSON.parse(line)
  Dir.chdir(order['cwd'])
  child = fork do
    orders.close
    ENV.update(order['env'])
    if code == ''
      file, *rest = order['args']
      ARGV.replace(rest)
      $0 = File.expand_path(file)
      load($0)
    else
      ARGV.replace(order['args'])
      eval(code, TOPLEVEL_BINDING)
    end
  end
  _, status = Process.wait2(child)
  answer.call(order, status.exitstatus || 'ended')
end
`;

/** Reads orders of a Node.js program, one after the other. */
export const NODE_ORDERS = `const { createInterface } = require('node:readline');
const { writeSync } = require('node:fs');
const put = (stream, text) => {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(stream, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
const answer = ({ id }, word) => {
  for (const stream of [1, 2]) put(stream, '\\n' + id + ' ' + word + '\\n');
};
let before = Promise.resolve();
const serve = (hello, run, stop = () => {}) => {
  let isFirst = true;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line);
    if (order.stop) {
      stop();
      return;
    }
    const isHello = isFirst || order.again;
    isFirst = false;
    before = before.then(async () => answer(order, await (isHello ? hello(order) : run(order)).catch((error) => {
      console.error(error);
      return isHello ? 'cannot' : 1;
    })));
  });
};
`;

/** Starts a process for each order. */
export const NODE_DRIVER = `${NODE_ORDERS}const { spawn } = require('node:child_process');
serve(async () => process.pid, ({ args, env, cwd }) => new Promise((resolve) => {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.once('error', () => resolve('ended'));
  child.once('exit', (code) => resolve(code ?? 'ended'));
}));
`;

/** Code of a thread that runs a script with its arguments. */
export const SCRIPT = `const { resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const [script, ...rest] = require('node:worker_threads').workerData;
process.argv = [process.execPath, resolve(script), ...rest];
import(pathToFileURL(resolve(script)).href);
`;

/**
 * Keeps Vitest's server and one thread, in which each run has a context of its own with all modules
 * loaded anew. That thread remembers the text of what is loaded without being transformed: where such a
 * file has changed, each run has a worker of its own from then on. What Vitest would set up once for all
 * runs, or share between them, is not for it, and neither is a change of what it has been set up by.
 */
export const VITEST_DRIVER = `${NODE_ORDERS}const { readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { syncBuiltinESMExports } = require('node:module');
const threads = require('node:worker_threads');
// Those that run tests are known, so that they can be ended.
const alive = new Set();
threads.Worker = class extends threads.Worker {
  constructor(file, options) {
    super(file, options);
    if (!/[\\\\/](?:tinypool|vitest)[\\\\/]/.test(String(file))) return;
    alive.add(this);
    this.once('exit', () => alive.delete(this));
  }
};
syncBuiltinESMExports();
const folder = dirname(resolve(process.argv[1]));
let node;
let vitest;
let made;
let isShared = true;
let isFirst = true;
// What the server keeps outlives a run.
const { TMPDIR, TEMP, TMP } = process.env;
const serversOf = () => {
  const projects = vitest.projects ?? [];
  const all = [vitest, ...projects].flatMap((one) => [one.server, one.vite, one.browser?.vite]);
  return [...new Set(all.filter((one) => one !== undefined && one !== null))];
};
const isAlone = () =>
  [vitest, ...(vitest.projects ?? [])].every(({ config }) => {
    const pools = Object.values(config.poolOptions ?? {});
    const isShared = [config, ...pools].some((one) => one?.isolate === false);
    const setUp = [config.globalSetup ?? []].flat();
    return !isShared && setUp.length === 0 && config.browser?.enabled !== true;
  });
const make = async (args) => {
  Object.assign(process.env, { TMPDIR, TEMP, TMP });
  const { filter, options } = node.parseCLI(['vitest', ...args]);
  made = { key: JSON.stringify(args.slice(0, -1)), filter };
  const shared = isShared ? { pool: 'vmThreads', maxWorkers: 1, minWorkers: 1 } : {};
  vitest = await node.createVitest('test', { ...options, ...shared, run: true, watch: false });
};
const graphsOf = (servers) =>
  servers.flatMap((one) => [one, ...Object.values(one.environments ?? {})]).flatMap(
    ({ moduleGraph }) => moduleGraph ?? [],
  );
// What Vite and Vitest keep for themselves is no module.
const KEPT = /[\\\\/]node_modules[\\\\/]\\.vite(?:st)?(?:[\\\\/]|$)/;
const isTransformed = (graphs, file) =>
  graphs.some((graph) =>
    [...(graph.getModulesByFile(file) ?? [])].some((one) => one.ssrTransformResult ?? one.transformResult),
  );
const hello = async ({ args }) => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = exports['./node'];
  const file = [entry?.import?.default, entry?.default, entry?.import, entry].find(
    (one) => typeof one === 'string',
  );
  node = await import(pathToFileURL(join(folder, file)).href);
  if (typeof node.parseCLI !== 'function' || typeof node.createVitest !== 'function') return 'cannot';
  await make(args);
  return process.pid;
};
const run = async ({ args, env, cwd, changed }) => {
  process.chdir(cwd);
  let servers = serversOf();
  if (!isFirst && isShared && changed.some((one) => !KEPT.test(one) && !isTransformed(graphsOf(servers), one))) {
    isShared = false;
    await vitest.close();
    await make(args);
    servers = serversOf();
  }
  isFirst = false;
  const setUp = servers.flatMap(({ config }) => config?.configFileDependencies ?? []);
  const isSetUp = setUp.some((one) => changed.includes(resolve(one)));
  if (!isAlone() || isSetUp || made.key !== JSON.stringify(args.slice(0, -1))) return 'cannot';
  for (const graph of graphsOf(servers)) for (const one of changed) graph.onFileChange(one);
  Object.assign(process.env, env);
  process.exitCode = undefined;
  await vitest.start(args.slice(-1)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return isShared ? 'shared ' + code : code;
};
serve(hello, run, () => {
  for (const one of [...alive]) {
    // Who waits for a thread hears of nothing but its errors.
    one.emit('error', new Error('stopped'));
    void one.terminate();
  }
});
`;
