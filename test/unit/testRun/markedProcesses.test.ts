import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { endMarked, MARK } from '../../../src/testRun/process/markedProcesses.ts';

/** How a process is called now; empty once it has ended. */
const commandLine = (id: number): string => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'latin1');
  } catch {
    return '';
  }
};

describe('processes with a mark', function () {
  this.timeout(60_000);

  it('are all gone at the end, be they only just begun', async () => {
    if (process.platform !== 'linux') return;
    for (let round = 0; round < 100; round++) {
      const mark = randomUUID();
      const child = spawn('sleep', ['60'], { env: { [MARK]: mark }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      await once(child, 'spawn');
      await endMarked(mark, process.pid);
      assert.equal(commandLine(child.pid ?? 0), '');
      assert.deepEqual(await ended, [null, 'SIGKILL']);
    }
  });

  it('are told from those of another mark, and of none', async () => {
    if (process.platform !== 'linux') return;
    const marks = [{ [MARK]: randomUUID() }, { NOT: `x ${MARK}=y` }, {}];
    const children = marks.map((env) => spawn('sleep', ['60'], { env, stdio: 'ignore' }));
    try {
      await Promise.all(children.map((child) => once(child, 'spawn')));
      await endMarked('y', process.pid);
      await endMarked(randomUUID(), process.pid);
      for (const { pid } of children) assert.match(commandLine(pid ?? 0), /^sleep/);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
  });
});
