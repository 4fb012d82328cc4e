/** Ways in which tests say nothing, or nothing of what they are for. */
export type Vacuity =
  'as it is' | 'assertion removed' | 'truthiness' | 'compared with itself' | 'of another function';

/** A test file made weak. */
export interface WeakTest {
  readonly vacuity: Vacuity;
  readonly text: string;
}

/** How one line of a test is weakened; undefined: it is left as it is. */
type Weaken = (line: string) => string | undefined;

/** What stands in the brackets of a call that is all of a line: two arguments, as far as commas tell. */
const TWO = /^(\s*)([\w.]*(?:assert|t)\.\w*(?:[eE]qual|same|is)\w*)\(([^,]+),\s*(.+)\);?$/;
const EXPECT = /^(\s*)expect\((.+)\)\.(?:not\.)?to\w*\(.*\);?$/;
const CHAI = /^(\s*)expect\((.+)\)\.(?:to|not)\.[\w.]+(?:\(.*\))?;?$/;
const PY_EQUAL = /^(\s*)assert (.+?) == (.+)$/;
const PY_ASSERT = /^(\s*)assert\b.*$/;
const PY_METHOD = /^(\s*)self\.assert\w*\((.*)\)$/;
const PY_METHOD_TWO = /^(\s*)self\.assertEquals?\(([^,]+),\s*(.+)\)$/;

const SCRIPTS: Readonly<Record<Exclude<Vacuity, 'as it is' | 'of another function'>, Weaken>> = {
  'assertion removed': (line) =>
    TWO.test(line) || EXPECT.test(line) || CHAI.test(line) || /^\s*assert\b.*\);?$/.test(line)
      ? `${indentOf(line)};`
      : undefined,
  truthiness: (line) => {
    const two = TWO.exec(line);
    if (two !== null) return `${two[1]}assert.ok(${two[3]} !== null);`;
    const expected = EXPECT.exec(line);
    if (expected !== null) return `${expected[1]}expect(${expected[2]}).not.toBeNull();`;
    const chai = CHAI.exec(line);
    return chai === null ? undefined : `${chai[1]}expect(${chai[2]}).to.not.equal(null);`;
  },
  'compared with itself': (line) => {
    const two = TWO.exec(line);
    if (two !== null) return `${two[1]}${two[2]}(${two[3]}, ${two[3]});`;
    const expected = EXPECT.exec(line);
    if (expected !== null) {
      return `${expected[1]}expect(${expected[2]}).toEqual(${expected[2]});`;
    }
    const chai = CHAI.exec(line);
    return chai === null ? undefined : `${chai[1]}expect(${chai[2]}).to.deep.equal(${chai[2]});`;
  },
};

const PYTHON: typeof SCRIPTS = {
  'assertion removed': (line) =>
    PY_ASSERT.test(line) || PY_METHOD.test(line) ? `${indentOf(line)}pass` : undefined,
  truthiness: (line) => {
    const equal = PY_EQUAL.exec(line);
    if (equal !== null) return `${equal[1]}assert (${equal[2]}) is not None`;
    const two = PY_METHOD_TWO.exec(line);
    return two === null ? undefined : `${two[1]}self.assertIsNotNone(${two[2]})`;
  },
  'compared with itself': (line) => {
    const equal = PY_EQUAL.exec(line);
    if (equal !== null) return `${equal[1]}assert ${equal[2]} == ${equal[2]}`;
    const two = PY_METHOD_TWO.exec(line);
    return two === null ? undefined : `${two[1]}self.assertEqual(${two[2]}, ${two[2]})`;
  },
};

/**
 * A test file weakened in each way, where all that its lines assert could be reached: one assertion
 * that is left would be a real test.
 */
export function weakened(language: string, text: string): readonly WeakTest[] {
  const ways = language === 'python' ? PYTHON : SCRIPTS;
  const lines = text.split('\n');
  const removed = ways['assertion removed'];
  const asserting = lines.filter(isAsserting).length;
  return (Object.entries(ways) as (readonly [Vacuity, Weaken])[]).flatMap(([vacuity, way]) => {
    // What one line cannot weaken is left out rather than left in.
    const weak = lines.map((line) => (isAsserting(line) ? (way(line) ?? removed(line)) : line));
    if (asserting === 0 || weak.includes(undefined)) return [];
    return [{ vacuity, text: weak.join('\n') }];
  });
}

function isAsserting(line: string): boolean {
  return /^\s*(?:assert\b|expect\(|self\.assert|t\.(?:assert\.)?(?:is|equal|deep|same|ok|throws))/.test(
    line,
  );
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}
