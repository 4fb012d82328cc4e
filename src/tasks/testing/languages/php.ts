import type { ProjectFiles } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ImportReader } from '../imports/importParts.ts';
import { listed, ofParts } from '../imports/importParts.ts';
import type { TestNaming } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan, typeNames } from '../planParts.ts';
import { joinPath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

const PHPUNIT: Framework = {
  name: 'phpunit',
  cases: /\bfunction\s+test\w*\s*\(|#\[\s*Test\b/g,
  casesInComments: /@test\b/,
  extent: 'braces',
  assertion:
    /\b(?:assert|expect|setExpected|fail|verify|should)\w*\s*\(|->(?:expects|should\w*|with|once|twice|times|never|see\w*|dontSee\w*)\s*\(|\bAssert(?:ion)?::/,
  skipped: /\bmarkTest(?:Skipped|Incomplete)\s*\(/g,
  focused: undefined,
  group: /\bclass\s+\w+/g,
  guide: 'a PHPUnit\\Framework\\TestCase class with test* methods',
  collecting: { by: 'class', head: /\bextends\b/, isPublic: true },
};

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
async function planPhp(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
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
    framework: PHPUNIT,
    isDefault: false,
    subject: namespace === undefined ? type : `${namespace}\\${type}`,
    reached: typeNames(subject, stem),
  });
}

const readImport: ImportReader = (text) => {
  const [, kind = '', rest = ''] = /^use\s+((?:function|const)\s+)?([^\s;][^;]*);/.exec(text) ?? [];
  if (rest === '') return undefined;
  const group = /^([\w\\]*\\)\{([^{}]*)\}$/.exec(rest.trim());
  const prefix = group?.[1] ?? '';
  const parts = listed(group?.[2] ?? rest).map((one) => {
    const own = /^(?:function|const) /.exec(one)?.[0] ?? kind;
    const bare = one.replace(/^(?:function|const) /, '');
    const [path = bare, alias] = bare.split(/ as /i);
    const whole = `${prefix}${path}`.replace(/^\\/, '');
    const local = (alias ?? whole.slice(whole.lastIndexOf('\\') + 1)).toLowerCase();
    const said = alias === undefined ? '' : ` as ${alias}`;
    const written = `use ${own}${whole}${said};`;
    return { text: written, local: `${own.trim()} ${local}`.trim(), source: whole.toLowerCase() };
  });
  return ofParts(text, parts, (kept) => kept.map((one) => one.text).join('\n'));
};

/** PHP. */
export const php: TestLanguage = {
  plan: planPhp,
  testFiles: NAMING.globs,
  throwing: "{ throw new \\RuntimeException('emptied'); }",
  caseHomes: ['class'],
  head: /^\s*(?:<\?php\b)?(?:\s|declare\s*\([^()]*\)\s*;|namespace[ \t]+[\w\\]+[ \t]*;)*/,
  beforeImports: [
    /<\?php\b/,
    /^[ \t]*declare\s{0,20}\([^()]*\)\s{0,20};/m,
    /^[ \t]*namespace[ \t]+[\w\\]+\s{0,20};/m,
  ],
  importBlock: /^[ \t]*namespace\b[ \t]*[\w\\]*\s{0,99}\{/m,
  indentsImports: true,
  commentLines: /^[ \t]*(?:#(?!\[)|\/\/).*$|^[ \t]*\/\*(?:[^*]|\*(?!\/)){0,9999}\*\/[ \t]*$/gm,
  readImport,
  foldsCase: true,
  oneMethodAName: true,
};
