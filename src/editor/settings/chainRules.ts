import type { Pins } from '../../models/catalog.ts';
import { bundledModel } from '../../models/catalog.ts';
import type { TaskName } from '../../models/task.ts';
import { TASK_NAMES } from '../../models/task.ts';
import { CLAUDE_TIERS, EFFORTS } from '../../models/tier.ts';
import { PROVIDER_NAMES, traitsOfProvider } from '../../providers/providers.ts';
import type { ChainStep, RoutingSettings } from '../../routing/settings.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import { fullName, SETTINGS } from './settingTable.ts';

/** Tokens that a step may give its answer. */
export const STEP_LIMITS = { least: 256, most: 128_000 } as const;

/** Why a chain cannot work; worded below `cause.`. */
export type ChainFault =
  | 'chainTask'
  | 'chainList'
  | 'chainLong'
  | 'chainStep'
  | 'chainUnknown'
  | 'chainProvider'
  | 'chainModel'
  | 'chainTier'
  | 'chainRegion'
  | 'chainEffort'
  | 'chainNoEffort'
  | 'chainLimit'
  | 'chainTwice';

/** A chain that can be used, or what is wrong with it and at which step (from 1; 0: the chain). */
export type ChainRead =
  | { readonly steps: readonly ChainStep[] }
  | { readonly steps: null; readonly fault: ChainFault; readonly step: number };

/** Names each step at a provider that is not set up. */
export function stepsAt(provider: string, chains: RoutingSettings['chains']): readonly Message[] {
  return TASK_NAMES.flatMap((task) =>
    (chains[task] ?? []).flatMap((step, index) => {
      if (step.provider !== provider) return [];
      const setting = `${fullName(SETTINGS.chains)}.${task}`;
      const args = { setting, step: index + 1, cause: 'chainOff' };
      return [coded('settings.chainStep', args)];
    }),
  );
}

const KEYS: readonly string[] = ['provider', 'tier', 'model', 'effort', 'limit'];
const MODEL_ID = /^[\w.:@/-]{1,200}$/;

/** What a chain is read beside. */
interface ChainSurroundings {
  /** What a run may take in all. */
  readonly maxAttempts: number;
  /** Who runs the models of a run; null: that cannot be read. */
  readonly mainProvider: string | null;
  /** The region for Bedrock and Vertex; empty: none is set. */
  readonly region: string | null;
  readonly pins: Pins;
}

/** Reads the chains of all tasks. */
export function readChains(
  value: Readonly<Record<string, unknown>>,
  about: ChainSurroundings,
): readonly (readonly [string, ChainRead])[] {
  return Object.entries(value).map(([task, steps]) => [
    task,
    isTask(task) ? readChain(steps, about) : bad('chainTask'),
  ]);
}

function isTask(name: string): name is TaskName {
  return TASK_NAMES.some((task) => task === name);
}

function bad(fault: ChainFault, step = 0): ChainRead {
  return { steps: null, fault, step };
}

function readChain(value: unknown, about: ChainSurroundings): ChainRead {
  if (!Array.isArray(value) || value.length === 0) return bad('chainList');
  // What is beyond the bound could never be reached.
  if (value.length > about.maxAttempts) return bad('chainLong');
  const steps: ChainStep[] = [];
  const seen = new Set<string>();
  for (const [index, given] of (value as readonly unknown[]).entries()) {
    const step = readStep(given, about);
    if (typeof step === 'string') return bad(step, index + 1);
    const { limit: _limit, ...asked } = step;
    const name = JSON.stringify(asked);
    if (seen.has(name)) return bad('chainTwice', index + 1);
    seen.add(name);
    steps.push(step);
  }
  return { steps };
}

function readStep(given: unknown, about: ChainSurroundings): ChainStep | ChainFault {
  const { mainProvider, region, pins } = about;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'chainStep';
  if (Object.keys(given).some((key) => !KEYS.includes(key))) return 'chainUnknown';
  const { provider, tier, model, effort, limit }: Record<string, unknown> = { ...given };
  const named = PROVIDER_NAMES.find((one) => one === provider) ?? null;
  if (provider !== undefined && named === null) return 'chainProvider';
  const isForeign = named !== null && named !== mainProvider;
  const claude = CLAUDE_TIERS.find((one) => one === tier) ?? null;
  if (tier !== undefined && claude === null) return 'chainModel';
  const isId = typeof model === 'string' && MODEL_ID.test(model);
  if (model !== undefined && !isId) return 'chainModel';
  // A tier has a model at the run's own provider alone; elsewhere the model must be named.
  if (!isId && (claude === null || isForeign)) return 'chainModel';
  const traits = named === null ? undefined : traitsOfProvider(named);
  if (traits?.hasTiers === false && claude !== null) return 'chainTier';
  if (isForeign && traits?.needsRegion === true && region === '') return 'chainRegion';
  const level = EFFORTS.find((one) => one === effort) ?? null;
  if (effort !== undefined && level === null) return 'chainEffort';
  const id = isId ? model : claude && pins[claude];
  const known = id === null ? undefined : bundledModel(id);
  if (level !== null && known && !known.efforts.includes(level)) return 'chainNoEffort';
  const isLimit =
    typeof limit === 'number' && Number.isInteger(limit) && limit >= STEP_LIMITS.least;
  if (limit !== undefined && !(isLimit && limit <= STEP_LIMITS.most)) return 'chainLimit';
  return {
    provider: isForeign ? named : null,
    tier: claude,
    model: isId ? model : null,
    effort: level,
    limit: isLimit ? limit : null,
  };
}
