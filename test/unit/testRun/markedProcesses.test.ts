import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'mocha';
import { bubblewrap } from '../../../src/testRun/isolation/bubblewrap.ts';
import {
  endMarked,
  endStrays,
  MARK,
  waitingProcess,
} from '../../../src/testRun/process/markedProcesses.ts';

/** How a process is called now; empty once it has ended. */
const commandLine = (id: number): string => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'latin1');
  } catch {
    return '';
  }
};

/** The command lines of `sleep` that run in the space of a process. */
function sleepsBelow(first: number): readonly string[] {
  const space = readlinkSync(`/proc/${first}/ns/pid`);
  const all = execFileSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.flatMap((line) => {
    const [, id = '', command = ''] = /^ *(\d+) (sleep .*)$/.exec(line) ?? [];
    return command !== '' && spaceOf(id) === space ? [command] : [];
  });
}

/** By which link a process's space is known; empty: it has ended, or is another user's. */
function spaceOf(id: string): string {
  try {
    return readlinkSync(`/proc/${id}/ns/pid`);
  } catch {
    return '';
  }
}

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

  it('are ended with all in their space of processes, whatever their environment and parents are', async () => {
    const apart = ['--unshare-user', '--unshare-pid', '--die-with-parent', '--ro-bind', '/', '/'];
    const isolated = [...apart, '--dev', '/dev', '--proc', '/proc', '--'];
    if (spawnSync(bubblewrap.program, [...isolated, 'true']).status !== 0) return;
    const mark = randomUUID();
    const stray =
      '(env -i setsid sleep 61 &) ; (env -i setsid sh -c "sleep 62 & wait" &) ; sleep 63 &';
    const script = `sleep 60 & echo $$; read order; ${stray} echo done; read order`;
    const env = { ...process.env, [MARK]: mark };
    const child = spawn(bubblewrap.program, [...isolated, 'sh', '-c', script], { env });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    try {
      const id = Number((await lines.next()).value);
      const waiting = await waitingProcess(mark, id);
      assert.ok(waiting?.first !== undefined);
      // Nobody else's processes are looked at.
      assert.equal(waiting.isClosed, true);
      child.stdin.write('go\n');
      assert.equal((await lines.next()).value, 'done');
      await endStrays(mark, waiting, () => false);
      assert.deepEqual(sleepsBelow(waiting.first), ['sleep 60']);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
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
