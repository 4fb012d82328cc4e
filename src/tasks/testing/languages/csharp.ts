import type { ProjectFiles } from '../../task.ts';
import type { FrameworkName } from '../frameworks.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import type { TestNaming } from '../testPlace.ts';
import { placeOfTest, stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const NAMING: TestNaming = {
  globs: ['**/*{Test,Tests}.cs'],
  stem: /^(.+?)Tests?\.cs$/,
  mirrors: true,
  distinct: (parent, stem) => `${parent}${stem}`,
  subjects: ['.cs'],
  name: (stem, extension) => `${stem}Tests${extension}`,
  folder: (folder, root) => joinPath(root === '' ? 'Tests' : `${root}.Tests`, below(folder, root)),
};

/** A folder as it is called inside the project. */
function below(folder: string, root: string): string {
  return root === '' ? folder : folder.slice(root.length + 1);
}

/** Of several test projects the one that is called by the subject's own, and not one of another kind. */
function testProject(own: string | undefined, projects: readonly string[]): string | undefined {
  const all = projects.filter((path) => /Tests?\.csproj$/.test(fileOf(path)));
  const name = own === undefined ? '' : fileOf(own).replace(/\.csproj$/, '');
  const called = (path: string) => fileOf(path).replace(/[._-]?(?:Unit)?Tests?\.csproj$/, '');
  const isOther = /Integration|Functional|EndToEnd|E2E|Acceptance|Performance|Benchmark/i;
  return (
    all.find((path) => called(path) === name) ??
    all.find((path) => !isOther.test(fileOf(path))) ??
    all[0]
  );
}

const KNOWN = [
  ['xunit', /\bxunit\b/i],
  ['nunit', /\bnunit\b/i],
  ['mstest', /\bMSTest\b|Microsoft\.VisualStudio\.TestTools/],
] as const satisfies readonly (readonly [FrameworkName, RegExp])[];

/** C#: the test project's folders mirror the subject's. */
export async function planCSharp(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const projects = await files.find('**/*.csproj', subject.path, 20);
  const own = projects.find((path) => subject.path.startsWith(`${folderOf(path)}/`));
  const tests = testProject(own, projects);
  const root = own === undefined ? '' : folderOf(own);
  const place = await placeOfTest(
    subject.path,
    tests === undefined
      ? NAMING
      : { ...NAMING, folder: (folder) => joinPath(folderOf(tests), below(folder, root)) },
    root,
    files,
  );
  const texts = [
    place.sibling === undefined ? '' : ((await files.read(place.sibling)) ?? ''),
    tests === undefined ? '' : ((await files.read(tests)) ?? ''),
  ];
  const found = KNOWN.find(([, pattern]) => texts.some((text) => pattern.test(text)))?.[0];
  const namespace = /^[ \t]*namespace\s+([\w.]+)/m.exec(subject.code ?? subject.source)?.[1];
  return completePlan(place, files, {
    framework: found ?? 'xunit',
    isDefault: found === undefined,
    subject: namespace ?? stemOf(subject.path),
    reached: typeNames(subject, stemOf(subject.path)),
  });
}
