import type { RowFilter } from '../ledger/rows.ts';
import type { CertainRuns, TriedRun } from '../ledger/trials.ts';
import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import type { Alternative, Told } from './alternative.ts';
import { knownFrom, total, unknownAlternative } from './alternative.ts';
import { estimateCell } from './estimateCell.ts';
import type { Format } from './format.ts';
import { wordKey } from './protocol/codes.ts';
import type { Cell, Table } from './tables.ts';
import { columnsOf, money, NOTHING, number } from './tables.ts';
import { otherModels } from './whatIfModels.ts';

/** Prices that are asked about, over what they are. */
const PRICES = [
  { times: 0.5, label: 'atHalfPrice' },
  { times: 2, label: 'atTwicePrice' },
] as const;

/**
 * The period under other starts, bounds, prices and models: exact where all that is needed is on record, else weighted
 * by chance with its 95 % interval, else that too little is known.
 */
export function whatIfTable(told: Told): Table {
  const { format } = told;
  const column = columnsOf(format);
  const alternatives = [
    ...starts(told),
    ...bounds(told),
    ...caps(told),
    higherBounds(told),
    ...prices(told),
    ...otherModels(told),
  ];
  return {
    id: 'what-if',
    caption: format.text('whatIf'),
    columns: [
      column('alternative', 'alternative', false),
      column('runs', 'runs'),
      column('was', 'wasCost'),
      column('would', 'wouldCost'),
      column('kept', 'wouldKeep'),
    ],
    rows: alternatives.map((each, place) => cellsOf(each, place, format)),
    sort: { column: 'alternative', descending: false },
  };
}

function cellsOf(each: Alternative, place: number, format: Format): readonly Cell[] {
  const { name, detail, runs, of, was, cost, kept, behind, wasBehind } = each;
  const usd = (nusd: number): string => format.usd(Math.round(nusd));
  const isKnown = cost.known !== 'tooLittle';
  return [
    { text: name, sort: place, ...(detail === undefined ? {} : { detail }) },
    isKnown
      ? {
          ...number(runs, format.count(runs)),
          behind: { kind: 'runs', filter: wasBehind.filter },
          ...(runs < of
            ? {
                detail: format.text('someRuns', {
                  count: format.count(runs),
                  runs: format.runs(of),
                }),
              }
            : {}),
        }
      : NOTHING,
    isKnown ? { ...money(was, format), behind: wasBehind } : NOTHING,
    estimateCell(cost, usd, format, behind),
    kept === undefined || !isKnown
      ? NOTHING
      : estimateCell(kept, (share) => format.percent(share), format, behind),
  ];
}

/** Every other first tier, for all tasks and for each that chance has tried. */
function starts({ trials, words, format }: Told): readonly Alternative[] {
  const tried = TASK_NAMES.filter((task) => trials.tried.some((run) => run.task === task));
  return [undefined, ...tried].flatMap((task) =>
    CLAUDE_TIERS.map((tier): Alternative => {
      const isOf = (run: { readonly task: TaskName }) => task === undefined || run.task === task;
      const known = startAt(tier, trials.tried.filter(isOf), trials.certain.filter(isOf));
      const filter: RowFilter = {
        purpose: 'answers',
        priced: true,
        ...(task === undefined ? {} : { task }),
      };
      return {
        name: format.text('startAt', { tier: words[wordKey('tier', tier)] ?? tier }),
        ...(task === undefined ? {} : { detail: words[wordKey('task', task)] ?? task }),
        ...known,
        wasBehind: { kind: 'runs', filter: { ...filter, couldStart: tier } },
        behind: { kind: 'runs', filter: { ...filter, startTier: tier } },
      };
    }),
  );
}

/** The runs that started at a tier, or could have. */
function startAt(tier: ClaudeTier, tried: readonly TriedRun[], certain: readonly CertainRuns[]) {
  const isThere = ({ startTier }: { readonly startTier: string }) => startTier === tier;
  return knownFrom({
    sure: certain.filter(isThere),
    certain,
    tried,
    there: tried.filter(isThere),
  });
}

/** Fewer answers to a run than it had at most: what came after them is on record, too. */
function bounds({ trials, figures, format }: Told): readonly Alternative[] {
  const { byAnswer } = trials;
  const most = Math.max(0, ...byAnswer.map(({ nth }) => nth));
  const { runs } = figures.totals;
  return Array.from({ length: Math.max(0, most - 1) }, (_, index) => index + 1).map((bound) => {
    const within = byAnswer.filter(({ nth }) => nth <= bound);
    const filter = { upToAnswer: bound };
    return {
      name: format.text('atMostAnswers', { count: format.count(bound) }),
      runs,
      of: runs,
      was: total(byAnswer, ({ costNusd }) => costNusd),
      cost: { known: 'exactly', estimate: total(within, ({ costNusd }) => costNusd) },
      kept: { known: 'exactly', estimate: total(within, ({ kept }) => kept) / Math.max(1, runs) },
      wasBehind: { kind: 'attempts', filter: {} },
      behind: { kind: 'attempts', filter },
    };
  });
}

const CAP_LABELS = { run: 'runsEndAt', day: 'daysEndAt' } as const;

/** Less money for a run or a day than the dearest has cost: what came before that is on record, too. */
function caps({ trials, figures, format }: Told): readonly Alternative[] {
  const { runs, costNusd: was } = figures.totals;
  // A cap that leaves nothing out says nothing.
  const felt = trials.capped.filter(({ costNusd }) => costNusd < was);
  return felt.map(({ scope, capNusd, costNusd, kept }) => ({
    name: format.text(CAP_LABELS[scope], { cost: format.usd(capNusd) }),
    detail: format.text('noneBegunAfter'),
    runs,
    of: runs,
    was,
    cost: { known: 'exactly', estimate: costNusd },
    kept: { known: 'exactly', estimate: kept / Math.max(1, runs) },
    wasBehind: { kind: 'attempts', filter: {} },
    behind: {
      kind: 'attempts',
      filter: scope === 'run' ? { whileRunBelow: capNusd } : { whileDayBelow: capNusd },
    },
  }));
}

/** More than there was: no outcome tells what comes after an end, and chance never chooses a bound. */
function higherBounds(told: Told): Alternative {
  const { format } = told;
  const [name, detail] = [format.text('higherBounds'), format.text('notOnRecord')];
  return unknownAlternative(told, { name, detail });
}

/** Other prices of a tier, with the choices that were made. */
function prices({ figures, words, format }: Told): readonly Alternative[] {
  const { runs, costNusd: was } = figures.totals;
  return CLAUDE_TIERS.flatMap((tier) => {
    const spent = figures.fallbacks.byTier.find((each) => each.tier === tier)?.costNusd ?? 0;
    if (spent === 0) return [];
    return PRICES.map(({ times, label }): Alternative => {
      const name = words[wordKey('tier', tier)] ?? tier;
      return {
        name: format.text(label, { tier: name }),
        detail: format.text('sameChoices'),
        runs,
        of: runs,
        was,
        cost: { known: 'exactly', estimate: was + Math.round(spent * (times - 1)) },
        wasBehind: { kind: 'attempts', filter: {} },
        behind: { kind: 'attempts', filter: { tier } },
      };
    });
  });
}
