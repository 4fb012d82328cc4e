import type { ProjectFiles } from '../../task.ts';
import { fileOf, folderOf, foldersUp, joinPath } from '../projectPath.ts';
import { mappedFolder } from './mappedFolder.ts';
import { isNamedIn } from './namedSubject.ts';

/** How a language's test files are named and where they are when a project has none yet. */
export interface TestNaming {
  /** Globs of test files. */
  readonly globs: readonly string[];
  /** The subject's stem in a test file's name. */
  readonly stem: RegExp;
  /** The same in the path of a file whose folder alone says that it is a test. */
  readonly stemInFolder?: RegExp;
  /** Extensions that a subject may have. */
  readonly subjects: readonly string[];
  /** Name of the test file of a stem when no other test shows it. */
  name(stem: string, extension: string): string;
  /** Folder of the tests of a folder when no other test shows it; `root` holds the manifest. */
  folder(folder: string, root: string): string;
  /** Whether the folders of tests are always those of the sources. */
  readonly mirrors?: boolean;
  /** A stem for the test of one of several files that are called the same; else by an underscore. */
  distinct?(parent: string, stem: string): string;
  /** Whether tests may not be called the same even in several folders. */
  hasUniqueNames?(folder: string, files: ProjectFiles): Promise<boolean>;
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
  /** The test that is there, or the one that shows how the others are written. */
  readonly sibling: string | undefined;
}

/** Tests looked at to learn a project's ways. */
const MOST_TESTS = 60;
/** Of these, tests whose subjects are looked for. */
const MOST_PAIRS = 16;
/** Tests whose subjects are looked for at a time. */
const AT_ONCE = 4;
/** Files of one name that a test is told apart by. */
const MOST_OF_A_NAME = 12;

/** A folder that pairs speak for. */
interface Candidate {
  readonly folder: string;
  /** The first test that did. */
  readonly like: ExistingTest;
  votes: number;
}

/** Finds the place that most pairs of subject and test speak for, else by convention. */
export async function placeOfTest(
  subject: string,
  naming: TestNaming,
  root: string,
  files: ProjectFiles,
): Promise<TestPlace> {
  const tests = await existingTests(subject, naming, files);
  const stem = stemOf(subject);
  const extension = fileOf(subject).slice(stem.length);
  const own = await ownTest(subject, tests, naming, files);
  if (own !== undefined) return { path: own, sibling: own };
  const best = bestOf(await candidates(subject, tests, naming, files));
  const folder = best?.folder ?? (await usualFolder(subject, { naming, root }, tests, files));
  const like = best?.like ?? tests[0];
  const called = (of: string) =>
    like === undefined ? naming.name(of, extension) : nameLike(like, of, extension);
  const isTaken =
    tests.some(({ path }) => path === joinPath(folder, called(stem))) ||
    (tests.some(({ path }) => fileOf(path) === called(stem)) &&
      (await naming.hasUniqueNames?.(folder, files)) === true);
  const parent = fileOf(folderOf(subject));
  const name = isTaken
    ? called(naming.distinct?.(parent, stem) ?? `${parent}_${stem}`)
    : called(stem);
  return { path: joinPath(folder, name), sibling: like?.path };
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
    const stem = stemTested(path, naming);
    return stem === undefined || path === subject ? [] : [{ path, stem }];
  });
}

function stemTested(path: string, { stem, stemInFolder }: TestNaming): string | undefined {
  const groups = stem.exec(fileOf(path)) ?? stemInFolder?.exec(path);
  return groups?.slice(1).find((group) => group !== undefined);
}

/** The test that a subject has: by its name, and by what it says where others are called the same. */
async function ownTest(
  subject: string,
  tests: readonly ExistingTest[],
  naming: TestNaming,
  files: ProjectFiles,
): Promise<string | undefined> {
  const stem = stemOf(subject);
  const parent = fileOf(folderOf(subject));
  const distinct = naming.distinct?.(parent, stem) ?? `${parent}_${stem}`;
  const same = tests.filter((test) => test.stem === stem || test.stem === distinct);
  for (const test of same) {
    if (test.path !== subject && (await subjectOf(test, naming, files, subject)) === subject) {
      return test.path;
    }
  }
  return undefined;
}

