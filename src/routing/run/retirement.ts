import type { Coded } from '../../models/codes.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import { coded } from './step.ts';

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 60 * DAY_MS;

/** What to say of a model that is deprecated or soon retired; undefined: nothing. `now` in unix ms. */
export function retirementNote({ tier, model }: TierPlan, now: number): Coded | undefined {
  const left = model.retiresAt === null ? null : model.retiresAt - now;
  if (model.lifecycle === 'active' && (left === null || left >= SOON_MS)) return undefined;
  const about = { tier, model: model.id };
  if (left === null) return coded('modelDeprecated', about);
  return coded('modelDeprecated', { ...about, days: Math.max(0, Math.floor(left / DAY_MS)) });
}
