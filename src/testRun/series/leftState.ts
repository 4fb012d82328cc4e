/**
 * Code of a thread in which several runs of tests come one after the other: `known()` keeps what the
 * thread is like before its first run, and what that gives makes it so again after each. It tells
 * whether it could: what it does not see, say what built-in modules hold inside, has to be asked of the
 * runs themselves.
 */
export const LEFT_STATE = `const moduleOf = require('node:module');
const internal = (name) => {
  try {
    return require('internal/' + name);
  } catch {
    return undefined;
  }
};
const BUILT_IN = [
  'assert', 'async_hooks', 'buffer', 'child_process', 'console', 'crypto', 'dgram', 'diagnostics_channel',
  'dns', 'events', 'fs', 'fs/promises', 'http', 'https', 'module', 'net', 'os', 'path', 'perf_hooks',
  'querystring', 'readline', 'stream', 'string_decoder', 'timers', 'timers/promises', 'tls', 'tty', 'url',
  'util', 'v8', 'vm', 'worker_threads', 'zlib',
];
// What Node.js itself changes there, and what is looked at by itself.
const PASSING = new Map([
  // To look at these loads what they are of, and what that adds cannot be taken away.
  [globalThis, new Set(['CloseEvent', 'EventSource', 'FormData', 'Headers', 'MessageEvent', 'Request', 'Response', 'WebSocket'])],
  [process, new Set(['_events', '_eventsCount', 'argv', 'env', 'exitCode', 'moduleLoadList', 'domain', 'binding'])],
]);
// What changes something inside of Node.js that cannot be taken back, where it is told what to change.
const LASTING = [
  [moduleOf, ['register', 'registerHooks']],
  [process, [
    'abort', 'dlopen', 'initgroups', 'loadEnvFile', 'setSourceMapsEnabled', 'setegid', 'seteuid', 'setgid', 'setgroups',
    'setuid', 'umask',
  ]],
  [require('async_hooks'), ['createHook']],
  [require('crypto'), ['setEngine', 'setFips']],
  [require('diagnostics_channel'), ['subscribe']],
  [require('diagnostics_channel').Channel.prototype, ['subscribe', 'bindStore']],
  [require('dns'), ['setDefaultResultOrder', 'setServers']],
  [require('dns/promises'), ['setDefaultResultOrder', 'setServers']],
  [require('http'), ['setMaxIdleHTTPParsers', 'setGlobalProxyFromEnv']],
  [require('net'), ['setDefaultAutoSelectFamily', 'setDefaultAutoSelectFamilyAttemptTimeout']],
  [require('os'), ['setPriority']],
  [require('stream'), ['setDefaultHighWaterMark']],
  [require('tls'), ['setDefaultCACertificates']],
  [require('v8'), ['setFlagsFromString', 'setHeapSnapshotNearHeapLimit']],
  [require('worker_threads'), ['setEnvironmentData']],
];
let isHooked = false;
for (const [one, names] of LASTING) {
  for (const name of names) {
    const lasting = one[name];
    if (typeof lasting !== 'function') continue;
    one[name] = function () {
      if (arguments.length > 0) isHooked = true;
      return Reflect.apply(lasting, this, arguments);
    };
    // What is told by its functions stays told.
    Object.defineProperties(one[name], Object.getOwnPropertyDescriptors(lasting));
  }
}
moduleOf.syncBuiltinESMExports();
/** Modules by import: the cache of the loader of Node.js where it can be emptied. */
const importedModules = async () => {
  const loader = internal('modules/esm/loader');
  const found = loader?.getOrInitializeCascadedLoader?.() ?? internal('process/esm_loader')?.esmLoader;
  const cache = found?.loadCache ?? found?.moduleMap;
  if (!(cache instanceof Map) && typeof cache?.keys !== 'function') return undefined;
  const keys = () => [...Map.prototype.keys.call(cache)];
  const remove = (key) => Map.prototype.delete.call(cache, key);
  try {
    const url = 'data:text/javascript,export default {}';
    const one = await import(url);
    if (!keys().includes(url)) return undefined;
    remove(url);
    const other = await import(url);
    remove(url);
    return one.default === other.default ? undefined : { keys, remove };
  } catch {
    return undefined;
  }
};
const isSame = (one, other) =>
  Object.is(one.value, other.value) && one.get === other.get && one.set === other.set;
const isWalked = (value) => {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const above = Reflect.getPrototypeOf(value);
  return above === Object.prototype || above === null;
};
const isShown = (value) => typeof value === 'function' || (typeof value === 'object' && value !== null);
/** All that can be reached from there without reading what is computed, with its properties. */
const propertiesFrom = (roots) => {
  const known = new Map();
  const left = [...roots];
  while (left.length > 0) {
    const one = left.pop();
    if (known.has(one) || one === moduleOf._cache || one === moduleOf._pathCache) continue;
    const own = new Map();
    known.set(one, own);
    for (const key of Reflect.ownKeys(one)) {
      if (PASSING.get(one)?.has(key)) continue;
      const property = Reflect.getOwnPropertyDescriptor(one, key);
      own.set(key, property);
      if (key === 'prototype' ? isShown(property.value) : isWalked(property.value)) left.push(property.value);
    }
  }
  return known;
};
/** Whether a run has changed what a runner itself may come by, but for how errors are told. */
let isTouched = false;
const restoreProperties = (known) => {
  let hasChanged = false;
  const change = (one, key) => {
    hasChanged = true;
    if (one !== Error || key !== 'prepareStackTrace') isTouched = true;
  };
  isTouched = false;
  for (const [one, own] of known) {
    const passing = PASSING.get(one);
    let count = 0;
    for (const key of Reflect.ownKeys(one)) {
      if (passing?.has(key)) continue;
      const before = own.get(key);
      if (before === undefined) {
        change(one, key);
        if (!Reflect.deleteProperty(one, key)) return false;
        continue;
      }
      count += 1;
      if (isSame(before, Reflect.getOwnPropertyDescriptor(one, key))) continue;
      change(one, key);
      if (!Reflect.defineProperty(one, key, before)) return false;
    }
    if (count === own.size) continue;
    change(one);
    for (const [key, before] of own) {
      if (!Object.hasOwn(one, key) && !Reflect.defineProperty(one, key, before)) return false;
    }
  }
  if (hasChanged) moduleOf.syncBuiltinESMExports();
  return true;
};
const listenersOf = (emitter) => new Map(emitter.eventNames().map((name) => [name, emitter.rawListeners(name)]));
const restoreListeners = (emitter, before) => {
  for (const name of new Set([...emitter.eventNames(), ...before.keys()])) {
    const own = before.get(name) ?? [];
    const now = emitter.rawListeners(name);
    if (own.length === now.length && own.every((one, at) => one === now[at])) continue;
    for (const one of now) emitter.removeListener(name, one);
    for (const one of own) emitter.on(name, one);
  }
};
const functionsOf = (stream) =>
  new Map(
    Reflect.ownKeys(stream).flatMap((name) => {
      const property = Reflect.getOwnPropertyDescriptor(stream, name);
      return typeof property.value === 'function' ? [[name, property]] : [];
    }),
  );
const restoreFunctions = (stream, before) => {
  for (const name of functionsOf(stream).keys()) if (!before.has(name)) delete stream[name];
  Object.defineProperties(stream, Object.fromEntries(before));
};
/** Of the loop itself; timers are looked at by themselves. */
const OF_LOOP = new Set(['check', 'idle', 'loop', 'prepare', 'timer']);
/** What is open by kind, whether a process would wait for it or not. */
const openHandles = () => {
  const counts = {};
  for (const { type, is_active: isActive } of process.report.getReport().libuv) {
    if (isActive && !OF_LOOP.has(type)) counts[type] = (counts[type] ?? 0) + 1;
  }
  return JSON.stringify(counts);
};
const known = (roots) => {
  isHooked = false;
  process.report.excludeNetwork = true;
  const emitters = [process, process.stdout, process.stderr].map((one) => [one, listenersOf(one)]);
  const streams = [process.stdout, process.stderr].map((one) => [one, functionsOf(one)]);
  const built = BUILT_IN.map((name) => require(name));
  const properties = propertiesFrom([
    globalThis, ...built, require('util').inspect.defaultOptions, process, ...roots,
    Reflect.getPrototypeOf(Int8Array), Reflect.getPrototypeOf(async () => {}),
    Reflect.getPrototypeOf(function* () {}), Reflect.getPrototypeOf([][Symbol.iterator]()),
  ]);
  const env = { ...process.env };
  const handles = openHandles();
  const timers = internal('timers');
  const agents = [require('http').globalAgent, require('https').globalAgent];
  const isIdle = () =>
    Object.values(timers.timerListMap).every((list) => list._idleNext === list) &&
    agents.every((one) => Object.keys(one.sockets).length + Object.keys(one.freeSockets).length === 0) &&
    openHandles() === handles;
  return () => {
    if (isHooked || timers === undefined) return false;
    for (const [emitter, before] of emitters) restoreListeners(emitter, before);
    for (const [stream, before] of streams) restoreFunctions(stream, before);
    if (process.hasUncaughtExceptionCaptureCallback()) process.setUncaughtExceptionCaptureCallback(null);
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
    Object.assign(process.env, env);
    process.exitCode = undefined;
    for (const name of Object.keys(moduleOf._pathCache)) delete moduleOf._pathCache[name];
    return restoreProperties(properties) && isIdle();
  };
};
`;
