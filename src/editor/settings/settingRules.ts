import { areCheap } from '../../models/paths/pathRules.ts';
import type { PriceOverride } from '../../models/prices.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { KeyHeader } from '../../providers/port.ts';
import type { ApiProvider } from '../../providers/providers.ts';
import { traitsOfProvider } from '../../providers/providers.ts';
import type { ChainStep, RoutingSettings } from '../../routing/settings.ts';
import type { MutationBounds } from '../../tasks/task.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import { addressProblem, isClaudeAddress } from './apiOrigin.ts';
import { readChains } from './chainRules.ts';
import { floorFor, readFloors } from './floorRules.ts';
import { DEFAULT_NEVER_SEND, MOST_NEVER_SEND } from './neverSendList.ts';
import type { SettingRule, StatusPeriod, ValuesOf } from './settingTable.ts';
import { fullName, SETTINGS, TASK_SETTINGS, TIER_SETTINGS } from './settingTable.ts';
import { textsIn } from './settingValues.ts';
import type { TagSettings } from './tagRules.ts';

/** Reads the raw value of a setting by its name below `tierwise.`; undefined when it is not set. */
export type RawSetting = (name: string) => unknown;

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
  /** Whether Claude Code's own logs are read, for what it has spent. */
  readonly glanceClaudeCode: boolean;
  readonly neverSend: readonly string[];
  /** Days for which runs are kept one by one; their sums stay. */
  readonly retentionDays: number;
  /** What runs are tagged with in the ledger. */
  readonly tags: TagSettings;
  /** Path of the project's instructions in its folder; '' for the usual places. */
  readonly instructions: string;
  /** Whether generated tests may be run: never, or after a question. */
  readonly testsRun: 'off' | 'ask';
  /** Whether isolated test runs may use the network. */
  readonly testsNetwork: 'off' | 'on';
  /** How many changes of their subject generated tests are run against, and what they have to notice. */
  readonly mutation: MutationBounds;
  /** Share of the accepted answers whose user is asked, a day later, whether they were right. */
  readonly auditShare: number;
  /** Whether findings also stand as comments at their lines. */
  readonly reviewComments: boolean;
  /** Address of a collector that runs are sent to; empty for none. */
  readonly otlpEndpoint: string;
  readonly problems: readonly Message[];
}

/**
 * Reads and validates every setting. A value that cannot be used is named in `problems` and its
 * default taken. `path` is the file at hand, relative to its folder, for the floors; undefined
 * when there is none.
 */
export function readSettings(raw: RawSetting, path: string | undefined): SettingsRead {
  const problems: Message[] = [];
  const read: Read = (rule) => readOne(rule, raw, problems);
  const set = readTable(SETTINGS, read);
  const routing = routingFrom(set, read, path, problems);
  problems.push(...placeProblems(set, routing));
  const { provider, keyHeader, region, project, prices, retentionDays, instructions } = set;
  const { statusBarVisible, statusBarPeriod, docsPrivate, testsRun, testsNetwork } = set;
  return {
    routing,
    provider,
    baseUrl: set.baseUrl,
    keyHeader,
    region,
    project,
    prices,
    statusBarVisible,
    statusBarPeriod,
    glanceClaudeCode: set.glanceClaudeCode,
    neverSend: neverSendFrom(set.neverSend, problems),
    retentionDays,
    tags: set.tags,
    instructions,
    docsPrivate,
    testsRun,
    testsNetwork,
    auditShare: set.auditShare,
    reviewComments: set.reviewComments,
    otlpEndpoint: set.otlpEndpoint,
    mutation: { most: set.testsMutants, score: set.testsMutationScore },
    problems,
  };
}

type Read = <T>(rule: SettingRule<T>) => T;
type Values = ValuesOf<typeof SETTINGS>;

function readOne<T>(rule: SettingRule<T>, raw: RawSetting, problems: Message[]): T {
  const value = raw(rule.name);
  if (value === undefined) return rule.fallback;
  const parsed = rule.parse(value);
  if (parsed !== undefined) return parsed;
  problems.push(coded(`settings.${rule.expected}`, { setting: fullName(rule) }));
  return rule.unusable;
}

function readTable<Rules extends Readonly<Record<string, SettingRule<unknown>>>>(
  rules: Rules,
  read: Read,
): ValuesOf<Rules> {
  const entries = Object.entries(rules).map(([key, rule]) => [key, read(rule)] as const);
  return Object.fromEntries(entries) as ValuesOf<Rules>;
}

function perTask<T>(read: (task: TaskName) => T): Record<TaskName, T> {
  const entries = TASK_NAMES.map((task) => [task, read(task)] as const);
  return Object.fromEntries(entries) as Record<TaskName, T>;
}

