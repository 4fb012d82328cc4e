import type { CodeEquivalence } from '../../syntax/syntax.ts';
import type { Note } from '../noteCodes.ts';
import { note } from '../noteCodes.ts';
import type { TaskInput, TaskTools } from '../task.ts';
import { ofProposal } from '../verdictOnSyntax.ts';

/** What TypeScript becomes, which is compared in its place. */
const COMPILED = new Set(['typescript', 'typescriptreact']);

/** Notes by what two texts that do the same differ in. */
const DIFFERENCES = {
  '': 'notes.sameCode',
  names: 'notes.sameButNames',
  order: 'notes.sameButOrder',
  'names order': 'notes.sameButNamesAndOrder',
} as const;

/**
 * What shows that a changed text does what it did before, without anything being run; undefined:
 * nothing does, which does not say that it does another thing.
 */
export async function sameBehaviour(
  input: TaskInput,
  { syntax, diagnostics }: TaskTools,
  text: string,
  signal: AbortSignal,
): Promise<Note | undefined> {
  const { language, path, source } = input;
  const compare = async (as: string, before: string, after: string) => {
    const { value } = await ofProposal(signal, () =>
      syntax.compareMeaning(as, before, after, signal),
    );
    return value;
  };
  const plain = await compare(language, source, text);
  if (plain?.same === true) return noteOf(plain);
  if (!COMPILED.has(language) || path === undefined) return undefined;
  const before = await diagnostics?.javascriptOf?.(path, language, source, signal);
  if (before === undefined) return undefined;
  const after = await diagnostics?.javascriptOf?.(path, language, text, signal);
  if (after === undefined) return undefined;
  const compiled = await compare('javascriptreact', before, after);
  if (compiled?.same !== true) return undefined;
  return compiled.but.length === 0 ? note('notes.sameJavaScript', {}) : noteOf(compiled);
}

function noteOf({ but }: Extract<CodeEquivalence, { readonly same: true }>): Note {
  const names = but.includes('names') ? 'names' : '';
  const order = but.includes('order') ? 'order' : '';
  const key = [names, order].filter((word) => word !== '').join(' ') as keyof typeof DIFFERENCES;
  return note(DIFFERENCES[key], {});
}
