import { release } from 'node:os';
import { runLimits } from '../../src/testRun/command/runLimits.ts';

/** What a test may try to reach, and what it may count on. */
interface Aims {
  readonly root: string;
  readonly home: string;
  readonly port: number;
  /** Where a service listens. */
  readonly socket: string;
  /** Stands in the command line of the process that is left behind. */
  readonly token: string;
}

const countsApart = runLimits('linux', release()).includes('ulimit -u');

/** Tries everything, and passes when all of it fails, or, without isolation, when all succeeds. */
export function attack(
  { root, home, port, socket, token }: Aims,
  isReached: boolean,
  hasNetwork: boolean,
) {
  return `import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { it } from 'node:test';

function works(attempt) {
  try { attempt(); return true; } catch { return false; }
}
function reaches(port) {
  return new Promise((resolve) => {
    const socket = typeof port === 'string' ? connect(port) : connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
const root = ${JSON.stringify(root)};
const home = ${JSON.stringify(home)};
const attempts = {
  writesPackage: () => appendFileSync('node_modules/left/i.js', '// changed'),
  writesProject: () => writeFileSync(root + '/out.txt', 'x'),
  writesHome: () => writeFileSync(home + '/out.txt', 'x'),
  readsProject: () => readFileSync(root + '/.env'),
  readsKey: () => readFileSync(home + '/.ssh/id_rsa'),
  readsLinked: () => readFileSync(home + '/notes/diary'),
  readsSettings: () => readFileSync(home + '/.npmrc'),
  readsRegistryKey: () => assert.match(readFileSync(home + '/.cargo/credentials.toml', 'utf8'), /secret/),
  writesToolchain: () => writeFileSync(home + '/.cargo/bin/tool', 'x'),
  readsEditor: () => assert.notEqual(readFileSync('/proc/${process.pid}/environ').length, 0),
  endsEditor: () => process.kill(${process.pid}, 0),
};
for (const [name, attempt] of Object.entries(attempts)) {
  it(name, () => assert.equal(works(attempt), ${isReached}));
}
it('reaches the network of the machine', async () => assert.equal(await reaches(${port}), ${hasNetwork}));
it('reaches a service by its file', async () => assert.equal(await reaches(${JSON.stringify(socket)}), ${isReached}));
it('serves itself', async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  assert.ok(await reaches(server.address().port));
  server.close();
});
it('uses what is there', async () => {
  assert.ok(existsSync(home + '/.cargo/bin/tool'));
  assert.equal((await import('left')).pad, 1);
  writeFileSync(process.env.HOME + '/x', 'x');
  writeFileSync('/tmp/tw-private', 'x');
  writeFileSync('own.txt', 'x');
  assert.ok(readdirSync('/').includes('usr'));
});
it('changes nothing of the system, not even as root', () => {
  if (${isReached}) return;
  for (const path of [
    '/proc/sys/kernel/core_pattern',
    '/sys/kernel/mm/transparent_hugepage/enabled',
    '/etc/hosts',
  ]) {
    assert.throws(() => openSync(path, 'r+'), path);
  }
  if (!existsSync('/sys/fs/cgroup')) return;
  const groups = readdirSync('/sys/fs/cgroup').filter((name) => !name.includes('.'));
  for (const name of ['', ...groups]) {
    assert.throws(() => mkdirSync('/sys/fs/cgroup/' + name + '/tierwise-test'), name);
  }
});
it('has bounds', () => {
  if (${isReached} || process.platform !== 'linux') return;
  const limits = readFileSync('/proc/self/limits', 'utf8');
  assert.match(limits, /^Max core file size +0 /m);
  assert.match(limits, /^Max data size +8589934592 /m);
  if (${countsApart}) assert.match(limits, /^Max processes +2048 /m);
});
it('leaves a process behind', () => {
  const code = 'setInterval(() => {}, 1000)';
  const args = ['-e', code, ${JSON.stringify(token)}];
  spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref();
  if (${isReached}) return;
  spawn(process.execPath, args, { detached: true, stdio: 'ignore', env: {} }).unref();
});
`;
}