function perTier<T>(read: (tier: ClaudeTier) => T): Record<ClaudeTier, T> {
  const entries = CLAUDE_TIERS.map((tier) => [tier, read(tier)] as const);
  return Object.fromEntries(entries) as Record<ClaudeTier, T>;
}

function routingFrom(
  set: Values,
  read: Read,
  path: string | undefined,
  problems: Message[],
): RoutingSettings {
  const models = perTier((tier) => read(TIER_SETTINGS.models(tier)));
  return {
    start: perTask((task) => read(TASK_SETTINGS.start(task))),
    only: perTask((task) => read(TASK_SETTINGS.only(task))),
    floor: floorFrom(set.floors, path, problems),
    maxAttempts: set.maxAttempts,
    maxWaitMs: set.maxWait * 1000,
    models,
    effort: perTier((tier) => read(TIER_SETTINGS.effort(tier))),
    budget: {
      perRunNusd: set.perRun,
      perDayNusd: set.perDay,
      perMonthNusd: set.perMonth,
      workspacePerDayNusd: set.workspacePerDay,
      workspacePerMonthNusd: set.workspacePerMonth,
      action: set.budgetAction,
    },
    rollout: set.rollout,
    explore: set.explore,
    canary: set.canary,
    minConfidence: set.minConfidence,
    retry: set.retry,
    breaker: set.breaker,
    signals: set.signals,
    chains: chainsFrom(set, models, problems),
    classifier: {
      use: set.classifier,
      confidence: set.classifierConfidence,
      unsureTier: set.classifierUnsure,
    },
    secondLook: set.secondLook,
    probeArguments: set.testsProbeArguments,
    confirmAboveNusd: set.confirmAbove,
  };
}

function chainsFrom(
  { chains, maxAttempts, provider, region }: Values,
  pins: RoutingSettings['models'],
  problems: Message[],
): RoutingSettings['chains'] {
  const found = new Map<string, readonly ChainStep[]>();
  const about = { maxAttempts, mainProvider: provider, region, pins };
  for (const [task, chain] of readChains(chains, about)) {
    if (chain.steps !== null) {
      found.set(task, chain.steps);
      continue;
    }
    const { fault: cause, step } = chain;
    const setting = `${fullName(SETTINGS.chains)}.${task}`;
    const code = step === 0 ? 'settings.chain' : 'settings.chainStep';
    problems.push(coded(code, { setting, step, cause }));
  }
  return perTask((task) => found.get(task) ?? null);
}

function floorFrom(value: unknown, path: string | undefined, problems: Message[]): Tier | null {
  const { floors, isWhole } = readFloors(value);
  const setting = fullName(SETTINGS.floors);
  if (!isWhole) problems.push(coded('settings.floors', { setting }));
  return floorFor(floors, path);
}

/** Fails closed: what cannot be looked up in time keeps everything back. */
function neverSendFrom(value: unknown, problems: Message[]): readonly string[] {
  const texts = textsIn(value) ?? [];
  if (texts.length > MOST_NEVER_SEND) {
    problems.push(coded('settings.neverSendLong', { limit: MOST_NEVER_SEND }));
    return ['*'];
  }
  if (!areCheap(texts)) {
    problems.push(coded('settings.neverSendDear'));
    return ['*'];
  }
  if (Array.isArray(value) && texts.length === value.length) return texts;
  const setting = fullName(SETTINGS.neverSend);
  problems.push(coded('settings.neverSend', { setting }));
  return [...DEFAULT_NEVER_SEND, ...texts];
}

/** What is missing or wrong where calls go. */
function placeProblems(
  { provider, baseUrl, region }: Values,
  { models }: RoutingSettings,
): readonly Message[] {
  const traits = provider === null ? undefined : traitsOfProvider(provider);
  const badAddress = provider === 'anthropic' ? addressProblem(baseUrl) : undefined;
  const unpinned = CLAUDE_TIERS.filter((tier) => models[tier] === null);
  // Only the Claude API is sure to say which models there are.
  const needsPins =
    traits?.needsPins === 'always' ||
    (traits?.needsPins === 'elsewhere' && !badAddress && !isClaudeAddress(baseUrl));
  const problems: Message[] = badAddress ? [badAddress] : [];
  if (needsPins && unpinned.length > 0) {
    const setting = unpinned.map((tier) => fullName(TIER_SETTINGS.models(tier))).join(', ');
    problems.push(coded('settings.pinNeeded', { setting }));
  }
  if (traits?.needsRegion === true && region === '') {
    const setting = fullName(SETTINGS.region);
    problems.push(coded('settings.regionNeeded', { setting }));
  }
  return problems;
}
