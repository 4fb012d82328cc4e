import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, run } from 'axe-core';
import type { Frame } from 'playwright-core';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { journey } from '../support/journey.ts';
import { attemptEnded, runEnded } from '../support/ledgerRecords.ts';
import { inOtherWindow } from '../support/otherWindow.ts';

const THEMES = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast-dark': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;

/** All of it takes ten minutes: without this in the environment two themes are tried, at their narrowest and widest. */
const isWhole = process.env['TIERWISE_EVERY_THEME'] === '1';

const WIDTHS = isWhole ? [320, 400, 1600] : [320, 1600];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const DAY_MS = 86_400_000;

describe('The report for everybody', function () {
  this.timeout(240_000);
  const host = journey({ name: 'accessible', env: {} });
  let report: Frame;
  /** What the editor needs beside the report. */
  let besideWidth = 0;

  it('opens its sections by keyboard alone, and says in words what each comes to', async () => {
    const { workbench } = host;
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Tierwise: Show Savings Report');
    report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByRole('heading', { name: /^No runs/ }).waitFor();
    await workbench.screenshot('empty');
    await assertGood(report, 'empty');
    await bookHistory(host.server.userDataDir);
    await report
      .locator('#fold-tiers')
      .getByText(/Satisfaction \d/)
      .waitFor();
    await report.locator('#fold-wouldBe').waitFor();
    await workbench.screenshot('folded');

    await report.locator('#period-30days').focus();
    const reached = new Set<string>();
    for (let steps = 0; steps < 200 && !reached.has('method-summary'); steps += 1) {
      await workbench.press('Tab');
      reached.add(await report.evaluate(() => document.activeElement?.id ?? ''));
      const outline = await report.evaluate(
        () => document.activeElement && getComputedStyle(document.activeElement).outlineStyle,
      );
      assert.notEqual(outline, 'none');
    }
    const sections = await summaries();
    assert.ok(sections.length >= 6);
    for (const id of sections) {
      assert.ok(reached.has(id), `${id} is reached by Tab`);
      await report.locator(`#${id}`).focus();
      await workbench.press('Enter');
      await report
        .locator(`#${id.replace('-summary', '')} .folded`)
        .first()
        .waitFor();
    }
  });

  const tried = Object.entries(THEMES).filter(
    ([name]) => isWhole || name === 'dark' || name === 'high-contrast-light',
  );
  for (const [name, theme] of tried) {
    it(`has no fault in a ${name} theme, however narrow`, async () => {
      const { workbench } = host;
      await wear(theme);
      const isHigh = name.startsWith('high');
      const isLight = name.endsWith('light');
      const kind = isHigh
        ? isLight
          ? 'vscode-high-contrast-light'
          : 'vscode-high-contrast'
        : `vscode-${name}`;
      await report.locator(`body.${kind}`).waitFor();
      for (const width of WIDTHS) {
        await resize(width);
        await workbench.screenshot(`${name}-${width}`);
        await assertGood(report, `${name} at ${width}`);
      }
    });
  }

  it('has none from right to left, with large letters, and moves nothing where that is not wanted', async () => {
    const { workbench } = host;
    await wear(THEMES.dark);
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await report.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter(
          (element) => parseFloat(getComputedStyle(element).transitionDuration) > 0,
        ).length,
    );
    assert.equal(moving, 0);
    for (const width of isWhole ? [320, 1600] : [320]) {
      await resize(width);
      await report.evaluate(() => (document.documentElement.dir = 'rtl'));
      await workbench.screenshot(`right-to-left-${width}`);
      await assertGood(report, `right to left at ${width}`);
      await report.evaluate(() => (document.documentElement.dir = 'ltr'));
      await report.evaluate(() => (document.body.style.fontSize = '26px'));
      await workbench.screenshot(`large-${width}`);
      await assertGood(report, `large letters at ${width}`);
      await report.evaluate(() => (document.body.style.fontSize = ''));
    }
    await workbench.page.emulateMedia({ reducedMotion: null });
  });

  /** Changes the theme, and opens the report and all its sections anew. */
  async function wear(theme: string): Promise<void> {
    await host.workbench.page.setViewportSize({ width: 1280, height: 800 });
    await host.workbench.closeAllEditors();
    await host.changeSettings({ 'workbench.colorTheme': theme });
    await host.workbench.runCommand('Tierwise: Show Savings Report');
    report = await host.workbench.webviewFrame('Tierwise Savings');
    await report.locator('#fold-wouldBe').waitFor();
    // A row of the latest runs is as good as the other forty-nine.
    const opened = (await summaries()).filter((id) => id !== 'fold-recent-summary');
    for (const id of opened) await report.locator(`#${id}`).click();
    await report.locator('#what-if').waitFor();
  }

  /** The ids of what opens a section. */
  function summaries(): Promise<readonly string[]> {
    return report.locator('.fold > summary').evaluateAll((all) => all.map(({ id }) => id));
  }

  /** Gives the report itself a width. */
  async function resize(width: number): Promise<void> {
    const { page } = host.workbench;
    if (besideWidth === 0) {
      await page.setViewportSize({ width: 1600, height: 1000 });
      await report.waitForFunction(() => innerWidth > 1280);
      besideWidth = 1600 - (await report.evaluate(() => innerWidth));
    }
    await page.setViewportSize({ width: width + besideWidth, height: 1000 });
    await report.waitForFunction((wanted) => Math.abs(innerWidth - wanted) < 40, width);
  }
});

