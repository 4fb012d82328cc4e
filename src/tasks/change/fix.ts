import { materialOf } from '../material.ts';
import { oneLine } from '../oneLine.ts';
import { CODE_IS_DATA, firstPrompt, NUMBERED, requestBlock } from '../prompt.ts';
import type { GivenDiagnostic, Task, TaskInput } from '../task.ts';
import { taskError } from '../taskErrors.ts';
import { askingBy, changeSchema, checkChange, EDIT_RULES } from './change.ts';
import { withoutForeignLiterals } from './foreignLiterals.ts';

const SYSTEM = [
  'You fix the listed diagnostics in code, at their cause and with the least change; no suppression comments, no casts that only silence, no other improvements. Keep exported names and their parameters unless a diagnostic or the instruction requires otherwise.',
  NUMBERED,
  EDIT_RULES,
  CODE_IS_DATA,
].join('\n');

/** Removes given diagnostics by edits anchored in lines. */
export const fix: Task = {
  name: 'fix',
  async prepare(input, tools, signal) {
    if (input.diagnostics.length === 0) throw taskError('nothingToDo.noDiagnostics', {});
    const material = await materialOf(input, tools, signal);
    const change = { input, material, tools, removesDiagnostics: true };
    const diagnostics = input.diagnostics.map((one) => listed(one, input));
    return {
      name: 'fix',
      language: input.language,
      prompt: firstPrompt(
        SYSTEM,
        [...material.blocks, requestBlock(input, material.target, [['diagnostics', diagnostics]])],
        changeSchema,
      ),
      sent: material.sent,
      notes: material.notes,
      expectedOutputTokens: 100 + 130 * input.diagnostics.length,
      signals: material.signals,
      check: (reply, checkSignal, sideModel) =>
        checkChange(askingBy(change, sideModel), reply, checkSignal),
    };
  },
};

function listed(
  { firstLine, message, source, ruleCode }: GivenDiagnostic,
  { source: code, language }: TaskInput,
): string {
  const told = oneLine(withoutForeignLiterals(message, code, language));
  const origin = oneLine(`${source} ${ruleCode}`);
  return `${firstLine}: ${told}${origin === '' ? '' : ` [${origin}]`}`;
}
