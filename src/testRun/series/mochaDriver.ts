import { keptThreadDriver } from './keptThread.ts';

/**
 * Mocha stays loaded, and nothing else of what it has loaded or the tests have: they find all modules as
 * in a process of their own. It is called as its script does where that would not start another
 * process.
 */
const MOCHA = `const { dirname, join, sep } = require('node:path');
const { existsSync, realpathSync } = require('node:fs');
const { fileURLToPath, pathToFileURL } = require('node:url');
const load = async () => {
  const folder = dirname(dirname(realpathSync(script)));
  const fileOf = (...names) =>
    ['.cjs', '.js'].map((ending) => join(folder, 'lib', ...names) + ending).find(existsSync);
  const { loadOptions } = require(fileOf('cli', 'options'));
  const { isNodeFlag } = require(fileOf('cli', 'node-flags'));
  const Mocha = require(fileOf('mocha'));
  const cli = await import(pathToFileURL(fileOf('cli', 'cli')).href);
  const main = cli.main ?? cli.default.main;
  const imported = await importedModules();
  const needed = [loadOptions, isNodeFlag, main, Mocha.prototype.loadFilesAsync];
  // What was imported could not be loaded anew.
  if (imported === undefined || needed.some((one) => typeof one !== 'function')) return undefined;
  const loaded = new Map(Object.entries(require.cache).filter(([file]) => file.startsWith(folder + sep)));
  const isKept = (url) => url.startsWith('node:') || url.startsWith(pathToFileURL(folder + sep).href);
  const keptImports = new Set(imported.keys().filter(isKept));
  const paths = new Map([...loaded.values()].map((one) => [one, one.paths.length]));
  let options;
  let hasStarted = false;
  const { loadFilesAsync } = Mocha.prototype;
  Mocha.prototype.loadFilesAsync = function () {
    hasStarted = true;
    return Reflect.apply(loadFilesAsync, this, arguments);
  };
  const purge = () => {
    for (const file of Object.keys(require.cache)) if (!loaded.has(file)) delete require.cache[file];
    for (const [file, module] of loaded) {
      require.cache[file] = module;
      module.children = module.children.filter((one) => loaded.has(one.filename));
      module.paths.length = paths.get(module);
    }
    for (const url of imported.keys()) if (!keptImports.has(url)) imported.remove(url);
  };
  return {
    roots: [...loaded.values()].map((one) => one.exports).filter(isShown),
    purge,
    isFit: (args) => {
      options = loadOptions(args);
      const isInspected = options._?.includes('inspect') === true;
      const isOther = ['node-option', 'parallel', 'watch', 'help', 'version'].some((name) => options[name]);
      return !isInspected && !isOther && !Object.keys(options).some((name) => isNodeFlag(name));
    },
    run: () => {
      hasStarted = false;
      main([], options);
    },
    isOwnExit: () => {
      const { prepareStackTrace } = Error;
      Error.prepareStackTrace = undefined;
      const [, , , caller = ''] = String(new Error().stack).split('\\n');
      Error.prepareStackTrace = prepareStackTrace;
      return hasStarted && ['run.', 'run-helpers.'].some((name) => caller.includes(join(folder, 'lib', 'cli', name)));
    },
  };
};
`;

/** Keeps a thread in which Mocha is loaded. */
export const MOCHA_DRIVER = keptThreadDriver(MOCHA);
