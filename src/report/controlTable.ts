import type { Estimate, Outcome } from '../certainty/interval.ts';
import { weighed } from '../certainty/interval.ts';
import { keptDifference, meanDifference } from '../certainty/means.ts';
import type { Trials, TriedRun } from '../ledger/trials.ts';
import type { Behind } from './behind.ts';
import { estimateCell, mapped } from './estimateCell.ts';
import type { Format } from './format.ts';
import type { ReportTextKey } from './protocol/texts.ts';
import type { Cell, Table } from './tables.ts';
import { columnsOf, number } from './tables.ts';

/** What routed runs and the control group are compared by. */
interface Measure {
  readonly of: (run: TriedRun) => number;
  readonly less: (one: readonly Outcome[], other: readonly Outcome[]) => Estimate;
  readonly shown: (value: number) => string;
}

/** The runs that chance has left to the rules, and those that it has started at Opus. */
interface Groups {
  readonly routed: readonly TriedRun[];
  readonly control: readonly TriedRun[];
}

/**
 * Routed runs and the control group side by side, with 95 % intervals for the differences; undefined where there is no
 * control group. Each run counts by one over its chance, so that groups of other times and shares can be compared.
 */
export function controlTable({ tried }: Trials, format: Format): Table | undefined {
  const groups = groupsOf(tried);
  if (groups.control.length === 0) return undefined;
  const column = columnsOf(format);
  const money = (nusd: number): string => format.usd(Math.round(nusd));
  const percent = (share: number): string => format.percent(share);
  const { routed, control } = groups;
  const side = (label: ReportTextKey, measure: Measure) =>
    sideBySide(label, measure, groups, format);
  return {
    id: 'control',
    caption: format.text('control'),
    columns: [
      column('measure', 'measure', false),
      column('routed', 'routed'),
      column('controlGroup', 'controlGroup'),
      column('difference', 'difference'),
    ],
    rows: [
      [
        { text: format.text('runs'), sort: 0 },
        { ...number(routed.length, format.count(routed.length)), behind: ROUTED },
        { ...number(control.length, format.count(control.length)), behind: CONTROL },
        { text: '', sort: null },
      ],
      side('costOfRun', { of: ({ costNusd }) => costNusd, less: meanDifference, shown: money }),
      side('keptAnswers', { of: ({ kept }) => kept, less: keptDifference, shown: percent }),
      side('provenAnswers', { of: ({ proven }) => proven, less: keptDifference, shown: percent }),
    ],
    sort: { column: 'measure', descending: false },
  };
}

/**
 * What routing saves of a run, measured on the control group, and by how much the usual baseline says more than that;
 * undefined while too little is known.
 */
export function measuredSavings(
  { tried }: Trials,
  format: Format,
): { readonly saved: string; readonly baseline: string } | undefined {
  const { routed, control } = groupsOf(tried);
  const costs = outcomes(control, ({ costNusd }) => costNusd);
  const saved = meanDifference(
    costs,
    outcomes(routed, ({ costNusd }) => costNusd),
  );
  const beyond = meanDifference(
    outcomes(routed, ({ baselineNusd }) => baselineNusd),
    costs,
  );
  if (saved.known !== 'about' || beyond.known !== 'about') return undefined;
  const opus = weighed(costs).mean;
  const said = (estimate: Estimate, shown: (value: number) => string): string => {
    const { text, detail = '' } = estimateCell(estimate, shown, format, ROUTED);
    return `${text} (${detail})`;
  };
  return {
    saved: format.text('measuredSaved', {
      saved: said(saved, (nusd) => format.usd(Math.round(nusd))),
      percent: format.percent(opus === 0 ? 0 : saved.estimate / opus),
    }),
    baseline: format.text('measuredBaseline', {
      beyond: said(
        mapped(beyond, (nusd) => (opus === 0 ? 0 : nusd / opus)),
        (share) => format.percent(share),
      ),
    }),
  };
}

const ROUTED: Behind = { kind: 'runs', filter: { purpose: 'use', tried: true, priced: true } };
const CONTROL: Behind = { kind: 'runs', filter: { purpose: 'control', tried: true, priced: true } };

/** What was explored is neither: its start was not the rules'. */
function groupsOf(tried: readonly TriedRun[]): Groups {
  return {
    routed: tried.filter(({ purpose }) => purpose === 'use'),
    control: tried.filter(({ purpose }) => purpose === 'control'),
  };
}

function outcomes(runs: readonly TriedRun[], of: Measure['of']): readonly Outcome[] {
  return runs.map((run) => ({ value: of(run), propensity: run.propensity }));
}

function sideBySide(
  label: ReportTextKey,
  { of, less, shown }: Measure,
  groups: Groups,
  format: Format,
): readonly Cell[] {
  const [routed, control] = [outcomes(groups.routed, of), outcomes(groups.control, of)];
  const mean = (values: readonly Outcome[], behind: Behind): Cell => {
    const value = weighed(values).mean;
    return values.length === 0
      ? { text: format.text('tooLittle'), sort: null }
      : { ...number(value, shown(value)), behind };
  };
  return [
    { text: format.text(label), sort: label },
    mean(routed, ROUTED),
    mean(control, CONTROL),
    estimateCell(less(routed, control), shown, format, CONTROL),
  ];
}
