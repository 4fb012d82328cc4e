import type { GroupTotals } from '../../ledger/figures.ts';
import type { TierQuality } from '../../ledger/quality.ts';
import type { RowFilter } from '../../ledger/rows.ts';
import { rankOf } from '../../models/tier.ts';
import type { Format } from '../format.ts';
import { wordKey } from '../protocol/codes.ts';
import type { Cell, Table, Words } from '../tables.ts';
import { columnsOf, NOTHING, number } from '../tables.ts';

/** How good the answers of each tier were: satisfaction, what was done with them, and how long they took. */
export function tierQualityTable(
  tiers: readonly TierQuality[],
  byTier: readonly GroupTotals[],
  words: Words,
  format: Format,
): Table {
  const column = columnsOf(format);
  return {
    id: 'quality',
    caption: format.text('quality'),
    columns: [
      column('tier', 'tier', false),
      column('runs', 'runs'),
      column('satisfaction', 'satisfaction'),
      column('low', 'lowSatisfaction'),
      column('kept', 'keptAnswers'),
      column('edited', 'edited'),
      column('undone', 'undone'),
      column('discarded', 'discarded'),
      column('share', 'shareKept'),
      column('median', 'timeToResult'),
      column('most', 'timeToResultMost'),
      column('added', 'timeAdded'),
    ],
    rows: tiers.map((tier) => {
      const added = byTier.find(({ key }) => key === tier.tier)?.extraMs ?? 0;
      return rowOf(tier, added, words, format);
    }),
    sort: { column: 'tier', descending: false },
  };
}

function rowOf(
  { tier, ...of }: TierQuality,
  addedMs: number,
  words: Words,
  format: Format,
): readonly Cell[] {
  const runs = (filter: RowFilter = {}) => ({
    behind: { kind: 'runs', filter: { tier, ...filter } } as const,
  });
  const counted = (count: number, filter: RowFilter): Cell =>
    count === 0 ? { ...NOTHING } : { ...number(count, format.count(count)), ...runs(filter) };
  const mean = (sum: number, count: number, filter: RowFilter): Cell =>
    count === 0
      ? NOTHING
      : {
          ...number(sum / count, format.percent(sum / count)),
          ...runs(filter),
          detail: format.text('ofSome', { count: format.count(count) }),
        };
  const time = (ms: number | null): Cell =>
    ms === null
      ? NOTHING
      : { ...number(ms, format.duration(ms)), ...runs({ outcome: 'accepted' }) };
  return [
    { text: words[wordKey('tier', tier)] ?? tier, sort: rankOf(tier), tier },
    { ...number(of.runs, format.count(of.runs)), ...runs() },
    mean(of.satisfaction, of.told, { satisfaction: 'told' }),
    counted(of.low, { satisfaction: 'low' }),
    counted(of.kept, { kept: 'yes' }),
    counted(of.edited, { verdict: 'edited' }),
    counted(of.undone, { verdict: 'undone' }),
    counted(of.discarded, { verdict: 'discarded' }),
    mean(of.keptShare, of.shared, { keptShare: true }),
    time(of.medianMs),
    time(of.mostMs),
    addedMs === 0
      ? NOTHING
      : {
          ...number(addedMs, format.duration(addedMs)),
          behind: { kind: 'attempts', filter: { tier, later: true } },
        },
  ];
}

/** How content people were with all answers; undefined where nobody has said or shown it. */
export function qualityGist(tiers: readonly TierQuality[], format: Format): string | undefined {
  const sum = (of: (tier: TierQuality) => number): number =>
    tiers.reduce((total, tier) => total + of(tier), 0);
  const told = sum((tier) => tier.told);
  if (told === 0) return undefined;
  return format.text('qualityGist', {
    satisfaction: format.percent(sum((tier) => tier.satisfaction) / told),
    low: format.count(sum((tier) => tier.low)),
    told: format.count(told),
  });
}
