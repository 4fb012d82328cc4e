import type { SyntaxFacts } from '../../syntax/syntax.ts';
import type { TaskInput } from '../task.ts';

/** Words that ask for the code to do something else, and not just to be written otherwise. */
const OTHER =
  /\b(?:add|drop|return|throw|raise|support|handle|reject|accept|allow|validate|log|cache|retry|default|fix|correct|should|must|instead|ignore|skip|limit|require|async|await|behaviou?r)\b/i;
/** Words that ask for something else to be called or to be where it was. */
const MOVED = /\b(?:rename|move|remove|delete|inline|replace|change|convert|call)\b/i;

/**
 * Whether the user's words ask for a change of what the code does, or of how others reach it: then
 * tests that fail are shown, and the answer is not refused for them.
 */
export function asksForBehaviour(
  { instruction = '', diagnostics, task }: TaskInput,
  { declarations }: SyntaxFacts,
): boolean {
  // A finding of a review is about what the code does.
  if (task === 'fix' && diagnostics.some(({ source }) => /tierwise/i.test(source))) return true;
  if (OTHER.test(instruction)) return true;
  if (!MOVED.test(instruction)) return false;
  const words = new Set(instruction.match(/[\p{L}\p{N}_$]+/gu));
  return declarations.some(({ exported, name }) => exported && words.has(name));
}
