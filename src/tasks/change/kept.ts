import { languageOf } from '../../syntax/languages/languages.ts';
import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../task.ts';

const CALLABLE = new Set(['function', 'method', 'constructor']);

/** A change of some code, and the words of the user that ask for it. */
export interface ChangedCode {
  readonly language: string;
  readonly before: SyntaxFacts;
  readonly after: SyntaxFacts;
  readonly words: string;
}

/**
 * Exported declarations that are gone or take other parameters, and names that a list no longer
 * gives away, unless the words of the user name them. Overloads may change places: each is looked
 * for among all that have its name.
 * @param stands whether a declaration that the parser no longer finds is there all the same.
 */
export function lostExports(
  change: ChangedCode,
  stands: (declaration: Declaration) => boolean,
): readonly Problem[] {
  return lostNames(change, stands).map(({ found }) => found);
}

/** An export that is lost, and the problem that this is. */
export interface LostName {
  readonly name: string;
  readonly found: Problem;
}

/** As {@link lostExports}, with their names. */
export function lostNames(
  change: ChangedCode,
  stands: (declaration: Declaration) => boolean,
): readonly LostName[] {
  const { language, before, after } = change;
  const named = namedIn(change.words);
  const lost = lostDeclarations(change, named, stands);
  const told = new Set(lost.map(({ name }) => name));
  // A lost default is told of by its own name where it has one.
  if (told.size > 0) told.add('default');
  const left = new Set(after.declarations.map(({ path }) => path));
  const givenAway = new Set((after.exports ?? []).map(({ name }) => name));
  const isPublic = publicNames(language, after);
  // Where the parser loses its way, a list that it overlooks says nothing.
  const listed = before.errors.length > 0 ? [] : (before.exports ?? []);
  const unlisted = listed.filter(
    ({ name, local = name, within }) =>
      !givenAway.has(name) &&
      !isPublic(name) &&
      !told.has(local) &&
      !named.has(name.slice(name.lastIndexOf('.') + 1)) &&
      !named.has(local) &&
      // What it is part of may be called otherwise now.
      (within === undefined || left.has(within)),
  );
  return [
    ...lost,
    ...[...new Set(unlisted.map(({ name }) => name))].map((name) => ({
      name,
      found: problem('edits.lostExport', { kind: 'name' }, { name }),
    })),
  ];
}

/** Lost exports that the parser had not listed, where it lost its way: by the lines that say so. */
export function overlookedExports(
  { language, before, after, words }: ChangedCode,
  { source, text }: { readonly source: string; readonly text: string },
): readonly Problem[] {
  const { exportLine } = languageOf(language);
  if (exportLine === undefined) return [];
  const namesIn = (code: string) =>
    new Set([...code.matchAll(exportLine)].flatMap(([, name]) => name ?? []));
  const listed = new Set(before.declarations.map(({ name }) => name));
  const named = namedIn(words);
  const left = namesIn(masked(text, after, 'commentsAndStrings'));
  for (const { name } of after.exports ?? []) left.add(name);
  return [...namesIn(masked(source, before, 'commentsAndStrings'))]
    .filter((name) => !listed.has(name) && !left.has(name) && !named.has(name))
    .map((name) => problem('edits.lostExport', { kind: 'name' }, { name }));
}

/** Whether a name is given away without a list. */
function publicNames(language: string, after: SyntaxFacts): (name: string) => boolean {
  if (languageOf(language).listsAllExports === true && (after.exports ?? []).length > 0)
    return () => false;
  const names = new Set(
    after.declarations.flatMap(({ exported, path }) => (exported ? pathOf({ path }) : [])),
  );
  return (name) => names.has(name);
}

/** What declarations are called now that others still know by their name, by what they were called. */
function renamedIn(before: SyntaxFacts, after: SyntaxFacts): ReadonlyMap<string, string> {
  const locals = new Map((after.exports ?? []).map(({ name, local = name }) => [name, local]));
  const renamed = new Map<string, string>(locals);
  for (const { name, local } of before.exports ?? []) {
    if (local !== undefined) renamed.set(local, locals.get(name) ?? name);
  }
  return renamed;
}

function lostDeclarations(
  { language, before, after }: ChangedCode,
  named: ReadonlySet<string>,
  stands: (declaration: Declaration) => boolean,
): readonly LostName[] {
  const wanted = before.declarations.filter(({ exported, name }) => exported && !named.has(name));
  const left = byPath(after.declarations.filter(({ exported }) => exported));
  const present = new Set(left.keys());
  const listed = new Set(before.declarations.map(pathOf));
  const renamed = renamedIn(before, after);
  const claim = (one: Declaration, fits: (other: Declaration) => boolean) => {
    const path = pathOf(one);
    const [root = '', ...members] = path.split('.');
    const now = renamed.get(path) ?? [renamed.get(root) ?? root, ...members].join('.');
    const others = left.get(path) ?? left.get(now) ?? [];
    const index = others.findIndex(fits);
    if (index >= 0) others.splice(index, 1);
    return index >= 0;
  };
  const isLoose = languageOf(language).hasNamedArguments !== true;
  return wanted
    .filter((one) => !claim(one, (other) => areSame(one.parameters, other.parameters)))
    .filter((one) => !claim(one, (other) => sameParameters(isLoose, one, other)))
    .flatMap((one) => {
      const { kind, path: name, parameters } = one;
      if (claim(one, () => true)) {
        const detail = { name, before: parameters.join(', ') };
        return [{ name, found: problem('edits.changedParameters', { kind }, detail) }];
      }
      // A lost class says enough; its members need no problem each.
      const path = pathOf(one);
      const container = path.slice(0, Math.max(0, path.lastIndexOf('.')));
      const isPart = container !== '' && listed.has(container) && !present.has(container);
      if (isPart || stands(one)) return [];
      return [{ name, found: problem('edits.lostExport', { kind }, { name }) }];
    });
}

/** The path that overloads share. */
function pathOf({ path }: Pick<Declaration, 'path'>): string {
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

/** The names that the user's own words mention, so that they may be changed. */
function namedIn(words: string): ReadonlySet<string> {
  return new Set(words.match(/[\p{L}\p{N}_$#]+/gu));
}
