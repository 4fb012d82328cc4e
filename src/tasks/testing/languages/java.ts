import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { ofParts } from '../imports/importParts.ts';
import type { TestNaming } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan, typeNames } from '../planParts.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const JUNIT: Framework = {
  name: 'junit',
  cases:
    /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|Property)\b|\bpublic\s+void\s+test\w*\s*\(\s*\)/g,
  extent: 'braces',
  assertion:
    /\b(?:assert|fail|verify|expect|check|then|await|should)\w*\s*\(|\.(?:expect\w*|andExpect|should\w*|isEqualTo|verify|until\w*|statusCode|assert\w*)\s*\(|\bnew\s{1,9}\w{0,40}Verifications\w{0,40}\s{0,9}\(|@Property\b[^{]{0,400}\bboolean\b|\bexpected\s*=|\bthrow\s+new\s+Assertion/,
  skipped:
    /@(?:Disabled\w*|Ignore)\b|\bassume\w*\s*\(\s*false\b|@Test\s{0,9}\([^()]{0,400}\benabled\s{0,9}=\s{0,9}false\b/g,
  focused: undefined,
  group: /\bclass\s+\w+/g,
  guide: 'JUnit 5 unless the sibling uses JUnit 4, same package as the subject',
  collecting: { by: 'class', head: /(?:)/ },
};

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
async function planJava(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root =
    (await folderWith(['pom.xml', 'build.gradle', 'build.gradle.kts'], subject.path, files)) ?? '';
  const place = await placeOfTest(subject.path, NAMING, root, files);
  const packageName = /^[ \t]*package\s+([\w.]+)\s*;/m.exec(subject.code ?? subject.source)?.[1];
  const stem = stemOf(subject.path);
  const sibling = place.sibling === undefined ? '' : ((await files.read(place.sibling)) ?? '');
  const isTestNg = /^[ \t]{0,40}import\s{1,20}(?:static\s{1,20})?org\.testng\./m.test(sibling);
  return completePlan(place, files, {
    framework: JUNIT,
    isDefault: false,
    ...(isTestNg && { style: 'TestNG, as the sibling has it; same package as the subject' }),
    subject: packageName === undefined ? stem : `${packageName}.${stem}`,
    reached: typeNames(subject, stem),
  });
}

const readImport: ImportReader = (text) => {
  const [, isStatic, path = ''] = /^import\s+(static\s+)?([\w.*]+)\s*;/.exec(text) ?? [];
  if (path === '') return undefined;
  // Static ones may overload each other.
  const isMany = isStatic !== undefined || path.endsWith('*');
  const local = isMany ? `${isStatic ?? ''}${path}` : path.slice(path.lastIndexOf('.') + 1);
  return ofParts(text, [{ text, local, source: path }], () => '');
};

/** Java. */
export const java: TestLanguage = {
  plan: planJava,
  testFiles: NAMING.globs,
  throwing: '{ throw new IllegalStateException("emptied"); }',
  caseHomes: ['class'],
  head: /^[ \t]*package[ \t]+[\w.]+[ \t]*;[ \t]*$/m,
  beforeImports: [/^[ \t]*package[ \t]+[\w.]+[ \t]*;/m],
  readImport,
  hasOverloads: true,
  oneMethodAName: true,
};
