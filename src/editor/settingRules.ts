import type { PriceOverride } from '../models/prices.ts';
import { TASK_NAMES, type TaskName } from '../models/task.ts';
import { CLAUDE_TIERS, EFFORTS, type Effort, type Tier } from '../models/tier.ts';
import type { Coded } from '../models/userError.ts';
import {
  type BreakerSettings,
  type BudgetAction,
  type ChainStep,
  DEFAULT_BREAKER,
  DEFAULT_CLASSIFIER,
  DEFAULT_MIN_CONFIDENCE,
  DEFAULT_RETRY,
  RETRY_KINDS,
  type RetrySettings,
  type RoutingSettings,
} from '../routing/settings.ts';
import { isClaudeAddress } from './apiOrigin.ts';
import { readChains } from './chainRules.ts';
import { SETTINGS, SETTINGS_SECTION, settingFor } from './ids.ts';
import { pathRules } from './pathRules.ts';
import { parseSignals } from './signalRules.ts';

/** Reads the raw value of a setting by its name below `tierwise.`; undefined when it is not set. */
export type RawSetting = (name: string) => unknown;

/** Periods that the status bar can show. */
const STATUS_PERIODS = ['today', '7days', '30days'] as const;
export type StatusPeriod = (typeof STATUS_PERIODS)[number];

/** Files that never leave the machine unless the user says otherwise. */
export const DEFAULT_NEVER_SEND: readonly string[] = [
  '.env*',
  '*.pem',
  '*.key',
  'id_*',
  'credentials*',
];

/** Who runs the models of a run. */
export const API_PROVIDERS = ['anthropic', 'bedrock', 'vertex', 'editor'] as const;
export type ApiProvider = (typeof API_PROVIDERS)[number];

export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

const NUSD_PER_USD = 1_000_000_000;
const MAX_USD = 1_000_000;
const BUDGET_ACTIONS: readonly BudgetAction[] = ['warn', 'stayCheap', 'ask', 'stop'];
const TIERS: readonly Tier[] = CLAUDE_TIERS;

/** All settings as typed data, and a coded sentence for each value that cannot be used. */
export interface SettingsRead {
  readonly routing: RoutingSettings;
  readonly provider: ApiProvider;
  readonly baseUrl: string;
  /** Region at Bedrock or Vertex, and project at Vertex; empty: as the credentials say. */
  readonly region: string;
  readonly project: string;
  /** The user's own prices by model id, in USD per million tokens. */
  readonly prices: Readonly<Record<string, PriceOverride>>;
  readonly statusBarVisible: boolean;
  readonly statusBarPeriod: StatusPeriod;
  readonly neverSend: readonly string[];
  /** Days for which runs are kept one by one; their sums stay. */
  readonly retentionDays: number;
  /** Path of the project's instructions in its folder; '' for the usual places. */
  readonly instructions: string;
  /** Whether generated tests may be run: never, or after a question. */
  readonly testsRun: 'off' | 'ask';
  readonly problems: readonly Coded[];
}

/**
 * Reads and validates every setting. A value that cannot be used is named in `problems` and its
 * default taken. `path` is the file at hand, relative to its folder, for the floors; undefined
 * when there is none.
 */
