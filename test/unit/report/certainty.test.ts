import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { AuditedAnswers, CertainRuns, Trials, TriedRun } from '../../../src/ledger/trials.ts';
import type { AuditLabel } from '../../../src/models/booking.ts';
import { certificateTable } from '../../../src/report/certificateTable.ts';
import { controlTable, measuredSavings } from '../../../src/report/controlTable.ts';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';
import type { Table } from '../../../src/report/tables.ts';
import { whatIfTable } from '../../../src/report/whatIfTable.ts';
import { comparedOf, fallbacksOf, figuresOf, USD } from './figuresOf.ts';

const format = new Format('en', REPORT_TEXTS, 'UTC');
const period = { firstDay: 20_261_101, lastDay: 20_261_107 };
const CENT = USD / 100;

function trialsOf(given: Partial<Trials>): Trials {
  return {
    period,
    audits: [],
    tried: [],
    certain: [],
    byAnswer: [],
    capped: [],
    models: [],
    triedModels: [],
    certainModels: [],
    ...given,
  };
}

function audited(labels: readonly AuditLabel[]): AuditedAnswers {
  return { task: 'docs', tier: 'haiku', model: 'claude-haiku-5-5', strength: 'proves', labels };
}

/** A run that chance has tried, dearer or cheaper by turns, so that there is something to vary. */
function tried(at: number, given: Partial<TriedRun>): TriedRun {
  return {
    task: 'docs',
    startTier: 'haiku',
    purpose: 'use',
    propensity: 0.8,
    costNusd: CENT * (1 + (at % 5)),
    kept: at % 10 === 0 ? 0 : 1,
    proven: 1,
    baselineNusd: CENT * 30,
    ...given,
  };
}

/** 160 routed runs and 40 of the control group, ten times as dear. */
function rollout(): readonly TriedRun[] {
  return Array.from({ length: 200 }, (_, at) =>
    at % 5 === 0
      ? tried(at / 5, {
          startTier: 'opus',
          purpose: 'control',
          propensity: 0.2,
          costNusd: CENT * (10 + 10 * ((at / 5) % 5)),
          kept: 1,
        })
      : tried(at, {}),
  );
}

function row(table: Table, name: string, detail?: string): readonly string[] {
  const found = table.rows.find(
    ([first]) => first?.text === name && (detail === undefined || first.detail === detail),
  );
  assert.ok(found, name);
  return found.map((cell) => [cell.text, cell.detail].filter(Boolean).join(' | '));
}

function many(count: number, label: AuditLabel): readonly AuditLabel[] {
  return Array.from({ length: count }, () => label);
}

describe('certificates in the report', () => {
  it('are a bound, a count of labels and how many are missing', () => {
    const table = certificateTable([audited([...many(40, 'right')])], {}, format);
    const [cells] = table.rows;
    assert.equal(cells?.[2]?.text, 'At most 10% are wrong');
    assert.match(cells[3]?.text ?? '', /^\d+ more right answers show at most 5%$/);
    assert.deepEqual([cells[4]?.sort, cells[5]?.sort, cells[6]?.sort], [40, 0, 0]);
  });

  it('say that there is none yet, and that one is broken', () => {
    const [none] = certificateTable([audited(['right', 'unsure'])], {}, format).rows;
    assert.equal(none?.[2]?.text, 'None yet');
    const [broken] = certificateTable([audited(many(12, 'wrong'))], {}, format).rows;
    assert.equal(broken?.[2]?.text, 'Broken: more than 10% are wrong');
  });
});

describe('the control group', () => {
  it('stands beside the routed runs, with intervals for what differs', () => {
    const trials = trialsOf({ tried: rollout() });
    const table = controlTable(trials, format);
    assert.ok(table);
    assert.deepEqual(row(table, 'Runs').slice(1, 3), ['160', '40']);
    const [, routed, control, difference] = row(table, 'Cost of a run');
    assert.deepEqual([routed, control], ['$0.035', '$0.30']);
    assert.match(difference ?? '', /^~−\$0\.27 \| −\$0\.3\d to −\$0\.2\d$/u);
    assert.match(row(table, 'Kept answers')[3] ?? '', /%.*to.*%/);
    const measured = measuredSavings(trials, format);
    assert.match(measured?.saved ?? '', /^Savings, measured: ~\$0\.27 \(.* to .*\) a run, 88%\.$/);
    // The usual baseline said 30 cents of each, which is what the control group has cost.
    assert.match(measured?.baseline ?? '', /differs .* by ~0% \(−\d+% to \d+%\)/);
  });

  it('says nothing of few, and is not there without any', () => {
    const few = trialsOf({ tried: rollout().slice(0, 60) });
    const table = controlTable(few, format);
    assert.ok(table);
    assert.equal(row(table, 'Cost of a run')[3], 'Too little is known');
    assert.equal(measuredSavings(few, format), undefined);
    assert.equal(controlTable(trialsOf({ tried: [tried(1, {})] }), format), undefined);
  });
});

