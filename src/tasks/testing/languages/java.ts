import type { ProjectFiles } from '../../task.ts';
import { completePlan, typeNames } from '../planParts.ts';
import type { TestNaming } from '../testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const NAMING: TestNaming = {
  globs: ['**/*{Test,Tests}.java'],
  stem: /^(.+?)(?:Tests?|IT)\.java$/,
  mirrors: true,
  distinct: (parent, stem) => `${parent}${stem}`,
  subjects: ['.java'],
  name: (stem, extension) => `${stem}Test${extension}`,
  folder: (folder) =>
    /(?:^|\/)src\/main\/java(?:\/|$)/.test(folder)
      ? folder.replace(/((?:^|\/)src\/)main(\/java)/, '$1test$2')
      : folder,
};

/** Java: the same package in the parallel tree of tests. */
export async function planJava(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root =
    (await folderWith(['pom.xml', 'build.gradle', 'build.gradle.kts'], subject.path, files)) ?? '';
  const place = await placeOfTest(subject.path, NAMING, root, files);
  const packageName = /^[ \t]*package\s+([\w.]+)\s*;/m.exec(subject.code ?? subject.source)?.[1];
  const stem = stemOf(subject.path);
  const sibling = place.sibling === undefined ? '' : ((await files.read(place.sibling)) ?? '');
  const isTestNg = /^[ \t]{0,40}import\s{1,20}(?:static\s{1,20})?org\.testng\./m.test(sibling);
  return completePlan(place, files, {
    framework: 'junit',
    isDefault: false,
    ...(isTestNg && { style: 'TestNG, as the sibling has it; same package as the subject' }),
    subject: packageName === undefined ? stem : `${packageName}.${stem}`,
    reached: typeNames(subject, stem),
  });
}
