import type { ProjectFiles } from '../../task.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { joinPath } from '../projectPath.ts';
import type { TestNaming } from '../testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const NAMING: TestNaming = {
  globs: ['**/*Test.php'],
  stem: /^(.+)Test\.php$/,
  mirrors: true,
  distinct: (parent, stem) => `${parent}${stem}`,
  subjects: ['.php'],
  name: (stem, extension) => `${stem}Test${extension}`,
  folder: (folder, root) => {
    const below = root === '' ? folder : folder.slice(root.length + 1);
    return joinPath(root, 'tests', below.replace(/^(?:src|app|lib)(?:\/|$)/, ''));
  },
};

/** PHP: the tests folder mirrors the sources. */
export async function planPhp(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root =
    (await folderWith(['composer.json', 'phpunit.xml', 'phpunit.xml.dist'], subject.path, files)) ??
    '';
  const unit = joinPath(root, 'tests', 'Unit');
  const naming = (await files.exists(unit))
    ? {
        ...NAMING,
        folder: (folder: string) => NAMING.folder(folder, root).replace(/^(.*?tests)/, '$1/Unit'),
      }
    : NAMING;
  const place = await placeOfTest(subject.path, naming, root, files);
  const namespace = /^[ \t]*namespace\s+([\w\\]+)/m.exec(subject.code ?? subject.source)?.[1];
  const stem = stemOf(subject.path);
  const type =
    subject.declarations.find(({ kind }) => kind === 'class' || kind === 'enum')?.name ?? stem;
  return completePlan(place, files, {
    framework: 'phpunit',
    isDefault: false,
    subject: namespace === undefined ? type : `${namespace}\\${type}`,
    reached: typeNames(subject, stem),
  });
}
