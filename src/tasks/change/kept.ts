import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { problem } from '../problemCodes.ts';
import type { Problem } from '../task.ts';

/** Languages whose callers may write the names of parameters. */
const NAMED_ARGUMENTS = new Set(['python', 'csharp', 'php', 'kotlin', 'swift', 'scala']);

const CALLABLE = new Set(['function', 'method', 'constructor']);

/**
 * Exported declarations that are gone or take other parameters, unless the user named them.
 * Overloads may change places: each is looked for among all that have its name.
 * @param stands whether a declaration that the parser no longer finds is there all the same.
 */
export function lostExports(
  language: string,
  before: SyntaxFacts,
  after: SyntaxFacts,
  instruction: string | undefined,
  stands: (declaration: Declaration) => boolean,
): readonly Problem[] {
  const wanted = before.declarations.filter(
    ({ exported, name }) => exported && !isNamed(instruction, name),
  );
  const left = byPath(after.declarations.filter(({ exported }) => exported));
  const present = new Set(left.keys());
  const listed = new Set(before.declarations.map(pathOf));
  const claim = (one: Declaration, fits: (other: Declaration) => boolean) => {
    const others = left.get(pathOf(one)) ?? [];
    const index = others.findIndex(fits);
    if (index >= 0) others.splice(index, 1);
    return index >= 0;
  };
  const isLoose = !NAMED_ARGUMENTS.has(language);
  return wanted
    .filter((one) => !claim(one, (other) => areSame(one.parameters, other.parameters)))
    .filter((one) => !claim(one, (other) => sameParameters(isLoose, one, other)))
    .flatMap((one) => {
      const { kind, path: name, parameters } = one;
      if (claim(one, () => true)) {
        return [
          problem('edits.changedParameters', { kind }, { name, before: parameters.join(', ') }),
        ];
      }
      // A lost class says enough; its members need no problem each.
      const path = pathOf(one);
      const container = path.slice(0, Math.max(0, path.lastIndexOf('.')));
      const isPart = container !== '' && listed.has(container) && !present.has(container);
      return isPart || stands(one) ? [] : [problem('edits.lostExport', { kind }, { name })];
    });
}

/** The path that overloads share. */
function pathOf({ path }: Declaration): string {
  return path.replace(/#\d+$/, '');
}

function byPath(declarations: readonly Declaration[]): Map<string, Declaration[]> {
  const groups = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const path = pathOf(declaration);
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [declaration]);
    else group.push(declaration);
  }
  return groups;
}

function sameParameters(isLoose: boolean, before: Declaration, after: Declaration): boolean {
  if (!CALLABLE.has(before.kind) || !CALLABLE.has(after.kind)) return true;
  return isLoose && before.parameters.length === after.parameters.length;
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** Whether the user's own words mention a name, so that it may be changed. */
function isNamed(instruction: string | undefined, name: string): boolean {
  if (instruction === undefined || name === '') return false;
  return instruction.split(/[^\p{L}\p{N}_$#]+/u).includes(name);
}
