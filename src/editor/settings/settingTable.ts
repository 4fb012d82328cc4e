import type { PriceOverride } from '../../models/prices.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS, EFFORTS } from '../../models/tier.ts';
import type { KeyHeader } from '../../providers/port.ts';
import type { ApiProvider } from '../../providers/providers.ts';
import { API_PROVIDERS } from '../../providers/providers.ts';
import type { BudgetAction } from '../../routing/settings.ts';
import {
  DEFAULT_BREAKER,
  DEFAULT_CLASSIFIER,
  DEFAULT_MIN_CONFIDENCE,
  DEFAULT_RETRY,
} from '../../routing/settings.ts';
import { SETTINGS_SECTION } from '../ids.ts';
import { DEFAULT_NEVER_SEND } from './neverSendList.ts';
import {
  asRecord,
  oneOf,
  parseAmount,
  parseBoolean,
  parseBreaker,
  parseEndpoint,
  parseInstructions,
  parseModelId,
  parseName,
  parseOnly,
  parsePrices,
  parseRetry,
  parseShare,
  parseText,
  usdToNusd,
  wholeNumber,
} from './settingValues.ts';
import { parseSignals } from './signalRules.ts';
import { NO_TAGS, parseTags } from './tagRules.ts';

/** Periods that the status bar can show. */
const STATUS_PERIODS = ['today', '7days', '30days'] as const;
export type StatusPeriod = (typeof STATUS_PERIODS)[number];

const KEY_HEADERS = ['bearer', 'x-api-key'] as const satisfies readonly KeyHeader[];
const BUDGET_ACTIONS = [
  'warn',
  'stayCheap',
  'ask',
  'stop',
] as const satisfies readonly BudgetAction[];

export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

/** What a value should have been; `settings.…` words it. */
export type Expected =
  | 'boolean'
  | 'breaker'
  | 'chains'
  | 'choice'
  | 'endpoint'
  | 'floors'
  | 'instructions'
  | 'model'
  | 'money'
  | 'neverSend'
  | 'number'
  | 'place'
  | 'prices'
  | 'retry'
  | 'share'
  | 'signals'
  | 'tags';

/** What a setting is. Its scope, description and default for people stand in the manifest. */
export interface SettingRule<T> {
  /** Below `tierwise.`. */
  readonly name: string;
  readonly fallback: T;
  /** What is taken for a value that cannot be used. */
  readonly unusable: T;
  /** Undefined: it cannot be used. */
  readonly parse: (value: unknown) => T | undefined;
  readonly expected: Expected;
}

/** What a table of rules reads. */
export type ValuesOf<Rules> = {
  readonly [Key in keyof Rules]: Rules[Key] extends SettingRule<infer T> ? T : never;
};

function setting<T>(
  name: string,
  fallback: T,
  parse: (value: unknown) => T | undefined,
  expected: Expected,
): SettingRule<T> {
  return { name, fallback, unusable: fallback, parse, expected };
}

/** Says where calls go: null when it cannot be read, for no default may take its place. */
function place<T>(
  name: string,
  fallback: T,
  parse: (value: unknown) => T | undefined,
): SettingRule<T | null> {
  return { name, fallback, unusable: null, parse, expected: 'place' };
}

/** US dollars in nUSD; null: no bound. */
function money(name: string, fallbackUsd: number | null): SettingRule<number | null> {
  const fallback = fallbackUsd === null ? null : usdToNusd(fallbackUsd);
  return setting(name, fallback, (value) => (value === null ? null : parseAmount(value)), 'money');
}

function choice<T extends string>(
  name: string,
  fallback: T,
  choices: readonly T[],
): SettingRule<T> {
  return setting<T>(name, fallback, oneOf(choices), 'choice');
}

/** Looked at as a whole where it is used, since a part of it may be good. */
function whole(name: string, fallback: unknown, expected: Expected): SettingRule<unknown> {
  return setting<unknown>(name, fallback, (value) => value, expected);
}

const AUTO_OR_TIER = ['auto', ...CLAUDE_TIERS] as const;
const { confidence, unsureTier } = DEFAULT_CLASSIFIER;

