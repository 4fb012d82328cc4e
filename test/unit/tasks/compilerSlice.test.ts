import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { GroupName } from '../../bench/compilers/judges.ts';
import { GROUPS } from '../../bench/compilers/judges.ts';
import { measure } from '../../bench/compilers/measure.ts';
import { missesOf } from '../../bench/compilers/report.ts';
import { startTools } from './taskBench.ts';

const SEED = 'slice';
/** Accepted answers of a language: a compiler that reads headers is slow. */
const COUNT = 36;
const COUNT_OF_SLOW = 12;
const OFFERS_OF_A_FILE = 14;

const work = await mkdtemp(join(tmpdir(), 'tierwise-slice-'));
const found = await Promise.all(
  (Object.keys(GROUPS) as GroupName[]).map(
    async (language) => [language, await GROUPS[language].judge(work)] as const,
  ),
);

/** A slice of the benchmark on files that are hard, with the tools that are here. */
describe('what the gates accept', function () {
  this.timeout(120_000);
  const tools = startTools();
  before(() => assert.ok(found.some(([, one]) => 'judge' in one)));
  after(async () => {
    await tools.syntax.dispose();
    await rm(work, { recursive: true, force: true });
  });

  for (const [language, one] of found) {
    if ('missing' in one) {
      it(`is not compiled here: ${language}, since ${one.missing}`, () => undefined);
      continue;
    }
    it(`is taken by ${one.judge.tool} as before`, async () => {
      const measured = await measure(tools, {
        language,
        packages: new Map(),
        seed: SEED,
        count: language === 'cpp' ? COUNT_OF_SLOW : COUNT,
        mostOfAFile: OFFERS_OF_A_FILE,
        work,
        folderOf: () => Promise.resolve(''),
      });
      assert.deepEqual(missesOf([measured]), []);
      const { judged } = measured;
      const compiled = judged.filter(({ verdict }) => verdict !== 'unfit');
      assert.ok(compiled.length * 2 > judged.length, `${compiled.length} of ${judged.length}`);
    });
  }
});