export function readSettings(raw: RawSetting, path: string | undefined): SettingsRead {
  const problems: Coded[] = [];

  const read = <T>(
    name: string,
    fallback: T,
    parse: (value: unknown) => T | undefined,
    expected: string,
  ): T => {
    const value = raw(name);
    if (value === undefined) return fallback;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    problems.push({
      code: `settings.${expected}`,
      args: { setting: `${SETTINGS_SECTION}.${name}` },
    });
    return fallback;
  };
  const oneOf =
    <T extends string>(choices: readonly T[]) =>
    (value: unknown): T | undefined =>
      choices.find((choice) => choice === value);
  const money = (name: string, fallbackUsd: number | null): number | null =>
    read<number | null>(
      name,
      fallbackUsd === null ? null : usdToNusd(fallbackUsd),
      (value) => (value === null ? null : parseAmount(value)),
      'money',
    );

  const pin = (tier: string): string | null =>
    read<string | null>(settingFor('models', tier), null, parseModelId, 'model');
  const effort = (tier: string): Effort | 'auto' =>
    read<Effort | 'auto'>(
      settingFor('effort', tier),
      'auto',
      oneOf(['auto', ...EFFORTS]),
      'choice',
    );

  const maxAttempts = read(SETTINGS.maxAttempts, 3, wholeNumber(1, 6), 'number');
  const provider = read<ApiProvider>(
    SETTINGS.provider,
    'anthropic',
    oneOf(API_PROVIDERS),
    'choice',
  );
  const chains = (): RoutingSettings['chains'] => {
    const table = read<Readonly<Record<string, unknown>>>(SETTINGS.chains, {}, asRecord, 'chains');
    const found = new Map<string, readonly ChainStep[]>();
    for (const [task, chain] of readChains(table, maxAttempts, provider)) {
      if (chain.steps !== null) {
        found.set(task, chain.steps);
        continue;
      }
      const { fault: cause, step } = chain;
      const setting = `${SETTINGS_SECTION}.${SETTINGS.chains}.${task}`;
      const code = step === 0 ? 'settings.chain' : 'settings.chainStep';
      problems.push({ code, args: { setting, step, cause } });
    }
    return perTask((task) => found.get(task) ?? null);
  };
  const unsure = read<Tier | 'auto'>(
    SETTINGS.classifierUnsure,
    DEFAULT_CLASSIFIER.unsureTier,
    oneOf<Tier | 'auto'>(['auto', ...TIERS]),
    'choice',
  );

  const routing: RoutingSettings = {
    start: perTask((task) =>
      read<Tier | 'auto'>(
        settingFor('routing.start', task),
        'auto',
        oneOf<Tier | 'auto'>(['auto', ...TIERS]),
        'choice',
      ),
    ),
    only: perTask((task) =>
      read<Tier | null>(settingFor('routing.only', task), null, parseOnly, 'choice'),
    ),
    floor: floorFor(read(SETTINGS.floors, [], parseFloors, 'floors'), path),
    maxAttempts,
    maxWaitMs: read(SETTINGS.maxWait, 30, wholeNumber(0, 600), 'number') * 1000,
    models: { haiku: pin('haiku'), sonnet: pin('sonnet'), opus: pin('opus') },
    effort: { haiku: effort('haiku'), sonnet: effort('sonnet'), opus: effort('opus') },
    budget: {
      perRunNusd: money(SETTINGS.perRun, 0.5),
      perDayNusd: money(SETTINGS.perDay, 5),
      perMonthNusd: money(SETTINGS.perMonth, null),
      action: read<BudgetAction>(SETTINGS.budgetAction, 'ask', oneOf(BUDGET_ACTIONS), 'choice'),
    },
    minConfidence: read(SETTINGS.minConfidence, DEFAULT_MIN_CONFIDENCE, parseShare, 'share'),
    retry: read(SETTINGS.retry, DEFAULT_RETRY, parseRetry, 'retry'),
    breaker: read(SETTINGS.breaker, DEFAULT_BREAKER, parseBreaker, 'breaker'),
    signals: read(SETTINGS.signals, [], parseSignals, 'signals'),
    chains: chains(),
    classifier: {
      use: read(SETTINGS.classifier, 'off', oneOf(['off', 'haiku']), 'choice'),
      confidence: read(
        SETTINGS.classifierConfidence,
        DEFAULT_CLASSIFIER.confidence,
        parseShare,
        'share',
      ),
      unsureTier: unsure === 'other' ? 'auto' : unsure,
    },
    confirmAboveNusd: read(SETTINGS.confirmAbove, usdToNusd(0.1), parseAmount, 'money'),
  };

  const baseUrl = read(SETTINGS.baseUrl, DEFAULT_BASE_URL, parseText, 'text');
  const region = read(SETTINGS.region, '', parseName, 'name');
  const unpinned = CLAUDE_TIERS.filter((tier) => routing.models[tier] === null);
  // Only the Claude API is sure to say which models there are.
  const needsPins = provider === 'anthropic' ? !isClaudeAddress(baseUrl) : provider !== 'editor';
  if (needsPins && unpinned.length > 0) {
    const setting = `${SETTINGS_SECTION}.${settingFor('models', unpinned[0] ?? '')}`;
    problems.push({ code: 'settings.pinNeeded', args: { setting } });
  }
  if (provider === 'vertex' && region === '') {
    const setting = `${SETTINGS_SECTION}.${SETTINGS.region}`;
    problems.push({ code: 'settings.regionNeeded', args: { setting } });
  }

  return {
    routing,
    provider,
    baseUrl,
    region,
    project: read(SETTINGS.project, '', parseName, 'name'),
    prices: read(SETTINGS.prices, {}, parsePrices, 'prices'),
    statusBarVisible: read(SETTINGS.statusBarVisible, true, parseBoolean, 'boolean'),
    statusBarPeriod: read<StatusPeriod>(
      SETTINGS.statusBarPeriod,
      'today',
      oneOf(STATUS_PERIODS),
      'choice',
    ),
    neverSend: read(SETTINGS.neverSend, DEFAULT_NEVER_SEND, parseTexts, 'texts'),
    retentionDays: read(SETTINGS.retentionDays, 365, wholeNumber(1, 36_500), 'number'),
    instructions: read(SETTINGS.instructions, '', parseText, 'text'),
    testsRun: read<'off' | 'ask'>(SETTINGS.testsRun, 'ask', oneOf(['off', 'ask']), 'choice'),
    problems,
  };
}

/** Whether a task starts, or is kept, at a higher tier under `settings` than under `others`. */
export function isDearer(settings: SettingsRead, others: SettingsRead, task: TaskName): boolean {
  return lowestTier(settings.routing, task) > lowestTier(others.routing, task);
}