/** Every setting that stands alone. */
export const SETTINGS = {
  floors: whole('routing.floors', {}, 'floors'),
  maxAttempts: setting('routing.maxAttempts', 3, wholeNumber(1, 6), 'number'),
  maxWait: setting('routing.maxWait', 30, wholeNumber(0, 600), 'number'),
  minConfidence: setting('routing.minConfidence', DEFAULT_MIN_CONFIDENCE, parseShare, 'share'),
  rollout: setting('routing.rollout', 1, parseShare, 'share'),
  explore: setting('routing.explore', 0, parseShare, 'share'),
  canary: setting('routing.canary', 0.1, parseShare, 'share'),
  retry: setting('routing.retry', DEFAULT_RETRY, parseRetry, 'retry'),
  breaker: setting('routing.breaker', DEFAULT_BREAKER, parseBreaker, 'breaker'),
  signals: setting('routing.signals', [], parseSignals, 'signals'),
  chains: setting<Readonly<Record<string, unknown>>>('routing.chains', {}, asRecord, 'chains'),
  classifier: choice<'off' | 'haiku'>('routing.classifier', 'off', ['off', 'haiku']),
  classifierConfidence: setting('routing.classifierConfidence', confidence, parseShare, 'share'),
  classifierUnsure: choice<ClaudeTier | 'auto'>(
    'routing.classifierUnsure',
    unsureTier,
    AUTO_OR_TIER,
  ),
  perRun: money('budget.perRun', 0.5),
  perDay: money('budget.perDay', 5),
  perMonth: money('budget.perMonth', null),
  workspacePerDay: money('budget.workspace.perDay', null),
  workspacePerMonth: money('budget.workspace.perMonth', null),
  budgetAction: choice<BudgetAction>('budget.action', 'ask', BUDGET_ACTIONS),
  confirmAbove: setting('confirmAbove', usdToNusd(0.1), parseAmount, 'money'),
  provider: place<ApiProvider>('api.provider', 'anthropic', oneOf(API_PROVIDERS)),
  baseUrl: setting('api.baseUrl', DEFAULT_BASE_URL, (value) => parseText(value) ?? '', 'place'),
  keyHeader: choice<KeyHeader>('api.keyHeader', 'bearer', KEY_HEADERS),
  region: place('api.region', '', parseName),
  project: place('api.project', '', parseName),
  prices: setting<Readonly<Record<string, PriceOverride>>>('prices', {}, parsePrices, 'prices'),
  statusBarVisible: setting('statusBar.visible', true, parseBoolean, 'boolean'),
  statusBarPeriod: choice<StatusPeriod>('statusBar.period', 'today', STATUS_PERIODS),
  glanceClaudeCode: setting('glance.claudeCode', false, parseBoolean, 'boolean'),
  neverSend: whole('neverSend', DEFAULT_NEVER_SEND, 'neverSend'),
  retentionDays: setting('ledger.retentionDays', 365, wholeNumber(1, 36_500), 'number'),
  tags: setting('ledger.tags', NO_TAGS, parseTags, 'tags'),
  instructions: setting('instructions', '', parseInstructions, 'instructions'),
  testsRun: choice<'off' | 'ask'>('tests.run', 'ask', ['off', 'ask']),
  testsNetwork: choice<'off' | 'on'>('tests.network', 'off', ['off', 'on']),
  testsMutants: setting('tests.mutants', 20, wholeNumber(0, 200), 'number'),
  testsMutationScore: setting('tests.mutationScore', 0.6, parseShare, 'share'),
  testsProbeArguments: setting('tests.probeArguments', true, parseBoolean, 'boolean'),
  secondLook: setting('review.secondLook', true, parseBoolean, 'boolean'),
  reviewComments: setting('review.comments', false, parseBoolean, 'boolean'),
  otlpEndpoint: setting('otlp.endpoint', '', parseEndpoint, 'endpoint'),
  auditShare: setting('audit.share', 0, parseShare, 'share'),
  docsPrivate: setting('docs.private', false, parseBoolean, 'boolean'),
} as const satisfies Readonly<Record<string, SettingRule<unknown>>>;

/** Settings that each task has. */
export const TASK_SETTINGS = {
  start: (task: TaskName) => choice<Tier | 'auto'>(`routing.start.${task}`, 'auto', AUTO_OR_TIER),
  only: (task: TaskName) => setting<Tier | null>(`routing.only.${task}`, null, parseOnly, 'choice'),
} as const;

/** Settings that each tier has. */
export const TIER_SETTINGS = {
  models: (tier: ClaudeTier) =>
    setting<string | null>(`models.${tier}`, null, parseModelId, 'model'),
  effort: (tier: ClaudeTier) =>
    choice<Effort | 'auto'>(`effort.${tier}`, 'auto', ['auto', ...EFFORTS]),
} as const;

/** A setting's whole name, as a person finds it. */
export function fullName({ name }: Pick<SettingRule<unknown>, 'name'>): string {
  return `${SETTINGS_SECTION}.${name}`;
}
