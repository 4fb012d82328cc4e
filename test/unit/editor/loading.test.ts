import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { loading, type LoadingParts } from '../../../src/editor/loading.ts';

describe('what a first run has to load', () => {
  function parts(log: string[], more: Partial<LoadingParts> = {}): LoadingParts {
    const note =
      <T>(name: string, value: T) =>
      async (): Promise<T> => {
        log.push(name);
        return value;
      };
    return {
      tasks: note('tasks', { begin: () => log.push('begin') }),
      syntax: { facts: (language) => note(`syntax ${language}`, undefined)() },
      runner: note('runner', undefined),
      modules: [note('one', undefined), note('two', undefined)],
      ...more,
    };
  }

  it('begins side by side with the key press, threads and runner among it', async () => {
    const log: string[] = [];
    loading(parts(log)).warmUp('typescript');
    assert.deepEqual(log, ['tasks', 'syntax typescript', 'runner']);
    await Promise.resolve();
    assert.ok(log.includes('begin'));
  });

  it('is only code before, piece by piece, other work between', async () => {
    const log: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const modules = ['one', 'two', 'three'].map((name) => async (): Promise<void> => {
      log.push(name);
      setImmediate(() => log.push('other work'));
      if (name === 'three') setImmediate(resolve);
    });
    loading(parts(log, { modules })).preload();
    assert.equal(log.length, 0);
    await promise;
    assert.deepEqual(
      log.filter((name) => name !== 'other work'),
      ['one', 'two', 'three'],
    );
    assert.ok(log.indexOf('other work') < log.indexOf('three'));
  });

  it('fails where it is needed, and nowhere before', async () => {
    const fails = (): Promise<never> => Promise.reject(new Error('not there'));
    const syntax = { facts: fails };
    const { warmUp, preload } = loading({ tasks: fails, syntax, runner: fails, modules: [fails] });
    let unhandled = 0;
    const count = (): void => void (unhandled += 1);
    process.on('unhandledRejection', count);
    warmUp('typescript');
    preload();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    process.off('unhandledRejection', count);
    assert.equal(unhandled, 0);
  });
});
