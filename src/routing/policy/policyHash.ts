import type { RoutingSettings } from '../settings.ts';

/** Counted up whenever the rules decide otherwise than before. */
const RULES_VERSION = 1;

/** A short hash of the rules and of the settings that decide a route: equal hashes, equal policies. */
export function policyHash(settings: RoutingSettings): string {
  const { start, only, floor, maxAttempts, models, effort, chains, classifier } = settings;
  const { signals, rollout, explore, canary, minConfidence } = settings;
  const own = signals.map(({ pattern, ...signal }) => ({ ...signal, pattern: pattern?.source }));
  const all = { start, only, floor, maxAttempts, models, effort, chains, classifier };
  return fnv1a(JSON.stringify([RULES_VERSION, all, own, rollout, explore, canary, minConfidence]));
}

/** 32 bits of FNV-1a, as eight hexadecimal digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
