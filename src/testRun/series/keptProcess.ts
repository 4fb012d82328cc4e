import { NODE_ORDERS } from './drivers.ts';
import { KEPT_ENDS, KEPT_PROGRAM, KEPT_RUNS } from './keptRuns.ts';

/** Stands in the code of each process that is kept. */
const NAME = 'tierwise-kept-process';

/** Command lines of the processes that are kept. */
export const KEPT_OWN = new RegExp(`\\b${NAME}\\b`);

/** What is run comes by a pipe of its own. */
const PORT = `// ${NAME}
const { Socket } = require('node:net');
const { writeSync } = require('node:fs');
const [, script, ...FLAGS] = process.argv;
const PIPE = 3;
const link = new Socket({ fd: PIPE });
const port = {
  ref: () => link.ref(),
  unref: () => link.unref(),
  postMessage: (message) => {
    const bytes = Buffer.from(JSON.stringify(message) + '\\n');
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(PIPE, bytes, at);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    }
  },
  on: (_, listen) => {
    let held = '';
    link.setEncoding('utf8').on('data', (text) => {
      const lines = (held + text).split('\\n');
      held = lines.pop();
      for (const line of lines) listen(JSON.parse(line));
    });
  },
};
// Nobody is left to order anything.
link.on('end', () => exitWith(1));
// As it is by then: what a runner has loaded may remember where it was.
const enter = (cwd) => process.chdir(cwd);
// Opened before it is looked at what is open.
void [process.stdout, process.stderr];
`;

/** Starts processes. */
const PROCESSES = `const { spawn } = require('node:child_process');
const { basename } = require('node:path');
const FLAGS = process.argv.slice(1);
const STARTS_AT_ONCE = false;
const start = (args, env, stdio) => {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio });
  const exit = new Promise((done) => {
    child.once('error', () => done('ended'));
    child.once('close', (code) => done(code ?? 'ended'));
  });
  return { child, exit, stop: () => child.kill('SIGKILL') };
};
const begin = () => {
  const args = [...FLAGS, '--expose-internals', '-e', KEPT, '--', script, ...FLAGS];
  const one = { ...start(args, {}, ['ignore', 'inherit', 'inherit', 'pipe']), hear: () => {}, drain: () => {} };
  const link = one.child.stdio[3];
  let held = '';
  link.setEncoding('utf8').on('data', (text) => {
    const lines = (held + text).split('\\n');
    held = lines.pop();
    for (const line of lines) one.hear(JSON.parse(line));
  });
  // It is told by its exit.
  link.on('error', () => {});
  // The program ends with its orders, and it with the program.
  one.child.unref();
  link.unref();
  one.post = (message) => link.write(JSON.stringify(message) + '\\n');
  return one;
};
const alone = ({ args, env }) => {
  running = start([...FLAGS, ...args], env, ['ignore', 'inherit', 'inherit']);
  return running.exit;
};
/** What a runner or what it is set up with may know for good. */
const SET_UP = /^(?:\\.|package\\.json$|[jt]sconfig\\b)|\\bconfig\\.\\w+$/;
const isSetUp = (path) => SET_UP.test(basename(path));
`;

/**
 * A program that keeps a process with a runner loaded in it for the runs it is ordered, as
 * `keptThreadDriver` keeps a thread: tests can do all in it that they can in one of their own.
 */
export function keptProcessDriver(runner: string): string {
  const kept = JSON.stringify(`${PORT}${KEPT_ENDS}${runner}${KEPT_RUNS}`);
  return `${NODE_ORDERS}const KEPT = ${kept};\n${PROCESSES}${KEPT_PROGRAM}`;
}
