import type { Totals } from '../ledger/figures.ts';
import { isIncluded } from '../models/included.ts';
import type { EscalationBand } from './escalation.ts';
import { escalationBand, escalationRate } from './escalation.ts';
import type { Amount, Format } from './format.ts';
import { NO_FIGURE } from './format.ts';

/** How savings are to be felt: money kept, money lost, or neither; `unsure`: chance may have made them. */
export type Tone = 'saved' | 'lost' | 'even' | 'unsure';

/** The report's first lines. */
export interface Headline {
  readonly spent: string;
  /** What the spent amount leaves out; undefined when it leaves out nothing. */
  readonly unpriced: string | undefined;
  readonly baseline: string;
  readonly saved: string;
  /** The three to the nano-dollar; undefined where there is no amount. */
  readonly exact: {
    readonly spent: string | undefined;
    readonly baseline: string | undefined;
    readonly saved: string | undefined;
  };
  /** What share of the baseline was saved; undefined when there is nothing to compare. */
  readonly savedPercent: string | undefined;
  readonly tone: Tone;
  /** Spent and baseline as shares of the larger one; undefined when there is nothing to compare. */
  readonly bar: { readonly spent: number; readonly baseline: number } | undefined;
  /** The three figures read in words. */
  readonly sentence: string;
  /** What the figures leave out or estimate. */
  readonly notes: readonly string[];
  /** What a kept answer cost, with all that was spent on the others. */
  readonly kept: { readonly cost: string; readonly detail: string };
  /** What was spent on answers that were not kept. */
  readonly unkept: { readonly cost: string; readonly detail: string };
  readonly escalation: {
    readonly rate: string;
    /** undefined without runs. */
    readonly band: EscalationBand | undefined;
    /** Position on a scale that ends at twice the last limit, 0 to 1. */
    readonly share: number | undefined;
    readonly detail: string;
  };
  readonly accepted: { readonly rate: string; readonly detail: string };
  readonly failed: { readonly cost: string; readonly detail: string };
  readonly added: { readonly time: string; readonly detail: string };
}

/** The savings of some runs as a share of their baseline; undefined without a baseline. */
export function savedShare(totals: Totals): number | undefined {
  if (totals.comparableRuns === 0 || totals.baselineNusd <= 0) return undefined;
  return totals.savedNusd / totals.baselineNusd;
}

/** What some runs cost. */
export function amountOf(totals: Totals): Amount {
  return { ...totals, isIncluded: isIncluded(totals, totals.comparableRuns > 0) };
}

/** How savings are to be felt. */
function toneOf(totals: Totals): Exclude<Tone, 'unsure'> {
  if (totals.comparableRuns === 0 || totals.savedNusd === 0) return 'even';
  return totals.savedNusd > 0 ? 'saved' : 'lost';
}

/** The end of the escalation scale: twice the share from which a rate is to be reviewed. */
export const SCALE_END = 0.3;

/** The report's first lines for some totals. `isSure`: runs like these would save, or lose, again. */
export function headlineOf(totals: Totals, format: Format, isSure: boolean): Headline {
  const share = savedShare(totals);
  const amount = amountOf(totals);
  const isCompared = totals.comparableRuns > 0;
  const larger = Math.max(totals.comparableCostNusd, totals.baselineNusd);
  const rate = escalationRate(totals);
  const ofRuns = (count: number): string =>
    format.text('someRuns', { count: format.count(count), runs: format.runs(totals.runs) });
  return {
    spent: format.amount(amount),
    unpriced: totals.unpriced > 0 ? format.unpriced(totals.unpriced) : undefined,
    baseline: isCompared ? format.usd(totals.baselineNusd) : NO_FIGURE,
    saved: isCompared ? format.about(totals.savedNusd, totals.estimated) : NO_FIGURE,
    exact: {
      spent: amount.isIncluded === true ? undefined : format.exact(totals.costNusd),
      baseline: isCompared ? format.exact(totals.baselineNusd) : undefined,
      saved: isCompared ? format.exact(totals.savedNusd) : undefined,
    },
    savedPercent: share === undefined ? undefined : format.percent(share),
    tone: isSure ? toneOf(totals) : 'unsure',
    bar:
      isCompared && larger > 0
        ? { spent: totals.comparableCostNusd / larger, baseline: totals.baselineNusd / larger }
        : undefined,
    sentence: sentenceOf(totals, format),
    notes: notesOf(totals, format),
    kept: {
      cost: totals.kept > 0 ? format.usd(perKept(totals) ?? 0) : NO_FIGURE,
      detail: format.text('keptOf', {
        count: format.count(totals.kept),
        runs: format.runs(totals.runs),
      }),
    },
    unkept: {
      cost: format.usd(totals.unkeptCostNusd),
      detail: shareOfSpent('wastedShare', totals.unkeptCostNusd, totals, format),
    },
    escalation: {
      rate: rate === undefined ? NO_FIGURE : format.percent(rate),
      band: rate === undefined ? undefined : escalationBand(rate),
      share: rate === undefined ? undefined : Math.min(1, rate / SCALE_END),
      detail: ofRuns(totals.escalations),
    },
    accepted: {
      rate: totals.runs > 0 ? format.percent(totals.accepted / totals.runs) : NO_FIGURE,
      detail: ofRuns(totals.accepted),
    },
    failed: {
      cost: format.usd(totals.failedCostNusd),
      detail: shareOfSpent('failedShare', totals.failedCostNusd, totals, format),
    },
    added: { time: format.duration(totals.extraMs), detail: format.text('timeAddedBy') },
  };
}

