import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import { LedgerBookkeeper } from '../../../src/ledger/booking/ledgerBookkeeper.ts';
import { Store } from '../../../src/ledger/database/store.ts';
import type { Figures, Totals } from '../../../src/ledger/figures.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import type { Quality } from '../../../src/ledger/quality.ts';
import { figuresOf } from '../../../src/ledger/queries/figuresQuery.ts';
import { qualityOf } from '../../../src/ledger/queries/qualityQuery.ts';
import { localDayIn } from '../../../src/models/localDay.ts';
import { TASK_NAMES } from '../../../src/models/task.ts';
import { breakEvenOf } from '../../../src/report/quality/breakEven.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine } from '../../support/memoryBooks.ts';
import { OUTSIDE_READER, readFromOutside } from '../../support/sqliteProgram.ts';

/** Places and times: clocks that go back, clocks that go forward, and the far ends of the day. */
const PLACES = [
  {
    zone: 'Europe/Berlin',
    from: Date.parse('2026-10-24T18:00:00Z'),
    days: [20_261_024, 20_261_025],
  },
  {
    zone: 'America/New_York',
    from: Date.parse('2026-03-07T20:00:00Z'),
    days: [20_260_308, 20_260_308],
  },
  {
    zone: 'Pacific/Kiritimati',
    from: Date.parse('2026-06-01T00:00:00Z'),
    days: [20_260_601, 20_260_603],
  },
  {
    zone: 'America/Adak',
    from: Date.parse('2026-11-01T00:00:00Z'),
    days: [20_261_031, 20_261_101],
  },
] as const;

const RUNS = 150;
const HOURS = 48;

describe('The report beside what plain SQL says', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  for (const [seed, { zone, from, days }] of PLACES.entries()) {
    it(`has the same figures for ${zone} (by ${OUTSIDE_READER})`, async () => {
      const [firstDay, lastDay] = days;
      const { figures, quality, ask } = await ledgerOf(engine, recordsOf(seed + 1, zone, from), {
        firstDay,
        lastDay,
      });
      assert.ok(figures.totals.runs > 20 && figures.totals.unpriced > 0);
      assert.ok(figures.byTask.some(({ savedNusd }) => savedNusd < 0));
      assert.ok(quality.tiers.some(({ low }) => low > 0));
      await compareTotals(figures, ask);
      await compareTiers(quality, ask);
      await compareStarts(quality, ask);
      await compareSaved(quality, ask);
    });
  }

  it('has them for runs with chosen tags alone', async () => {
    const { zone, from, days } = PLACES[0];
    const [firstDay, lastDay] = days;
    const records = recordsOf(11, zone, from);
    const all = await ledgerOf(engine, records, { firstDay, lastDay });
    let runs = 0;
    for (const ticket of ['AB-1', 'AB-2', '']) {
      const of = await ledgerOf(engine, records, { firstDay, lastDay }, { ticket });
      assert.ok(of.figures.totals.runs > 10, ticket);
      runs += of.figures.totals.runs;
      await compareTotals(of.figures, of.ask);
      await compareDays(of.figures, of.ask);
      await compareTiers(of.quality, of.ask);
      await compareStarts(of.quality, of.ask);
      await compareSaved(of.quality, of.ask);
    }
    assert.equal(runs, all.figures.totals.runs);
    await compareDays(all.figures, all.ask);
  });
});

type Ask = (sql: string) => Promise<readonly (readonly string[])[]>;

