import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { columnsOf } from '../../src/ledger/rows.ts';
import { journey } from '../support/journey.ts';

const DAY_MS = 86_400_000;
const TASKS = ['docs', 'tests', 'review', 'fix'];

/** A run of somebody's, by the columns of an export. */
function runOf(index: number, seed: number): Readonly<Record<string, string | number | null>> {
  const at = Date.now() - 20 * DAY_MS + index * 7_919_000;
  const date = new Date(at);
  const isOpus = (index + seed) % 5 === 0;
  const cost = isOpus ? 90_000_000 : 12_000_000 + seed * 1_000_000;
  const ticket = `AB-${(index % 3) + seed}`;
  const known: Readonly<Record<string, string | number>> = {
    id: at * 4096 + seed,
    day: date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate(),
    task: TASKS[index % TASKS.length] ?? 'docs',
    language: 'typescript',
    purpose: 'use',
    start_tier: 'haiku',
    final_tier: isOpus ? 'opus' : 'haiku',
    final_model: isOpus ? 'claude-opus-5-5' : 'claude-haiku-5-5',
    outcome: 'accepted',
    attempts: isOpus ? 2 : 1,
    cost_nusd: cost,
    unpriced: 0,
    baseline_nusd: 60_000_000,
    estimate_low_nusd: index,
    verdict: 'applied',
    tags: JSON.stringify({ repository: seed === 1 ? 'shop' : 'bank', ticket }),
  };
  return Object.fromEntries(columnsOf('runs').map((name) => [name, known[name] ?? null]));
}

function asCsv(runs: readonly ReturnType<typeof runOf>[]): string {
  const cell = (value: string | number | null | undefined): string =>
    typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value ?? '');
  const columns = columnsOf('runs');
  const lines = runs.map((run) => columns.map((name) => cell(run[name])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

describe('Several people’s exports', () => {
  const host = journey({
    name: 'exports',
    prepare(workspace) {
      mkdirSync(join(workspace, 'exports'));
      const write = (name: string, text: string): void =>
        writeFileSync(join(workspace, 'exports', name), text);
      const [ada, ben] = [1, 2].map((seed) =>
        Array.from({ length: 120 }, (_, index) => runOf(index, seed)),
      );
      const json = (runs: readonly unknown[]): string =>
        `[\n${runs.map((run) => JSON.stringify(run)).join(',\n')}\n]\n`;
      write('ada.json', json(ada ?? []));
      write('ben.csv', asCsv(ben ?? []));
      // Ada again, a month later and broken off.
      write('ada-later.json', json((ada ?? []).slice(60)).slice(0, -400));
      write('charges.csv', 'BilledCost,BillingAccountId\r\n1,x\r\n');
    },
  });

  const open = async (name: string): Promise<void> => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Open Exported Usage...');
    await workbench.quickInput.getByRole('button', { name: 'Open Exports' }).waitFor();
    const input = workbench.quickInput.locator('input');
    // The dialog writes its first folder by itself, over what was typed before it had.
    await workbench.page.waitForFunction((folder) => {
      const shown = document.querySelector<HTMLInputElement>(
        '.quick-input-widget input[type=text]',
      );
      return shown?.value.startsWith(folder) === true;
    }, host.workspace);
    const rows = workbench.quickInput.locator('.monaco-list-row');
    // The folder in which it begins is listed; then what was typed counts once it is found in the list of its own.
    await rows.first().waitFor();
    const path = join(host.workspace, name);
    await input.fill(path);
    await rows
      .filter({ hasText: basename(path) })
      .first()
      .waitFor();
    await workbench.screenshot('open');
    const button = workbench.quickInput.getByRole('button', { name: 'Open Exports' });
    // A folder is looked into first, and then taken.
    const isGone = (): Promise<boolean> =>
      workbench.quickInput.waitFor({ state: 'hidden', timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    for (let tries = 5; tries > 0; tries -= 1) {
      await button.click();
      if (await isGone()) return;
      // What was typed before the folder was written stands behind it.
      await input.fill(path);
    }
    throw new Error(`The dialog stays at ${await input.inputValue()}`);
  };

  it('make one report, each run once, with a sentence for what is wrong', async () => {
    const { workbench } = host;
    await open('exports');
    const report = await workbench.webviewFrame('Tierwise: Exported Usage');
    await report.locator('.sentence', { hasText: /^240 runs cost/ }).waitFor();
    await workbench.screenshot('all');
    const section = report.locator('#exports-section');
    await section.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('files');
    const text = await section.innerText();
    assert.match(text, /240 runs from 3 files, each once[^]*already: 59\./);
    assert.match(text, /cannot be read[^]*: 1\.[^]*ada-later\.json ends in the middle/);
    assert.match(text, /charges\.csv has charges by FOCUS/);
    // A number opens the runs that it is made of, a page at a time, each with the file that it came from.
    const ben = section.getByRole('row', { name: /^ben\.csv/ });
    await ben.getByRole('button').first().click();
    const rows = report.locator('.rows');
    await rows.getByRole('button', { name: 'Show more' }).waitFor();
    assert.equal(await rows.locator('tbody tr').count(), 50);
    await workbench.screenshot('rows-of-file');
    await rows.getByRole('button', { name: 'Show more' }).click();
    await rows.locator('tbody tr').nth(99).waitFor();
    await rows.getByRole('button', { name: 'Show more' }).click();
    await rows.locator('tbody tr').nth(119).waitFor();
    assert.equal(await rows.getByRole('cell', { name: 'ben.csv' }).count(), 120);
    await rows.getByRole('button', { name: 'Close' }).click();
    const sure = report.locator('.answers', { hasText: 'How sure' });
    await sure.getByText(/240 runs like these save/).waitFor();
    await report.locator('#fold-tiers-summary').click();
    await report.locator('#quality').getByRole('row', { name: /^Opus/ }).waitFor();
    await workbench.screenshot('quality');
    const byTier = report.locator('#by-tier');
    await byTier.getByRole('row', { name: /^Opus/ }).getByRole('button').first().click();
    await rows.locator('tbody tr').nth(47).waitFor();
    assert.equal(await rows.locator('tbody tr').count(), 48);
    await workbench.screenshot('rows-of-tier');
    await report.getByLabel('Repository').selectOption({ label: 'bank' });
    await report.locator('.sentence', { hasText: /^120 runs cost/ }).waitFor();
    await report.getByLabel('Ticket').selectOption({ label: 'AB-2' });
    await report.locator('.sentence', { hasText: /^40 runs cost/ }).waitFor();
    await workbench.screenshot('one-ticket');
    await report.getByRole('radio', { name: '7 days' }).check();
    await report.getByRole('heading', { name: /^No runs in this period/ }).waitFor();
    await workbench.screenshot('none-of-late');
    assert.deepEqual((await host.ledger()).runs, []);
  });

  it('are refused where they are none', async () => {
    const { workbench } = host;
    await open('exports/charges.csv');
    await workbench.waitForNotification(/None of these files is an export of runs/);
    await workbench.screenshot('none');
  });
});
