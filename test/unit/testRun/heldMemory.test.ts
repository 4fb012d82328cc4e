import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { heldMemory } from '../../../src/testRun/process/heldMemory.ts';
import { runs } from '../../support/realRunners.ts';

const MB = 1 << 20;

/** A program that says when it has taken its memory, and then waits until its input ends. */
async function started(program: string, code: string): Promise<ChildProcess> {
  const child = spawn(program, [program === 'python3' ? '-c' : '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the memory that is held by a program', function () {
  this.timeout(60_000);

  const isTold = process.platform === 'linux';

  /** What it holds once it has said so, in MB. */
  async function heldBy(program: string, code: string): Promise<number> {
    const child = await started(program, code);
    try {
      assert.ok(child.pid !== undefined);
      return Math.round(((await heldMemory(child.pid)) ?? 0) / MB);
    } finally {
      const exit = once(child, 'exit');
      child.stdin?.end();
      child.kill('SIGKILL');
      await exit;
    }
  }

  it('is that of what its threads have started as well', async () => {
    if (!isTold) return;
    const grows =
      "const all = Buffer.alloc(400 << 20, 'x'); console.log(all.length); process.stdin.resume(); process.stdin.on('end', () => process.exit())";
    const code = `const start = "const { spawn } = require('node:child_process'); const child = spawn(process.execPath, ['-e', require('node:worker_threads').workerData], { stdio: ['pipe', 'pipe', 'inherit'] }); child.stdout.once('data', () => require('node:worker_threads').parentPort.postMessage('grown'))";
const worker = new (require('node:worker_threads').Worker)(start, { eval: true, workerData: ${JSON.stringify(grows)} });
worker.once('message', () => console.log('grown'));`;
    const held = await heldBy(process.execPath, code);
    assert.ok(held >= 400 && held < 700, `${held} MB`);
  });

  it('has what its processes share, once', async () => {
    if (!isTold || !runs(['python3', '--version'])) return;
    const code = `import mmap, os, sys
shared = mmap.mmap(-1, 200 << 20)
shared.write(b'x' * (200 << 20))
for _ in range(3):
    read, write = os.pipe()
    if os.fork() == 0:
        sum(shared[at] for at in range(0, len(shared), 4096))
        os.write(write, b'x')
        sys.stdin.read()
        os._exit(0)
    os.read(read, 1)
print('grown', flush=True)
sys.stdin.read()`;
    const held = await heldBy('python3', code);
    assert.ok(held >= 200 && held < 400, `${held} MB`);
  });

  it('is not known where there is no such program', async () => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    await once(child, 'exit');
    assert.equal(await heldMemory(child.pid ?? 0), undefined);
  });
});
