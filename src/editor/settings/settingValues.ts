import type { PriceOverride } from '../../models/prices.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { BreakerSettings, RetrySettings } from '../../routing/settings.ts';
import { DEFAULT_BREAKER, DEFAULT_RETRY, RETRY_KINDS } from '../../routing/settings.ts';
import { isInstructionFile } from './instructionFiles.ts';

const NUSD_PER_USD = 1_000_000_000;
const MAX_USD = 1_000_000;
const MAX_USD_PER_MILLION = 10_000;

/** US dollars as a person writes them, in nUSD. */
export function usdToNusd(usd: number): number {
  return Math.round(usd * NUSD_PER_USD);
}

/** One of some words. */
export function oneOf<T extends string>(choices: readonly T[]): (value: unknown) => T | undefined {
  return (value) => choices.find((choice) => choice === value);
}

/** A tier to stay at; null: `any`. */
export function parseOnly(value: unknown): Tier | null | undefined {
  return value === 'any' ? null : CLAUDE_TIERS.find((tier) => tier === value);
}

/** An amount of US dollars, in nUSD. */
export function parseAmount(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_USD)) return undefined;
  return usdToNusd(value);
}

/** A model's id; null: none. */
export function parseModelId(value: unknown): string | null | undefined {
  if (value === null || value === '') return null;
  return typeof value === 'string' && /^[\w.:@/-]{1,200}$/.test(value) ? value : undefined;
}

export function parseBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A region or project: it becomes a part of an address. */
export function parseName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z\d-]{0,60}$/.test(value) ? value : undefined;
}

/** A number from 0 to 1. */
export function parseShare(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

export function parseText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

/** An address that is reached by HTTP, without a name and password in it; empty for none. */
export function parseEndpoint(value: unknown): string | undefined {
  const text = parseText(value);
  if (text === undefined || text === '') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '';
  return isUsable ? text : undefined;
}

/** The path of a text for models to read; empty for the usual places. */
export function parseInstructions(value: unknown): string | undefined {
  const path = parseText(value);
  return path === undefined || path === '' || isInstructionFile(path) ? path : undefined;
}

/** The texts of a list, whatever else is in it; undefined: it is no list. */
export function textsIn(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}

/** Reads whole numbers of a range. */
export function wholeNumber(least: number, most: number): (value: unknown) => number | undefined {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

export function parseRetry(value: unknown): RetrySettings | undefined {
  const parts = recordOf(value, ['tries', 'firstDelay', 'longestDelay', 'kinds']);
  if (!parts) return undefined;
  const { tries, firstDelayMs, longestDelayMs } = DEFAULT_RETRY;
  const count = wholeNumber(1, 10)(parts['tries'] ?? tries);
  const first = parseSeconds(parts['firstDelay'] ?? firstDelayMs / 1000);
  const longest = parseSeconds(parts['longestDelay'] ?? longestDelayMs / 1000);
  if (count === undefined || first === undefined || longest === undefined) return undefined;
  const named: unknown = parts['kinds'] ?? RETRY_KINDS;
  if (longest < first || !Array.isArray(named)) return undefined;
  const kinds = RETRY_KINDS.filter((kind) => named.includes(kind));
  if (!named.every((name) => kinds.some((kind) => kind === name))) return undefined;
  return { tries: count, firstDelayMs: first * 1000, longestDelayMs: longest * 1000, kinds };
}

export function parseBreaker(value: unknown): BreakerSettings | undefined {
  const parts = recordOf(value, ['failures', 'cooldown']);
  if (!parts) return undefined;
  const failures = wholeNumber(1, 100)(parts['failures'] ?? DEFAULT_BREAKER.failures);
  const seconds = wholeNumber(1, 3600)(parts['cooldown'] ?? DEFAULT_BREAKER.cooldownMs / 1000);
  if (failures === undefined || seconds === undefined) return undefined;
  return { failures, cooldownMs: seconds * 1000 };
}

const PRICE_PARTS = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;

export function parsePrices(value: unknown): Readonly<Record<string, PriceOverride>> | undefined {
  if (!isRecord(value)) return undefined;
  const prices: [string, PriceOverride][] = [];
  for (const [model, given] of Object.entries(value)) {
    const price = recordOf(given, PRICE_PARTS);
    if (!price || !Object.values(price).every(isPrice)) return undefined;
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = price;
    if (!isPrice(input) || !isPrice(output)) return undefined;
    prices.push([
      model,
      {
        input,
        output,
        ...(isPrice(cacheRead) && { cacheRead }),
        ...(isPrice(cacheWrite5m) && { cacheWrite5m }),
        ...(isPrice(cacheWrite1h) && { cacheWrite1h }),
      },
    ]);
  }
  return Object.fromEntries(prices);
}

function parseSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0.1 && value <= 300 ? value : undefined;
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_USD_PER_MILLION;
}

/** A table with these parts and no other: a part that is misspelt would be passed over in silence. */
function recordOf(
  value: unknown,
  parts: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(value)) return undefined;
  return Object.keys(value).every((key) => parts.includes(key)) ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