/** Nothing that axe finds, and nothing that has to be scrolled to sideways but tables. */
async function assertGood(frame: Frame, where: string): Promise<void> {
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate(async (): Promise<AxeResults> => {
    const page = globalThis as unknown as {
      readonly axe: { run: typeof run };
    };
    return page.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
  });
  const found = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .slice(0, 4)
      .map(({ html, failureSummary }) => [html.slice(0, 160), failureSummary]),
  }));
  assert.deepEqual(found, [], where);
  const isWide = await frame.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(isWide, false, `${where}: wider than the page`);
}

/** Sixty days of runs of another window: escalated, edited, undone, asked about, without a price. */
async function bookHistory(userDataDir: string): Promise<void> {
  await inOtherWindow(userDataDir, async (ledger) => {
    const random = steadyRandom(11);
    for (let made = 0; made < 150; made += 1) {
      const at = Date.now() - Math.floor((150 - made) * 0.39 * DAY_MS) - 60_000;
      const id = at * 4096 + made;
      const task = (['docs', 'tests', 'review'] as const)[made % 3] ?? 'docs';
      const startTier = task === 'review' ? ('sonnet' as const) : ('haiku' as const);
      const goesUp = random() < 0.4;
      const tiers = goesUp ? ([startTier, 'opus'] as const) : ([startTier] as const);
      for (const [place, tier] of tiers.entries()) {
        const isLast = place === tiers.length - 1;
        const costNusd = made % 50 === 7 ? null : Math.floor(random() * 40_000_000);
        const kind = place === 0 ? ('first' as const) : ('escalation' as const);
        const outcome = isLast ? ('accepted' as const) : ('rejected' as const);
        const about = {
          ordinal: place + 1,
          task,
          tier,
          model: `claude-${tier}-5-5`,
          kind,
          outcome,
        };
        await ledger.attemptEnded(attemptEnded(id, { ...about, costNusd }));
      }
      const finalTier = tiers.at(-1) ?? startTier;
      const end = { task, startTier, finalTier, attempts: tiers.length, baselineNusd: 30_000_000 };
      await ledger.runEnded(runEnded(id, end));
      const verdict = (['applied', 'edited', 'undone', 'discarded'] as const)[
        Math.floor(random() * 4)
      ];
      const isOld = made < 75;
      if (verdict)
        await ledger.verdict({
          runId: id,
          at: at + 9,
          verdict: isOld ? 'applied' : verdict,
          keptShare: 0.8,
        });
      if (made % 20 === 0) await ledger.audit({ runId: id, at: at + 99, label: 'right' });
    }
  });
}
