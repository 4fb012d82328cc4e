import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writtenText, writtenTexts } from '../../../src/testRun/outcome/writtenResults.ts';
import { toldBeside } from '../../../src/testRun/series/enteredLines.ts';

const WRITTEN = '0\n3\ncase 0\n7\nleft nothing\n';

describe('what is read of a run', function () {
  this.timeout(20_000);
  let own = '';
  let home = '';
  let file = '';

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-written-')));
    home = join(own, 'home');
    file = join(home, 'told');
    mkdirSync(home);
    mkdirSync(join(own, 'elsewhere'));
    writeFileSync(join(own, 'elsewhere/told'), WRITTEN);
  });

  afterEach(() => rmSync(own, { recursive: true }));

  /** What a test may have put in the place of the file. */
  const PUTS: Readonly<Record<string, () => void>> = {
    nothing: () => undefined,
    'a folder': () => mkdirSync(file),
    'a pipe': () => {
      execFileSync('sh', ['-c', 'mkfifo "$0"', file]);
    },
    'a link to a device without end': () => symlinkSync('/dev/zero', file),
    'a link to a file of somebody else': () => symlinkSync(join(own, 'elsewhere/told'), file),
    'a file of more than is read': () => {
      writeFileSync(file, '');
      truncateSync(file, 40_000_000);
    },
    'a link in the place of the folder': () => {
      rmSync(home, { recursive: true });
      symlinkSync(join(own, 'elsewhere'), home);
    },
    'a link in the place of the folder around it': () => {
      mkdirSync(join(own, 'more/home'), { recursive: true });
      writeFileSync(join(own, 'more/home/told'), WRITTEN);
      symlinkSync(join(own, 'more'), join(own, 'linked'));
      file = join(own, 'linked/home/told');
    },
  };

  for (const [name, put] of Object.entries(PUTS)) {
    const isOfUnix = /device|pipe/.test(name);
    it(`is nothing where a test has put ${name}`, async () => {
      if (isOfUnix && process.platform === 'win32') return;
      put();
      assert.equal(await writtenText(file), undefined);
      assert.deepEqual(await toldBeside(file), {});
    });
  }

  it('keeps no thread of files waiting', async () => {
    if (process.platform === 'win32') return;
    // More than there are threads.
    const pipes = Array.from({ length: 20 }, (_, at) => join(home, `pipe-${at}`));
    execFileSync('sh', ['-c', 'mkfifo "$@"', 'sh', ...pipes]);
    const told = await Promise.all(pipes.map(toldBeside));
    assert.deepEqual(
      told,
      pipes.map(() => ({})),
    );
  });

  it('is what a run has told beside its results', async () => {
    writeFileSync(file, WRITTEN);
    assert.deepEqual(await toldBeside(file), {
      entered: [3, 7],
      enteredByCase: { apart: [3], cases: [[7]] },
      left: '',
    });
    assert.equal(await writtenText(file), readFileSync(file, 'utf8'));
    writeFileSync(file, '');
    assert.equal(await writtenText(file), '');
  });

  it('are all files of a folder, unless one of them or the folder is another', async () => {
    const reports = join(home, 'reports');
    mkdirSync(reports);
    for (const name of ['TEST-b.xml', 'TEST-a.xml', 'other.xml']) {
      writeFileSync(join(reports, name), name);
    }
    assert.equal(await writtenTexts(reports, 'TEST-'), 'TEST-a.xml\nTEST-b.xml');
    symlinkSync(reports, join(home, 'linked'));
    assert.equal(await writtenTexts(join(home, 'linked'), 'TEST-'), undefined);
    symlinkSync(join(own, 'elsewhere/told'), join(reports, 'TEST-c.xml'));
    assert.equal(await writtenTexts(reports, 'TEST-'), undefined);
    assert.equal(await writtenTexts(join(home, 'none'), 'TEST-'), undefined);
  });
});
