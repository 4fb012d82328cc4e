import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Step } from '../../host/steps.ts';
import { runSteps } from '../../host/steps.ts';

/** What a test knows of a step that waits until it is told how to end. */
interface Held {
  readonly step: Step;
  readonly end: (isPassed: boolean) => void;
  isStarted: boolean;
}

describe('the steps of a run', () => {
  let folder = '';
  let shown = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tw-steps-'));
    shown = '';
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function held(name: string, cores: number, needs: readonly string[] = []): Held {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const made: Held = {
      isStarted: false,
      end: resolve,
      step: {
        name,
        cores,
        needs,
        async run({ out }) {
          made.isStarted = true;
          const isPassed = await promise;
          // What is shown at once goes to the terminal of these tests.
          if (out > 2) writeSync(out, `${name} says this\n`);
          return isPassed;
        },
      },
    };
    return made;
  }

  const run = (cores: number, ...all: readonly Held[]) =>
    runSteps(
      all.map(({ step }) => step),
      { cores, folder, write: (text) => (shown += text.toString()) },
    );
  const started = (...all: readonly Held[]) => all.filter((one) => one.isStarted).length;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const withoutTimes = (text: string) => text.replace(/\d+\.\d s/g, '0.0 s');

  it('go on side by side as far as there are cores, in their order', async () => {
    const all = [held('a', 2), held('b', 1), held('c', 1), held('d', 9)] as const;
    const [a, b, c, d] = all;
    const ends = run(3, ...all);
    assert.equal(started(a, b), 2);
    assert.equal(started(c, d), 0);
    a.end(true);
    await turn();
    assert.equal(started(c), 1);
    b.end(true);
    await turn();
    assert.equal(started(d), 0);
    c.end(true);
    await turn();
    assert.equal(started(d), 1);
    d.end(true);
    assert.equal((await ends).length, 4);
  });

  it('wait for what they need, if that is run at all', async () => {
    const a = held('a', 1);
    const b = held('b', 1, ['a', 'x']);
    const ends = run(3, a, b);
    assert.equal(started(b), 0);
    a.end(true);
    await turn();
    assert.equal(started(b), 1);
    b.end(true);
    await ends;
  });

  it('are shown whole and in their order', async () => {
    const a = held('a', 1);
    const b = held('b', 1);
    const c = held('c', 1);
    const ends = run(3, a, b, c);
    c.end(true);
    await turn();
    b.end(true);
    await turn();
    assert.equal(shown, '\n== a\n');
    a.end(true);
    await ends;
    assert.equal(
      withoutTimes(shown),
      '\n== a\nok: a, 0.0 s\n\n== b\nb says this\nok: b, 0.0 s\n\n== c\nc says this\nok: c, 0.0 s\n',
    );
  });

  it('come to their end when one fails, but no other is started', async () => {
    const all = [held('a', 1), held('b', 1), held('c', 1), held('d', 1)] as const;
    const [a, b, c, d] = all;
    const ends = run(2, ...all);
    b.end(false);
    await turn();
    assert.equal(started(c, d), 0);
    a.end(true);
    assert.deepEqual(
      (await ends).map(({ step, isPassed }) => [step.name, isPassed]),
      [
        ['b', false],
        ['a', true],
      ],
    );
    assert.match(shown, /ok: a, .*FAILED: b, /s);
    assert.equal(started(c, d), 0);
  });
});
