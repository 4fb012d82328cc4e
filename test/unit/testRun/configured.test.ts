import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { configuredIn } from '../../../src/testRun/command/configuredCode.ts';
import { runnerOf } from '../../../src/testRun/languages/runners.ts';

/** Files of a project, and what a run of a test in it executes beside the test. */
const PROJECTS: readonly {
  readonly framework: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
}[] = [
  { framework: 'vitest', path: 'src/a.test.ts', files: { 'package.json': '{}' }, kinds: [] },
  {
    framework: 'vitest',
    path: 'packages/one/src/a.test.ts',
    files: {
      'packages/one/vite.config.ts': 'export default { plugins: [react()] };',
      'vitest.workspace.ts': "export default { test: { setupFiles: ['./setup.ts'] } };",
      'packages/two/vitest.config.ts': '',
    },
    kinds: ['configuration', 'setupFiles', 'plugins'],
  },
  {
    framework: 'jest',
    path: 'a.test.js',
    files: { 'package.json': '{"jest": {"globalSetup": "./up.js"}}' },
    kinds: ['setupFiles'],
  },
  {
    framework: 'mocha',
    path: 'test/a.test.js',
    files: { '.mocharc.json': '{"require": ["./hooks.js"]}' },
    kinds: ['setupFiles'],
  },
  {
    framework: 'pytest',
    path: 'tests/unit/test_a.py',
    files: { 'tests/conftest.py': '', 'pyproject.toml': '[tool.pytest]\naddopts = "-p own"\n' },
    kinds: ['conftest', 'plugins'],
  },
  {
    framework: 'pytest',
    path: 'tests/test_a.py',
    files: { 'other/conftest.py': '', 'pyproject.toml': '[project]\nname = "a"\n' },
    kinds: [],
  },
  {
    framework: 'cargo test',
    path: 'src/lib.rs',
    files: { 'build.rs': '', '.cargo/config.toml': '[build]\nrustc-wrapper = "x"\n' },
    kinds: ['buildScripts', 'wrappers'],
  },
  {
    framework: 'minitest',
    path: 'test/models/a_test.rb',
    files: { 'test/test_helper.rb': '' },
    kinds: ['setupFiles'],
  },
  {
    framework: 'rspec',
    path: 'spec/a_spec.rb',
    files: { '.rspec': '--require ./own\n', Gemfile: '' },
    kinds: ['setupFiles', 'configuration'],
  },
  {
    framework: 'phpunit',
    path: 'tests/ATest.php',
    files: { 'phpunit.xml.dist': '<phpunit bootstrap="own.php"><extensions/></phpunit>' },
    kinds: ['setupFiles', 'plugins'],
  },
  {
    framework: 'junit',
    path: 'core/src/test/java/ATest.java',
    files: { 'pom.xml': '<project><build><plugins><plugin></plugin></plugins></build></project>' },
    kinds: ['plugins'],
  },
  {
    framework: 'junit',
    path: 'src/test/java/ATest.java',
    files: { 'build.gradle.kts': '' },
    kinds: ['buildScripts'],
  },
  {
    framework: 'xunit',
    path: 'Tests/ATests.cs',
    files: { 'Directory.Build.targets': '<Target><Exec Command="own"/></Target>' },
    kinds: ['buildScripts'],
  },
  { framework: 'go test', path: 'a_test.go', files: { 'go.mod': '' }, kinds: [] },
];

describe('what a project has set up to be executed with its tests', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tw-configured-'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  for (const { framework, path, files, kinds } of PROJECTS) {
    const found = kinds.length === 0 ? 'nothing' : kinds.join(', ');
    it(`is ${found} for ${framework} with ${Object.keys(files).join(', ')}`, async () => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), text);
      }
      const all = runnerOf(framework)?.configured ?? [];
      assert.deepEqual(await configuredIn({ root, path }, all), kinds);
    });
  }

  it('is taken to be there in files too large to be read', async () => {
    writeFileSync(join(root, 'package.json'), ' '.repeat(2 << 20));
    const all = runnerOf('jest')?.configured ?? [];
    assert.deepEqual(await configuredIn({ root, path: 'a.test.js' }, all), [
      'setupFiles',
      'plugins',
    ]);
  });
});
