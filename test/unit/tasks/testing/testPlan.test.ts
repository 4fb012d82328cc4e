import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { planTests } from '../../../../src/tasks/testing/planners.ts';
import { projectOf } from '../taskBench.ts';

type Case = readonly [
  what: string,
  language: string,
  path: string,
  files: Readonly<Record<string, string>>,
  expected: readonly [framework: string, path: string, subject: string],
  source?: string,
];

const vitest = JSON.stringify({ devDependencies: { vitest: '4' } });
const jest = JSON.stringify({ scripts: { test: 'jest --ci' }, devDependencies: { mocha: '1' } });
const mochaModule = JSON.stringify({ type: 'module', scripts: { test: 'mocha' } });

const CASES: readonly Case[] = [
  [
    'beside the subject without any other test',
    'typescript',
    'src/limiter.ts',
    { 'package.json': vitest },
    ['vitest', 'src/limiter.test.ts', './limiter'],
  ],
  [
    'with node:test where nothing is installed',
    'typescript',
    'src/limiter.ts',
    { 'package.json': '{"type":"module"}' },
    ['node:test', 'src/limiter.test.ts', './limiter.ts'],
  ],
  [
    'with a broken package.json',
    'javascript',
    'a.js',
    { 'package.json': '{' },
    ['node:test', 'a.test.js', './a'],
  ],
  [
    'as the script says rather than the dependencies',
    'javascript',
    'lib/a.js',
    { 'package.json': jest },
    ['jest', 'lib/a.test.js', './a'],
  ],
  [
    'of a package in a workspace by its own manifest',
    'typescript',
    'packages/b/src/x.ts',
    { 'package.json': jest, 'packages/b/package.json': vitest },
    ['vitest', 'packages/b/src/x.test.ts', './x'],
  ],
  [
    'of a package without a framework by the one above',
    'typescript',
    'packages/b/src/x.ts',
    { 'package.json': jest, 'packages/b/package.json': '{}' },
    ['jest', 'packages/b/src/x.test.ts', './x'],
  ],
  [
    'in a parallel tree as another pair shows it',
    'typescript',
    'src/net/limiter.ts',
    {
      'package.json': mochaModule,
      'src/net/queue.ts': '',
      'test/unit/net/queue.test.ts': "import { q } from '../../../src/net/queue.ts';",
    },
    ['mocha', 'test/unit/net/limiter.test.ts', '../../../src/net/limiter.ts'],
  ],
  [
    'in a deeper folder of a parallel tree',
    'typescript',
    'src/net/http/limiter.ts',
    { 'package.json': vitest, 'src/a.ts': '', 'test/a.spec.ts': "import { a } from '../src/a';" },
    ['vitest', 'test/net/http/limiter.spec.ts', '../../../src/net/http/limiter'],
  ],
  [
    'in __tests__ beside each file',
    'typescriptreact',
    'src/ui/Panel.tsx',
    {
      'package.json': jest,
      'src/lib/a.ts': '',
      'src/lib/__tests__/a.test.ts': "import { a } from '../a';",
    },
    ['jest', 'src/ui/__tests__/Panel.test.tsx', '../Panel'],
  ],
  [
    'with the extension that siblings import by',
    'typescript',
    'src/b.ts',
    { 'package.json': vitest, 'src/a.ts': '', 'src/a.test.ts': "import { a } from './a.js';" },
    ['vitest', 'src/b.test.ts', './b.js'],
  ],
  [
    'by what the sibling imports when no manifest says it',
    'typescript',
    'src/b.ts',
    { 'src/a.ts': '', 'src/a.test.ts': "import { it } from 'vitest';\nimport { a } from './a';" },
    ['vitest', 'src/b.test.ts', './b'],
  ],
  [
    'of Python in tests/',
    'python',
    'shop/stock/inventory.py',
    { 'pyproject.toml': '[tool.pytest]' },
    ['pytest', 'tests/test_inventory.py', 'shop.stock.inventory'],
  ],
  [
    'of Python under src',
    'python',
    'src/shop/inventory.py',
    { 'pyproject.toml': 'pytest' },
    ['pytest', 'tests/test_inventory.py', 'shop.inventory'],
  ],
  [
    'of Python in a mirrored tree with unittest',
    'python',
    'shop/net/api.py',
    {
      'setup.py': '',
      'shop/core.py': '',
      'tests/test_core.py': 'import unittest\nclass T(unittest.TestCase): pass',
    },
    ['unittest', 'tests/net/test_api.py', 'shop.net.api'],
  ],
  [
    'of Python beside its subject',
    'python',
    'shop/api.py',
    { 'requirements.txt': '', 'shop/core.py': '', 'shop/core_test.py': 'def test_a(): pass' },
    ['pytest', 'shop/api_test.py', 'shop.api'],
  ],
  [
    'of Go beside its subject',
    'go',
    'queue/queue.go',
    {},
    ['go test', 'queue/queue_test.go', 'queue'],
    'package queue\n',
  ],
  [
    'of Java in the parallel tree',
    'java',
    'core/src/main/java/com/a/B.java',
    { 'core/pom.xml': '' },
    ['junit', 'core/src/test/java/com/a/BTest.java', 'com.a.B'],
    'package com.a;\n',
  ],
  [
    'of Java with the ending that others have',
    'java',
    'src/main/java/com/a/x/B.java',
    { 'pom.xml': '', 'src/main/java/com/a/C.java': '', 'src/test/java/com/a/CTests.java': '' },
    ['junit', 'src/test/java/com/a/x/BTests.java', 'com.a.x.B'],
    'package com.a.x;\n',
  ],
  [
    'of C# in the test project',
    'csharp',
    'src/Shop/Carts/Cart.cs',
    {
      'src/Shop/Shop.csproj': '',
      'test/Shop.Tests/Shop.Tests.csproj': '<PackageReference Include="NUnit" />',
    },
    ['nunit', 'test/Shop.Tests/Carts/CartTests.cs', 'Shop.Carts'],
    'namespace Shop.Carts;\n',
  ],
  [
    'of C# without a project file',
    'csharp',
    'Carts/Cart.cs',
    {},
    ['xunit', 'Tests/Carts/CartTests.cs', 'Shop.Carts'],
    'namespace Shop.Carts;\n',
  ],
  [
    'of Rust in the file itself',
    'rust',
    'src/parser.rs',
    { 'src/parser.rs': 'pub fn a() {}\n' },
    ['cargo test', 'src/parser.rs', 'super::*'],
  ],
  [
    'of Ruby with RSpec',
    'ruby',
    'lib/books/ledger.rb',
    { Gemfile: "gem 'rspec'" },
    ['rspec', 'spec/books/ledger_spec.rb', 'books/ledger'],
  ],
  [
    'of Ruby with Minitest',
    'ruby',
    'app/models/book.rb',
    { Gemfile: '' },
    ['minitest', 'test/models/book_test.rb', '../../app/models/book'],
  ],
  [
    'of PHP in tests/',
    'php',
    'src/Http/Router.php',
    { 'composer.json': '{}' },
    ['phpunit', 'tests/Http/RouterTest.php', 'App\\Http\\Router'],
    '<?php\nnamespace App\\Http;\n',
  ],
];

describe('the place of tests', () => {
  for (const [what, language, path, files, [framework, place, subject], source = ''] of CASES) {
    it(`is found ${what}`, async () => {
      const plan = await planTests(
        language,
        { path, source, declarations: [] },
        projectOf({ [path]: source, ...files }),
      );
      assert.deepEqual(
        [plan?.framework.name, plan?.path, plan?.subject],
        [framework, place, subject],
      );
    });
  }

  it('is the test file that is there already', async () => {
    const files = projectOf({
      'package.json': vitest,
      'src/a.ts': '',
      'src/b.ts': '',
      'test/a.test.ts': "import { a } from '../src/a';\r\n",
      'test/b.test.ts': '',
    });
    const plan = await planTests(
      'typescript',
      { path: 'src/a.ts', source: '', declarations: [] },
      files,
    );
    assert.equal(plan?.path, 'test/a.test.ts');
    assert.equal(plan.existing, "import { a } from '../src/a';\n");
  });

  it('is unknown for a language without a planner', async () => {
    const subject = { path: 'a.kt', source: '', declarations: [] };
    assert.equal(await planTests('kotlin', subject, projectOf({})), undefined);
  });
});
