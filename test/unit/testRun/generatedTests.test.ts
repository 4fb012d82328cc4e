import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { taskFor } from '../../../src/tasks/registry.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import { systemIsolation } from '../../../src/testRun/isolation/systemIsolation.ts';
import { supervisorPath } from '../../support/builtSupervisor.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { testCopies } from '../../support/testCopies.ts';
import { clientOf, textOf } from '../support/demoClient.ts';
import { never, startSyntax } from '../syntax/samples.ts';
import { inputFor, projectOf } from '../tasks/taskBench.ts';

/** What a test needs to be run, and the file of the sample project that it is written for. */
const SUBJECTS = [
  { language: 'typescript', path: 'src/csv.ts', place: 'src/csv.test.ts', program: undefined },
  {
    language: 'python',
    path: 'python/billing/proration.py',
    place: 'python/tests/test_proration.py',
    program: ['python3', '-c', 'import pytest'],
  },
  {
    language: 'go',
    path: 'go/limiter/pool.go',
    place: 'go/limiter/pool_test.go',
    program: ['go', 'version'],
  },
] as const;

describe('generated tests', function () {
  // Go builds its standard library at its first run on a machine.
  this.timeout(300_000);
  const syntax = startSyntax();
  const troubles: unknown[] = [];
  const pool = testCopies(tmpdir(), troubles);
  const isolation = systemIsolation(process.env, tmpdir());
  let api: DemoApi;
  let root = '';

  before(async () => {
    api = await startDemoApi();
  });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tw-generated-'));
    cpSync(join(import.meta.dirname, '../../fixtures/sample'), root, { recursive: true });
    // Its own framework is not installed with it.
    rmSync(join(root, 'test'), { recursive: true });
    const manifest = { type: 'module', scripts: { test: 'node --test' } };
    writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
    assert.deepEqual(troubles, []);
  });

  after(async () => {
    pool.dispose();
    await api.stop();
    await syntax.dispose();
  });

  for (const { language, path, place, program } of SUBJECTS) {
    const canRun = program === undefined || runs(program);
    it(`in ${language} ${canRun ? 'run, and fail without their subject' : 'are not run: there is nothing to run them'}`, async () => {
      const asked: string[] = [];
      const testRunner = new CopiedTestRunner({
        root,
        temporary: tmpdir(),
        copies: pool,
        isLeftOut: () => false,
        unsaved: () => ({}),
        ask: (test) => {
          asked.push(test.path);
          return Promise.resolve(true);
        },
        env: process.env,
        node: { command: process.execPath, env: {} },
        supervisorPath,
        isolation,
        network: false,
        cache: async () => keptBuilds(),
        newMark: randomUUID,
        limitMs: 240_000,
        onTrouble: (error) => troubles.push(error),
      });
      const source = readFileSync(join(root, path), 'utf8');
      const input = inputFor('tests', language, source, { path });
      const tools = { syntax, files: projectOf(filesIn(root)), testRunner };
      const prepared = await taskFor('tests').prepare(input, tools, never);
      const { system, turns, schema } = prepared.prompt;
      const message = await clientOf(api).messages.create({
        model: 'claude-haiku-5-5',
        max_tokens: 20_000,
        system,
        messages: turns.map(({ role, blocks }) => ({
          role,
          content: blocks.map(({ text }) => ({ type: 'text', text })),
        })),
        output_config: { format: { type: 'json_schema', schema: { ...schema } } },
      });
      const result = await prepared.check(textOf(message), never);
      assert.deepEqual(
        result.problems.map(({ detail }) => detail),
        [],
      );
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(result.answer.path, place);
      const reach = (await isolation()) === undefined ? 'notes.notIsolated' : 'notes.isolated';
      assert.deepEqual(
        [result.strength, result.notes],
        canRun
          ? ['proves', [{ code: reach, args: {} }]]
          : ['checks', [{ code: 'notes.notRun', args: {} }]],
      );
      // That a framework is missing may show only once its language is started.
      if (canRun) assert.deepEqual(asked, [place]);
    });
  }
});

/** All texts below a folder by their paths. */
function filesIn(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

function runs([name, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
