import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { environmentOf } from '../../../src/testRun/process/environmentOf.ts';
import { runs } from '../../support/realRunners.ts';

/** Has the kernel tell 300 MB as its environment, which it does not hold, and waits until its input ends. */
const BOASTS = `import ctypes, mmap, sys
call = ctypes.CDLL(None).prctl
size = 300 << 20
room = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
at = ctypes.addressof(ctypes.c_char.from_buffer(room))
stat = open('/proc/self/stat').read()
told = [0, 0] + stat[stat.rindex(')') + 1:].split()
brk = ctypes.CDLL(None).sbrk
brk.restype = ctypes.c_void_p
names = [26, 27, 45, 46, 47, 0, 28, 48, 49]
numbers = [int(told[name - 1]) for name in names] + [at, at + size, 0]
numbers[5] = brk(0)
class Map(ctypes.Structure):
    _fields_ = [('numbers', ctypes.c_uint64 * 12), ('size', ctypes.c_uint32), ('file', ctypes.c_uint32)]
new = Map((ctypes.c_uint64 * 12)(*numbers), 0, 0xffffffff)
print(call(35, 14, ctypes.byref(new), ctypes.sizeof(new), 0), flush=True)
sys.stdin.read()
`;

describe('what the kernel tells of a process', function () {
  this.timeout(60_000);

  it('is read up to a bound, whatever the process has it tell', async () => {
    if (process.platform !== 'linux' || !runs(['python3', '--version'])) return;
    const child = spawn('python3', ['-c', BOASTS], { stdio: ['pipe', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    try {
      // Not every kernel lets it.
      if (said.toString().trim() !== '0') return;
      const { length } = await environmentOf(child.pid ?? 0);
      assert.ok(length > 0 && length <= 2 << 20, `${length}`);
    } finally {
      child.stdin.end();
      child.kill('SIGKILL');
      await exit;
    }
  });

  it('is the environment that a process was started with, however long', async () => {
    if (process.platform !== 'linux') return;
    const env = { FIRST: 'x'.repeat(60_000), LAST: 'y' };
    const child = spawn('sleep', ['60'], { env, stdio: 'ignore' });
    const exit = once(child, 'exit');
    await once(child, 'spawn');
    assert.deepEqual(
      (await environmentOf(child.pid ?? 0)).split('\0').filter(Boolean).toSorted(),
      Object.entries(env).map(([name, value]) => `${name}=${value}`),
    );
    child.kill('SIGKILL');
    await exit;
  });
});
