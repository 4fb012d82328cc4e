import type { ProjectFiles } from '../task.ts';
import { fileOf, folderOf, foldersUp, joinPath } from './projectPath.ts';

/** How a language's test files are named and where they are when a project has none yet. */
export interface TestNaming {
  /** Globs of test files. */
  readonly globs: readonly string[];
  /** The subject's stem in a test file's name. */
  readonly stem: RegExp;
  /** Extensions that a subject may have. */
  readonly subjects: readonly string[];
  /** Name of the test file of a stem when no other test shows it. */
  name(stem: string, extension: string): string;
  /** Folder of the tests of a folder when no other test shows it; `root` holds the manifest. */
  folder(folder: string, root: string): string;
}

/** A test file that is there already. */
interface ExistingTest {
  readonly path: string;
  /** What its name says it tests. */
  readonly stem: string;
}

/** Where the tests of a subject belong. */
export interface TestPlace {
  readonly path: string;
  /** The nearest other test, for its style. */
  readonly sibling: string | undefined;
}

/** Tests looked at to learn a project's ways. */
const MOST_TESTS = 40;
/** Of these, tests whose subjects are looked for. */
const MOST_PAIRS = 6;

/** Finds the place from pairs of subject and test that the project has, else by convention. */
export async function placeOfTest(
  subject: string,
  naming: TestNaming,
  root: string,
  files: ProjectFiles,
): Promise<TestPlace> {
  const tests = await existingTests(subject, naming, files);
  const stem = stemOf(subject);
  const extension = fileOf(subject).slice(stem.length);
  const sibling = tests.find((test) => test.path !== subject);
  const same = tests.filter((test) => test.stem === stem);
  for (const test of tests.slice(0, MOST_PAIRS)) {
    const folder = await learnedFolder(subject, test, naming, files);
    if (folder === undefined) continue;
    const existing = same.find((one) => folderOf(one.path) === folder);
    const path = existing?.path ?? joinPath(folder, nameLike(test, stem, extension));
    return { path, sibling: sibling?.path };
  }
  const folder = naming.folder(folderOf(subject), root);
  const existing = same.find((one) => folderOf(one.path) === folder);
  const name =
    sibling === undefined ? naming.name(stem, extension) : nameLike(sibling, stem, extension);
  return { path: existing?.path ?? joinPath(folder, name), sibling: sibling?.path };
}

async function existingTests(
  subject: string,
  naming: TestNaming,
  files: ProjectFiles,
): Promise<readonly ExistingTest[]> {
  const found = await Promise.all(
    naming.globs.map((glob) => files.find(glob, subject, MOST_TESTS)),
  );
  const paths = [...new Set(found.flat())];
  return paths.flatMap((path) => {
    const groups = naming.stem.exec(fileOf(path));
    const stem = groups?.slice(1).find((group) => group !== undefined);
    return stem === undefined || path === subject ? [] : [{ path, stem }];
  });
}

/** The folder that the subject's tests have if they lie to it as `test` lies to its own subject. */
async function learnedFolder(
  subject: string,
  test: ExistingTest,
  naming: TestNaming,
  files: ProjectFiles,
): Promise<string | undefined> {
  const own = await subjectOf(test, naming, files);
  return own === undefined
    ? undefined
    : mappedFolder(folderOf(subject), folderOf(own), folderOf(test.path));
}

async function subjectOf(
  test: ExistingTest,
  naming: TestNaming,
  files: ProjectFiles,
): Promise<string | undefined> {
  for (const extension of naming.subjects) {
    const found = await files.find(`**/${test.stem}${extension}`, test.path, 3);
    const subject = found.find((path) => path !== test.path && !naming.stem.test(fileOf(path)));
    if (subject !== undefined) return subject;
  }
  return undefined;
}

/**
 * Maps a folder as `from` is mapped to `to`: both without their common tail are the two roots.
 * undefined when the folder is not under the first root.
 */
function mappedFolder(folder: string, from: string, to: string): string | undefined {
  if (to === from) return folder;
  if (to.startsWith(`${from}/`) || from === '') {
    const below = to.slice(from === '' ? 0 : from.length + 1);
    // `__tests__` beside each file, not one tree for all.
    if (below.startsWith('_')) return joinPath(folder, below);
    const isAround = from === '' || folder === from || folder.startsWith(`${from}/`);
    if (!isAround) return joinPath(folder, below);
  }
  const source = from === '' ? [] : from.split('/');
  const target = to === '' ? [] : to.split('/');
  while (source.length > 0 && target.length > 0 && source.at(-1) === target.at(-1)) {
    source.pop();
    target.pop();
  }
  const root = source.join('/');
  if (folder === root) return target.join('/');
  if (root === '' && !folder.startsWith('..')) return joinPath(target.join('/'), folder);
  return folder.startsWith(`${root}/`)
    ? joinPath(target.join('/'), folder.slice(root.length + 1))
    : undefined;
}

/** A name for a stem with what stands around another test's stem. */
function nameLike(test: ExistingTest, stem: string, extension: string): string {
  const name = fileOf(test.path);
  const at = name.indexOf(test.stem);
  const after = name.slice(at + test.stem.length);
  // A TypeScript test may stand beside a JavaScript one: the subject's own extension wins.
  const own = after.replace(/\.[^.]+$/, extension);
  return `${name.slice(0, at)}${stem}${own}`;
}

/** A file's name without its extension. */
export function stemOf(path: string): string {
  return fileOf(path).replace(/\.[^.]+$/, '');
}

/** The nearest folder up that has one of these files, or undefined. */
export async function folderWith(
  names: readonly string[],
  path: string,
  files: ProjectFiles,
): Promise<string | undefined> {
  for (const folder of foldersUp(folderOf(path))) {
    for (const name of names) if (await files.exists(joinPath(folder, name))) return folder;
  }
  return undefined;
}
