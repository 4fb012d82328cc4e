import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { problem } from '../problemCodes.ts';
import type { Problem } from '../task.ts';

/** Languages whose callers may write the names of parameters. */
const NAMED_ARGUMENTS = new Set(['python', 'csharp', 'php', 'kotlin', 'swift', 'scala']);

const CALLABLE = new Set(['function', 'method', 'constructor']);

/** Exported declarations that are gone or take other parameters, unless the user named them. */
export function lostExports(
  language: string,
  before: SyntaxFacts,
  after: SyntaxFacts,
  instruction: string | undefined,
): readonly Problem[] {
  const exported = new Map(
    after.declarations.filter((one) => one.exported).map((one) => [one.path, one]),
  );
  return before.declarations.flatMap((declaration) => {
    if (!declaration.exported || isNamed(instruction, declaration.name)) return [];
    const { kind, path: name, parameters } = declaration;
    const kept = exported.get(name);
    if (kept === undefined) {
      // A lost class says enough; its members need no problem each.
      const container = name.slice(0, Math.max(0, name.lastIndexOf('.')));
      const isPart = container !== '' && !exported.has(container);
      const wasListed = before.declarations.some(({ path }) => path === container);
      return isPart && wasListed ? [] : [problem('edits.lostExport', { kind }, { name })];
    }
    return sameParameters(language, declaration, kept)
      ? []
      : [problem('edits.changedParameters', { kind }, { name, before: parameters.join(', ') })];
  });
}

function sameParameters(language: string, before: Declaration, after: Declaration): boolean {
  if (!CALLABLE.has(before.kind) || !CALLABLE.has(after.kind)) return true;
  if (before.parameters.length !== after.parameters.length) return false;
  return (
    !NAMED_ARGUMENTS.has(language) ||
    before.parameters.every((name, index) => name === after.parameters[index])
  );
}

/** Whether the user's own words mention a name, so that it may be changed. */
function isNamed(instruction: string | undefined, name: string): boolean {
  if (instruction === undefined || name === '') return false;
  return instruction.split(/[^\p{L}\p{N}_$#]+/u).includes(name);
}
