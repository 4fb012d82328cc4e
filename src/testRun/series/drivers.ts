/**
 * Programs that load a test runner and then run it by orders: a line of JSON on their standard input
 * each, with an id. The first one has nothing but that and is answered by their process id. What is
 * answered stands on both outputs, as a line of the id and a word: the exit code, `ended` where there is
 * none, `cannot` where it is not to be run so.
 */

/** Forks for each order. What of the project it would have loaded itself would not be loaded anew. */
export const PYTHON_DRIVER = `import importlib, json, os, runpy, sys
module = sys.argv[1]
orders = os.fdopen(os.dup(0), 'r')
null = os.open(os.devnull, os.O_RDONLY)
os.dup2(null, 0)
os.close(null)
here = os.getcwd()
sys.path[0] = here
def answer(order, word):
    for stream in (1, 2):
        os.write(stream, ('\\n%s %s\\n' % (order['id'], word)).encode())
def load():
    importlib.import_module(module)
    if module == 'pytest':
        from _pytest.config import default_plugins
        for name in default_plugins:
            importlib.import_module('_pytest.' + name)
    root = os.environ.get('PYTHONPATH', here).split(os.pathsep)[0]
    files = [getattr(each, '__file__', None) or '' for each in list(sys.modules.values())]
    return hasattr(os, 'fork') and not any(
        one.startswith(root + os.sep) and 'site-packages' not in one for one in files
    )
hello = json.loads(orders.readline())
try:
    can = load()
except BaseException:
    can = False
answer(hello, os.getpid() if can else 'cannot')
while True:
    line = orders.readline()
    if not line:
        break
    order = json.loads(line)
    os.chdir(order['cwd'])
    child = os.fork()
    if child == 0:
        orders.close()
        os.environ.update(order['env'])
        sys.path[0] = os.getcwd()
        sys.argv = [module] + order['args']
        runpy.run_module(module, run_name='__main__', alter_sys=True)
        sys.exit(0)
    status = os.waitpid(child, 0)[1]
    answer(order, os.WEXITSTATUS(status) if os.WIFEXITED(status) else 'ended')
`;

/** The same of Ruby: `ARGV` names a library to load, and code to run where it is no file. */
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
const NODE_ORDERS = `const { createInterface } = require('node:readline');
const { writeSync } = require('node:fs');
const answer = ({ id }, word) => {
  const text = Buffer.from('\\n' + id + ' ' + word + '\\n');
  for (const stream of [1, 2]) {
    for (let at = 0; at < text.length; ) {
      try {
        at += writeSync(stream, text, at);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    }
  }
};
let before = Promise.resolve();
const serve = (hello, run) => {
  let isFirst = true;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line);
    const isHello = isFirst;
    isFirst = false;
    before = before.then(async () => answer(order, await (isHello ? hello() : run(order)).catch((error) => {
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

/**
 * Keeps Vitest's server. What it would set up once for all runs, or share between them, is not for it,
 * and neither is a change of what it has been set up by.
 */
export const VITEST_DRIVER = `${NODE_ORDERS}const { readFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const folder = dirname(resolve(process.argv[1]));
let node;
let vitest;
let made;
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
  const { filter, options } = node.parseCLI(['vitest', ...args]);
  made = { key: JSON.stringify(args.slice(0, -1)), filter };
  vitest = await node.createVitest('test', { ...options, run: true, watch: false });
};
const hello = async () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entry = exports['./node'];
  const file = [entry?.import?.default, entry?.default, entry?.import, entry].find(
    (one) => typeof one === 'string',
  );
  node = await import(pathToFileURL(join(folder, file)).href);
  return typeof node.parseCLI === 'function' && typeof node.createVitest === 'function'
    ? process.pid
    : 'cannot';
};
const run = async ({ args, env, cwd, subject }) => {
  process.chdir(cwd);
  if (vitest === undefined) await make(args);
  const servers = serversOf();
  const setUp = servers.flatMap(({ config }) => config?.configFileDependencies ?? []);
  const isSetUp = subject !== undefined && setUp.some((one) => resolve(one) === subject);
  if (!isAlone() || isSetUp || made.key !== JSON.stringify(args.slice(0, -1))) return 'cannot';
  for (const server of servers) {
    server.moduleGraph?.invalidateAll();
    for (const one of Object.values(server.environments ?? {})) one.moduleGraph?.invalidateAll();
  }
  Object.assign(process.env, env);
  process.exitCode = undefined;
  await vitest.start(args.slice(-1)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return code;
};
serve(hello, run);
`;