/** Books the records and saves them to a file, from which plain SQL is asked: `chosen` are the runs of the period. */
async function ledgerOf(
  engine: SqlJsStatic,
  records: readonly JournalRecord[],
  period: { readonly firstDay: number; readonly lastDay: number },
  tags?: { readonly ticket: string },
) {
  const folder = mkdtempSync(join(tmpdir(), 'tierwise-sql-'));
  const bookkeeper = new LedgerBookkeeper(3_650);
  const now = () => Date.parse('2026-12-01T12:00:00Z');
  const log = { info: () => undefined, warn: assert.fail, error: assert.fail };
  const process = windowProcess();
  const store = new Store({ engine, folder, name: 'ledger', bookkeeper, process, now, log });
  try {
    store.keep(records);
    assert.equal(store.snapshot('now'), 'written');
    const figures = store.query((sql) => figuresOf(sql, bookkeeper.words(sql), period, tags));
    const quality = store.query((sql) => qualityOf(sql, bookkeeper.words(sql), { period, tags }));
    const file = join(folder, 'ledger.sqlite');
    const chosen = `WITH chosen AS (SELECT * FROM runs_v WHERE purpose = 'use'
      AND day BETWEEN ${period.firstDay} AND ${period.lastDay} AND ${tagged(tags)}),
      tried AS (SELECT attempts_v.* FROM attempts_v JOIN chosen ON chosen.id = run_id) `;
    const copy = new Map<string, readonly (readonly string[])[]>();
    const ask: Ask = async (sql) => {
      const known = copy.get(sql) ?? (await readFromOutside(file, chosen + sql)).rows;
      copy.set(sql, known);
      return known;
    };
    // Read while the file is there.
    for (const sql of [...TOTALS_SQL, TIERS_SQL, STARTS_SQL, SAVED_SQL, DAYS_SQL]) await ask(sql);
    return { figures, quality, ask };
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function tagged(tags: { readonly ticket: string } | undefined): string {
  if (tags === undefined) return '1';
  return `coalesce(json_extract(tags, '$.ticket'), '') = '${tags.ticket}'`;
}

const COMPARABLE = 'unpriced = 0 AND baseline_nusd IS NOT NULL';
const RIGHT = `outcome = 'accepted' AND coalesce(audit, '') <> 'wrong' AND coalesce(rating, '') <> 'down'
  AND coalesce(verdict, '') NOT IN ('undone', 'discarded')`;
const CONTENT = `CASE WHEN audit = 'wrong' OR rating = 'down' OR verdict = 'undone' OR verdict = 'discarded' THEN 0
  WHEN audit = 'right' OR rating = 'up' THEN 1
  WHEN verdict = 'applied' OR verdict = 'edited' THEN ifnull(kept_share, 1) END`;
const RANK = `CASE start_tier WHEN 'haiku' THEN 1 WHEN 'sonnet' THEN 2 ELSE 3 END
  < CASE final_tier WHEN 'haiku' THEN 1 WHEN 'sonnet' THEN 2 ELSE 3 END`;

const TOTALS_SQL = ['', ...TASK_NAMES].map((task) => {
  const of = task === '' ? '1' : `task = '${task}'`;
  return `SELECT count(*), sum(outcome = 'accepted'),
    (SELECT coalesce(sum(cost_nusd), 0) FROM tried WHERE run_id IN (SELECT id FROM chosen WHERE ${of})),
    (SELECT count(*) FROM tried WHERE cost_nusd IS NULL AND run_id IN (SELECT id FROM chosen WHERE ${of})),
    coalesce(sum(CASE WHEN ${COMPARABLE} THEN 1 END), 0),
    coalesce(sum(CASE WHEN ${COMPARABLE} THEN baseline_nusd END), 0),
    coalesce(sum(CASE WHEN ${COMPARABLE} THEN
      CASE WHEN audit = 'wrong' THEN 0 ELSE baseline_nusd END - cost_nusd END), 0),
    sum(${RANK}), sum(audit IS NOT NULL), coalesce(sum(audit = 'wrong'), 0)
    FROM chosen WHERE ${of}`;
});

/** The shortest time that so many percent of a tier's accepted runs did not exceed. */
function fastest(percent: number): string {
  const same = "final_tier = w.final_tier AND outcome = 'accepted'";
  return `(SELECT min(duration_ms) FROM chosen AS c WHERE ${same} AND
    100 * (SELECT count(*) FROM chosen AS d WHERE ${same} AND d.duration_ms <= c.duration_ms) >=
    ${percent} * (SELECT count(*) FROM chosen WHERE ${same}))`;
}

const TIERS_SQL = `SELECT final_tier, count(*), count(content), round(total(content), 6), total(content < 0.7),
  total(verdict = 'edited'), total(verdict = 'undone'), total(verdict = 'discarded'),
  count(kept_share), round(total(kept_share), 6),
  ${fastest(50)}, ${fastest(95)}
  FROM (SELECT *, ${CONTENT} AS content FROM chosen) AS w GROUP BY final_tier ORDER BY final_tier`;

const STARTS_SQL = `SELECT task, start_tier, count(*), total(${RIGHT}), total(${RANK}),
  total(CASE WHEN unpriced = 0 THEN cost_nusd END), total(unpriced = 0 AND ${RIGHT}),
  total(CASE WHEN ${COMPARABLE} THEN baseline_nusd END),
  (SELECT total(t.cost_nusd) FROM tried AS t JOIN chosen AS c ON c.id = t.run_id
    WHERE c.task = w.task AND c.start_tier = w.start_tier AND t.tier = c.start_tier
      AND c.unpriced = 0 AND c.baseline_nusd IS NOT NULL)
  FROM chosen AS w GROUP BY task, start_tier ORDER BY task, start_tier`;

const SAVED =
  "(CASE WHEN audit IS NULL OR audit <> 'wrong' THEN baseline_nusd ELSE 0 END - cost_nusd) / 1e9";
const SAVED_SQL = `SELECT count(saved), total(saved), total(saved * saved), total(saved * saved * saved),
  total(saved * saved * saved * saved)
  FROM (SELECT CASE WHEN ${COMPARABLE} THEN ${SAVED} END AS saved FROM chosen)`;

/** What a projection is made of: what the runs of each day came to. */
const DAYS_SQL = `SELECT day, count(*),
  (SELECT coalesce(sum(t.cost_nusd), 0) FROM tried AS t JOIN chosen AS c ON c.id = t.run_id WHERE c.day = w.day),
  coalesce(sum(CASE WHEN ${COMPARABLE} THEN baseline_nusd END), 0)
  FROM chosen AS w GROUP BY day ORDER BY day`;

async function compareDays({ byDay }: Figures, ask: Ask): Promise<void> {
  const sum = (cells: Figures['byDay'], of: 'runs' | 'costNusd' | 'baselineNusd'): number =>
    cells.reduce((all, cell) => all + cell[of], 0);
  const mine = [...Map.groupBy(byDay, ({ day }) => day)]
    .toSorted(([one], [other]) => one - other)
    .map(([day, cells]) => [
      day,
      sum(cells, 'runs'),
      sum(cells, 'costNusd'),
      sum(cells, 'baselineNusd'),
    ]);
  assert.deepEqual(
    mine,
    (await ask(DAYS_SQL)).map((row) => row.map(Number)),
  );
}

async function compareTotals({ totals, byTask }: Figures, ask: Ask): Promise<void> {
  const said = (of: Totals | undefined): readonly number[] =>
    of === undefined
      ? []
      : [
          of.runs,
          of.accepted,
          of.costNusd,
          of.unpriced,
          of.comparableRuns,
          of.baselineNusd,
          of.savedNusd,
          of.escalations,
          of.audited,
          of.auditedWrong,
        ];
  // A run's cost stands under the tier and the task, an attempt's under its own: both under the task.
  for (const [at, sql] of TOTALS_SQL.entries()) {
    const task = TASK_NAMES[at - 1];
    const mine = at === 0 ? totals : byTask.find(({ key }) => key === task);
    const [row] = await ask(sql);
    assert.deepEqual(row?.map(Number), said(mine), task ?? 'all');
  }
}

async function compareTiers({ tiers }: Quality, ask: Ask): Promise<void> {
  const mine = tiers
    .toSorted((one, other) => (one.tier < other.tier ? -1 : 1))
    .map((of) => [
      of.tier,
      of.runs,
      of.told,
      rounded(of.satisfaction),
      of.low,
      of.edited,
      of.undone,
      of.discarded,
      of.shared,
      rounded(of.keptShare),
      of.medianMs,
      of.mostMs,
    ]);
  const theirs = await ask(TIERS_SQL);
  assert.deepEqual(
    mine,
    theirs.map(([tier, ...values]) => [tier, ...values.map(Number)]),
  );
}

/** A tenth of a millionth of a dollar to the fourth power is all that sums in another order may differ by. */
async function compareSaved({ saved }: Quality, ask: Ask): Promise<void> {
  const [row] = await ask(SAVED_SQL);
  const digits = (values: readonly number[]): readonly string[] =>
    values.map((value) => value.toFixed(7));
  assert.deepEqual(digits([saved.count, ...saved.powers]), digits((row ?? []).map(Number)));
}

async function compareStarts({ starts }: Quality, ask: Ask): Promise<void> {
  const key = (of: Quality['starts'][number]): string => `${of.task} ${of.startTier}`;
  const mine = starts
    .toSorted((one, other) => (key(one) < key(other) ? -1 : 1))
    .map((of) => [
      of.task,
      of.startTier,
      of.runs,
      of.right,
      of.escalated,
      of.pricedNusd,
      of.pricedRight,
      of.baselineNusd,
      of.startNusd,
    ]);
  const theirs = await ask(STARTS_SQL);
  assert.deepEqual(
    mine,
    theirs.map(([task, tier, ...values]) => [task, tier, ...values.map(Number)]),
  );
  for (const [task, tier, ...values] of theirs) {
    const [baseline = 0, spent = 0] = values.map(Number).slice(5);
    const start = starts.find((of) => of.task === task && of.startTier === tier);
    assert.ok(start);
    const expected = tier === 'opus' || baseline === 0 ? undefined : 1 - spent / baseline;
    assert.equal(breakEvenOf(start), expected);
  }
}

function rounded(sum: number): number {
  return Math.round(sum * 1e6) / 1e6;
}

/** Two days of runs: escalated, without prices, dearer than Opus, taken back, called wrong, not for use. */
function recordsOf(seed: number, zone: string, from: number): readonly JournalRecord[] {
  const random = steadyRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const localDay = localDayIn(zone);
  const made = Array.from({ length: RUNS }, (_, index) => {
    const at = from + Math.floor(random() * HOURS * 3_600_000);
    const id = at * 4096 + index;
    const day = localDay(at);
    const task = pick(TASK_NAMES);
    const ticket = pick(['AB-1', 'AB-2', undefined] as const);
    const tags = ticket === undefined ? {} : { tags: { ticket } };
    const purpose = random() < 0.1 ? ('compare' as const) : ('use' as const);
    const startTier = pick(['haiku', 'haiku', 'sonnet', 'opus'] as const);
    const goesUp = startTier !== 'opus' && random() < 0.3;
    const tiers = [
      startTier,
      ...(random() < 0.2 ? [startTier] : []),
      ...(goesUp ? ['opus' as const] : []),
    ];
    const outcome = pick(['accepted', 'accepted', 'accepted', 'rejected'] as const);
    const cost = (): number | null => (random() < 0.05 ? null : Math.floor(random() * 9e7));
    const attempts = tiers.map((tier, place): JournalRecord => {
      const isLast = place === tiers.length - 1;
      return {
        t: 'attempt.ended',
        day,
        attempt: attemptEnded(id, {
          ordinal: place + 1,
          ...tags,
          task,
          purpose,
          tier,
          model: `model-${tier}`,
          kind: place === 0 ? 'first' : tier === startTier ? 'repair' : 'escalation',
          outcome: isLast ? outcome : 'rejected',
          costNusd: cost(),
          durationMs: Math.floor(random() * 6e4),
        }),
      };
    });
    const run = runEnded(id, {
      ...tags,
      task,
      purpose,
      startTier,
      finalTier: tiers.at(-1) ?? startTier,
      outcome,
      attempts: tiers.length,
      baselineNusd: random() < 0.1 ? null : Math.floor(random() * 8e7),
      durationMs: Math.floor(random() * 9e4),
    });
    const verdict = pick(['applied', 'edited', 'undone', 'discarded', undefined] as const);
    const rating = pick(['up', 'down', undefined, undefined] as const);
    const label = pick(['right', 'wrong', 'unsure', undefined, undefined] as const);
    const keptShare = random() < 0.5 ? Math.round(random() * 100) / 100 : undefined;
    const word = { runId: id, at: at + 80_000, verdict, rating, keptShare };
    return [
      ...attempts,
      { t: 'run.ended', day, run },
      ...((verdict ?? rating) ? [{ t: 'verdict', verdict: defined(word) }] : []),
      ...(label ? [{ t: 'audit', audit: { runId: id, at: at + 90_000, label } }] : []),
    ] as readonly JournalRecord[];
  });
  return made.flat();
}

/** A verdict says nothing of what it has no word on. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
