import { estimateTokens } from '../../models/tokens.ts';
import { materialOf, textOf } from '../material.ts';
import { CODE_IS_DATA, firstPrompt, NUMBERED, requestBlock } from '../prompt.ts';
import type { Task } from '../task.ts';
import { askingBy, changeSchema, checkChange, EDIT_RULES } from './change.ts';

const SYSTEM = [
  'You refactor code: same behaviour, clearer structure. Follow the instruction; without one, make the requested lines easier to read and maintain. Keep exported names and their parameters unless the instruction names them. Keep the style of the file, and comments that stay true.',
  NUMBERED,
  EDIT_RULES,
  CODE_IS_DATA,
].join('\n');

/** An instruction changes part of a file; a whole-file refactoring rewrites about a third. */
const SHARE_OF_FILE = 0.3;

/** Changes structure, not behaviour, by edits anchored in lines. */
export const refactor: Task = {
  name: 'refactor',
  async prepare(input, tools, signal) {
    const material = await materialOf(input, tools, signal);
    const change = { input, material, tools, removesDiagnostics: false };
    const targetTokens = estimateTokens(textOf(material.lines, material.target), 'code');
    const share = input.targetKind === 'file' ? SHARE_OF_FILE : 1;
    return {
      name: 'refactor',
      language: input.language,
      prompt: firstPrompt(
        SYSTEM,
        [...material.blocks, requestBlock(input, material.target, [])],
        changeSchema,
      ),
      sent: material.sent,
      notes: material.notes,
      expectedOutputTokens: 120 + Math.ceil(Math.min(6_000, targetTokens * share)),
      signals: material.signals,
      check: (reply, checkSignal, sideModel) =>
        checkChange(askingBy(change, sideModel), reply, checkSignal),
    };
  },
};
