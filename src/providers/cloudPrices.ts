import { modelAlias, nameAtAnthropic } from '../models/modelId.ts';
import type { PriceTable, Rates } from '../models/prices.ts';
import { BUNDLED_PRICES } from '../models/prices.ts';

/** What the models of a cloud cost there, over what they cost at Anthropic. */
interface Cloud {
  readonly source: string;
  /** Day on which the source was read, `yyyy-mm-dd`. */
  readonly checked: string;
  /** Tenths of Anthropic's list price; undefined: not known. */
  readonly tenths: (called: CalledModel) => number | undefined;
}

/** A model as it is called at a cloud. */
export interface CalledModel {
  /** Its id there, `us.anthropic.claude-opus-5-5-20260922-v1:0` or `claude-opus-5-5@20260922`. */
  readonly model: string;
  /** The region that is called; empty where that does not matter, or is not known. */
  readonly region: string;
}

/**
 * By where a profile of Bedrock answers, from Claude 4.5 on. An id without a place is on some lists at
 * the global price and on others at the regional one: it has no price here.
 */
const BEDROCK_TENTHS: Readonly<Record<string, number>> = {
  global: 10,
  us: 11,
  eu: 11,
  apac: 11,
  au: 11,
  jp: 11,
  'us-gov': 12,
};

const CLOUDS: Readonly<Record<'bedrock' | 'vertex', Cloud>> = {
  bedrock: {
    source: 'https://aws.amazon.com/bedrock/pricing/',
    checked: '2026-11-30',
    tenths: ({ model }) => BEDROCK_TENTHS[/(?:^|\/)([a-z-]+)\.anthropic\./.exec(model)?.[1] ?? ''],
  },
  vertex: {
    source: 'https://cloud.google.com/vertex-ai/generative-ai/pricing',
    checked: '2026-11-30',
    tenths: ({ region }) => (region === '' ? undefined : region === 'global' ? 10 : 11),
  },
};

/**
 * A table with what models cost at a cloud behind it: Anthropic's list price where a call may be answered
 * anywhere, a tenth more where it stays in a region. A price that is there already comes first. There
 * is no fast speed.
 */
export function withCloud(
  table: PriceTable,
  provider: keyof typeof CLOUDS,
  called: readonly CalledModel[],
): PriceTable {
  const { source, checked, tenths } = CLOUDS[provider];
  const rows = called.flatMap((one) => {
    const model = modelAlias(one.model);
    const name = nameAtAnthropic(one.model);
    const share = tenths(one);
    const isKnown = table.rows.some((row) => row.provider === provider && row.model === model);
    if (share === undefined || isKnown) return [];
    return BUNDLED_PRICES.rows
      .filter((row) => row.model === name)
      .map((row) => ({
        ...row,
        provider,
        model,
        rates: timesTenths(row.rates, share),
        fast: null,
        source,
        checked,
      }));
  });
  return rows.length === 0 ? table : { rows: [...table.rows, ...rows] };
}

function timesTenths(rates: Rates, tenths: number): Rates {
  const times = (rate: number): number => Math.round((rate * tenths) / 10);
  return {
    input: times(rates.input),
    output: times(rates.output),
    cacheRead: times(rates.cacheRead),
    cacheWrite5m: times(rates.cacheWrite5m),
    cacheWrite1h: times(rates.cacheWrite1h),
  };
}
