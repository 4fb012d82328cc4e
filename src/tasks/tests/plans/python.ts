import type { ProjectFiles } from '../../task.ts';
import type { Sign } from '../mentions.ts';
import { behind, mentionOf } from '../mentions.ts';
import { completePlan, word } from '../planParts.ts';
import { folderOf, fileOf, joinPath } from '../projectPath.ts';
import type { Subject, TestPlan } from '../testPlan.ts';
import type { TestNaming } from '../testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../testPlace.ts';

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
};

/** Python: pytest where there is a sign of it, else what the nearest test uses. */
export async function planPython(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(MANIFESTS, subject.path, files)) ?? '';
  const place = await placeOfTest(subject.path, NAMING, root, files);
  const sibling = place.sibling === undefined ? undefined : await files.read(place.sibling);
  const framework = await frameworkOf(root, sibling, files);
  const module = moduleOf(subject.path, root);
  const last = module.split('.').at(-1) ?? module;
  return completePlan(place, files, {
    framework: framework ?? 'pytest',
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
