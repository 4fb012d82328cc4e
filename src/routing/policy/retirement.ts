import type { Coded } from '../../models/codes.ts';
import { runNote } from '../coded.ts';
import type { RunNote } from '../reasons.ts';
import type { TierPlan } from './tierPlan.ts';

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 60 * DAY_MS;

/** What to say of a model that is deprecated or soon retired; undefined: nothing. `now` in unix ms. */
export function retirementNote({ tier, model }: TierPlan, now: number): Coded<RunNote> | undefined {
  const left = model.retiresAt === null ? null : model.retiresAt - now;
  if (model.lifecycle === 'active' && (left === null || left >= SOON_MS)) return undefined;
  const about = { tier, model: model.id };
  if (left === null) return runNote('modelDeprecated', about);
  return runNote('modelDeprecated', { ...about, days: Math.max(0, Math.floor(left / DAY_MS)) });
}
