import type { PriceOverride } from '../models/prices.ts';
import { TASK_NAMES, type TaskName } from '../models/task.ts';
import { CLAUDE_TIERS, EFFORTS, type Effort, type Tier } from '../models/tier.ts';
import type { Coded } from '../models/userError.ts';
import type { BudgetAction, RoutingSettings } from '../routing/settings.ts';
import { SETTINGS, SETTINGS_SECTION, settingFor } from './ids.ts';
import { pathRules } from './pathRules.ts';

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

export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

const NUSD_PER_USD = 1_000_000_000;
const MAX_USD = 1_000_000;
const BUDGET_ACTIONS: readonly BudgetAction[] = ['warn', 'stayCheap', 'ask', 'stop'];
const TIERS: readonly Tier[] = CLAUDE_TIERS;

/** All settings as typed data, and a coded sentence for each value that cannot be used. */
export interface SettingsRead {
  readonly routing: RoutingSettings;
  readonly baseUrl: string;
  /** The user's own prices by model id, in USD per million tokens. */
  readonly prices: Readonly<Record<string, PriceOverride>>;
  readonly statusBarVisible: boolean;
  readonly statusBarPeriod: StatusPeriod;
  readonly neverSend: readonly string[];
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
    maxAttempts: read(SETTINGS.maxAttempts, 3, wholeNumber(1, 6), 'number'),
    maxWaitMs: read(SETTINGS.maxWait, 30, wholeNumber(0, 600), 'number') * 1000,
    models: { haiku: pin('haiku'), sonnet: pin('sonnet'), opus: pin('opus') },
    effort: { haiku: effort('haiku'), sonnet: effort('sonnet'), opus: effort('opus') },
    budget: {
      perRunNusd: money(SETTINGS.perRun, 0.5),
      perDayNusd: money(SETTINGS.perDay, 5),
      perMonthNusd: money(SETTINGS.perMonth, null),
      action: read<BudgetAction>(SETTINGS.budgetAction, 'ask', oneOf(BUDGET_ACTIONS), 'choice'),
    },
    confirmAboveNusd: read(SETTINGS.confirmAbove, usdToNusd(0.1), parseAmount, 'money'),
  };

  return {
    routing,
    baseUrl: read(SETTINGS.baseUrl, DEFAULT_BASE_URL, parseText, 'text'),
    prices: read(SETTINGS.prices, {}, parsePrices, 'prices'),
    statusBarVisible: read(SETTINGS.statusBarVisible, true, parseBoolean, 'boolean'),
    statusBarPeriod: read<StatusPeriod>(
      SETTINGS.statusBarPeriod,
      'today',
      oneOf(STATUS_PERIODS),
      'choice',
    ),
    neverSend: read(SETTINGS.neverSend, DEFAULT_NEVER_SEND, parseTexts, 'texts'),
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
