import type { Declaration, LineRange, SyntaxFacts } from '../../../syntax/syntax.ts';

/** Functions that are called by one probe. */
const MOST_TARGETS = 4;

/**
 * The exported functions that a change is in, else those that use what it is in. Their parameters are
 * those of both texts. `isOwnPackage`: what calls them reaches all.
 */
export function probeTargets(
  before: { readonly text: string; readonly facts: SyntaxFacts },
  after: { readonly text: string; readonly facts: SyntaxFacts },
  changed: readonly LineRange[],
  isOwnPackage = false,
): readonly Declaration[] {
  const known = new Map(before.facts.declarations.map((one) => [one.path, one]));
  const functions = after.facts.declarations.filter(
    (one) => one.kind === 'function' && one.path === one.name && one.name !== 'default',
  );
  const touched = (one: Declaration): boolean =>
    changed.some((range) => one.firstLine <= range.lastLine && one.lastLine >= range.firstLine);
  const names = new Set(functions.filter(touched).map(({ name }) => name));
  // What calls what is changed is changed, too; twice is far enough.
  for (let round = 0; round < 2; round += 1) {
    for (const one of functions) {
      const words = after.text.slice(one.start, one.end).match(/[\p{L}\p{N}_$]+/gu) ?? [];
      if (words.some((word) => names.has(word))) names.add(one.name);
    }
  }
  const callable = functions.filter(({ exported, name, path, parameters }) => {
    const old = known.get(path);
    return (
      names.has(name) &&
      old !== undefined &&
      (isOwnPackage || (exported && old.exported)) &&
      sameNumber(old.parameters, parameters)
    );
  });
  return callable.sort((one, other) => rank(other) - rank(one)).slice(0, MOST_TARGETS);

  function rank(one: Declaration): number {
    return touched(one) ? 1 : 0;
  }
}

function sameNumber(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length;
}
