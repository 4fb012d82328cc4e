/** Runs the test given on standard input in the project given as its argument; made to be killed. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CopiedTestRunner } from '../../src/testRun/copiedTestRunner.ts';
import { CopyPool } from '../../src/testRun/copy/copyPool.ts';
import { systemIsolation } from '../../src/testRun/isolation/systemIsolation.ts';

/** `root`: the project; `temporary`: the folder for temporary files; `times`: runs that are asked for at once. */
const [, , root = '', temporary = '', isolated, times = '1'] = process.argv;
const onTrouble = (error: unknown): never => {
  throw error;
};
const runner = new CopiedTestRunner({
  root,
  temporary,
  copies: new CopyPool({ temporary, most: 2, now: () => Date.now(), onTrouble }),
  isLeftOut: () => false,
  unsaved: () => ({}),
  ask: () => Promise.resolve(true),
  env: process.env,
  node: { command: process.execPath, env: {} },
  supervisorPath: join(import.meta.dirname, '../../src/testRun/process/testSupervisor.ts'),
  isolation: systemIsolation(isolated === 'isolated' ? process.env : {}, temporary),
  network: false,
  cache: () => Promise.resolve(join(root, 'cache')),
  newMark: randomUUID,
  onTrouble,
});
const test = {
  path: 'test/victim.test.ts',
  text: await text(process.stdin),
  framework: 'node:test',
};
const { signal } = new AbortController();
const runs = Array.from({ length: Number(times) }, () => runner.run(test, undefined, signal));
await Promise.all(runs);
