import type { BillingTerms } from '../../../src/models/usage.ts';
import type { Telling, TrueCall } from '../../support/claudeCodeLogs.ts';
import { callLine } from '../../support/claudeCodeLogs.ts';

/** Lines that ccusage and we do not read alike, and why. */
export interface RareLogs {
  readonly name: string;
  readonly why: string;
  /** A model that all of these calls have. */
  readonly model?: string;
  readonly lines: (call: TrueCall) => readonly unknown[];
}

const billed =
  (terms: Partial<BillingTerms>) =>
  (call: TrueCall): readonly unknown[] => [
    callLine({ call: { ...call, terms: { ...call.terms, ...terms } } }),
  ];

const told =
  (telling: (call: TrueCall) => Partial<Telling>) =>
  (call: TrueCall): readonly unknown[] => [callLine({ call, ...telling(call) })];

const plain = told(() => ({}));

/** A prompt that is larger than what some prices hold for. */
const LONG = 300_000;

/** Rare ones and those to be feared, each with its reason. */
export const RARE_LOGS: readonly RareLogs[] = [
  {
    name: 'models newer than its prices',
    why: 'it does not know the model offline and counts nothing',
    model: 'claude-opus-5-5',
    lines: plain,
  },
  {
    name: 'models older than our prices',
    why: 'we say unpriced',
    model: 'claude-sonnet-4-20250514',
    lines: plain,
  },
  {
    name: 'inference in the US alone',
    why: 'it costs 1.1 times as much',
    model: 'claude-opus-4-8',
    lines: billed({ inferenceGeo: 'us' }),
  },
  {
    name: 'batches',
    why: 'they cost half',
    model: 'claude-opus-4-8',
    lines: billed({ serviceTier: 'batch' }),
  },
  {
    name: 'priority tokens',
    why: 'they are bought ahead: we say unpriced',
    model: 'claude-opus-4-8',
    lines: billed({ serviceTier: 'priority' }),
  },
  {
    name: 'fast speed of a model without a known fast price',
    why: 'it takes six times the price, we say unpriced',
    model: 'claude-opus-4-7',
    lines: billed({ speed: 'fast' }),
  },
  {
    name: 'prompts of 300,000 tokens',
    why: 'it takes a dearer price beyond 200,000, which our list does not have',
    model: 'claude-sonnet-4-5',
    lines: (call) => [callLine({ call: { ...call, usage: { ...call.usage, inputTokens: LONG } } })],
  },
  {
    name: 'lines whose speed is null',
    why: 'it skips the line',
    lines: told(() => ({ usage: { speed: null } })),
  },
  {
    name: 'cache writes whose kinds add up to less than their sum',
    why: 'it leaves out what has no kind, we take it for five minutes',
    lines: told(({ usage }) => ({
      usage: {
        cache_creation_input_tokens: usage.cacheWrite5mTokens + 5_000,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      },
    })),
  },
  {
    name: 'summaries that the API has made',
    why: 'it leaves them out, they are billed',
    lines: told(() => ({
      usage: { iterations: [{ type: 'compaction', input_tokens: 90_000, output_tokens: 2_000 }] },
    })),
  },
  {
    name: 'one answer told under two requests in the talk itself',
    why: "it counts both, the API's ids are of one answer",
    lines: (call) => [callLine({ call }), callLine({ call: { ...call, request: `${call.id}-2` } })],
  },
  {
    name: 'lines without ids, told twice',
    why: 'it counts both, we know the line again',
    lines: (call) => {
      const line = callLine({ call: { ...call, request: undefined }, message: { id: undefined } });
      return [line, line];
    },
  },
  {
    name: 'a cut line with a whole one behind it',
    why: 'it skips both, we the cut one',
    lines: (call) => {
      const line = JSON.stringify(callLine({ call }));
      return [line.slice(0, 200) + line];
    },
  },
  {
    name: 'lines that say what they cost',
    why: 'it takes their word, of old versions, we the price of the day',
    lines: told(() => ({ line: { costUSD: 0.01 } })),
  },
];