describe('what if', () => {
  const figures = figuresOf({
    totals: comparedOf(200, 16.8, 60),
    fallbacks: fallbacksOf({
      byTier: [
        {
          tier: 'opus',
          attempts: 40,
          judged: 40,
          successes: 40,
          successRate: 1,
          fallbacks: 0,
          costNusd: 12 * USD,
        },
      ],
    }),
  });
  const told = { figures, words: {}, format };

  it('is weighted by chance where chance has tried it, with its interval', () => {
    const table = whatIfTable({ ...told, trials: trialsOf({ tried: rollout() }) });
    const [, runs, was, would, kept] = row(table, 'Start at opus');
    assert.deepEqual([runs, was], ['200', '$17.60']);
    // 200 runs at 30 cents.
    assert.match(would ?? '', /^~\$60\.00 \| \$5\d\.\d\d to \$6\d\.\d\d$/);
    assert.match(kept ?? '', /^~100% \| \d+% to 100%$/);
    assert.match(row(table, 'Start at haiku')[3] ?? '', /^~\$7\.00 \| /);
    assert.match(row(table, 'Start at opus', 'docs')[3] ?? '', /^~\$60/);
  });

  it('is exact where nothing would have been otherwise, and unknown where nothing was tried', () => {
    const certain: readonly CertainRuns[] = [
      {
        task: 'docs',
        startTier: 'haiku',
        runs: 30,
        costNusd: 30 * CENT,
        kept: 27,
        proven: 30,
        baselineNusd: USD,
      },
      {
        task: 'review',
        startTier: 'sonnet',
        runs: 10,
        costNusd: 50 * CENT,
        kept: 10,
        proven: 0,
        baselineNusd: USD,
      },
    ];
    const table = whatIfTable({ ...told, trials: trialsOf({ certain }) });
    assert.deepEqual(row(table, 'Start at haiku').slice(1), [
      '30 | 30 of 40 runs',
      '$0.30',
      '$0.30 | exact',
      '90% | exact',
    ]);
    assert.equal(row(table, 'Start at opus')[3], 'Too little is known');
    assert.equal(row(table, 'Other models')[3], 'Too little is known');
  });

  it('of another model is exact where it was certain, else weighted by its chance', () => {
    const came = { kept: 1, proven: 1, baselineNusd: CENT };
    const [old, now] = ['claude-haiku-4-5', 'claude-haiku-5-5'];
    const triedModels = Array.from({ length: 400 }, (_, at) => {
      const isNew = at % 10 === 0;
      const costNusd = CENT * (isNew ? 2 : 1) * (1 + (at % 3) / 10);
      const [model, propensity] = isNew ? [now, 0.1] : [old, 0.9];
      return { ...came, startTier: 'haiku' as const, model, propensity, costNusd };
    });
    const certainModels = [
      { ...came, startTier: 'haiku' as const, model: old, runs: 10, costNusd: 10 * CENT, kept: 10 },
    ];
    const of = (trials: Partial<Trials>) => whatIfTable({ ...told, trials: trialsOf(trials) });
    const table = of({ triedModels, certainModels });
    const [, runs, , would] = row(table, `All with ${now}`, 'of the starts at haiku');
    assert.equal(runs, '400 | 400 of 410 runs');
    assert.match(would ?? '', /^~\$8\.\d\d \| \$8\.\d\d to \$\d\.\d\d$/);
    assert.match(row(table, `All with ${old}`)[3] ?? '', /^~\$4\.\d\d \| /);
    // Few of a new one say too little, and what nobody has left to chance is exact.
    const few = of({ triedModels: triedModels.slice(0, 100) });
    assert.equal(row(few, `All with ${now}`)[3], 'Too little is known');
    const sure = [
      ...certainModels,
      ...certainModels.map((one) => ({ ...one, model: now, costNusd: 30 * CENT })),
    ];
    assert.equal(row(of({ certainModels: sure }), `All with ${now}`)[3], '$0.30 | exact');
    // One model alone says nothing of others.
    assert.equal(row(of({ certainModels }), 'Other models')[3], 'Too little is known');
  });

  it('is exact of fewer answers a run and of other prices', () => {
    const byAnswer = [
      { nth: 0, costNusd: CENT, kept: 0 },
      { nth: 1, costNusd: 200 * CENT, kept: 150 },
      { nth: 2, costNusd: 300 * CENT, kept: 40 },
    ];
    const table = whatIfTable({ ...told, trials: trialsOf({ byAnswer }) });
    assert.deepEqual(row(table, 'At most 1 answers a run').slice(1), [
      '200',
      '$5.01',
      '$2.01 | exact',
      '75% | exact',
    ]);
    assert.equal(row(table, 'opus at half its price')[3], '$10.80 | exact');
    assert.equal(row(table, 'opus at twice its price')[3], '$28.80 | exact');
  });

  it('is exact of less for a run or a day, and says nothing of more than there was', () => {
    const capped = [
      { scope: 'run', capNusd: 20 * CENT, costNusd: 900 * CENT, kept: 150 },
      { scope: 'day', capNusd: 500 * CENT, costNusd: 510 * CENT, kept: 80 },
      { scope: 'day', capNusd: 1_000 * CENT, costNusd: 1_680 * CENT, kept: 190 },
    ] as const;
    const table = whatIfTable({ ...told, trials: trialsOf({ capped }) });
    assert.deepEqual(row(table, 'Runs end once they cost $0.20').slice(1), [
      '200',
      '$16.80',
      '$9.00 | exact',
      '75% | exact',
    ]);
    assert.equal(row(table, 'Days end once they cost $5.00')[3], '$5.10 | exact');
    assert.ok(table.rows.every(([name]) => name?.text !== 'Days end once they cost $10.00'));
    const higher = row(table, 'Higher bounds and budgets').slice(1);
    assert.deepEqual(higher, ['–', '–', 'Too little is known', '–']);
  });

  it('never gives a bare number', () => {
    const table = whatIfTable({ ...told, trials: trialsOf({ tried: rollout() }) });
    for (const [, , , would, kept] of table.rows) {
      for (const cell of [would, kept]) {
        if (typeof cell?.sort === 'number') assert.ok(cell.detail, cell.text);
      }
    }
  });
});
