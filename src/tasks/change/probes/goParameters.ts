import { partsIn } from './listedParts.ts';

/**
 * The types of the parameters of a function of Go by their names, in order; undefined: one of them has
 * no name of its own, or the function is one of many types.
 */
export function goParameters(signature: string): ReadonlyMap<string, string> | undefined {
  const open = /^\s*func\s+\w+\s*(?=\()/.exec(signature)?.[0].length;
  if (open === undefined) return undefined;
  const found = new Map<string, string>();
  let waiting: string[] = [];
  for (const part of partsIn(signature.slice(open + 1)).filter(Boolean)) {
    const [, name, type] = /^(\w+)(?:\s+(\S[^]*))?$/.exec(part) ?? [];
    if (name === undefined || name === '_') return undefined;
    waiting.push(name);
    if (type === undefined) continue;
    for (const one of waiting) {
      if (found.has(one)) return undefined;
      found.set(one, type.replace(/\s+/g, ' ').trim());
    }
    waiting = [];
  }
  return waiting.length === 0 ? found : undefined;
}
