import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { TestRun } from '../../../src/tasks/task.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { systemIsolation } from '../../../src/testRun/isolation/systemIsolation.ts';
import { FRAMEWORKS_THAT_RUN } from '../../../src/testRun/languages/runners.ts';
import type { NotRun } from '../../../src/testRun/notRun.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { MAVEN_PROJECT, MAVEN_TEST, mavenHome } from '../../support/mavenHome.ts';
import { testCopies } from '../../support/testCopies.ts';

const never = new AbortController().signal;

/** A project in a language, and a test of it. */
interface Sample {
  readonly framework: string;
  /** What has to be there; each is a program that ends well. */
  readonly needs: readonly (readonly [string, ...string[]])[];
  readonly files: Readonly<Record<string, string>>;
  readonly path: string;
  readonly text: string;
  /** The path of the subject; what it is replaced with has another factor. */
  readonly subject: string;
  /** Names of the cases, as the runner tells them. */
  readonly cases: readonly string[];
  /** The same test with a mistake of its own that keeps it from being compiled or loaded. */
  readonly broken: string;
  /** Home folder to use; undefined: there is none. */
  readonly home?: () => string | undefined;
}

const RUST = `pub fn cents(euros: f64) -> i64 {
    (euros * 100.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds() {
        assert_eq!(cents(1.5), 150);
    }
}
`;

const SAMPLES: readonly Sample[] = [
  {
    framework: 'cargo test',
    needs: [['cargo', '--version']],
    files: {
      'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': 'pub mod money;\n',
      'src/money.rs': RUST,
      'src/other.rs': '',
    },
    path: 'src/money.rs',
    text: RUST,
    subject: 'src/money.rs',
    cases: ['money::tests::rounds'],
    broken: RUST.replace('cents(1.5)', 'pounds(1.5)'),
  },
  {
    framework: 'minitest',
    needs: [['ruby', '-e', 'require "minitest"']],
    files: { Rakefile: '', 'lib/money.rb': 'def cents(euros)\n  (euros * 100).round\nend\n' },
    path: 'test/money_test.rb',
    text: `require 'minitest/autorun'
require 'money'

class MoneyTest < Minitest::Test
  def test_rounds
    assert_equal 150, cents(1.5)
  end
end
`,
    subject: 'lib/money.rb',
    cases: ['MoneyTest#test_rounds'],
    broken: 'class MoneyTest <\n',
  },
  {
    framework: 'rspec',
    needs: [['ruby', '-e', 'Gem.bin_path("rspec-core", "rspec")']],
    files: { '.rspec': '', 'lib/money.rb': 'def cents(euros)\n  (euros * 100).round\nend\n' },
    path: 'spec/money_spec.rb',
    text: `require 'money'

RSpec.describe 'money' do
  it 'rounds' do
    expect(cents(1.5)).to eq 150
  end
end
`,
    subject: 'lib/money.rb',
    cases: ['money rounds'],
    broken: "RSpec.describe 'money' do\n",
  },
  {
    framework: 'phpunit',
    needs: [
      ['php', '--version'],
      ['phpunit', '--version'],
    ],
    files: {
      'src/Money.php':
        '<?php\nfunction cents(float $euros): int { return (int) round($euros * 100); }\n',
    },
    path: 'tests/MoneyTest.php',
    text: `<?php
require_once __DIR__ . '/../src/Money.php';

class MoneyTest extends PHPUnit\\Framework\\TestCase
{
    public function testRounds(): void
    {
        $this->assertSame(150, cents(1.5));
    }
}
`,
    subject: 'src/Money.php',
    cases: ['MoneyTest testRounds'],
    broken: '<?php\nclass MoneyTest extends {\n',
  },
  {
    framework: 'junit',
    needs: [
      ['mvn', '--version'],
      ['javac', '--version'],
    ],
    files: MAVEN_PROJECT,
    path: 'src/test/java/shop/MoneyTest.java',
    text: MAVEN_TEST,
    subject: 'src/main/java/shop/Money.java',
    cases: ['shop.MoneyTest rounds'],
    broken: MAVEN_TEST.replace('Money.cents', 'Money.pounds'),
    home: mavenHome,
  },
];