/** Which part of all that was spent some of it is, and what became of that. */
function shareOfSpent(
  text: 'wastedShare' | 'failedShare',
  nusd: number,
  { costNusd }: Totals,
  format: Format,
): string {
  return format.text(text, { percent: format.percent(costNusd > 0 ? nusd / costNusd : 0) });
}

/** What a kept answer cost in nUSD, all that was spent shared out between them; undefined where none was kept. */
export function perKept({ costNusd, kept }: Totals): number | undefined {
  return kept > 0 ? Math.round(costNusd / kept) : undefined;
}

function sentenceOf(totals: Totals, format: Format): string {
  if (totals.comparableRuns === 0) {
    const amount = amountOf(totals);
    const all = format.runs(totals.runs);
    return amount.isIncluded === true
      ? format.text('sentenceIncluded', { runs: all })
      : format.text('sentenceNothing', { runs: all, spent: format.spend(amount) });
  }
  const runs = format.runs(totals.comparableRuns);
  const spent = format.about(totals.comparableCostNusd, totals.estimated);
  const percent = format.percent(Math.abs(savedShare(totals) ?? 0));
  if (totals.debitedNusd > 0) {
    return format.text('sentenceDebited', {
      runs,
      spent,
      baseline: format.usd(totals.baselineNusd),
      debited: format.usd(totals.debitedNusd),
      saved: format.about(totals.savedNusd, totals.estimated),
    });
  }
  switch (toneOf(totals)) {
    case 'even':
      return format.text('sentenceEven', { runs, spent });
    case 'saved': {
      const baseline = format.usd(totals.baselineNusd);
      const saved = format.about(totals.savedNusd, totals.estimated);
      return format.text('sentenceSaved', { runs, spent, baseline, saved, percent });
    }
    case 'lost': {
      if (totals.baselineNusd <= 0) return format.text('sentenceFree', { runs, spent });
      const lost = format.about(-totals.savedNusd, totals.estimated);
      return format.text('sentenceLost', { runs, spent, lost, percent });
    }
  }
}

function notesOf(totals: Totals, format: Format): readonly string[] {
  const notes: string[] = [];
  if (totals.comparableRuns > 0 && totals.comparableRuns < totals.runs) {
    const runs = format.text('someRuns', {
      count: format.count(totals.comparableRuns),
      runs: format.runs(totals.runs),
    });
    notes.push(format.text('noteCompared', { runs }));
  }
  if (totals.auditedWrong > 0) {
    notes.push(
      format.text('noteDebited', {
        count: format.count(totals.auditedWrong),
        audited: format.count(totals.audited),
        debited: format.usd(totals.debitedNusd),
      }),
    );
  }
  if (totals.estimated > 0) {
    notes.push(format.text('noteEstimated', { count: format.count(totals.estimated) }));
  }
  if (totals.unpriced > 0) {
    notes.push(format.text('noteUnpriced', { count: format.count(totals.unpriced) }));
  }
  return notes;
}
