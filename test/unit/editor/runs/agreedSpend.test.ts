import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AgreedSpend } from '../../../../src/editor/runs/agreedSpend.ts';
import { OnceAskedQuestions } from '../../../../src/editor/runs/agreedSpend.ts';
import type { RunQuestions } from '../../../../src/routing/run/run.ts';

describe('what several runs ask', () => {
  const day = { code: 'budgetDay', args: {} } as never;
  const dear = { code: 'confirmAbove', args: {} } as never;

  function asking(answer: 'go' | 'stop', agreed: AgreedSpend) {
    const asked: string[] = [];
    const user: RunQuestions = {
      wait: async () => 'stop',
      spend: async ({ reason }) => {
        asked.push(reason.code);
        return answer;
      },
    };
    return { asked, questions: new OnceAskedQuestions(user, agreed) };
  }
  const spend = (questions: RunQuestions, reason: never, costNusd: number | null) =>
    questions.spend({ reason, tier: 'haiku', costNusd });

  it('is asked once for all of them, by what stands against it', async () => {
    const agreed = { limitNusd: 100, codes: new Set<string>(), spentNusd: 0 };
    const { asked, questions } = asking('go', agreed);
    assert.equal(await spend(questions, day, 10), 'go');
    assert.equal(await spend(questions, day, 10), 'go');
    assert.equal(await spend(questions, dear, 10), 'go');
    assert.deepEqual(asked, ['budgetDay', 'confirmAbove']);
  });

  it('is asked again once they come to more than was agreed', async () => {
    const agreed = { limitNusd: 100, codes: new Set<string>(), spentNusd: 0 };
    const { asked, questions } = asking('go', agreed);
    await spend(questions, day, 10);
    agreed.spentNusd = 95;
    await spend(questions, day, 10);
    assert.equal(asked.length, 2);
  });

  it('is asked again after a no', async () => {
    const agreed = { limitNusd: 100, codes: new Set<string>(), spentNusd: 0 };
    const { asked, questions } = asking('stop', agreed);
    assert.equal(await spend(questions, day, 10), 'stop');
    assert.equal(await spend(questions, day, null), 'stop');
    assert.equal(asked.length, 2);
  });
});