describe('test runs in other languages', function () {
  // Maven may have to load its plugins, once on a machine.
  this.timeout(600_000);
  let own = '';
  let root = '';
  let pool: CopyPool;
  const troubles: unknown[] = [];
  const why: NotRun[] = [];
  const isolation = systemIsolation(process.env, tmpdir());

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-languages-')));
    root = join(own, 'root');
    pool = testCopies(own, troubles);
    why.length = 0;
  });

  afterEach(() => {
    pool.dispose();
    assert.deepEqual(troubles, []);
    rmSync(own, { recursive: true });
  });

  function runner(home: string, isIsolated: boolean): CopiedTestRunner {
    return new CopiedTestRunner({
      root,
      temporary: own,
      copies: pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: async () => true,
      env: { ...process.env, HOME: home },
      node: { command: process.execPath, env: {} },
      supervisorPath,
      isolation: isIsolated ? isolation : async () => undefined,
      network: false,
      cache: async () => keptBuilds(),
      newMark: randomUUID,
      limitMs: 240_000,
      onTrouble: (error) => troubles.push(error),
      onNotRun: (reason) => why.push(reason),
    });
  }

  for (const sample of SAMPLES) {
    const { framework, needs, files, path, text, subject, cases, broken } = sample;
    const missing = needs.find((need) => !canRun(...need))?.[0];
    const name =
      missing === undefined
        ? `run by ${framework}, case by case, and leave all else as it was`
        : `are not run by ${framework}: there is no ${missing} here`;
    it(name, async () => {
      if (missing !== undefined) return;
      const home = sample.home === undefined ? homedir() : sample.home();
      // Where nothing can be loaded there is nothing to run it with.
      if (home === undefined) return;
      for (const [one, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, one)), { recursive: true });
        writeFileSync(join(root, one), content);
      }
      const untouched = treeHash(root);
      const packages = sample.home === undefined ? '' : treeHash(home);
      const emptied = (files[subject] ?? '').replaceAll('100', '200');
      // Its tools take ten times as long to start: what a run can reach is the same for all.
      for (const isIsolated of framework === 'junit' ? [true] : [true, false]) {
        const reach = isIsolated && (await isolation()) !== undefined;
        const run = runner(home, isIsolated);
        const test = { path, text, framework, byCase: true };
        const passed = await run.run(test, undefined, never);
        assert.deepEqual(
          withoutTimes(passed),
          {
            type: 'passed',
            cases: cases.map((one) => ({ name: one, outcome: 'passed' })),
            isIsolated: reach,
            network: !reach,
          },
          JSON.stringify(why),
        );
        const isInSubject = path === subject;
        const failed = await run.run(
          isInSubject ? { ...test, text: emptied } : test,
          isInSubject ? undefined : { path: subject, text: emptied },
          never,
        );
        assert.ok(failed.type === 'failed');
        assert.equal(failed.failures, 1);
        assert.deepEqual(
          failed.cases?.map((one) => [one.name, one.outcome]),
          cases.map((one) => [one, 'failed']),
        );
        assert.match(failed.cases?.[0]?.output ?? '', /300/);
        const again = await run.run({ ...test, only: cases }, undefined, never);
        assert.equal(again.type, 'passed');
        const wrong = await run.run({ ...test, text: broken }, undefined, never);
        assert.ok(wrong.type === 'failed', JSON.stringify(wrong));
        assert.equal(wrong.cases?.some(({ outcome }) => outcome !== 'failed') ?? false, false);
        const none = await run.run(
          {
            ...test,
            path: path.replace(/[Mm]oney(?=\.rs)/, 'other'),
            text: NO_CASES[framework] ?? '',
          },
          undefined,
          never,
        );
        assert.ok(none.type === 'notRun' || none.type !== 'passed' || none.cases?.length === 0);
      }
      assert.equal(treeHash(root), untouched);
      if (packages !== '') assert.equal(treeHash(home), packages);
    });
  }
});

