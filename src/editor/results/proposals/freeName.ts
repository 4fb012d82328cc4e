/**
 * The `n`-th other name for a file whose name is taken, with the mark by which its framework finds
 * it kept in place: `cart.test.ts` -> `cart2.test.ts`, `cart_test.go` -> `cart2_test.go`.
 */
export function otherName(name: string, n: number): string {
  const [, stem = name, ending = ''] =
    /^(.*?)((?:[._-](?:test|tests|spec))?(?:\.[^.]+)*)$/i.exec(name) ?? [];
  return `${stem}${n}${ending}`;
}
