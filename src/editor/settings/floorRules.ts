import { areCheap, pathRules } from '../../models/paths/pathRules.ts';
import type { Tier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import { asRecord } from './settingValues.ts';

/** The lowest tier for the files that a pattern matches. */
interface Floor {
  readonly glob: string;
  readonly tier: Tier;
}

/** Each is looked up by itself. */
const MOST_FLOORS = 500;

/** The floors of a table, and whether all of it could be read. */
export function readFloors(value: unknown): {
  readonly floors: readonly Floor[];
  readonly isWhole: boolean;
} {
  const given = Object.entries(asRecord(value) ?? {});
  if (given.length > MOST_FLOORS || !areCheap(given.map(([glob]) => glob))) {
    return { floors: [], isWhole: false };
  }
  const floors = given.flatMap(([glob, wanted]): readonly Floor[] => {
    const tier = CLAUDE_TIERS.find((candidate) => candidate === wanted);
    return tier === undefined ? [] : [{ glob, tier }];
  });
  const isWhole = asRecord(value) !== undefined && floors.length === given.length;
  return { floors, isWhole };
}

/** The highest floor whose pattern matches, whatever the order in the settings. */
export function floorFor(floors: readonly Floor[], path: string | undefined): Tier | null {
  if (path === undefined) return null;
  const matching = floors.filter(({ glob }) => pathRules([glob]).matches(path));
  return CLAUDE_TIERS.findLast((tier) => matching.some((floor) => floor.tier === tier)) ?? null;
}
