import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttemptEnded, RunEnded } from '../../src/models/booking.ts';
import { journey } from '../support/journey.ts';
import { attemptEnded, runEnded } from '../support/ledgerRecords.ts';
import { inOtherWindow } from '../support/otherWindow.ts';

const CENT = 10_000_000;

/** A run that another window has made, and its only attempt. */
interface Made {
  readonly attempt: Partial<AttemptEnded>;
  readonly run: Partial<RunEnded>;
  readonly isUndone?: boolean;
}

describe('A share of the runs is left to chance', () => {
  // A window of its own: its history is all that there is.
  const host = journey({
    name: 'rollout',
    settings: { 'tierwise.routing.rollout': 0.5 },
    env: {},
  });

  it('starts some runs at Opus as a control, says so, and books each with its chance', async () => {
    const { workbench } = host;
    let runs = (await host.ledger()).runs;
    // Of twelve runs all go the same way in one of two thousand journeys.
    const isMixed = () => new Set(runs.map((run) => run['purpose'])).size > 1;
    for (let count = 0; count < 12 && !isMixed(); count += 1) {
      await workbench.openFile('csv.ts');
      await workbench.goToLine(20);
      await workbench.runCommand('Tierwise: Explain Code');
      while (runs.length <= count) runs = (await host.ledger()).runs;
      await workbench.closeAllEditors();
      await workbench.clearNotifications();
    }
    assert.ok(isMixed());
    for (const run of runs) {
      const isControl = run['purpose'] === 'control';
      assert.equal(run['start_tier'], isControl ? 'opus' : 'sonnet');
      assert.equal(run['reason_code'], isControl ? 'rollout' : 'default');
      assert.equal(run['propensity'], 0.5);
      assert.equal(run['policy'], runs[0]?.['policy']);
    }
    const { attempts } = await host.ledger();
    const models = new Set(attempts.map((attempt) => attempt['model']));
    assert.deepEqual(models, new Set(['claude-opus-5-5', 'claude-sonnet-5-5']));
  });

  it('shows the groups side by side, and what would have been, with intervals', async () => {
    const { workbench } = host;
    await book(history());
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    for (const place of ['sure', 'wouldBe', 'starts']) {
      const fold = report.locator(`#fold-${place}`);
      // What comes late draws the page anew, and a click on the old one opens nothing.
      while ((await fold.locator('.folded').count()) === 0) {
        await report.locator(`#fold-${place}-summary`).click();
        await fold
          .locator('.folded')
          .first()
          .waitFor({ timeout: 3_000 })
          .catch(() => undefined);
      }
    }
    const control = report.locator('#part-control');
    await control.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('control');
    const opus = report.locator('#what-if tr', { hasText: 'Start at Opus' }).first();
    assert.match(await opus.innerText(), /~\$[\d.]+\s+\$[\d.]+ to \$[\d.]+/);
    const newer = report.locator('#what-if tr', { hasText: 'All with Sonnet 5.5' }).first();
    assert.match(await newer.innerText(), /~\$[\d.]+\s+\$[\d.]+ to \$[\d.]+/);
    await newer.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('what-if');
    const models = report.locator('#models');
    assert.match(await models.innerText(), /Sonnet 5 → Sonnet 5\.5/);
    await models.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('models');
  });

  it('sets where a task starts by a click, once the person agrees', async () => {
    const { workbench } = host;
    const report = await workbench.webviewFrame('Tierwise Savings');
    const dial = report.locator('#part-riskDial');
    await dial.getByText('as tasks start today').waitFor();
    await dial.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('risk-dial');
    await dial.getByRole('button', { name: 'Set' }).last().click();
    const { detail } = await workbench.dialog();
    assert.match(detail, /Write Docs: Opus {2}tierwise\.routing\.start\.docs/);
    await workbench.screenshot('risk-dial-question');
    await workbench.clickDialogButton('Change Start');
    const file = join(host.server.userDataDir, 'User', 'settings.json');
    while (!readFileSync(file, 'utf8').includes('"tierwise.routing.start.docs": "opus"')) {
      await workbench.press('Escape');
    }
    await workbench.screenshot('risk-dial-set');
  });

  /** What two weeks might have come to: tiers left to chance, a new model, answers that were taken back. */
  function history(): readonly Made[] {
    const runs = (count: number, make: (at: number) => Made) =>
      Array.from({ length: count }, (_, at) => make(at));
    const cost = (cents: number, at: number) => ({ costNusd: cents * CENT * (1 + (at % 5)) });
    const tiers = runs(100, (at) => {
      const isControl = at % 2 === 0;
      const tier = isControl ? 'opus' : 'sonnet';
      const purpose = isControl ? 'control' : 'use';
      const common = { task: 'explain', purpose } as const;
      return {
        attempt: { ...common, tier, model: `claude-${tier}-5-5`, ...cost(isControl ? 2 : 1, at) },
        run: { ...common, startTier: tier, finalTier: tier, propensity: 0.5, strength: 'form' },
      };
    });
    const models = runs(350, (at) => {
      const isNew = at % 10 === 9;
      const model = isNew ? 'claude-sonnet-5-5' : 'claude-sonnet-5';
      const outcome = at % (isNew ? 3 : 9) === 1 ? 'rejected' : 'accepted';
      const common = { task: 'refactor', outcome } as const;
      return {
        attempt: { ...common, tier: 'sonnet', model, ...cost(1, at) },
        run: {
          ...common,
          startTier: 'sonnet',
          finalTier: 'sonnet',
          modelPropensity: isNew ? 0.1 : 0.9,
        },
      };
    });
    const docs = (tier: 'haiku' | 'opus', count: number) =>
      runs(count, (at) => ({
        attempt: { task: 'docs', tier, model: `claude-${tier}-5-5` },
        run: { task: 'docs', startTier: tier, finalTier: tier, strength: 'proves' },
        isUndone: tier === 'haiku' && at === 0,
      }));
    // The new model comes after the one that it takes the place of.
    return [...models, ...tiers, ...docs('haiku', 60), ...docs('opus', 20)];
  }

  /** Books runs of the last hours as another window would: this one hears of them. */
  async function book(made: readonly Made[]): Promise<void> {
    await inOtherWindow(host.server.userDataDir, (ledger) => {
      const from = Date.now() - 3_600_000;
      const written = made.flatMap(({ attempt, run, isUndone = false }, at) => {
        const runId = (from + at * 1_000) * 4_096 + 63 * 64;
        const undone = { runId, at: from + at * 1_000 + 500, verdict: 'undone' } as const;
        return [
          ledger.attemptEnded(attemptEnded(runId, attempt)),
          ledger.runEnded(runEnded(runId, { costNusd: attempt.costNusd ?? 0, ...run })),
          ...(isUndone ? [ledger.verdict(undone)] : []),
        ];
      });
      return Promise.all(written);
    });
  }
});
