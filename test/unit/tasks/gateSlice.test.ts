import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'mocha';
import type { SourceFile } from '../../bench/gates/corpus.ts';
import { filesOf, isFitting } from '../../bench/gates/corpus.ts';
import { casesOf, outcomeOf } from '../../bench/gates/gateRun.ts';
import { choicesFor } from '../../bench/gates/random.ts';
import { innerTestCases, innerTests, testCases, testPairs } from '../../bench/gates/testCases.ts';
import { startTools } from './taskBench.ts';

const SEED = 'slice';
const root = new URL('../../../', import.meta.url);
const PACKAGES = ['zod', '@anthropic-ai/sdk', 'mocha', 'marked', 'diff'];
const FILES_OF_A_PACKAGE = 3;
const MOST_LINES = 500;

/** A slice of the benchmark on the sources that are here anyway. */
describe('gates on real files', function () {
  this.timeout(60_000);
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const wrong = async (file: SourceFile): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const gateCase of (await casesOf(tools, file, SEED)).cases) {
      const outcome = await outcomeOf(tools, gateCase);
      if (outcome === undefined || outcome.accepted === gateCase.good) continue;
      found.push(
        `${gateCase.task}, ${gateCase.kind}: ${outcome.codes.join(' ')} ${outcome.detail}`,
      );
    }
    return found;
  };

  for (const name of PACKAGES) {
    it(`judge answers on files of ${name} rightly`, async () => {
      const folder = fileURLToPath(new URL(`node_modules/${name}`, root));
      const files = (await filesOf(name, folder)).filter(
        (file) => !file.isTest && isFitting(file) && file.text.split('\n').length <= MOST_LINES,
      );
      assert.ok(files.length > 0);
      for (const file of choicesFor(SEED, name).some(files, FILES_OF_A_PACKAGE)) {
        assert.deepEqual(await wrong(file), [], file.path);
      }
    });
  }

  it('judge answers on the samples of all languages rightly', async () => {
    const folder = fileURLToPath(new URL('test/fixtures/languages', root));
    const files = await filesOf('samples', folder, () => false);
    assert.ok(files.length >= 11);
    for (const file of files) assert.deepEqual(await wrong(file), [], file.path);
  });

  it('take the tests that authors wrote, and none that is spoiled', async () => {
    const files = await filesOf('zod', fileURLToPath(new URL('node_modules/zod', root)));
    const choices = choicesFor(SEED, 'tests');
    const cases = [
      ...testPairs(files, choices).flatMap((pair) => testCases(pair, files)),
      ...innerTests(files, choices).flatMap(innerTestCases),
    ];
    assert.ok(cases.length > 0);
    for (const gateCase of cases) {
      const outcome = await outcomeOf(tools, gateCase);
      assert.equal(outcome?.accepted, gateCase.good, `${gateCase.kind} ${gateCase.file.path}`);
    }
  });
});
