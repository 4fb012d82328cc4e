import { l10n } from 'vscode';
import type { Clock } from '../../models/ports.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { ReportCode } from '../../report/protocol/codes.ts';
import {
  codesIn,
  codesInDial,
  codesInQuality,
  codesInTrials,
} from '../../report/protocol/codes.ts';
import type { LaterPart, ReportPeriod, ToPage } from '../../report/protocol/messages.ts';
import type { Configuration } from '../settings/configuration.ts';
import { word } from '../wording/messages.ts';
import type { UsageLedger } from './lazyLedger.ts';
import { advisedSettings } from './reportAdvice.ts';
import { daysBeforePeriod, periodDays } from './reportPeriods.ts';
import { reportWords } from './reportWords.ts';
import type { RiskDialParts } from './riskDial.ts';
import { riskDial } from './riskDial.ts';

/** What the parts that come after the figures are made of. */
export interface ReportSources {
  readonly ledger: Pick<UsageLedger, 'figures' | 'quality' | 'spent' | 'tagValues' | 'trials'>;
  readonly clock: Clock;
  readonly configuration: Configuration;
  /** The runner whose models and prices are spoken of; undefined: there is none yet. */
  readonly runner: RiskDialParts['runner'];
}

/** What the page has asked for: the runs of a period with some tags. */
export interface Asked {
  readonly period: ReportPeriod;
  readonly tags: TagFilter;
  /** Aborted once it asks for other ones. */
  readonly signal: AbortSignal;
}

/** Reads a part of the report that comes after its figures. Rejects with what the books throw. */
export async function laterPart(
  part: LaterPart,
  { period, tags, signal }: Asked,
  { ledger, clock, configuration, runner }: ReportSources,
): Promise<ToPage> {
  const now = clock.now();
  switch (part) {
    case 'tags': {
      const values = await ledger.tagValues(periodDays(period, now));
      return { type: 'tags', period, values };
    }
    case 'machine': {
      const [today, month] = await Promise.all([
        ledger.spent('day', now),
        ledger.spent('month', now),
      ]);
      return { type: 'machine', period, today, month };
    }
    case 'before': {
      const days = daysBeforePeriod(period, now);
      const figures = days === undefined ? null : await ledger.figures(days, tags);
      const words = figures === null ? {} : wordsFor(codesIn(figures));
      return { type: 'before', period, tags, figures, words };
    }
    case 'quality': {
      const quality = await ledger.quality(periodDays(period, now), tags, signal);
      const words = wordsFor(codesInQuality(quality));
      const settings = advisedSettings(configuration);
      return { type: 'quality', period, tags, quality, settings, words };
    }
    case 'riskDial': {
      const settings = () => configuration.read().routing;
      const dial = await riskDial({ ledger, settings, runner, now: () => now }, tags);
      return { type: 'riskDial', period, tags, dial, words: wordsFor(codesInDial(dial)) };
    }
    case 'trials': {
      const trials = await ledger.trials(periodDays(period, now), tags, signal);
      const words = wordsFor(codesInTrials(trials));
      return { type: 'trials', period, tags, trials, words };
    }
  }
}

function wordsFor(codes: readonly ReportCode[]): Readonly<Record<string, string>> {
  return reportWords(codes, word, (english) => l10n.t(english));
}
