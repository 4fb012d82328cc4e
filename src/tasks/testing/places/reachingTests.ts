import type { ProjectFiles, TestToRun } from '../../task.ts';
import { testsOf } from '../languages/languages.ts';
import { mentionOf } from '../mentions.ts';
import { planTests } from '../planners.ts';
import { fileOf, folderOf } from '../projectPath.ts';
import type { Subject, TestPlan } from '../testPlan.ts';
import { indirectTests } from './indirectTests.ts';
import { isNamedIn, namesAnother } from './namedSubject.ts';

/** Test files that are looked into, the nearest to the subject first. */
const MOST_READ = 60;
/** Longer ones are left out, in UTF-16 units. */
const LONGEST = 500_000;

/**
 * The test files of a project that reach a file, as they are: its own first, then those that name it
 * or use what it declares, the nearest first, and then those that reach it by files which import it, at
 * most `most`. Empty: there are none, or nobody knows how the language is tested.
 */
export async function reachingTests(
  language: string,
  subject: Subject,
  files: ProjectFiles,
  most: number,
): Promise<readonly TestToRun[]> {
  const plan = await planTests(language, subject, files);
  const tests = testsOf(language);
  if (plan === undefined || tests === undefined) return [];
  const { framework, existing, path: own } = plan;
  const globs = [
    ...tests.testFiles.flatMap((glob) => calledAfter(subject, glob)),
    ...tests.testFiles,
  ];
  const found = await Promise.all(globs.map((glob) => files.find(glob, subject.path, MOST_READ)));
  const others = [...new Set(found.flat())].filter((path) => path !== own).slice(0, MOST_READ);
  const reaches = reaching(subject, plan);
  const chosen: { readonly path: string; readonly text: string }[] = [];
  const left: { readonly path: string; readonly text: string }[] = [];
  if (existing !== undefined && hasCases(existing, plan))
    chosen.push({ path: own, text: existing });
  for (const path of others) {
    if (chosen.length >= most) break;
    // A runner that takes all of a folder is asked once for it.
    const isRunAlready = chosen.some((one) => folderOf(one.path) === folderOf(path));
    if (framework.runsFolders === true && isRunAlready) continue;
    const text = path === subject.path ? undefined : await files.read(path);
    if (text === undefined || text.length > LONGEST) continue;
    const unix = text.replace(/\r\n?/g, '\n');
    if (!hasCases(unix, plan)) continue;
    (reaches(path, unix) ? chosen : left).push({ path, text: unix });
  }
  if (chosen.length < most) {
    chosen.push(...(await indirectTests(subject, left, files)).slice(0, most - chosen.length));
  }
  return chosen.map((one) => ({ ...one, framework: framework.name, isOwn: true }));
}

/** Of the test files of a glob those that have the subject's name in theirs: of many they are not the nearest. */
function calledAfter({ path }: Subject, glob: string): readonly string[] {
  const stem = fileOf(path).replace(/\.[^./]+$/, '');
  const named = glob.replace(/\*(?=[^*/]*$)/, `*${stem}*`);
  return /^[\w-]{3,}$/.test(stem) && named !== glob ? [named] : [];
}

/** Whether a text of the subject's own file, say, holds any case at all. */
function hasCases(text: string, { framework }: TestPlan): boolean {
  return text.search(framework.cases) >= 0;
}

/** Whether a test names the subject, or reaches it by other means and uses something of it. */
function reaching(
  { path: subject, declarations }: Subject,
  { reached }: TestPlan,
): (path: string, text: string) => boolean {
  const names = declarations.filter(({ exported }) => exported).map(({ name }) => name);
  const uses = mentionOf(names, 'asWritten');
  return (path, text) => {
    if (isNamedIn(text, path, subject)) return true;
    if (namesAnother(text, subject)) return false;
    return reached.some((sign) => sign.test(text)) && uses.test(text);
  };
}
