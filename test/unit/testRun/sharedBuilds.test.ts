import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { makeLinks } from '../../../src/testRun/command/commandInPlace.ts';
import { BuildCache } from '../../../src/testRun/copy/buildCache.ts';

describe('the folder of builds that runs share', () => {
  let own = '';
  let cache = '';
  let packages = '';
  let elsewhere = '';

  beforeEach(() => {
    own = realpathSync(mkdtempSync(join(tmpdir(), 'tw-builds-')));
    [cache, packages, elsewhere] = ['cache', 'packages', 'elsewhere'].map((name) =>
      join(own, name),
    ) as [string, string, string];
    for (const path of [cache, packages, elsewhere]) mkdirSync(path);
  });

  afterEach(() => rmSync(own, { recursive: true }));

  const made = (): Promise<void> =>
    makeLinks(
      {
        command: '/bin/tool',
        args: [],
        folder: '',
        probe: '--version',
        env: {},
        links: {
          'tool/kept/index': packages,
          'tool/kept/more': packages,
          'tool/none': join(own, 'none'),
        },
      },
      { cache },
    );

  /** What a test may have done to it. */
  const HARM: Readonly<Record<string, () => void>> = {
    nothing: () => undefined,
    'put a link in the place of a folder': () => symlinkSync(elsewhere, join(cache, 'tool')),
    'put a link in the place of a folder below': () => {
      mkdirSync(join(cache, 'tool'));
      symlinkSync(elsewhere, join(cache, 'tool/kept'));
    },
    'put a link to nothing there': () => symlinkSync(join(elsewhere, 'new'), join(cache, 'tool')),
    'put a file in the place of a folder': () => writeFileSync(join(cache, 'tool'), ''),
    'closed a folder': () => {
      mkdirSync(join(cache, 'tool'));
      chmodSync(join(cache, 'tool'), 0);
    },
  };

  for (const [name, harm] of Object.entries(HARM)) {
    it(`has the links of a command, and nothing is made elsewhere, where a test has done this: ${name}`, async () => {
      harm();
      await Promise.all([made(), made()]);
      await made();
      assert.equal(realpathSync(join(cache, 'tool/kept')), join(cache, 'tool/kept'));
      for (const one of ['index', 'more']) {
        assert.equal(readlinkSync(join(cache, 'tool/kept', one)), packages);
      }
      assert.equal(existsSync(join(cache, 'tool/none')), false);
      assert.deepEqual([readdirSync(elsewhere), readdirSync(packages)], [[], []]);
    });
  }

  it('is another one where something else is in its place', async () => {
    const builds = new BuildCache(own, () => Date.now());
    const first = await builds.folder();
    assert.equal(await builds.folder(), first);
    rmSync(first, { recursive: true });
    symlinkSync(elsewhere, first);
    const second = await builds.folder();
    assert.notEqual(second, first);
    assert.equal(realpathSync(second), second);
    builds.dispose();
    assert.equal(existsSync(second), false);
  });
});
