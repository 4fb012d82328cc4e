/**
 * The types of the parameters of a function of Go by their names, in order; undefined: one of them has
 * no name of its own, or the function is one of many types.
 */
export function goParameters(signature: string): ReadonlyMap<string, string> | undefined {
  const open = /^\s*func\s+\w+\s*(?=\()/.exec(signature)?.[0].length;
  if (open === undefined) return undefined;
  const found = new Map<string, string>();
  let waiting: string[] = [];
  for (const part of partsIn(signature.slice(open + 1))) {
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

/** What stands between commas outside of all brackets, up to the bracket that closes it. */
function partsIn(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let one = '';
  for (const sign of text) {
    if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0) break;
    if ('([{'.includes(sign)) depth += 1;
    if (sign === ',' && depth === 0) {
      parts.push(one.trim());
      one = '';
    } else one += sign;
  }
  return [...parts, one.trim()].filter((part) => part !== '');
}
