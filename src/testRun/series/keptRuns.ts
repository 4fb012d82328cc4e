import { LEFT_STATE } from './leftState.ts';

/** Bytes that a heap may grow by until its runner is not kept any longer: modules that were loaded often stay there. */
const MOST_GROWTH = 160_000_000;

/**
 * Of what has loaded a runner, be it a thread or a process: `port` brings its orders and takes its answers, the tests
 * know nothing of it. Each run ends as a process would: when nothing is left to do. Then all is made what
 * it was. Where that cannot be it ends as well.
 */
export const KEPT_ENDS = `${LEFT_STATE}
const exit = process.exit;
let restore;
let isRunning = false;
let isSettled = true;
let hasExited = false;
let isPrepared = false;
let runner;
let heap = 0;
const heapNow = () => require('v8').getHeapStatistics().used_heap_size;
/** What is left is no longer waited for. */
const exitWith = (code) => Reflect.apply(exit, process, [code]);
const mark = () => {
  restore = known(runner.roots);
  heap = heapNow();
};
/** What is not over by then would never be. */
const isRestored = () => {
  try {
    runner.purge();
    return isSettled && restore() && heapNow() - heap < ${MOST_GROWTH};
  } catch {
    return false;
  }
};
const finish = () => {
  if (isPrepared) {
    isPrepared = false;
    mark();
    port.ref();
    port.postMessage({ isReady: true });
  }
  if (!isRunning) return;
  isRunning = false;
  if (!hasExited) process.emit('exit', process.exitCode ?? 0);
  const code = process.exitCode ?? 0;
  port.ref();
  const isKept = isRestored();
  port.postMessage({ code, isKept, isDoubtful: isTouched && runner.isWhole === true });
  if (isKept) return;
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
/** Others that are told when nothing is left may find something: such a process goes on to its end. */
process.on('beforeExit', () => {
  if (process.listenerCount('beforeExit') === 1) finish();
});
`;

/**
 * Loads the runner, and has it run. One that has `prepare` is prepared by an order of its own: then it is
 * what it will be once more after each run.
 */
export const KEPT_RUNS = `// Of no process that the tests start.
process.execArgv = FLAGS;
const loading = load().then((loaded) => {
  runner = loaded;
  if (runner !== undefined && runner.prepare === undefined) mark();
}).catch((error) => console.error(error));
const prepare = async (args) => {
  const isFit = runner !== undefined && (runner.prepare === undefined || (await runner.prepare(args)));
  if (!isFit || runner.prepare === undefined) {
    port.postMessage({ isReady: isFit });
    return;
  }
  isPrepared = true;
  port.unref();
};
port.on('message', async ({ args, env, cwd, changed, prepares }) => {
  await loading;
  process.argv = [process.execPath, script, ...args.slice(1)];
  enter(cwd);
  Object.assign(process.env, env);
  hasExited = false;
  const rest = args.slice(1);
  if (prepares) {
    await prepare(rest).catch((error) => {
      console.error(error);
      port.postMessage({ isReady: false });
    });
    return;
  }
  if (runner === undefined || !runner.isFit(rest)) {
    port.postMessage({ isUnfit: true });
    return;
  }
  if (runner.isStale?.(changed)) {
    port.postMessage({ isStale: true });
    return;
  }
  isRunning = true;
  isSettled = false;
  port.postMessage({ isBegun: true });
  port.unref();
  Promise.resolve(runner.run(rest)).then(() => {
    isSettled = true;
  }, () => exitWith(1));
});
`;

/**
 * Has what it keeps do what is ordered: `begin` starts it, `alone` does one run by itself. What ends it in a
 * run that was not the first there is to be run by itself.
 */
export const KEPT_PROGRAM = `const { resolve } = require('node:path');
let script;
let kept;
let running;
let isStopped = false;
let isFit = true;
let isBroken = false;
let hasKept = false;
let stale = 0;
/** So often what is kept may turn out to have been loaded from what is under test. */
const MOST_STALE = 2;
/** So many runs of the same tests one after the other are unclear before they are no longer tried. */
const MOST_UNCLEAR = 3;
const unclear = new Map();
const ask = async (one, message) => {
  running = one;
  let isBegun = false;
  const told = new Promise((done) => {
    one.hear = (said) => {
      if (said.isBegun) isBegun = true;
      else done(said);
    };
  });
  one.post(message);
  // What it said last may come after its end.
  const ended = one.exit.then((code) => {
    one.drain();
    return { code, isOver: true, isBegun };
  });
  return Promise.race([told, ended]);
};
const renewed = () => {
  kept = begin();
  kept.runs = 0;
  void kept.exit.then(() => {
    kept.isOver = true;
  });
};
const end = async () => {
  await kept.stop();
  await kept.exit;
};
const tried = async (order) => {
  if (kept.isOver) return 'unclear';
  kept.runs += 1;
  const { args, env, cwd, changed } = order;
  const asked = await ask(kept, { args, env, cwd, changed: kept.runs > 1 ? changed : [] });
  if (asked.isUnfit) return alone(order);
  if (asked.isStale) {
    stale += 1;
    await end();
    return stale < MOST_STALE ? 'unclear' : 'cannot';
  }
  const hasBroken = asked.isOver && !isStopped && (kept.runs > 1 || !asked.isBegun);
  const isShared = !asked.isOver && (asked.isKept || kept.runs > 1);
  if (!asked.isOver && !asked.isKept) await kept.exit;
  const isKept = !asked.isOver && asked.isKept;
  hasKept ||= isKept;
  if (!isKept) renewed();
  if (hasBroken || asked.isDoubtful) return 'unclear';
  return (isKept ? '' : 'fresh ') + (isShared ? 'shared ' : '') + asked.code;
};
const run = async (order) => {
  process.chdir(order.cwd);
  isStopped = false;
  const tests = JSON.stringify(order.args);
  const count = unclear.get(tests) ?? 0;
  if (isBroken) return 'cannot';
  // One that has to load all would be taken for one that never ends, beside those before it.
  if (count >= MOST_UNCLEAR || (!isFit && hasKept)) return 'unclear';
  if (!isFit) return alone(order);
  if (kept.runs > 0 && order.changed.some(isSetUp)) {
    await end();
    if (!STARTS_AT_ONCE) return 'unclear';
    renewed();
  }
  const word = await tried(order);
  unclear.set(tests, word === 'unclear' ? count + 1 : 0);
  return word;
};
serve(async ({ args, cwd }) => {
  script = resolve(args[0]);
  if (cwd !== undefined) process.chdir(cwd);
  if (isFit && (kept === undefined || kept.isOver)) renewed();
  if (isFit && !kept.isReady) {
    const said = await ask(kept, { args, cwd: process.cwd(), prepares: true });
    kept.isReady = said.isReady === true;
    isFit = kept.isReady;
    // What it was preparing with may still stand in the place of the tests.
    isBroken = said.isOver === true;
    if (isBroken) return 'cannot';
    if (!isFit) await end();
  }
  return process.pid;
}, run, () => {
  isStopped = true;
  void running?.stop();
});
`;
