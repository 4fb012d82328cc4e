import { exactUsd, formatUsd } from '../models/money.ts';
import { dayToUtcMs } from './calendar.ts';
import type { BarUnit } from './chart.ts';
import type { ReportTextKey } from './protocol/texts.ts';

/** An amount of money and what is not known about it. */
export interface Amount {
  readonly costNusd: number;
  /** Attempts without a price, which the amount leaves out. */
  readonly unpriced: number;
  /** Attempts whose usage was estimated; any of them marks the amount with "~". */
  readonly estimated: number;
  /** It was all part of a subscription: there is no amount. */
  readonly isIncluded?: boolean;
}

/** What stands where there is no figure. */
export const NO_FIGURE = '–';

/** Says figures in the words and the customs of one language. */
export class Format {
  readonly language: string;
  readonly #texts: Readonly<Record<string, string>>;
  readonly #timeZone: string | undefined;
  readonly #count: Intl.NumberFormat;
  readonly #plural: Intl.PluralRules;

  /** `texts` has a text for each key. `timeZone` is the machine's own unless given. An unknown language falls back to English. */
  constructor(language: string, texts: Readonly<Record<string, string>>, timeZone?: string) {
    this.language = knownLanguage(language);
    this.#texts = texts;
    this.#timeZone = timeZone;
    this.#count = new Intl.NumberFormat(this.language);
    this.#plural = new Intl.PluralRules(this.language);
  }

  /** A text of the page, with its `{name}` marks filled in. */
  text(key: ReportTextKey, values: Readonly<Record<string, string>> = {}): string {
    const text = this.#texts[key] ?? key;
    return text.replace(/\{(\w+)\}/gu, (mark, name: string) => values[name] ?? mark);
  }

  /** Money in US dollars. */
  usd(nusd: number): string {
    return formatUsd(nusd, this.language);
  }

  /** Money to the nano-dollar: amounts that are rounded need not add up. */
  exact(nusd: number): string {
    return exactUsd(nusd, this.language);
  }

  /** Money with "~" before it where any of its attempts is estimated. */
  about(nusd: number, estimated: number): string {
    if (estimated === 0) return this.usd(nusd);
    // A thin space keeps the mark and a minus sign apart.
    return nusd < 0 ? `~\u202f${this.usd(nusd)}` : `~${this.usd(nusd)}`;
  }

  /** Money, "~" before what is estimated, and the count of what has no price. */
  spend(spent: Amount): string {
    const amount = this.amount(spent);
    return spent.unpriced === 0 ? amount : `${amount} ${this.unpriced(spent.unpriced)}`;
  }

  /** As `spend`, without what has no price. */
  amount({ costNusd, estimated, isIncluded = false }: Amount): string {
    return isIncluded ? this.text('included') : this.about(costNusd, estimated);
  }

  /** "+ 2 unpriced", to stand after an amount. */
  unpriced(attempts: number): string {
    return this.text('unpricedToo', { count: this.count(attempts) });
  }

  /** A whole number. */
  count(value: number): string {
    return this.#count.format(value);
  }

  /** "1 run", "48 runs". */
  runs(count: number): string {
    return this.#plural.select(count) === 'one'
      ? this.text('oneRun', { count: this.count(count) })
      : this.text('manyRuns', { count: this.count(count) });
  }

  /**
   * A share as a percentage. It has one decimal below 10 % and from 99 %, and is cut off rather
   * than rounded up from there, so that no part reads as the whole.
   */
  percent(share: number): string {
    const size = Math.abs(share);
    const isNearWhole = size >= 0.99 && size < 1;
    const text = new Intl.NumberFormat(this.language, {
      style: 'percent',
      maximumFractionDigits: isNearWhole || size < 0.0995 ? 1 : 0,
      roundingMode: isNearWhole ? 'trunc' : 'halfExpand',
      signDisplay: 'never',
    }).format(size);
    const isZero = size < 0.0005;
    return share < 0 && !isZero ? `−${text}` : text;
  }

  /** How many of something for one of another, to three digits: "12.4". */
  rate(value: number): string {
    return new Intl.NumberFormat(this.language, { maximumSignificantDigits: 3 }).format(value);
  }

  /** By how much two shares differ: "+3.5 points". */
  points(difference: number): string {
    const points = Math.round(difference * 1000) / 10;
    const text = new Intl.NumberFormat(this.language, {
      maximumFractionDigits: 1,
      signDisplay: 'never',
    }).format(points);
    return this.text('points', { points: `${signOf(points)}${text}` });
  }

  /** By how much something is more or less: "+12%". */
  signedPercent(share: number): string {
    const text = this.percent(share);
    return share >= 0.0005 ? `+${text}` : text;
  }

  /** A length of time in its one or two largest units: "14 sec", "2 min 5 sec", "3 hr 20 min". */
  duration(ms: number): string {
    // A clock that was set back made such records once.
    if (ms < 0) return NO_FIGURE;
    const seconds = Math.round(ms / 1000);
    if (seconds < 10 && ms > 0) return this.#unit(Math.max(0.1, ms / 1000), 'second', 1);
    if (seconds < 60) return this.#unit(seconds, 'second', 0);
    const [large, small, many, few] =
      seconds < 3600
        ? (['minute', 'second', Math.floor(seconds / 60), seconds % 60] as const)
        : ([
            'hour',
            'minute',
            Math.floor(seconds / 3600),
            Math.floor((seconds % 3600) / 60),
          ] as const);
    const head = this.#unit(many, large, 0);
    return few === 0 ? head : `${head} ${this.#unit(few, small, 0)}`;
  }

  /** A local day `yyyymmdd`: "Nov 3". */
  day(day: number): string {
    return this.#days({ day: 'numeric', month: 'short' }).format(dayToUtcMs(day));
  }

  /** The days of a period: "Nov 3 – Dec 2, 2026". */
  days(firstDay: number, lastDay: number): string {
    const format = this.#days({ day: 'numeric', month: 'short', year: 'numeric' });
    return format.formatRange(dayToUtcMs(firstDay), dayToUtcMs(lastDay));
  }

  /** What a bar stands for. */
  bar(unit: BarUnit, firstDay: number, lastDay: number): string {
    if (unit === 'day') {
      const format = this.#days({ weekday: 'short', day: 'numeric', month: 'short' });
      return format.format(dayToUtcMs(firstDay));
    }
    if (unit === 'month') {
      return this.#days({ month: 'short', year: 'numeric' }).format(dayToUtcMs(firstDay));
    }
    return this.#days({ day: 'numeric', month: 'short' }).formatRange(
      dayToUtcMs(firstDay),
      dayToUtcMs(lastDay),
    );
  }

  /** The short name below a bar: its first day, or its month. */
  barMark(unit: BarUnit, firstDay: number): string {
    return unit === 'month'
      ? this.#days({ month: 'short', year: '2-digit' }).format(dayToUtcMs(firstDay))
      : this.day(firstDay);
  }

  /** A moment in local time: "Nov 3, 14:05". */
  moment(ms: number): string {
    return new Intl.DateTimeFormat(this.language, {
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZone: this.#timeZone,
    }).format(ms);
  }

  #days(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.language, { ...options, timeZone: 'UTC' });
  }

  #unit(value: number, unit: 'second' | 'minute' | 'hour', digits: number): string {
    return new Intl.NumberFormat(this.language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  }
}

function signOf(value: number): string {
  if (value === 0) return '';
  return value > 0 ? '+' : '−';
}

function knownLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    // Not a language tag; the figures matter more than their customs.
    return 'en';
  }
}
