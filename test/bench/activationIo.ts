/**
 * Loads the built main bundle and calls its `activate`, with a stand-in for VS Code and with file system, network, processes and
 * workers that refuse: prints, as JSON, what they were asked for. `node test/bench/activationIo.ts dist/extension.cjs`
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { compileFunction } from 'node:vm';

const file = resolve(process.argv[2] ?? 'dist/extension.cjs');
const watched =
  /^(?:node:)?(?:fs|fs\/promises|net|tls|http|https|http2|dns|child_process|worker_threads)$/;
const realRequire = createRequire(file);
const calls: string[] = [];

// Work that was refused may fail later; only what was asked for matters.
process.on('unhandledRejection', () => undefined);

const exported: Record<string, unknown> = {};
const later = (): { readonly unref: () => void } => ({ unref: () => undefined });
const names = ['exports', 'require', 'module', '__filename', '__dirname', 'fetch'];
const bundle = compileFunction(
  readFileSync(file, 'utf8'),
  // What is put off until after activation does not count: it is dropped.
  [...names, 'setImmediate', 'setTimeout', 'setInterval'],
  { filename: file },
) as (...values: readonly unknown[]) => void;
const module = { exports: exported };
const fetchWatched = refused('fetch', fetch);
bundle(exported, load, module, file, dirname(file), fetchWatched, later, later, later);
const activate = module.exports['activate'] as ((context: unknown) => void) | undefined;
if (activate === undefined) throw new Error(`${file} exports no activate.`);
try {
  activate(standIn('context'));
} catch (error) {
  // A refusal may end the activation; anything else is a fault of this script or of the extension.
  if (calls.length === 0) throw error;
}
process.stdout.write(`${JSON.stringify(calls)}\n`);
process.exit(0);

function load(name: string): unknown {
  if (name === 'vscode') return standIn('vscode');
  if (name.startsWith('.')) {
    calls.push(`require ${name}`);
    return standIn(name);
  }
  const real: unknown = realRequire(name);
  return watched.test(name) ? refused(name, real) : real;
}

/** A module, or a part of one, whose functions note that they were called and then throw. */
function refused(path: string, real: unknown): unknown {
  if (typeof real === 'function') {
    const refuse = (): never => {
      calls.push(path);
      throw new Error(`${path} is refused while activating.`);
    };
    return new Proxy(real, { apply: refuse, construct: refuse });
  }
  if (typeof real !== 'object' || real === null) return real;
  // A copy, because a proxy may not change what a module's own properties are.
  const part = { ...real };
  return new Proxy(part, {
    get: (target, key) =>
      typeof key === 'string' ? refused(`${path}.${key}`, Reflect.get(target, key)) : undefined,
  });
}

/** A function, unlike an arrow, may be called and constructed. */
function constructible(): void {
  // Never run: the proxies around it answer.
}

/** Anything VS Code may give: can be called, constructed, iterated and read at any depth. */
function standIn(path: string): unknown {
  return new Proxy(constructible, {
    get(target, key) {
      if (key === 'prototype') return target.prototype as unknown;
      if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (key === Symbol.toPrimitive) return () => path;
      // Not a promise; and not a way to anywhere.
      if (typeof key === 'symbol' || key === 'then') return undefined;
      return key === 'fsPath' || key === 'path' ? '/nowhere' : standIn(`${path}.${key}`);
    },
    apply(_target, _self, args: readonly unknown[]) {
      if (/\bworkspace\.fs\.|\bfindFiles$|\bopenTextDocument$/.test(path)) calls.push(path);
      // A setting that nobody has set has its default.
      if (path.endsWith('getConfiguration().get')) return args[1];
      return standIn(`${path}()`);
    },
    construct: () => standIn(`new ${path}`) as object,
    set: () => true,
  });
}
