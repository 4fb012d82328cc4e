import type { ProjectFiles } from '../../task.ts';
import { mentionOf } from '../mentions.ts';
import { fileOf, folderOf } from '../projectPath.ts';
import type { Subject } from '../testPlan.ts';
import { isNamedIn } from './namedSubject.ts';

/** Files of the project that are looked into, the nearest to the subject first. */
const MOST_READ = 120;
/** Files between a test and what it reaches. */
const MOST_BETWEEN = 2;
/** Longer ones are left out, in UTF-16 units. */
const LONGEST = 500_000;

/** Endings that import each other. */
const FAMILIES: readonly (readonly string[])[] = [
  ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
  ['py'],
];

/** What a module of Python imports from its own folder. */
const BY_DOT = /^[ \t]*from[ \t]+\.(\w*)[ \t]+import\b([^\n]{0,300})/gm;

/** A file of the project. */
interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Of some tests those that reach a file by others which import it: a package's tests see what it
 * exports, not the files that this stands in. First those that are called after the file, then those
 * that use a name of it.
 */
export async function indirectTests(
  subject: Subject,
  tests: readonly ReadFile[],
  files: ProjectFiles,
): Promise<readonly ReadFile[]> {
  const importers = await importersOf(subject.path, new Set(tests.map(({ path }) => path)), files);
  if (importers.length === 0) return [];
  const stem = stemOf(subject.path);
  const names = subject.declarations.map(({ name }) => name).filter(({ length }) => length > 3);
  const uses = mentionOf(names, 'asWritten');
  const rank = ({ path, text }: ReadFile): number =>
    fileOf(path).includes(stem) ? 0 : uses.test(text) ? 1 : 2;
  return tests
    .filter((test) => importers.some((importer) => isImportedBy(test, importer)))
    .map((test) => ({ test, rank: rank(test) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ test }) => test);
}

/** Files that import one, and files that import those; `isLeftOut`: paths of tests. */
async function importersOf(
  path: string,
  isLeftOut: ReadonlySet<string>,
  files: ProjectFiles,
): Promise<readonly string[]> {
  const endings = FAMILIES.find((family) => family.includes(endingOf(path)));
  if (endings === undefined) return [];
  const found = await Promise.all(
    endings.map((ending) => files.find(`**/*.${ending}`, path, MOST_READ)),
  );
  const paths = found.flat().filter((one) => one !== path && !isLeftOut.has(one));
  const read: ReadFile[] = [];
  for (const one of paths.slice(0, MOST_READ)) {
    const text = await files.read(one);
    if (text !== undefined && text.length <= LONGEST) read.push({ path: one, text });
  }
  const known = new Set<string>();
  let last: readonly string[] = [path];
  for (let step = 0; step < MOST_BETWEEN; step += 1) {
    const next = read.filter(
      (file) => !known.has(file.path) && last.some((one) => isImportedBy(file, one)),
    );
    last = next.map((file) => file.path);
    for (const one of last) known.add(one);
  }
  return [...known];
}

/** Whether a text names a file as what it imports, in Python by dots as well. */
function isImportedBy({ path, text }: ReadFile, imported: string): boolean {
  const stem = stemOf(imported);
  if (endingOf(imported) !== 'py') return isNamedIn(text, path, imported);
  // A package is imported by its own name.
  const module = stem === '__init__' ? `${folderOf(imported)}.py` : imported;
  if (isNamedIn(text, path, module)) return true;
  if (folderOf(path) !== folderOf(imported)) return false;
  return [...text.matchAll(BY_DOT)].some(([, from, names = '']) =>
    from === '' ? names.split(/\W+/).includes(stem) : from === stem,
  );
}

function stemOf(path: string): string {
  return fileOf(path).replace(/\.[^./]+$/, '');
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
