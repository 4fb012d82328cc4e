import type { Declaration } from '../../syntax/syntax.ts';
import type { TaskInput } from '../task.ts';

/** What of a target is documented, and how much of it is left out as nobody else's business. */
export interface PublicDeclarations {
  readonly asked: readonly Declaration[];
  readonly privateLeftOut: number;
}

/**
 * Of a whole file the declarations that others can use, by the language's own rules; of a selection or
 * a declaration what it names. A file that gives nothing away, say a script, is documented as a whole.
 * `candidates` are all that could have a comment, `wanted` those that lack one.
 */
export function publicDeclarations(
  { targetKind, includePrivate = false }: TaskInput,
  candidates: readonly Declaration[],
  wanted: readonly Declaration[],
): PublicDeclarations {
  const isPublic = ({ exported }: Declaration): boolean => exported;
  if (targetKind !== 'file' || includePrivate || !candidates.some(isPublic)) {
    return { asked: wanted, privateLeftOut: 0 };
  }
  const asked = wanted.filter(isPublic);
  return { asked, privateLeftOut: wanted.length - asked.length };
}
