import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { NO_USAGE } from '../../../src/models/usage.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const written = (outputTokens: number, thinkingTokens: number) => ({
  usage: { ...NO_USAGE, inputTokens: 100, outputTokens, thinkingTokens },
});

describe('Ledger: pairs of answers', function () {
  this.timeout(30_000);

  it('tell what Opus writes beside a cheaper tier, without thinking', async () => {
    const folder = await LedgerFolder.create();
    try {
      const ledger = await folder.open();
      const run = async (...tiers: readonly ('haiku' | 'sonnet' | 'opus')[]) => {
        const id = ledger.newRunId();
        for (const [index, tier] of tiers.entries()) {
          await ledger.attemptEnded(
            attemptEnded(id, {
              ordinal: index + 1,
              kind: index === 0 ? 'first' : 'escalation',
              tier,
              outcome: index === tiers.length - 1 ? 'accepted' : 'rejected',
              ...(tier === 'opus' ? written(400, 100) : written(250, 50)),
            }),
          );
        }
        await ledger.runEnded(runEnded(id, { finalTier: tiers.at(-1) ?? 'haiku' }));
      };
      await run('haiku', 'opus');
      await run('haiku', 'sonnet', 'opus');
      await run('haiku');
      await run('opus');
      const today = systemLocalDay(Date.now());
      await ledger.figures({ firstDay: today, lastDay: today });
      assert.deepEqual(ledger.outputRatio('docs', 'haiku'), { pairs: 2, ratio: 1.5 });
      assert.deepEqual(ledger.outputRatio('docs', 'sonnet'), { pairs: 1, ratio: 1.5 });
      assert.equal(ledger.outputRatio('docs', 'opus')?.pairs, 0);
      assert.equal(ledger.outputRatio('review', 'haiku'), undefined);
    } finally {
      await folder.remove();
    }
  });
});
