import { CancellationError, l10n, window } from 'vscode';
import type { Mutant } from '../../syntax/syntax.ts';
import type { Gathered } from '../input/gather.ts';
import { traitsOf } from '../taskTable.ts';
import { say } from '../wording/messages.ts';

/** Some tasks mean nothing without words; the others take theirs as an argument. */
export async function withInstruction(gathered: Gathered): Promise<Gathered> {
  const { input } = gathered;
  const { task } = input;
  if (!traitsOf(task).asksForWords || input.instruction !== undefined) return gathered;
  const instruction = await askFor(l10n.t(traitsOf(task).title), say('question.refactor'));
  return { ...gathered, input: { ...input, instruction } };
}

/** Asks what should be different in an answer. */
export function askForFollowUp(): Promise<string> {
  return askFor(l10n.t('Refine'), say('question.refine'));
}

/** @throws CancellationError when the user closes the box or leaves it empty. */
async function askFor(title: string, prompt: string): Promise<string> {
  const typed = await window.showInputBox({
    title: l10n.t('Tierwise: {0}', title),
    prompt,
    ignoreFocusOut: true,
  });
  const words = typed?.replace(/\s+/g, ' ').trim() ?? '';
  if (words === '') throw new CancellationError();
  return words;
}

/** What a model is told of a change that a test has to notice. */
export function wantedTest({ line, before, after }: Mutant): string {
  const change =
    after.trim() === '' ? `\`${before}\` is left out` : `\`${before}\` becomes \`${after}\``;
  return `Write one case, and no other, that passes on this code and fails when in line ${line} ${change}.`;
}
