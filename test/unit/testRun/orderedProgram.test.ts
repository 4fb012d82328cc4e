import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterEach, describe, it } from 'mocha';
import { AnswerIn } from '../../../src/testRun/process/answerIn.ts';
import { MARK } from '../../../src/testRun/process/markedProcesses.ts';
import { OrderedProgram } from '../../../src/testRun/process/orderedProgram.ts';
import { KeptOutput } from '../../../src/testRun/process/testProcess.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';

const never = new AbortController().signal;

/** What a stream that tells these pieces answers, and what else it tells. */
async function heardOf(pieces: readonly string[]): Promise<readonly [string | undefined, string]> {
  const stream = new PassThrough({ encoding: 'utf8' });
  const output = new KeptOutput();
  const answer = new AnswerIn(stream, 'id', output);
  const end = new Promise<undefined>((resolve) => stream.once('end', () => resolve(undefined)));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  const word = await Promise.race([answer.word, answer.broken, end]);
  await end;
  answer.dispose();
  return [word, output.text];
}

describe('the answer to an order', () => {
  it('is the same in whichever pieces it comes, and all before it is output', async () => {
    const text = fc.array(fc.constantFrom('\n', 'i', 'd', ' ', 'id', '\nid', 'x'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        text.map((parts) => parts.join('')).filter((one) => !`${one}\n`.includes('\nid ')),
        fc.constantFrom('\nid 0\n', '\nid shared 1\nmore', '\nid 0', ''),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }),
        async (before, end, sizes) => {
          const whole = before + end;
          const pieces: string[] = [];
          for (let at = 0, turn = 0; at < whole.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            pieces.push(whole.slice(at, at + size));
            at += size;
          }
          const word = /^\nid ([^\n]*)\n/.exec(end)?.[1];
          const expected = [word, word === undefined ? whole : before];
          assert.deepEqual(await heardOf(pieces), expected);
        },
      ),
      { numRuns: 300, seed: 20_261_130 },
    );
  });

  it('is none where its line is too long, however it comes', async () => {
    for (const rest of ['x'.repeat(500), `${'x'.repeat(500)}\n`]) {
      assert.deepEqual(await heardOf([`before\nid ${rest}`, 'x'.repeat(99)]), [
        undefined,
        'before',
      ]);
      const [word] = await heardOf(['before\nid ', ...rest.split('')]);
      assert.equal(word, undefined);
    }
  });
});

describe('a program that takes orders', function () {
  this.timeout(100_000);
  let program: OrderedProgram | undefined;

  afterEach(async () => {
    await program?.end();
    program = undefined;
  });

  /** Answers that it is ready, and then does this with an order, whose id is known to it. */
  async function started(onOrder: string): Promise<OrderedProgram | undefined> {
    const code = `let isReady = false;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id } = JSON.parse(line);
  const tell = (word) => [process.stdout, process.stderr].forEach((one) => one.write('\\n' + id + ' ' + word));
  if (isReady) { ${onOrder} }
  else tell(process.pid + '\\n');
  isReady = true;
});`;
    const mark = randomUUID();
    return OrderedProgram.start(
      {
        program: {
          command: process.execPath,
          args: ['-e', code],
          env: { [MARK]: mark },
          cwd: tmpdir(),
          copy: join(tmpdir(), `tw-none-${mark}`),
        },
        args: [],
      },
      {
        supervisor: { node: { command: process.execPath, env: {} }, script: supervisorPath },
        mark,
        newId: randomUUID,
        isOwn: () => false,
      },
      { limitMs: 60_000, mostMemory: 4e9, signal: never },
    );
  }

  const order = { args: [], env: {}, cwd: tmpdir(), changed: [] };

  it('says how each order ended', async () => {
    if (process.platform !== 'linux') return;
    program = await started("process.stdout.write('done'); tell('shared 1\\n');");
    const bounds = { limitMs: 60_000, mostMemory: 4e9, signal: never };
    for (let count = 0; count < 2; count++) {
      const end = await program?.order(order, bounds);
      assert.ok(end?.type === 'done');
      assert.deepEqual([end.exitCode, end.isShared, end.output], [1, true, 'done']);
    }
  });

  it('is ended where it begins an answer that never ends', async () => {
    if (process.platform !== 'linux') return;
    // One stream alone is enough: the other one stays silent.
    const flood =
      "process.stdout.write('\\n' + id + ' ');\nconst piece = 'x'.repeat(65_536);\nconst more = () => process.stdout.write(piece, more);\nmore();";
    program = await started(flood);
    const end = await program?.order(order, { limitMs: 50_000, mostMemory: 4e9, signal: never });
    assert.deepEqual(end, { type: 'lost' });
    assert.equal(program?.isOver, true);
  });
});
