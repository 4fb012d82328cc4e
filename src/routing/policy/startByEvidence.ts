import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { candidatesOf, isKnown, isWorse } from './candidates.ts';
import type { Outlook } from './outlook.ts';
import type { Candidate, Order } from './planner.ts';
import { orderAt, startOf, WORTH_CHANGING } from './planner.ts';
import type { PolicyInput } from './policyInput.ts';

/** Answers that are known to be right before they lower a start. */
const ENOUGH_PROOFS = 5;
/** The share of accepted answers that are right must come this close to the default's. */
const AS_GOOD = 0.05;
const GOOD_ENOUGH = 0.8;
/** A start that was left is tried again when that costs this share of what was spent since. */
const RETRY_SHARE = 0.02;

/** A start with the order that would follow it. */
interface Option {
  readonly tier: ClaudeTier;
  /** What any answer of it is expected to cost, in nUSD. */
  readonly costNusd: number;
  readonly outlook: Outlook;
  readonly order: Order;
}

/**
 * Whether evidence may lower the start to a tier: by proofs and verdicts alone, never by passes of
 * a gate that checks the form.
 */
function isProven(lower: Outlook, usual: Outlook): boolean {
  if (lower.labels.passed < ENOUGH_PROOFS) return false;
  const needed = usual.labels.tried >= ENOUGH_PROOFS ? usual.right - AS_GOOD : GOOD_ENOUGH;
  return lower.right >= needed;
}

/** The starts that can be compared, the cheapest tier first. */
function optionsOf({ task, plans, evidence, settings }: PolicyInput): readonly Option[] {
  const tiers = CLAUDE_TIERS.filter((tier) => plans[tier] !== null);
  const asked = tiers.flatMap((tier) => plans[tier] ?? []);
  const candidates: readonly Candidate[] = candidatesOf(task, evidence, asked) ?? [];
  return tiers.flatMap((tier, at) => {
    const order = orderAt(candidates, startOf(settings.maxAttempts), at);
    const candidate = candidates[at];
    return order && candidate ? [{ tier, ...candidate, order }] : [];
  });
}

/**
 * Whether a start that was left is due to be tried again: what was known of it has grown old, and the
 * try costs little beside what was spent since. Never where only the form of an answer is checked.
 */
function isDue({ task, settings }: PolicyInput, usual: Option, best: Option): boolean {
  if (!TASK_ROUTING[task].gateChooses) return false;
  const loss = usual.order.costNusd - best.order.costNusd;
  const since = usual.outlook.runsSince * best.order.costNusd;
  return loss <= RETRY_SHARE * since && loss <= settings.confirmAboveNusd;
}

/** Where runs start that would start at an option: one above it that costs no more, if there is one. */
function startByPrice(options: readonly Option[], usual: number): number {
  const cost = options[usual]?.costNusd ?? -Infinity;
  const cheaper = options.findIndex((one, index) => index > usual && one.costNusd <= cost);
  return cheaper < 0 ? usual : startByPrice(options, cheaper);
}

/**
 * The start whose order costs least and whose answers are right as often as Opus's, or the usual one
 * where evidence does not carry a change.
 */
export function startByEvidence(input: PolicyInput, usual: ClaudeTier): ClaudeTier {
  if (input.settings.maxAttempts < 2) return usual;
  const options = optionsOf(input);
  const from = startByPrice(
    options,
    options.findIndex(({ tier }) => tier === usual),
  );
  const [here, top] = [options[from], options.at(-1)];
  if (!here || !top) return usual;
  const isBad = isWorse(here.outlook, top.outlook);
  let best = here;
  let least = isBad ? Infinity : here.order.costNusd * WORTH_CHANGING;
  for (const [index, option] of options.entries()) {
    const { order, outlook } = option;
    const isCarried =
      index < from ? isProven(outlook, here.outlook) : index > from && isKnown(here.outlook);
    if (!isCarried || isWorse(outlook, top.outlook) || order.costNusd >= least) continue;
    best = option;
    least = order.costNusd;
  }
  const isRaised = options.indexOf(best) > from;
  return isRaised && !isBad && isDue(input, here, best) ? usual : best.tier;
}
