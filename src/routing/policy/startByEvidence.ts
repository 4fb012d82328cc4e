import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { candidatesOf, isKnown, isWorse } from './candidates.ts';
import type { Outlook } from './outlook.ts';
import { outlookOf } from './outlook.ts';
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

/** Whether enough is known of any tier for a start to be changed by it. */
function isAnythingKnown({ task, evidence }: PolicyInput): boolean {
  return CLAUDE_TIERS.some((tier) => {
    const outlook = outlookOf(task, evidence[tier]);
    return isKnown(outlook) || outlook.labels.passed >= ENOUGH_PROOFS;
  });
}

/** The starts that can be compared, the cheapest tier first. */
export function optionsOf({ task, plans, evidence, settings }: PolicyInput): readonly Option[] {
  const tiers = CLAUDE_TIERS.filter((tier) => plans[tier] !== null);
  const asked = tiers.flatMap((tier) => plans[tier] ?? []);
  const candidates: readonly Candidate[] = candidatesOf(task, evidence, asked) ?? [];
  return tiers.flatMap((tier, at) => {
    const order = orderAt(candidates, startOf(settings.maxAttempts), at);
    const candidate = candidates[at];
    return order && candidate ? [{ tier, ...candidate, order }] : [];
  });
}

/** Whether it is known that a run which starts at a tier costs more in the end than one at another. */
export function isKnownDearer(input: PolicyInput, tier: ClaudeTier, other: ClaudeTier): boolean {
  const options = optionsOf(input);
  const one = options.find((option) => option.tier === tier);
  const two = options.find((option) => option.tier === other);
  return one !== undefined && two !== undefined && isDearer(one, two);
}

/**
 * Whether a start that was left is due to be tried again: what was known of it has grown old, and the
 * try costs little beside what was spent since. Never where only the form of an answer is checked.
 */
function isDue({ task, settings }: PolicyInput, left: Option, best: Option): boolean {
  if (!TASK_ROUTING[task].gateChooses) return false;
  const loss = left.order.costNusd - best.order.costNusd;
  const since = left.outlook.runsSince * best.order.costNusd;
  return loss <= RETRY_SHARE * since && loss <= settings.confirmAboveNusd;
}

/** Whether it is known that runs which start at an option cost more in the end than those at another. */
function isDearer(one: Option, other: Option): boolean {
  if (!isKnown(one.outlook) || !isKnown(other.outlook)) return false;
  return one.order.costNusd > other.order.costNusd;
}

/** Where runs start that would start at an option: one above it that costs no more, if there is one. */
function startByPrice(options: readonly Option[], usual: number): number {
  const here = options[usual];
  const cheaper = options.findIndex(
    (one, index) => here && index > usual && one.costNusd <= here.costNusd && !isDearer(one, here),
  );
  return cheaper < 0 ? usual : startByPrice(options, cheaper);
}

/**
 * The start whose order costs least and whose answers are right as often as Opus's, or the usual one
 * where evidence does not carry a change.
 */
export function startByEvidence(input: PolicyInput, usual: ClaudeTier): ClaudeTier {
  if (input.settings.maxAttempts < 2) return usual;
  if (!isAnythingKnown(input)) return usual;
  const options = optionsOf(input);
  const usualAt = options.findIndex(({ tier }) => tier === usual);
  const from = startByPrice(options, usualAt);
  const [here, top] = [options[from], options.at(-1)];
  if (!here || !top || usualAt < 0) return usual;
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
  // What costs no less than the next tier is left by a rule of its own.
  if (best === here) return usual;
  if (isBad) return best.tier;
  const left = options
    .slice(usualAt, options.indexOf(best))
    .filter(({ outlook }) => isKnown(outlook));
  const due = left.filter((option) => isDue(input, option, best));
  const [next] = due.toSorted((one, other) => one.order.costNusd - other.order.costNusd);
  return (next ?? best).tier;
}
