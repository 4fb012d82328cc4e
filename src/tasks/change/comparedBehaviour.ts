import type { NoteCode } from '../noteCodes.ts';
import type { TaskTools } from '../task.ts';
import { probedBehaviour } from './probes/probedBehaviour.ts';
import { sameBehaviour } from './sameBehaviour.ts';
import type { ChangedFile, ComparedBehaviour } from './testedBehaviour.ts';
import { testedBehaviour } from './testedBehaviour.ts';

/** Notes behind which nothing more is run. */
const STOPS: readonly NoteCode[] = ['notes.notRun', 'notes.testsBroken'];

/** Nothing is known: it was not looked at. */
export const NOT_COMPARED: ComparedBehaviour = { isProven: false, problems: [], notes: [] };

/**
 * Whether a change does what the code did, by the cheapest proof there is: by the code alone, then by
 * the project's own tests, then by calls with made-up arguments.
 */
export async function comparedBehaviour(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const same = await sameBehaviour(changed.input, tools, changed.text, signal);
  if (same !== undefined) return { isProven: true, problems: [], notes: [same] };
  const tested = await testedBehaviour(changed, tools, signal);
  const isSettled = tested.isProven || tested.problems.length > 0;
  // What the user did not let run is not run by another name.
  const mayRun = !tested.notes.some(({ code }) => STOPS.includes(code));
  if (isSettled || !mayRun) return tested;
  const probed = await probedBehaviour(changed, tools, signal);
  return { ...probed, notes: [...tested.notes, ...probed.notes] };
}
