import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { codes, startTools } from '../taskBench.ts';
import type { TestGateCase } from './testGateCases.ts';
import { gateCase, judged, planOf } from './testGateCases.ts';

interface Home {
  readonly framework: string;
  readonly path: string;
  readonly isThere?: boolean;
  /** What the style says. */
  readonly style?: RegExp;
}

const GIVEN: readonly (readonly [id: string, home: Home])[] = [
  [
    'T13.tests-folder-own-file',
    { framework: 'jest', path: 'src/__tests__/money.js', isThere: true },
  ],
  ['T13.tests-folder-other-file', { framework: 'jest', path: 'src/__tests__/calc.js' }],
  ['T14.angular', { framework: 'jasmine', path: 'src/app/calc.service.spec.ts' }],
  ['T15.monorepo', { framework: 'vitest', path: 'packages/lib1/test/foo/bar/baz.test.ts' }],
  ['T16.python-test-folder', { framework: 'pytest', path: 'test/test_mod.py' }],
  ['T17.same-stem', { framework: 'pytest', path: 'tests/test_b_utils.py' }],
  ['T20.two-trees', { framework: 'mocha', path: 'test/unit/models/money.test.ts' }],
];

const scripts = (test: string, more: object = {}): string =>
  JSON.stringify({ scripts: { test }, ...more });

