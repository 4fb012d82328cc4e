import { estimateTokens } from '../../models/tokens.ts';
import { materialOf } from '../material.ts';
import { oneLine } from '../oneLine.ts';
import { CODE_IS_DATA, fence, firstPrompt, NUMBERED, requestBlock } from '../prompt.ts';
import type { GivenDiagnostic, ShowingTest, Task, TaskInput } from '../task.ts';
import { taskError } from '../taskErrors.ts';
import { askingBy, changeSchema, checkChange, EDIT_RULES } from './change.ts';
import { withoutForeignLiterals } from './foreignLiterals.ts';

const SYSTEM = [
  'You fix the listed diagnostics in code, at their cause and with the least change; no suppression comments, no casts that only silence, no other improvements. Keep exported names and their parameters unless a diagnostic or the instruction requires otherwise.',
  NUMBERED,
  EDIT_RULES,
  CODE_IS_DATA,
].join('\n');

const WITH_TESTS =
  'Each sibling is a test file with cases, named in the request, that fail because of a listed diagnostic: they have to pass on the fixed code, and all others as before. Change the code alone, for every input and not just those of the cases.';

/** Tests of more tokens are run and not shown. */
const LONGEST_TESTS = 8_000;

/** Removes given diagnostics by edits anchored in lines. */
export const fix: Task = {
  name: 'fix',
  async prepare(input, tools, signal) {
    if (input.diagnostics.length === 0) throw taskError('nothingToDo.noDiagnostics', {});
    const material = await materialOf(input, tools, signal);
    const change = { input, material, tools, removesDiagnostics: true };
    const diagnostics = input.diagnostics.map((one) => listed(one, input));
    const tests = shownTests(input);
    const asked = tests.map(({ path, cases }) => `${path}: ${cases.join('; ')}`);
    return {
      name: 'fix',
      language: input.language,
      prompt: firstPrompt(
        tests.length === 0 ? SYSTEM : `${SYSTEM}\n${WITH_TESTS}`,
        [
          ...material.blocks,
          ...tests.map(({ text }) => ({ text: fence('sibling', {}, text), stable: true })),
          requestBlock(input, material.target, [
            ['diagnostics', diagnostics],
            ...(tests.length === 0 ? [] : [['tests', asked] as const]),
          ]),
        ],
        changeSchema,
      ),
      sent: [
        ...material.sent,
        ...tests.map(({ path, text }) => ({ path, tokens: estimateTokens(text, 'code') })),
      ],
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

/** Tests that have to turn green and are short enough to be read. */
function shownTests({ shownBy = [] }: TaskInput): readonly ShowingTest[] {
  return shownBy.filter(({ text }) => estimateTokens(text, 'code') <= LONGEST_TESTS);
}
