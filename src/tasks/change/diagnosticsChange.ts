import type { Coded } from '../../models/userError.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problemCodes.ts';
import { withoutForeignLiterals } from './foreignLiterals.ts';
import type { Diagnostics, GivenDiagnostic, Problem, TaskInput } from '../task.ts';

/** What a checker says of an edit. */
export interface DiagnosticsVerdict {
  readonly problems: readonly Problem[];
  readonly notes: readonly Coded[];
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

  const remaining = remainingOf(input.diagnostics, before, after);
  const known = input.diagnostics.every((given) => countOf(before, given) > 0);
  const added = after.filter(
    (one, index) => countOf(after.slice(0, index + 1), one) > countOf(before, one),
  );
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
  before: readonly GivenDiagnostic[],
  after: readonly GivenDiagnostic[],
): readonly GivenDiagnostic[] {
  return given.filter((one) => {
    const mayRemain = countOf(before, one) - countOf(given, one);
    return countOf(before, one) > 0 && countOf(after, one) > Math.max(0, mayRemain);
  });
}

function countOf(list: readonly GivenDiagnostic[], { message, ruleCode }: GivenDiagnostic): number {
  return list.filter((one) => one.message === message && one.ruleCode === ruleCode).length;
}