const SIBLINGS: readonly (readonly [
  what: string,
  language: string,
  path: string,
  files: Readonly<Record<string, string>>,
  home: Home,
])[] = [
  [
    'a folder of tests without endings, as Mocha has it',
    'javascript',
    'lib/calc.js',
    {
      'package.json': scripts('mocha'),
      'lib/money.js': '',
      'test/money.js': "const { add } = require('../lib/money');\n",
    },
    { framework: 'mocha', path: 'test/calc.js', style: /CommonJS/ },
  ],
  [
    'a test of that name in a folder without endings',
    'javascript',
    'lib/calc.js',
    { 'package.json': scripts('ava'), 'test/calc.js': "import { add } from '../lib/calc.js';\n" },
    { framework: 'ava', path: 'test/calc.js', isThere: true },
  ],
  [
    'the folder that Mocha looks into where there is no test yet',
    'javascript',
    'lib/calc.js',
    { 'package.json': scripts('mocha') },
    { framework: 'mocha', path: 'test/calc.test.js' },
  ],
  [
    'beside the subject where Mocha is told so',
    'javascript',
    'src/calc.js',
    { 'package.json': scripts("mocha 'src/**/*.test.js'") },
    { framework: 'mocha', path: 'src/calc.test.js' },
  ],
  [
    'a test called with a hyphen, and one with a capital',
    'javascript',
    'src/calc.js',
    { 'package.json': scripts('jest'), 'src/money.js': '', 'test/money-test.js': '' },
    { framework: 'jest', path: 'test/calc-test.js' },
  ],
  [
    'Jasmine outside of Angular',
    'javascript',
    'src/net/calc.js',
    { 'package.json': scripts('jasmine') },
    { framework: 'jasmine', path: 'spec/net/calc.spec.js' },
  ],
  [
    'Jasmine by its sibling in spec/',
    'javascript',
    'src/calc.js',
    { 'package.json': scripts('jasmine'), 'src/money.js': '', 'spec/moneySpec.js': '' },
    { framework: 'jasmine', path: 'spec/calcSpec.js' },
  ],
  [
    'Karma with Mocha',
    'javascript',
    'src/calc.js',
    {
      'package.json': JSON.stringify({ devDependencies: { karma: '6', 'karma-mocha': '2' } }),
      'src/money.js': '',
      'src/money.spec.js': '',
    },
    { framework: 'mocha', path: 'src/calc.spec.js' },
  ],
  [
    'Angular with Jest',
    'typescript',
    'src/app/calc.service.ts',
    {
      'package.json': scripts('ng test', {
        dependencies: { '@angular/core': '19' },
        devDependencies: { jest: '29', 'jest-preset-angular': '14' },
      }),
    },
    { framework: 'jest', path: 'src/app/calc.service.spec.ts' },
  ],
  [
    'Angular with Vitest',
    'typescript',
    'src/app/calc.service.ts',
    {
      'package.json': scripts('ng test', {
        dependencies: { '@angular/core': '21' },
        devDependencies: { vitest: '4' },
      }),
    },
    { framework: 'vitest', path: 'src/app/calc.service.spec.ts' },
  ],
  [
    'the kind of modules of the sibling before the usual style',
    'javascript',
    'src/calc.js',
    {
      'package.json': scripts('node --test'),
      'src/money.js': '',
      'src/money.test.js':
        "const test = require('node:test');\nconst { add } = require('./money');\n",
    },
    {
      framework: 'node:test',
      path: 'src/calc.test.js',
      style: /const \{ describe, it \} = require\('node:test'\).*CommonJS/,
    },
  ],
  [
    'the kind of modules of the subject where there is no sibling',
    'javascript',
    'src/calc.js',
    { 'package.json': '{}', 'src/calc.js': 'exports.add = (a, b) => a + b;\n' },
    { framework: 'node:test', path: 'src/calc.test.js', style: /CommonJS/ },
  ],
  [
    'what the sibling imports before what is installed',
    'javascript',
    'src/calc.js',
    {
      'package.json': JSON.stringify({ devDependencies: { mocha: '11' } }),
      'src/money.js': '',
      'src/money.test.js': "import { it } from 'node:test';\n",
    },
    { framework: 'node:test', path: 'src/calc.test.js' },
  ],
  [
    'a sister package of Python',
    'python',
    'services/b/app/api/views.py',
    {
      'services/a/pyproject.toml': 'pytest',
      'services/b/pyproject.toml': 'pytest',
      'services/a/app/models.py': '',
      'services/a/tests/test_models.py': 'from app.models import A\n',
    },
    { framework: 'pytest', path: 'services/b/tests/api/test_views.py' },
  ],
  [
    'the one of several testpaths for units',
    'python',
    'pkg/mod.py',
    {
      'pytest.ini': '[pytest]\ntestpaths =\n    checks/integration\n    checks/unit_tests\n',
      'checks/unit_tests/conftest.py': '',
      'checks/integration/conftest.py': '',
    },
    { framework: 'pytest', path: 'checks/unit_tests/test_mod.py' },
  ],
  [
    'test/ where there is no tests/',
    'python',
    'pkg/mod.py',
    { 'setup.py': '', 'test/__init__.py': '', 'test/helpers.py': '' },
    { framework: 'pytest', path: 'test/test_mod.py' },
  ],
  [
    'modules of one name in folders that mirror theirs',
    'python',
    'pkg/b/utils.py',
    {
      'pyproject.toml': 'pytest',
      'pkg/a/utils.py': '',
      'pkg/c/more.py': '',
      'tests/a/__init__.py': '',
      'tests/a/test_utils.py': 'from pkg.a import utils\n',
      'tests/b/__init__.py': '',
      'tests/c/test_more.py': 'from pkg.c import more\n',
    },
    { framework: 'pytest', path: 'tests/b/test_utils.py' },
  ],
  [
    'modules of one name in folders that are no packages',
    'python',
    'pkg/b/utils.py',
    {
      'pyproject.toml': 'pytest',
      'pkg/a/utils.py': '',
      'tests/a/test_utils.py': 'from pkg.a.utils import add\n',
    },
    { framework: 'pytest', path: 'tests/b/test_b_utils.py' },
  ],
  [
    'the test of its own among modules of one name',
    'python',
    'pkg/b/utils.py',
    {
      'pyproject.toml': 'pytest',
      'pkg/a/utils.py': '',
      'tests/test_utils.py': 'from pkg.a.utils import add\n',
      'tests/test_b_utils.py': 'from pkg.b.utils import add\n',
    },
    { framework: 'pytest', path: 'tests/test_b_utils.py', isThere: true },
  ],
  [
    'one folder for all, and modules of one name in JavaScript',
    'typescript',
    'src/b/index.ts',
    {
      'package.json': scripts('vitest'),
      'src/a/index.ts': '',
      'test/index.test.ts': "import { a } from '../src/a/index';\n",
    },
    { framework: 'vitest', path: 'test/b-index.test.ts' },
  ],
  [
    'most pairs in Java, and the module that the file is in',
    'java',
    'core/src/main/java/com/a/B.java',
    {
      'core/pom.xml': '',
      'web/pom.xml': '',
      'core/src/main/java/com/a/C.java': '',
      'core/src/test/java/com/a/CTest.java': 'package com.a;\n',
      'web/src/main/java/com/w/W.java': '',
      'web/src/test/java/com/w/WTest.java': 'package com.w;\n',
    },
    { framework: 'junit', path: 'core/src/test/java/com/a/BTest.java' },
  ],
  [
    'the units of PHP beside its features',
    'php',
    'app/Models/Price.php',
    { 'composer.json': '{}', 'tests/Unit/ExampleTest.php': '', 'tests/Feature/HomeTest.php': '' },
    { framework: 'phpunit', path: 'tests/Unit/Models/PriceTest.php' },
  ],
  [
    'the unit tests of C# beside those of another kind',
    'csharp',
    'src/Shop/Cart.cs',
    {
      'src/Shop/Shop.csproj': '',
      'src/Shop.Integration.Tests/Shop.Integration.Tests.csproj': 'xunit',
      'test/Shop.UnitTests/Shop.UnitTests.csproj': 'nunit',
    },
    { framework: 'nunit', path: 'test/Shop.UnitTests/CartTests.cs' },
  ],
  [
    'two classes of one name in PHP',
    'php',
    'src/B/Money.php',
    {
      'composer.json': '{}',
      'src/A/Money.php': '<?php\nnamespace App\\A;\n',
      'tests/MoneyTest.php': '<?php\nuse App\\A\\Money;\n',
    },
    { framework: 'phpunit', path: 'tests/B/MoneyTest.php' },
  ],
];

describe('the home of tests', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const judge = async (one: TestGateCase, { framework, path, isThere = false, style }: Home) => {
    const plan = await planOf(tools, one);
    assert.deepEqual([plan?.framework.name, plan?.path], [framework, path]);
    assert.equal(plan?.existing !== undefined, isThere);
    if (style !== undefined) assert.match(plan?.style ?? '', style);
  };

  for (const [id, home] of GIVEN) {
    it(`is found: ${id}`, () => judge(gateCase(id), home));
  }

  for (const [what, language, path, given, home] of SIBLINGS) {
    it(`is ${what}`, () =>
      judge({ id: what, language, path, files: { [path]: '', ...given } }, home));
  }

  it('takes what was written for a file that is there', async () => {
    const result = await judged(tools, gateCase('T17.same-stem'));
    assert.deepEqual(codes(result), []);
    assert.ok(result.answer?.kind === 'newFile');
    assert.match(result.answer.text, /^from pkg\.b\.utils import add\n\ndef test_add_b/);
  });
});