/** The folders that the subject's tests have if they lie to it as others lie to their own subjects. */
async function candidates(
  subject: string,
  tests: readonly ExistingTest[],
  naming: TestNaming,
  files: ProjectFiles,
): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  const asked = tests.slice(0, MOST_PAIRS);
  const owned: (string | undefined)[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const some = asked.slice(at, at + AT_ONCE);
    owned.push(...(await Promise.all(some.map((test) => subjectOf(test, naming, files)))));
  }
  for (const [index, test] of asked.entries()) {
    const own = owned[index];
    if (own === undefined) continue;
    const mapped = mappedFolder(folderOf(subject), folderOf(own), folderOf(test.path));
    if (mapped === undefined || (mapped.isFlat === true && naming.mirrors === true)) continue;
    const candidate = found.get(mapped.folder) ?? { folder: mapped.folder, like: test, votes: 0 };
    candidate.votes += mapped.isSister ? 1 : 3;
    found.set(mapped.folder, candidate);
  }
  for (const candidate of found.values()) {
    if (await files.exists(candidate.folder)) candidate.votes += 2;
  }
  return [...found.values()];
}

function bestOf(all: readonly Candidate[]): Candidate | undefined {
  const [first, ...others] = all;
  return others.reduce((one, other) => (other.votes > (one?.votes ?? 0) ? other : one), first);
}

/** The file that a test is for: of those of its name the one that it names or whose folder is like its own. */
async function subjectOf(
  test: ExistingTest,
  naming: TestNaming,
  files: ProjectFiles,
  wanted?: string,
): Promise<string | undefined> {
  const stem = wanted === undefined ? test.stem : stemOf(wanted);
  // A header and its source are one.
  const endings =
    wanted === undefined ? naming.subjects : [fileOf(wanted).slice(stemOf(wanted).length)];
  // One search for all of them: what is not in the package is looked for in the whole project.
  const [ending = ''] = endings;
  const glob = endings.length === 1 ? `**/${stem}${ending}` : `**/${stem}{${endings.join(',')}}`;
  const found = await files.find(glob, test.path, MOST_OF_A_NAME * endings.length);
  const all = found.filter((path) => path !== test.path && stemTested(path, naming) === undefined);
  const subjects = wanted === undefined || all.includes(wanted) ? all : [...all, wanted];
  if (subjects.length <= 1) return subjects[0];
  const text = (await files.read(test.path)) ?? '';
  const named = subjects.filter((path) => isNamedIn(text, test.path, path));
  const left = named.length > 0 ? named : subjects;
  const likeness = (path: string) => sharedTail(folderOf(path), folderOf(test.path));
  return left.reduce<string | undefined>(
    (one, other) => (one === undefined || likeness(other) > likeness(one) ? other : one),
    undefined,
  );
}

/** How many folders two paths end alike in, whatever tests and sources are kept in. */
function sharedTail(one: string, other: string): number {
  const left = one.split('/').filter((part) => !TEST_FOLDER.test(part));
  const right = other.split('/').filter((part) => !TEST_FOLDER.test(part));
  let count = 0;
  while (count < left.length && left.at(-1 - count) === right.at(-1 - count)) count += 1;
  return count;
}

/** Folders that hold nothing but tests. */
const TEST_FOLDER = /^(?:__tests__|tests?|specs?|unit[-_]?tests?)$/i;

/** By convention, in the folder of tests that the project has. */
async function usualFolder(
  subject: string,
  { naming, root }: { readonly naming: TestNaming; readonly root: string },
  tests: readonly ExistingTest[],
  files: ProjectFiles,
): Promise<string> {
  const folder = naming.folder(folderOf(subject), root);
  if (await files.exists(folder)) return folder;
  const below = root === '' ? folder : folder.slice(root.length + 1);
  const [first = '', ...rest] = below.split('/');
  if (!TEST_FOLDER.test(first)) return folder;
  const kept = tests.flatMap(({ path }) => {
    const inside = root === '' ? path : path.slice(root.length + 1);
    const [top = ''] = inside.split('/');
    return path.startsWith(root) && TEST_FOLDER.test(top) ? [top] : [];
  });
  const [known] = kept;
  return known === undefined || kept.includes(first) ? folder : joinPath(root, known, ...rest);
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
