import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { NameLookup } from '../../../../src/tasks/task.ts';
import { sample } from '../../syntax/samples.ts';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

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

  it('looks names up in the project that the code does not have', async () => {
    const asked: (readonly string[])[] = [];
    const place = { address: 'file:///redis.ts', line: 7 };
    const names: NameLookup = {
      declared: (wanted) => {
        asked.push(wanted);
        return Promise.resolve(new Map([['Redis.connect', place]]));
      },
    };
    const input = inputFor('explain', 'typescript', sample('limiter.ts'), {
      context: [{ kind: 'signatures', path: 'a.ts', text: 'export function shared(): void' }],
    });
    const said = 'It uses `Redis.connect()`, `take`, `shared` and `nowhere`.';
    const result = await checked({ ...tools, names }, input, said);
    assert.deepEqual(asked, [['Redis.connect', 'shared', 'nowhere']]);
    assert.deepEqual(result.problems, []);
    assert.deepEqual(result.notes, [{ code: 'notes.unknownNames', args: { count: 1 } }]);
    assert.ok(result.answer?.kind === 'markdown');
    assert.deepEqual(result.answer.names, ['take', 'shared']);
    assert.deepEqual(result.answer.places, new Map([['Redis.connect', place]]));
  });

  it('rejects nothing, a cut code block and hidden characters', async () => {
    assert.deepEqual(codes(await explained(' \n')), ['answer.empty']);
    assert.deepEqual(codes(await explained('So:\n\n```ts\nconst a =')), ['explain.truncated']);
    assert.deepEqual(codes(await explained('a\u202eb')), ['answer.hiddenCharacters']);
    assert.deepEqual(codes(await explained('x'.repeat(5_000_000))), ['answer.tooLarge']);
  });
});
