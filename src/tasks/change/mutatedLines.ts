import { enclosingDeclaration } from '../../syntax/enclosing.ts';
import type { LineRange, Syntax } from '../../syntax/syntax.ts';
import type { TaskInput } from '../task.ts';
import { changedLines, mergedRanges } from './changedLines.ts';

/** Lines whose mutants are run. */
export interface MutatedLines {
  readonly ranges: readonly LineRange[];
  /** They are more than what changed: what is noticed there says less of the change itself. */
  readonly isWidened: boolean;
}

/**
 * The lines whose mutants tell whether a change of them would be noticed: those that changed, and,
 * where fewer than `least` mutants can be made of these, all of the declarations around them.
 */
export async function mutatedLines(
  syntax: Pick<Syntax, 'facts' | 'mutants'>,
  { input, text }: { readonly input: TaskInput; readonly text: string },
  least: number,
  signal: AbortSignal,
): Promise<MutatedLines> {
  const { language, source } = input;
  const ranges = changedLines(source, text);
  const own = { ranges, isWidened: false };
  try {
    const wish = { ranges, seed: text, most: least };
    const mutants = await syntax.mutants(language, text, wish, signal);
    if (mutants === undefined || mutants.length >= least) return own;
    const facts = await syntax.facts(language, text, signal);
    const around = ranges.flatMap(
      (range) => enclosingDeclaration(facts?.declarations ?? [], range) ?? [],
    );
    return { ranges: mergedRanges([...ranges, ...around]), isWidened: around.length > 0 };
  } catch {
    signal.throwIfAborted();
    // Too much for the parser, which is said where its mutants are to be run.
    return own;
  }
}