describe('test runs by programs that are known by their documentation alone', function () {
  this.timeout(60_000);
  let own = '';
  let root = '';

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-told-')));
    root = join(own, 'root');
  });

  afterEach(() => rmSync(own, { recursive: true }));

  function file(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  /** Puts a program on the path that shows its arguments and writes what stands in a file of the project. */
  async function runBy(name: string, script: string, test: { path: string; framework: string }) {
    const programs = join(own, 'programs');
    mkdirSync(programs);
    writeFileSync(join(programs, name), `#!/bin/sh\necho "$@"\n${script}`, { mode: 0o700 });
    const troubles: unknown[] = [];
    const pool = testCopies(own, troubles);
    const run = new CopiedTestRunner({
      root,
      temporary: own,
      copies: pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: async () => true,
      env: { ...process.env, HOME: own, PATH: `${programs}:${process.env['PATH'] ?? ''}` },
      node: { command: process.execPath, env: {} },
      supervisorPath,
      isolation: async () => undefined,
      network: false,
      cache: async () => keptBuilds(),
      newMark: randomUUID,
      onTrouble: (error) => troubles.push(error),
    });
    const done = await run.run({ ...test, text: 'package shop;\n' }, undefined, never);
    pool.dispose();
    assert.deepEqual(troubles, []);
    return done;
  }

  const CASES = [
    { name: 'shop.MoneyTest rounds', outcome: 'passed' },
    { name: 'shop.MoneyTest wrong', outcome: 'failed', output: 'no' },
  ];

  it('are read from the reports of Gradle, not from those of an earlier run', async () => {
    file('build.gradle', '');
    file('build/test-results/test/TEST-old.xml', '<testcase name="old" classname="x"/>');
    file(
      'report',
      '<testsuite><testcase name="rounds" classname="shop.MoneyTest"/>' +
        '<testcase name="wrong" classname="shop.MoneyTest"><failure>no</failure></testcase></testsuite>',
    );
    const script =
      'mkdir -p build/test-results/test; cp report build/test-results/test/TEST-shop.xml; exit 1\n';
    const test = { path: 'src/test/java/shop/MoneyTest.java', framework: 'junit' };
    const run = await runBy('gradle', script, test);
    assert.ok(run.type === 'failed');
    assert.deepEqual(run.cases, CASES);
    assert.match(run.output, /^--offline --no-daemon .*test --tests shop\.MoneyTest$/m);
  });

  it('are read from what the logger of .NET has written', async () => {
    file('Shop.Tests/Shop.Tests.csproj', '<Project/>');
    file(
      'Shop.Tests/report',
      '<Results><UnitTestResult testName="shop.MoneyTest rounds" outcome="Passed"/>' +
        '<UnitTestResult testName="shop.MoneyTest wrong" outcome="Failed"><Message>no</Message></UnitTestResult></Results>',
    );
    const script = 'cp report "${5#trx;LogFileName=}"; exit 1\n';
    for (const framework of ['xunit', 'nunit', 'mstest']) {
      const run = await runBy('dotnet', script, { path: 'Shop.Tests/MoneyTest.cs', framework });
      assert.ok(run.type === 'failed');
      assert.deepEqual(run.cases, CASES);
      assert.match(run.output, /^test --no-restore .*--filter FullyQualifiedName~MoneyTest/m);
      rmSync(join(own, 'programs'), { recursive: true });
    }
    const silent = await runBy('dotnet', 'exit 0\n', {
      path: 'Shop.Tests/A.cs',
      framework: 'xunit',
    });
    assert.deepEqual(silent, { type: 'notRun' });
  });

  it('are those that the tasks know by these names', () => {
    const folder = join(import.meta.dirname, '../../../src/tasks/testing/languages');
    const known = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const names = FRAMEWORKS_THAT_RUN.filter(
      (name) => !known.includes(`'${name}'`) && !new RegExp(`^ {2}${name}: \\{`, 'm').test(known),
    );
    assert.deepEqual(names, []);
  });
});

/** Test files in which nothing is a case. */
const NO_CASES: Readonly<Record<string, string>> = {
  minitest: "require 'minitest/autorun'\n",
  phpunit: '<?php\n',
  junit: 'package shop;\nclass MoneyTest {}\n',
};

function canRun(name: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** One hash for all names, texts and links below a folder. */
function treeHash(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    hash.update(path);
    if (entry.isFile()) hash.update(readFileSync(path));
    if (entry.isSymbolicLink()) hash.update(readlinkSync(path));
  }
  return hash.digest('hex');
}

/** A run without how long its cases took. */
function withoutTimes(run: TestRun): object {
  if (run.type !== 'passed') return run;
  return { ...run, cases: run.cases?.map(({ durationMs: _duration, ...one }) => one) };
}
