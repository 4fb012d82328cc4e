import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';

import { sample } from '../syntax/samples.ts';
import { checked, codes, inputFor, startTools } from './taskBench.ts';

describe('explain', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const explained = (markdown: string) =>
    checked(tools, inputFor('explain', 'typescript', sample('limiter.ts')), markdown);

  it('accepts prose and gathers the names that are in the code', async () => {
    const result = await explained(
      'A limiter. `TokenLimiter.take()` calls `this.refill`, see `TICK_MS`.\n\n```ts\nconst `made` = 1;\n```\n`a + b` and `npm test` are no names.\n',
    );
    assert.deepEqual(result.problems, []);
    assert.ok(result.answer?.kind === 'markdown');
    assert.deepEqual(result.answer.names, ['TokenLimiter.take', 'this.refill', 'TICK_MS']);
    assert.deepEqual(result.notes, []);
    assert.equal(result.strength, 'form');
  });

  it('only notes names that are not in the code', async () => {
    const result = await explained('It uses `Redis.connect()` and `take`.');
    assert.deepEqual(result.problems, []);
    assert.deepEqual(result.notes, [{ code: 'notes.unknownNames', args: { count: 1 } }]);
  });

  it('rejects nothing, a cut code block and hidden characters', async () => {
    assert.deepEqual(codes(await explained(' \n')), ['answer.empty']);
    assert.deepEqual(codes(await explained('So:\n\n```ts\nconst a =')), ['explain.truncated']);
    assert.deepEqual(codes(await explained('a\u202eb')), ['answer.hiddenCharacters']);
    assert.deepEqual(codes(await explained('x'.repeat(5_000_000))), ['answer.tooLarge']);
  });
});
