import type { Uri } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import type { GateResult, GivenDiagnostic, Task } from '../../tasks/task.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { TaskInputs } from '../input/taskInputs.ts';

/** A fix whose answer is there already. */
export interface AnsweredFix {
  readonly uri: Uri;
  readonly given: GivenDiagnostic;
  /** The answer as a model would have written it, to the text as it is now. */
  readonly reply: (source: string) => string;
}

/** What the checks of a fix say of such an answer. */
export interface LocalCheck {
  readonly gathered: Gathered;
  readonly check: GateResult;
  readonly checkDetails: CheckDetails;
}

/** What it is checked with. */
interface LocalCheckParts {
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'gatherer' | 'toolsFor'>>;
  readonly taskFor: (name: TaskName) => Promise<Task>;
}

/**
 * Checks an answer as that of a fix is checked, on this machine: no model is asked, and no test is run, as
 * that takes a question and its time.
 * @throws UserError as `Gatherer.gather`
 */
export async function checkedLocally(
  { taskInputs, taskFor }: LocalCheckParts,
  { uri, given, reply }: AnsweredFix,
  signal: AbortSignal,
): Promise<LocalCheck> {
  const { gatherer, toolsFor } = await taskInputs();
  const place = { uri, line: given.firstLine };
  const found = await gatherer.around('fix', place, undefined, signal);
  const gathered = { ...found, input: { ...found.input, diagnostics: [given] } };
  const checkDetails: CheckDetails = {};
  const noAnswer = (): Promise<undefined> => Promise.resolve(undefined);
  const { testRunner: _, ...tools } = toolsFor(gathered, noAnswer, checkDetails);
  const prepared = await (await taskFor('fix')).prepare(gathered.input, tools, signal);
  const check = await prepared.check(reply(gathered.input.source), signal);
  return { gathered, check, checkDetails };
}
