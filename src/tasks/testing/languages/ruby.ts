import type { ProjectFiles } from '../../task.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { folderOf, joinPath, relativePath } from '../projectPath.ts';
import type { TestNaming } from '../testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const RSPEC: TestNaming = {
  globs: ['**/*_spec.rb'],
  stem: /^(.+)_spec\.rb$/,
  subjects: ['.rb'],
  name: (stem, extension) => `${stem}_spec${extension}`,
  folder: (folder, root) => mirrored(folder, root, 'spec'),
};

const MINITEST: TestNaming = {
  globs: ['**/*_test.rb', '**/test_*.rb'],
  stem: /^(.+)_test\.rb$|^test_(.+)\.rb$/,
  subjects: ['.rb'],
  name: (stem, extension) => `${stem}_test${extension}`,
  folder: (folder, root) => mirrored(folder, root, 'test'),
};

function mirrored(folder: string, root: string, tests: string): string {
  const below = root === '' ? folder : folder.slice(root.length + 1);
  return joinPath(root, tests, below.replace(/^(?:lib|app)(?:\/|$)/, ''));
}

/** Ruby: RSpec where there is a spec folder or the gem, else Minitest. */
export async function planRuby(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(['Gemfile', '.rspec', 'Rakefile'], subject.path, files)) ?? '';
  const gems = (await files.read(joinPath(root, 'Gemfile'))) ?? '';
  const specs = await files.find('**/*_spec.rb', subject.path, 1);
  const tests = await files.find('**/*_test.rb', subject.path, 1);
  const isRspec =
    specs.length > 0 || /\brspec\b/.test(gems) || (await files.exists(joinPath(root, '.rspec')));
  const place = await placeOfTest(subject.path, isRspec ? RSPEC : MINITEST, root, files);
  const below = root === '' ? subject.path : subject.path.slice(root.length + 1);
  const loaded = /^lib\/(.+)\.rb$/.exec(below)?.[1];
  return completePlan(place, files, {
    framework: isRspec ? 'rspec' : 'minitest',
    isDefault: !isRspec && tests.length === 0 && !/\bminitest\b/.test(gems),
    subject: loaded ?? relativePath(folderOf(place.path), subject.path).replace(/\.rb$/, ''),
    reached: typeNames(subject, stemOf(subject.path)),
  });
}
