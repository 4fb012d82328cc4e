import type { Note } from '../noteCodes.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import type { Diagnostics, GivenDiagnostic, Problem, TaskInput } from '../task.ts';
import { withoutForeignLiterals } from './foreignLiterals.ts';

/** What a checker says of an edit. */
export interface DiagnosticsVerdict {
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
  /** The checker knew every given diagnostic before and knows none of them now. */
  readonly provenGone: boolean;
}

/** Compares the errors of the text before and after, and looks for those that were to go. */
export async function diagnosticsVerdict(
  diagnostics: Diagnostics | undefined,
  input: TaskInput,
  text: string,
  signal: AbortSignal,
): Promise<DiagnosticsVerdict> {
  const unknown = { problems: [], notes: [note('notes.typesNotChecked', {})], provenGone: false };
  const { path, language, source } = input;
  if (diagnostics === undefined || path === undefined) return unknown;
  const before = await diagnostics.errorsIn(path, language, source, signal);
  const after = before && (await diagnostics.errorsIn(path, language, text, signal));
  if (before === undefined || after === undefined) return unknown;

  const countsBefore = countsOf(before);
  const remaining = remainingOf(input.diagnostics, countsBefore, countsOf(after));
  const known = input.diagnostics.every((given) => countsBefore.has(keyOf(given)));
  const seen = new Map<string, number>();
  const added = after.filter((one) => {
    const key = keyOf(one);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count > (countsBefore.get(key) ?? 0);
  });
  const told = ({ message }: GivenDiagnostic) =>
    withoutForeignLiterals(message, source + text, language);
  const problems: Problem[] = [];
  const [first] = remaining;
  if (first !== undefined) {
    const args = { count: remaining.length, line: first.firstLine };
    problems.push(problem('fix.diagnosticRemains', args, { found: told(first) }));
  }
  const [firstNew] = added;
  if (firstNew !== undefined) {
    const args = { count: added.length, line: firstNew.firstLine };
    problems.push(problem('edits.newDiagnostics', args, { found: told(firstNew) }));
  }
  return {
    problems,
    notes: known ? [] : [note('notes.typesNotChecked', {})],
    provenGone: known && remaining.length === 0,
  };
}

/** Those of the given that are there as often as before; lines may have moved. */
function remainingOf(
  given: readonly GivenDiagnostic[],
  before: Counts,
  after: Counts,
): readonly GivenDiagnostic[] {
  const asked = countsOf(given);
  return given.filter((one) => {
    const key = keyOf(one);
    const known = before.get(key) ?? 0;
    const mayRemain = known - (asked.get(key) ?? 0);
    return known > 0 && (after.get(key) ?? 0) > Math.max(0, mayRemain);
  });
}

/** How often each message of each rule is there. */
type Counts = ReadonlyMap<string, number>;

function countsOf(list: readonly GivenDiagnostic[]): Counts {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

function keyOf({ message, ruleCode }: GivenDiagnostic): string {
  return JSON.stringify([message, ruleCode]);
}
