import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { listed, ofParts } from '../imports/importParts.ts';
import type { Sign } from '../mentions.ts';
import { behind, mentionOf, word } from '../mentions.ts';
import type { TestNaming } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan } from '../planParts.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const FUNCTIONS: Omit<Framework, 'name' | 'guide'> = {
  cases: /^[ \t]*(?:async\s+)?def\s+test\w*\s*\(/gm,
  extent: 'indentation',
  assertion:
    /\bassert\b|\b(?:assert|expect|verify|fail)\w*\s*\(|\.should(?:_not)?\b|\bshould\w*\s*\(|\b(?:self|cls)\.(?:assert|fail)\w*|\.(?:assert|expect)\w*\s*\(|\bpytest\.(?:raises|warns|fail|approx|deprecated_call)\b|\b(?:raises|warns|eq_|ok_)\s*\(|\bcheck\w*\.\w+\s*\(|\bcheck\s*\(|\braise\s+AssertionError\b/,
  skipped:
    /@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b|(?:@|=|\[|,)\s*(?:pytest\.)?mark\.(?:skip|skipif|xfail)\b|\braise\s+(?:unittest\.)?SkipTest\b|\b__test__\s*=\s*False\b|\b(?:pytest\.(?:skip|xfail|importorskip)|self\.skipTest)\s*\(/g,
  focused: undefined,
  group: /^class\s+\w+/gm,
};

const FRAMEWORKS = {
  pytest: {
    name: 'pytest',
    guide: 'plain functions test_*, assert, pytest.raises',
    ...FUNCTIONS,
    collecting: { by: 'python', plain: true },
  },
  unittest: {
    name: 'unittest',
    guide: 'a unittest.TestCase class with test_* methods',
    ...FUNCTIONS,
    collecting: { by: 'python', plain: false },
  },
} as const satisfies Readonly<Record<string, Framework>>;

const MANIFESTS = [
  'pyproject.toml',
  'setup.cfg',
  'setup.py',
  'pytest.ini',
  'tox.ini',
  'requirements.txt',
];

const NAMING: TestNaming = {
  globs: ['**/test_*.py', '**/*_test.py'],
  stem: /^test_(.+)\.py$|^(.+)_test\.py$/,
  subjects: ['.py'],
  name: (stem, extension) => `test_${stem}${extension}`,
  folder: (_, root) => joinPath(root, 'tests'),
  // Without packages around them pytest cannot tell modules of one name apart.
  hasUniqueNames: async (folder, files) => !(await files.exists(joinPath(folder, '__init__.py'))),
};

const TEST_PATHS =
  /^[ \t]*testpaths[ \t]*=[ \t]*(\[[^\]]{0,2000}\]|[^\n]{0,500}(?:\n[ \t]+[^\n]{1,200}){0,20})/m;

/** The folder that pytest is told to look into, or the one of the two usual ones that is there. */
async function testHome(root: string, files: ProjectFiles): Promise<string | undefined> {
  for (const name of ['pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg']) {
    const [, list = ''] = TEST_PATHS.exec((await files.read(joinPath(root, name))) ?? '') ?? [];
    const paths = (list.match(/[^\s"',[\]#]+/g) ?? []).map((path) =>
      path.replace(/^\.\/|\/$/g, ''),
    );
    const there = await Promise.all(
      paths.map(async (path) => ((await files.exists(joinPath(root, path))) ? path : undefined)),
    );
    const known = there.filter((path) => path !== undefined);
    const chosen = known.find((path) => /unit/.test(path)) ?? known[0] ?? paths[0];
    // Where they stand beside their sources, pairs tell the place.
    if (chosen !== undefined && /(?:^|\/)\w*tests?\w*(?:\/|$)/.test(chosen)) {
      return joinPath(root, chosen);
    }
  }
  for (const name of ['tests/unit', 'tests', 'test/unit', 'test']) {
    const folder = joinPath(root, name);
    if (await files.exists(folder)) return folder;
  }
  return undefined;
}

/** Python: pytest where there is a sign of it, else what the nearest test uses. */
async function planPython(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(MANIFESTS, subject.path, files)) ?? '';
  const home = await testHome(root, files);
  const naming = home === undefined ? NAMING : { ...NAMING, folder: () => home };
  const place = await placeOfTest(subject.path, naming, root, files);
  const sibling = place.sibling === undefined ? undefined : await files.read(place.sibling);
  const framework = await frameworkOf(root, sibling, files);
  const module = moduleOf(subject.path, root);
  const last = module.split('.').at(-1) ?? module;
  return completePlan(place, files, {
    framework: FRAMEWORKS[framework ?? 'pytest'],
    isDefault: framework === undefined,
    subject: module,
    reached: [
      new RegExp(`^[ \\t]*(?:from|import)\\b.*\\b${word(last)}\\b`, 'm'),
      new RegExp(`^[ \\t]*from[ \\t]+[\\w.]+[ \\t]+import[ \\t]*\\([^()]*\\b${word(last)}\\b`, 'm'),
      ...throughPackage(module, subject),
      new RegExp(`import_module\\s*\\(\\s*["'][^"']*\\b${word(last)}["']`),
    ],
  });
}

/** A package may give away what its modules define: then it is imported and the name mentioned. */
function throughPackage(module: string, { declarations }: Subject): readonly Sign[] {
  const names = declarations
    .filter(({ path, exported }) => exported && !path.includes('.'))
    .map(({ name }) => name);
  const parents = module.split('.').slice(0, -1);
  if (names.length === 0) return [];
  return parents.map((_, index) => {
    const parent = word(parents.slice(0, index + 1).join('.'));
    const from = new RegExp(`^[ \\t]*(?:from|import)[ \\t]+${parent}\\b`, 'm');
    return behind(from, mentionOf(names, 'asWritten'));
  });
}

async function frameworkOf(
  root: string,
  sibling: string | undefined,
  files: ProjectFiles,
): Promise<'pytest' | 'unittest' | undefined> {
  if (sibling !== undefined) {
    return /\bunittest\.TestCase\b|\bimport\s+TestCase\b/.test(sibling) ? 'unittest' : 'pytest';
  }
  if (await files.exists(joinPath(root, 'conftest.py'))) return 'pytest';
  for (const name of MANIFESTS) {
    if (/\bpytest\b/.test((await files.read(joinPath(root, name))) ?? '')) return 'pytest';
  }
  return undefined;
}

/** The dotted name under the root; `src` is a place, not a package. */
function moduleOf(path: string, root: string): string {
  const below = root === '' ? path : path.slice(root.length + 1);
  const folder = folderOf(below).replace(/^src(?:\/|$)/, '');
  const stem = stemOf(below);
  const parts = [
    ...(folder === '' ? [] : folder.split('/')),
    ...(stem === '__init__' ? [] : [stem]),
  ];
  return parts.length === 0 ? fileOf(root) : parts.join('.');
}

const readImport: ImportReader = (text) => {
  const flat = text.replace(/\\\n/g, ' ');
  const from = /^from\s+([.\w]+)\s+import\s(?:\s*\(([^()]*)\)|([^()]*))$/.exec(flat);
  if (from !== null) {
    const [, module = '', inBrackets, bare = ''] = from;
    const parts = listed(inBrackets ?? bare).map((one) => {
      const [name = one, local = name] = one.split(' as ');
      return {
        text: one,
        local: name === '*' ? `${module}.*` : local,
        source: `${module} ${name}`,
      };
    });
    return ofParts(text, parts, (kept) => {
      return `from ${module} import ${kept.map((one) => one.text).join(', ')}`;
    });
  }
  const plain = /^import\s([^()]+)$/.exec(flat);
  const parts = listed(plain?.[1] ?? '').map((one) => {
    const [module = one, local = module] = one.split(' as ');
    return { text: one, local, source: module };
  });
  return ofParts(text, parts, (kept) => `import ${kept.map((one) => one.text).join(', ')}`);
};

/** Python. */
export const python: TestLanguage = {
  plan: planPython,
  testFiles: NAMING.globs,
  throwing: 'raise RuntimeError("emptied")',
  caseHomes: ['indentedClass', 'aboveMain'],
  gap: '\n\n\n',
  importsFirst: true,
  readImport,
  commentLines: /^[ \t]*#.*$/gm,
  lineMarker: '#',
};
