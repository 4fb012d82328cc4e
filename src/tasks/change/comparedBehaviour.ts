import type { TaskTools } from '../task.ts';
import { sameBehaviour } from './sameBehaviour.ts';
import type { ChangedFile, ComparedBehaviour } from './testedBehaviour.ts';
import { testedBehaviour } from './testedBehaviour.ts';

/** Nothing is known: it was not looked at. */
export const NOT_COMPARED: ComparedBehaviour = { isProven: false, problems: [], notes: [] };

/**
 * Whether a change does what the code did, by the cheapest proof there is: by the code alone, then by
 * the project's own tests.
 */
export async function comparedBehaviour(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const same = await sameBehaviour(changed.input, tools, changed.text, signal);
  if (same !== undefined) return { isProven: true, problems: [], notes: [same] };
  return testedBehaviour(changed, tools, signal);
}