/** Names the values that make a task dear, to remember an answer by. */
export function spendingKey({ routing }: SettingsRead, task: TaskName): string {
  return [task, routing.start[task], routing.only[task] ?? 'any', routing.floor ?? 'none'].join(
    ':',
  );
}

/**
 * The never-send list of the user with what workspaces add to it. A workspace takes nothing back:
 * its negated patterns are left out. A value that is no list is handed on, to be named as bad.
 */
export function joinedNeverSend(own: unknown, added: readonly unknown[]): unknown {
  const base = own ?? DEFAULT_NEVER_SEND;
  if (!Array.isArray(base)) return base;
  const more = added
    .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : []))
    .filter((pattern) => typeof pattern === 'string' && !pattern.startsWith('!'));
  return [...(base as readonly unknown[]), ...more];
}

/** US dollars as a person writes them, in nUSD. */
export function usdToNusd(usd: number): number {
  return Math.round(usd * NUSD_PER_USD);
}

function perTask<T>(read: (task: TaskName) => T): Record<TaskName, T> {
  const entries = TASK_NAMES.map((task) => [task, read(task)] as const);
  return Object.fromEntries(entries) as Record<TaskName, T>;
}

/** Rank of the lowest tier at which a task may start: -1 when the router is free. */
function lowestTier(routing: RoutingSettings, task: TaskName): number {
  const rank = (tier: Tier | 'auto' | null): number => TIERS.findIndex((each) => each === tier);
  return Math.max(rank(routing.only[task] ?? routing.start[task]), rank(routing.floor));
}

function parseOnly(value: unknown): Tier | null | undefined {
  return value === 'any' ? null : TIERS.find((tier) => tier === value);
}

function parseAmount(value: unknown): number | undefined {
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_USD)) return undefined;
  return usdToNusd(value);
}

function parseModelId(value: unknown): string | null | undefined {
  if (value === null || value === '') return null;
  return typeof value === 'string' && /^[\w.:@/-]{1,200}$/.test(value) ? value : undefined;
}

function parseBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A region or project: it becomes a part of an address. */
function parseName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z\d-]{0,60}$/.test(value) ? value : undefined;
}

function parseShare(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

function parseRetry(value: unknown): RetrySettings | undefined {
  if (!isRecord(value)) return undefined;
  const { tries = 3, firstDelay = 1, longestDelay = 16, kinds = RETRY_KINDS } = value;
  const count = wholeNumber(1, 10)(tries);
  const first = parseSeconds(firstDelay);
  const longest = parseSeconds(longestDelay);
  if (count === undefined || first === undefined || longest === undefined) return undefined;
  if (longest < first || !Array.isArray(kinds)) return undefined;
  const known = RETRY_KINDS.filter((kind) => kinds.includes(kind));
  if (known.length !== kinds.length) return undefined;
  return { tries: count, firstDelayMs: first * 1000, longestDelayMs: longest * 1000, kinds: known };
}

function parseBreaker(value: unknown): BreakerSettings | undefined {
  if (!isRecord(value)) return undefined;
  const { failures = 5, cooldown = 60 } = value;
  const count = wholeNumber(1, 100)(failures);
  const seconds = wholeNumber(1, 3600)(cooldown);
  if (count === undefined || seconds === undefined) return undefined;
  return { failures: count, cooldownMs: seconds * 1000 };
}

function parseSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0.1 && value <= 300 ? value : undefined;
}

function parseText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined;
}

function parseTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((item): item is string => typeof item === 'string');
  return texts.length === value.length ? texts : undefined;
}

function wholeNumber(least: number, most: number): (value: unknown) => number | undefined {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : undefined;
}

const MAX_USD_PER_MILLION = 10_000;

function parsePrices(value: unknown): Readonly<Record<string, PriceOverride>> | undefined {
  if (!isRecord(value)) return undefined;
  const prices: [string, PriceOverride][] = [];
  for (const [model, given] of Object.entries(value)) {
    if (!isRecord(given) || !Object.values(given).every(isPrice)) return undefined;
    const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = given;
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

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_USD_PER_MILLION;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Floor {
  readonly glob: string;
  readonly tier: Tier;
}

function parseFloors(value: unknown): readonly Floor[] | undefined {
  if (!isRecord(value)) return undefined;
  const floors: Floor[] = [];
  for (const [glob, wanted] of Object.entries(value)) {
    const tier = TIERS.find((candidate) => candidate === wanted);
    if (tier === undefined) return undefined;
    floors.push({ glob, tier });
  }
  return floors;
}

/** The highest floor whose glob matches, whatever the order in the settings. */
function floorFor(floors: readonly Floor[], path: string | undefined): Tier | null {
  if (path === undefined) return null;
  const matching = floors.filter(({ glob }) => pathRules([glob]).matches(path));
  const ranks = matching.map(({ tier }) => TIERS.indexOf(tier));
  return TIERS[Math.max(-1, ...ranks)] ?? null;
}
