import type { PlainNode } from './plainTree.ts';

/** What a statement at the top of a file does when the file is loaded. */
export type UnitKind =
  /** There before anything runs: it may stand anywhere. */
  | 'hoisted'
  /** It gives a name to something and neither uses nor changes anything else. */
  | 'inert'
  /** It may do anything. */
  | 'active';

/** A statement at the top of a file. */
export interface Unit {
  readonly node: PlainNode;
  readonly kind: UnitKind;
  /** What it declares; undefined where it is not certain. */
  readonly name: string | undefined;
}

/** Reads the statements at the top of a file. */
export type UnitReader = (root: PlainNode, text: string) => readonly Unit[];

/**
 * The units of a text in the order in which another has those of the same names, where that changes
 * nothing: what is hoisted may stand anywhere, what is inert anywhere between the same active ones,
 * and active ones stay in their order. undefined: it would change something, or cannot be told.
 */
export function inOrderOf(
  wanted: readonly Unit[],
  units: readonly Unit[],
): readonly Unit[] | undefined {
  if (wanted.length !== units.length) return undefined;
  const byName = new Map<string, Unit>();
  for (const unit of units) {
    if (unit.name === undefined) continue;
    // Of two of one name the last holds, or neither is there.
    if (byName.has(unit.name)) return undefined;
    if (unit.kind !== 'active') byName.set(unit.name, unit);
  }
  const placed = new Set<Unit>();
  const found = wanted.map(({ name, kind }) => {
    const unit = name === undefined || kind === 'active' ? undefined : byName.get(name);
    if (unit !== undefined) placed.add(unit);
    return unit;
  });
  const rest = units.filter((unit) => !placed.has(unit)).values();
  const ordered = found.map((unit) => unit ?? rest.next().value);
  if (!ordered.every((unit) => unit !== undefined)) return undefined;
  if (new Set(ordered).size !== units.length) return undefined;
  const before = activeBefore(units);
  const after = activeBefore(ordered);
  const isKept = units.every(
    (unit) => unit.kind === 'hoisted' || before.get(unit) === after.get(unit),
  );
  return isKept ? ordered : undefined;
}

/** How many active units stand before each. */
function activeBefore(units: readonly Unit[]): ReadonlyMap<Unit, number> {
  const counts = new Map<Unit, number>();
  let active = 0;
  for (const unit of units) {
    counts.set(unit, active);
    if (unit.kind === 'active') active += 1;
  }
  return counts;
}
