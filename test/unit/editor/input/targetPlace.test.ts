import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LookedAt } from '../../../../src/editor/input/targetPlace.ts';
import { targetPlace } from '../../../../src/editor/input/targetPlace.ts';
import { wordIn } from '../../../../src/editor/wording/wording.ts';

const said = (about: Partial<LookedAt>): string =>
  wordIn(
    targetPlace({
      file: 'csv.ts',
      target: { firstLine: 3, lastLine: 9 },
      targetKind: 'selection',
      declared: undefined,
      ...about,
    }),
    (english) => english,
  );

describe('what was looked at', () => {
  it('is said as the file, the declaration or the lines of it', () => {
    assert.equal(said({ targetKind: 'file' }), 'the whole of csv.ts');
    assert.equal(said({ targetKind: 'declaration', declared: 'parseRows' }), 'parseRows of csv.ts');
    assert.equal(said({}), 'lines 3-9 of csv.ts');
    assert.equal(said({ target: { firstLine: 4, lastLine: 4 } }), 'line 4 of csv.ts');
  });

  it('makes no link of a name', () => {
    const declared = '[go](command:workbench.action.quit)';
    assert.doesNotMatch(said({ targetKind: 'declaration', declared }), /\]\(/);
  });
});
