import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import { byLine } from '../imports/importParts.ts';
import type { TestNaming } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { folderOf, joinPath, relativePath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const RSPEC: Framework = {
  name: 'rspec',
  cases:
    /\b(?:it|specify|example|xit|fit|scenario)\b(?<=(?:^[ \t]{0,200}|[|{;][ \t]{0,9})\w{1,20})(?=[ \t]*(?:[({]|[ \t]|$))(?![ \t]*[=.,+])/gm,
  extent: 'indentation',
  assertion:
    /\b(?:expect|is_expected|are_expected|should|assert|refute|must|wont|raise_error|allow_any|verify|match_snapshot|fail)\w*/,
  skipped:
    /^[ \t]*(?:xit|xdescribe|xcontext|xspecify|xexample|xfeature|xscenario)\b[^\n]{0,400}(?:\bdo\b|\{)|^[ \t]*(?:skip|pending)\b[ \t(]{0,20}\)?[ \t]{0,20}(?:(?:do|if|unless)\b|$)|^[ \t]*(?:RSpec\.)?(?:it|specify|example|describe|context|scenario|feature)\b[^\n{]{0,400}(?:\b(?:skip|pending):\s{0,9}(?!false)|,[ \t]{0,9}:(?:skip|pending)\b)/gm,
  focused:
    /^[ \t]*(?:RSpec\.)?(?:fit|fdescribe|fcontext|fspecify|fexample)\b[^\n]{0,400}(?:\bdo\b|\{)|^[ \t]*(?:RSpec\.)?(?:it|specify|example|describe|context|scenario|feature)\b[^\n{]{0,400}(?:\bfocus:\s{0,9}true|,[ \t]{0,9}:focus\b)/gm,
  group: /^[ \t]*(?:RSpec\.)?(?:describe|context|feature)\b[^\n]*/gm,
  guide: 'RSpec.describe with it blocks and expect',
  collecting: { by: 'group' },
};

const MINITEST: Framework = {
  name: 'minitest',
  cases: /^[ \t]*(?:def\s+test_\w+|test\b(?=[\s(])|it\b(?=[\s(]))/gm,
  extent: 'indentation',
  assertion: /\b(?:assert|refute|must|wont|expect|should|verify|flunk|pass|fail)\w*/,
  skipped: /^[ \t]*skip\b[ \t(]{0,20}\)?[ \t]{0,20}(?:(?:if|unless)\b|$)/gm,
  focused: /^[ \t]*focus[ \t]*$/gm,
  group: /^[ \t]*(?:class[ \t]+[A-Z]|describe\b)[^\n]*/gm,
  guide: 'a Minitest::Test class with test_* methods',
  collecting: { by: 'minitest' },
};

const RSPEC_NAMING: TestNaming = {
  globs: ['**/*_spec.rb'],
  stem: /^(.+)_spec\.rb$/,
  subjects: ['.rb'],
  name: (stem, extension) => `${stem}_spec${extension}`,
  folder: (folder, root) => mirrored(folder, root, 'spec'),
};

const MINITEST_NAMING: TestNaming = {
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
async function planRuby(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(['Gemfile', '.rspec', 'Rakefile'], subject.path, files)) ?? '';
  const gems = (await files.read(joinPath(root, 'Gemfile'))) ?? '';
  const specs = await files.find('**/*_spec.rb', subject.path, 1);
  const tests = await files.find('**/*_test.rb', subject.path, 1);
  const isRspec =
    specs.length > 0 || /\brspec\b/.test(gems) || (await files.exists(joinPath(root, '.rspec')));
  const place = await placeOfTest(
    subject.path,
    isRspec ? RSPEC_NAMING : MINITEST_NAMING,
    root,
    files,
  );
  const below = root === '' ? subject.path : subject.path.slice(root.length + 1);
  const loaded = /^lib\/(.+)\.rb$/.exec(below)?.[1];
  return completePlan(place, files, {
    framework: isRspec ? RSPEC : MINITEST,
    isDefault: !isRspec && tests.length === 0 && !/\bminitest\b/.test(gems),
    subject: loaded ?? relativePath(folderOf(place.path), subject.path).replace(/\.rb$/, ''),
    reached: typeNames(subject, stemOf(subject.path)),
  });
}

/** Ruby. */
export const ruby: TestLanguage = {
  plan: planRuby,
  testFiles: [...RSPEC_NAMING.globs, ...MINITEST_NAMING.globs],
  caseHomes: ['lastEnd'],
  readImport: byLine,
  commentLines: /^[ \t]*#.*$/gm,
  lineMarker: '#',
  unmarkedImports: /^require(?:_relative)?\b.*$/gm,
};
