import type { TestCommand, WarmCommand } from '../command/runner.ts';
import { NODE_DRIVER, RUBY_DRIVER, VITEST_DRIVER } from './drivers.ts';
import { JEST_DRIVER } from './jestDriver.ts';
import { KEPT_OWN } from './keptProcess.ts';
import { MOCHA_DRIVER } from './mochaDriver.ts';
import { PYTHON_DRIVER, PYTHON_OWN } from './pythonDriver.ts';

/** Of Python: a module that is run by its name, in a fork of a process that has loaded it, or the tests too. */
export function warmPython({ args, together }: TestCommand): WarmCommand | undefined {
  const [flag, module, ...order] = args;
  if (flag !== '-m' || module === undefined) return undefined;
  return { args: ['-c', PYTHON_DRIVER, module], order, together, own: PYTHON_OWN, isSmall: true };
}

/** Of Ruby: a file, or a piece of code, in a fork of a process that has loaded a library. */
export function warmRuby({ args }: TestCommand, library: string): WarmCommand {
  const at = args.findIndex((one) => !one.startsWith('-'));
  const code = args.indexOf('-e');
  const driver = (code >= 0 ? args[code + 1] : undefined) ?? '';
  const first = code >= 0 ? code : at;
  const order = code >= 0 ? args.slice(args.indexOf('--') + 1) : args.slice(at);
  return {
    args: [...args.slice(0, first), '-e', RUBY_DRIVER, '--', library, driver],
    order,
    isSmall: true,
  };
}

/** Processes that Vitest keeps for itself between runs: by their scripts, or as they call themselves. */
const VITEST_OWN =
  /^node \(vitest|node_modules[\\/](?:\.pnpm[\\/][^\0]{0,200}[\\/])?(?:tinypool|vitest|esbuild|@esbuild)[\\/]/;

/** Of Vitest: its server and a thread stay, in which tests and what they import are loaded anew each time. */
export function warmVitest({ args }: TestCommand): WarmCommand | undefined {
  const [script, ...order] = args;
  if (script === undefined) return undefined;
  return { args: ['-e', VITEST_DRIVER, '--', script], order, own: VITEST_OWN, isStopped: true };
}

/** Of other runners of Node.js: a process each time, of which only what is around it stays. */
function warmNode({ args }: TestCommand): WarmCommand {
  return { args: ['-e', NODE_DRIVER], order: args };
}

/** Of Node.js's own runner: a process for the file itself, without the one that would start it. */
export function warmNodeTest({ args, coverage }: TestCommand): WarmCommand {
  const order = coverage === undefined ? args.filter((one) => one !== '--test') : args;
  return { args: ['-e', NODE_DRIVER], order };
}

/** Of Mocha: a thread stays, in which all but Mocha is loaded anew each time. With flags of Node.js there is a process each time. */
export function warmMocha(command: TestCommand): WarmCommand {
  if (command.args[0]?.startsWith('-') === true) return warmNode(command);
  return { args: ['-e', MOCHA_DRIVER], order: command.args, isStopped: true };
}

/** Of Jest: a process stays, in which each run has a context with all modules of the project loaded anew. */
export function warmJest({ args }: TestCommand): WarmCommand {
  const at = args.findIndex((one) => !one.startsWith('-'));
  const start = ['-e', JEST_DRIVER, '--', ...args.slice(0, at)];
  return { args: start, order: args.slice(at), own: KEPT_OWN, isStopped: true };
}
