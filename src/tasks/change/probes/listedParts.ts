/** What stands between commas outside of all brackets, up to a bracket that closes it. */
export function partsIn(text: string): readonly string[] {
  let depth = 0;
  let one = '';
  const all: string[] = [];
  for (const sign of text) {
    if (')]}'.includes(sign)) depth -= 1;
    if (depth < 0) break;
    if ('([{'.includes(sign)) depth += 1;
    if (sign === ',' && depth === 0) {
      all.push(one.trim());
      one = '';
    } else one += sign;
  }
  return [...all, one.trim()];
}
