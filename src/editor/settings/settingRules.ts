import type { KeyHeader } from '../../providers/port.ts';
import type { PriceOverride } from '../../models/prices.ts';
import { TASK_NAMES, type TaskName } from '../../models/task.ts';
import { CLAUDE_TIERS, EFFORTS, type Effort, type Tier } from '../../models/tier.ts';
import type { Coded } from '../../models/codes.ts';
import {
  type BudgetAction,
  type ChainStep,
  DEFAULT_BREAKER,
  DEFAULT_CLASSIFIER,
  DEFAULT_MIN_CONFIDENCE,
  DEFAULT_RETRY,
  type RoutingSettings,
} from '../../routing/settings.ts';
import { addressProblem, isClaudeAddress } from './apiOrigin.ts';
import { readChains } from './chainRules.ts';
import { floorFor, readFloors } from './floorRules.ts';
import { SETTINGS, SETTINGS_SECTION, settingFor } from '../ids.ts';
import { DEFAULT_NEVER_SEND, MOST_NEVER_SEND } from './neverSendList.ts';
import { areCheap } from '../../models/pathRules.ts';
import {
  asRecord,
  parseAmount,
  parseBoolean,
  parseBreaker,
  parseInstructions,
  parseModelId,
  parseName,
  parseOnly,
  parsePrices,
  parseRetry,
  parseShare,
  parseText,
  textsIn,
  usdToNusd,
  wholeNumber,
} from './settingValues.ts';
import { parseSignals } from './signalRules.ts';

/** Reads the raw value of a setting by its name below `tierwise.`; undefined when it is not set. */
export type RawSetting = (name: string) => unknown;

/** Periods that the status bar can show. */
const STATUS_PERIODS = ['today', '7days', '30days'] as const;
export type StatusPeriod = (typeof STATUS_PERIODS)[number];

/** Who runs the models of a run. */
export const API_PROVIDERS = ['anthropic', 'bedrock', 'vertex', 'editor'] as const;
export type ApiProvider = (typeof API_PROVIDERS)[number];

const KEY_HEADERS = ['bearer', 'x-api-key'] as const satisfies readonly KeyHeader[];

export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

const BUDGET_ACTIONS: readonly BudgetAction[] = ['warn', 'stayCheap', 'ask', 'stop'];
const TIERS: readonly Tier[] = CLAUDE_TIERS;

