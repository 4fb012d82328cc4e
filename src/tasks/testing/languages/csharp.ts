import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { ofParts } from '../imports/importParts.ts';
import type { TestNaming } from '../places/testPlace.ts';
import { placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const C_SHARP: Omit<Framework, 'name' | 'guide'> = {
  cases: /\[\s*(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b/g,
  extent: 'braces',
  assertion:
    /Assert(?:ions)?\b|\.(?:Should|Verify|Received|DidNotReceive|MustHave|MustNotHave|MatchSnapshot|QuickCheck)\w*\s*\(|\b(?:Should|Check|Snapshot|Prop)\.\w+\s*\(|\b(?:Assert|Verify)\w*\s*\(|\bExpect\w*\s*[(.]|\bExpectedException\b|\b(?:Expected)?Result\s*=|\.Returns\s*\(/,
  skipped:
    /\[[^[\]]{0,300}\b(?:Fact|Theory|InlineData|MemberData|ClassData)\w*\s{0,9}\([^()[\]]{0,400}\bSkip\s{0,9}=|(?<![\w)])\[(?:[^[\]()]{0,300},)?\s{0,40}(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Inconclusive|Skip)\w*\s{0,9}\(/g,
  focused: undefined,
  group: /\bclass\s+\w+/g,
};

const FRAMEWORKS = {
  xunit: {
    name: 'xunit',
    guide: 'xUnit: [Fact] and [Theory], Assert',
    ...C_SHARP,
    collecting: { by: 'class', head: /\bpublic\b/ },
  },
  nunit: {
    name: 'nunit',
    guide: 'NUnit: [Test], Assert.That',
    ...C_SHARP,
    collecting: { by: 'class', head: /(?:)/ },
  },
  mstest: {
    name: 'mstest',
    guide: 'MSTest: [TestClass], [TestMethod], Assert',
    ...C_SHARP,
    collecting: { by: 'class', head: /\bTestClass\b/ },
  },
} as const satisfies Readonly<Record<string, Framework>>;
type FrameworkName = keyof typeof FRAMEWORKS;

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
async function planCSharp(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
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
    framework: FRAMEWORKS[found ?? 'xunit'],
    isDefault: found === undefined,
    subject: namespace ?? stemOf(subject.path),
    reached: typeNames(subject, stemOf(subject.path)),
  });
}

const readImport: ImportReader = (text) => {
  const [, kind = '', alias, path = ''] =
    /^(?:global\s+)?using\s+(static\s+)?(?:(\w+)\s*=\s*)?([^\s;=][^;=]*);/.exec(text) ?? [];
  if (path === '') return undefined;
  const source = path.replace(/\s+/g, '');
  return ofParts(text, [{ text, local: alias ?? `${kind}${source}`, source }], () => '');
};

/** C#. */
export const csharp: TestLanguage = {
  plan: planCSharp,
  testFiles: NAMING.globs,
  throwing: '{ throw new System.InvalidOperationException("emptied"); }',
  caseHomes: ['class', 'namespace'],
  indentsImports: true,
  readImport,
  // Usings bring in whole namespaces.
  partsNames: true,
  hasOverloads: true,
  oneMethodAName: true,
};
