/**
 * Runs the tests for the editor, as a process between both: the order comes as one line of JSON on
 * standard input, which then stays open for as long as the editor lives; for a program that takes
 * orders, each further line is one. When it closes, the whole group is ended and the copy removed,
 * however the editor died.
 */
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endMarked, MARK } from './markedProcesses.ts';
import type { SupervisedProgram } from './supervisedProgram.ts';

const isWindows = process.platform === 'win32';

/** ms that the tests have to notice that they are to end, before they are ended. */
const GRACE_MS = 200;

const lines = createInterface({ input: process.stdin });
let order: SupervisedProgram | undefined;
let childId: number | undefined;
let isOrphaned = false;

lines.once('line', (line) => {
  order = JSON.parse(line) as SupervisedProgram;
  const { command, args, env } = order;
  const child = spawn(command, args, {
    env,
    shell: false,
    windowsHide: true,
    stdio: [order.takesOrders === true ? 'pipe' : 'ignore', 'inherit', 'inherit'],
  });
  childId = child.pid;
  const { stdin } = child;
  if (stdin !== null) {
    // Who has ended takes no order any more; its end is told by itself.
    stdin.on('error', () => undefined);
    lines.on('line', (next) => stdin.write(`${next}\n`));
  }
  child.once('error', endWithoutCode);
  child.once('exit', (code) => {
    // The copy is still to be removed.
    if (isOrphaned) return;
    if (code === null) endWithoutCode();
    else process.exit(code);
  });
});
lines.once('close', endAll);
// The group is told to end by a signal that reaches this process too.
process.on('SIGTERM', () => undefined);

/** As the tests ended: by a signal, or without ever starting. */
function endWithoutCode(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Nobody waits for the tests any more. */
function endAll(): void {
  isOrphaned = true;
  if (isWindows) {
    const taskkill = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawnSync(taskkill, ['/pid', String(childId), '/t', '/f'], { windowsHide: true });
    removeCopy();
    process.exit(1);
  }
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => {
    const mark = order?.env[MARK];
    const ended = mark === undefined ? Promise.resolve() : endMarked(mark, process.pid);
    void ended.finally(() => {
      removeCopy();
      process.kill(-process.pid, 'SIGKILL');
    });
  }, GRACE_MS);
}

function removeCopy(): void {
  try {
    if (order !== undefined) rmSync(order.copy, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Tests that still write there: what is left is removed with other strays, after an hour.
  }
}
