import { abortable } from '../../models/abortable.ts';
import type { Tier } from '../../models/tier.ts';
import type { RunEstimate } from '../../routing/run/run.ts';
import type { Gathered } from '../input/gather.ts';
import type { ActiveRun } from './activeRuns.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { showProgress } from './progressNotification.ts';
import type { RunExecution } from './runExecution.ts';
import { targetText } from './targetText.ts';

/** Which tiers are asked, and whether what each is expected to cost is agreed to. */
export interface TiersAsked {
  readonly tiers: readonly Tier[];
  readonly agree: (estimates: readonly RunEstimate[]) => Promise<boolean>;
}

/**
 * What tiers answer to the same, one after the other and for nobody's use. Fewer than there are tiers where it was not
 * agreed to, or where one has come to nothing: then there is nothing to compare another with.
 */
export async function answersAtTiers(
  execution: RunExecution,
  active: ActiveRun,
  gathered: Gathered,
  { tiers, agree }: TiersAsked,
): Promise<readonly FinishedRun[]> {
  const estimates: RunEstimate[] = [];
  for (const comparedAt of tiers) {
    estimates.push(await execution.estimate(active, gathered, { comparedAt }));
  }
  if (!(await abortable(agree(estimates), active.controller.signal))) return [];
  const notification = showProgress(active, targetText(gathered));
  const finished: FinishedRun[] = [];
  try {
    for (const [index, comparedAt] of tiers.entries()) {
      const how = { comparedAt, agreedNusd: estimates[index]?.costNusd ?? 0 };
      const run = await execution.carryOut(active, gathered, how);
      finished.push(run);
      if (run.result.outcome === 'failed' || run.result.outcome === 'cancelled') break;
    }
  } finally {
    notification.dispose();
  }
  return finished;
}