/** All settings as typed data, and a coded sentence for each value that cannot be used. */
export interface SettingsRead {
  readonly routing: RoutingSettings;
  /** null, as for region and project: it cannot be read, and code must not go elsewhere for that. */
  readonly provider: ApiProvider | null;
  /** As it is written; empty when that is no text. */
  readonly baseUrl: string;
  /** The header that carries the key: gateways may look at one of them alone. */
  readonly keyHeader: KeyHeader;
  /** Region at Bedrock or Vertex, and project at Vertex; empty: as the credentials say. */
  readonly region: string | null;
  readonly project: string | null;
  /** The user's own prices by model id, in USD per million tokens. */
  readonly prices: Readonly<Record<string, PriceOverride>>;
  readonly statusBarVisible: boolean;
  /** Write Docs on a whole file takes in what nobody outside it can use. */
  readonly docsPrivate: boolean;
  readonly statusBarPeriod: StatusPeriod;
  readonly neverSend: readonly string[];
  /** Days for which runs are kept one by one; their sums stay. */
  readonly retentionDays: number;
  /** Path of the project's instructions in its folder; '' for the usual places. */
  readonly instructions: string;
  /** Whether generated tests may be run: never, or after a question. */
  readonly testsRun: 'off' | 'ask';
  /** Whether isolated test runs may use the network. */
  readonly testsNetwork: 'off' | 'on';
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
  /** What says where calls go: null when it cannot be read, for no default may take its place. */
  const place = <T>(name: string, unset: T, parse: (value: unknown) => T | undefined): T | null =>
    raw(name) === undefined ? unset : read<T | null>(name, null, parse, 'place');
  const provider = place<ApiProvider>(SETTINGS.provider, 'anthropic', oneOf(API_PROVIDERS));
  const region = place(SETTINGS.region, '', parseName);
  const project = place(SETTINGS.project, '', parseName);
  const pins = { haiku: pin('haiku'), sonnet: pin('sonnet'), opus: pin('opus') };
  const chains = (): RoutingSettings['chains'] => {
    const table = read<Readonly<Record<string, unknown>>>(SETTINGS.chains, {}, asRecord, 'chains');
    const found = new Map<string, readonly ChainStep[]>();
    const about = { maxAttempts, mainProvider: provider, region, pins };
    for (const [task, chain] of readChains(table, about)) {
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
  const floor = (): Tier | null => {
    const { floors, isWhole } = readFloors(raw(SETTINGS.floors) ?? {});
    const setting = `${SETTINGS_SECTION}.${SETTINGS.floors}`;
    if (!isWhole) problems.push({ code: 'settings.floors', args: { setting } });
    return floorFor(floors, path);
  };
  const neverSend = (): readonly string[] => {
    const value = raw(SETTINGS.neverSend) ?? DEFAULT_NEVER_SEND;
    const texts = textsIn(value) ?? [];
    if (texts.length > MOST_NEVER_SEND) {
      problems.push({ code: 'settings.neverSendLong', args: { limit: MOST_NEVER_SEND } });
      return ['*'];
    }
    if (!areCheap(texts)) {
      problems.push({ code: 'settings.neverSendDear', args: {} });
      return ['*'];
    }
    if (Array.isArray(value) && texts.length === value.length) return texts;
    const setting = `${SETTINGS_SECTION}.${SETTINGS.neverSend}`;
    problems.push({ code: 'settings.neverSend', args: { setting } });
    return [...DEFAULT_NEVER_SEND, ...texts];
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
    floor: floor(),
    maxAttempts,
    maxWaitMs: read(SETTINGS.maxWait, 30, wholeNumber(0, 600), 'number') * 1000,
    models: pins,
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

  const baseUrl = parseText(raw(SETTINGS.baseUrl) ?? DEFAULT_BASE_URL) ?? '';
  const badAddress = provider === 'anthropic' ? addressProblem(baseUrl) : undefined;
  if (badAddress) problems.push(badAddress);
  const unpinned = CLAUDE_TIERS.filter((tier) => routing.models[tier] === null);
  // Only the Claude API is sure to say which models there are.
  const needsPins =
    provider === 'anthropic'
      ? !badAddress && !isClaudeAddress(baseUrl)
      : provider === 'bedrock' || provider === 'vertex';
  if (needsPins && unpinned.length > 0) {
    const missing = unpinned.map((tier) => `${SETTINGS_SECTION}.${settingFor('models', tier)}`);
    const setting = missing.join(', ');
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
    keyHeader: read<KeyHeader>(SETTINGS.keyHeader, 'bearer', oneOf(KEY_HEADERS), 'choice'),
    region,
    project,
    prices: read(SETTINGS.prices, {}, parsePrices, 'prices'),
    statusBarVisible: read(SETTINGS.statusBarVisible, true, parseBoolean, 'boolean'),
    statusBarPeriod: read<StatusPeriod>(
      SETTINGS.statusBarPeriod,
      'today',
      oneOf(STATUS_PERIODS),
      'choice',
    ),
    neverSend: neverSend(),
    retentionDays: read(SETTINGS.retentionDays, 365, wholeNumber(1, 36_500), 'number'),
    instructions: read(SETTINGS.instructions, '', parseInstructions, 'instructions'),
    docsPrivate: read(SETTINGS.docsPrivate, false, parseBoolean, 'boolean'),
    testsRun: read<'off' | 'ask'>(SETTINGS.testsRun, 'ask', oneOf(['off', 'ask']), 'choice'),
    testsNetwork: read<'off' | 'on'>(SETTINGS.testsNetwork, 'off', oneOf(['off', 'on']), 'choice'),
    problems,
  };
}

function perTask<T>(read: (task: TaskName) => T): Record<TaskName, T> {
  const entries = TASK_NAMES.map((task) => [task, read(task)] as const);
  return Object.fromEntries(entries) as Record<TaskName, T>;
}
