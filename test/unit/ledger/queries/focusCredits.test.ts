import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LedgerFolder } from '../../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../../support/ledgerRecords.ts';

const OCTOBER = Date.parse('2026-10-05T12:00:00Z');
const NOVEMBER = Date.parse('2026-11-05T12:00:00Z');

interface Group {
  readonly at: number;
  readonly purpose: 'use' | 'control' | 'explore' | 'compare';
  readonly runs: number;
  readonly costNusd: number;
  readonly propensity?: number;
  readonly branch?: string;
}

/** The lines of a FOCUS export of some groups of runs that are credits, and what all lines cost. */
async function creditsOf(groups: readonly Group[], branch?: string) {
  const folder = await LedgerFolder.create();
  try {
    const ledger = await folder.open();
    let made = 0;
    for (const { at, purpose, runs, costNusd, propensity = 0.5, branch: of } of groups) {
      for (let run = 0; run < runs; run += 1) {
        const id = (at + (made += 1) * 1_000) * 4096;
        // Costs differ a little, or there would be nothing to be unsure of.
        const cost = costNusd + (run % 7) * 1_000;
        const startTier = purpose === 'control' ? 'opus' : 'haiku';
        await ledger.attemptEnded(attemptEnded(id, { costNusd: cost, priceId: null, purpose }));
        const tags = of === undefined ? undefined : { branch: of };
        await ledger.runEnded(
          runEnded(id, { costNusd: cost, purpose, propensity, startTier, tags }),
        );
      }
    }
    const pieces: string[] = [];
    const filter = {
      purpose: 'any',
      ...(branch === undefined ? {} : { tags: { branch } }),
    } as const;
    for await (const piece of ledger.exportRows('attempts', 'focus', filter)) pieces.push(piece);
    const [head = '', ...lines] = pieces.join('').trimEnd().split('\r\n');
    const columns = head.split(',');
    const rows = lines.map((line) => cellsOf(line));
    const at = (name: string) => columns.indexOf(name);
    return {
      credits: rows
        .filter((row) => row[at('ChargeCategory')] === 'Credit')
        .map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? '']))),
      billed: rows.reduce((sum, row) => sum + Number(row[at('BilledCost')]), 0),
    };
  } finally {
    await folder.remove();
  }
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

const MEASURED: readonly Group[] = [
  { at: OCTOBER, purpose: 'control', runs: 30, costNusd: 90_000_000 },
  { at: OCTOBER, purpose: 'use', runs: 30, costNusd: 10_000_000 },
];

describe('Ledger: credits by FOCUS 1.2', () => {
  it('are what a control group has measured to be saved, and change no cost', async () => {
    const { credits, billed } = await creditsOf(MEASURED);
    assert.equal(credits.length, 1);
    const [credit = {}] = credits;
    // 30 runs, 0.08 USD each.
    assert.equal(Number(credit['ListCost']).toFixed(6), '2.400000');
    for (const cost of ['BilledCost', 'EffectiveCost', 'ContractedCost']) {
      assert.equal(credit[cost], '0');
    }
    assert.equal(credit['ChargePeriodStart'], '2026-10-01T00:00:00Z');
    assert.equal(credit['BillingPeriodEnd'], '2026-11-01T00:00:00Z');
    assert.match(
      credit['ChargeDescription'] ?? '',
      /30 routed runs .* 30 .* Opus \(95 %: 2\.3\d+ to 2\.4\d+ USD\)/,
    );
    assert.deepEqual(JSON.parse(credit['Tags'] ?? ''), { 'tierwise/measured': 'control group' });
    assert.equal(billed.toFixed(3), '3.000');
  });

  const none: Readonly<Record<string, readonly Group[]>> = {
    'without a control group': MEASURED.slice(1),
    'of a control group that is too small': [
      { ...MEASURED[0], runs: 2 } as Group,
      ...MEASURED.slice(1),
    ],
    'where routing saved nothing': MEASURED.map((group) => ({ ...group, costNusd: 50_000_000 })),
    'of a loss': MEASURED.map(({ costNusd, ...group }) => ({ ...group, costNusd: 1e8 - costNusd })),
    'of what was certain': MEASURED.map((group) => ({ ...group, propensity: 1 })),
    'of what was explored or compared': [
      { ...MEASURED[0], purpose: 'compare' } as Group,
      { ...MEASURED[1], purpose: 'explore' } as Group,
    ],
    'across two months': [{ ...MEASURED[0], at: NOVEMBER } as Group, ...MEASURED.slice(1)],
  };
  for (const [name, groups] of Object.entries(none)) {
    it(`there are none ${name}`, async () => {
      assert.deepEqual((await creditsOf(groups)).credits, []);
    });
  }

  it('are of the runs that are exported alone', async () => {
    const groups = [
      ...MEASURED.map((group) => ({ ...group, branch: 'one' })),
      ...MEASURED.map((group) => ({ ...group, branch: 'two', costNusd: 5_000_000 })),
    ];
    assert.equal((await creditsOf(groups, 'two')).credits.length, 0);
    const { credits } = await creditsOf(groups, 'one');
    assert.deepEqual(
      credits.map(({ Tags = '' }) => JSON.parse(Tags) as unknown),
      [{ 'tierwise/measured': 'control group', 'tierwise/branch': 'one' }],
    );
  });
});
