import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hasLog, withReason } from '../../../../src/editor/runs/unrunTests.ts';
import { wordIn } from '../../../../src/editor/wording/wording.ts';
import type { NotRun } from '../../../../src/testRun/notRun.ts';
import { firstLines, logText } from '../../../../src/testRun/notRun.ts';

const OUTPUT = `node:internal/modules/esm/get_format:219
  throw new ERR_UNKNOWN_FILE_EXTENSION(ext, filepath);
        ^

\u001b[31mTypeError\u001b[39m [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /tmp/tw-copy-1/test/a.test.ts
    at Object.getFileProtocolModuleFormat [as file:] (node:internal/modules/esm/get_format:219:9)
`;

const said = (why: NotRun | undefined): string =>
  wordIn(withReason({ code: 'notes.notRun', args: {} }, why), (english) => english);

describe('tests that were not run', () => {
  it('say why in one clause', () => {
    assert.equal(said({ cause: 'declined' }), 'The tests were not run: you chose not to.');
    assert.equal(
      said({ cause: 'testsOff' }),
      'The tests were not run: the setting tierwise.tests.run is off.',
    );
    assert.equal(
      said({ cause: 'noRunner', framework: 'mocha' }),
      'The tests were not run: mocha cannot be run in this project.',
    );
    assert.equal(said(undefined), 'The tests were not run.');
    for (const cause of ['untrusted', 'noFolder', 'notCopied'] as const) {
      assert.doesNotMatch(said({ cause }), new RegExp(cause));
    }
  });

  it('name what the runner said, without where the copy was', () => {
    const text = said({ cause: 'notStarted', framework: 'mocha', output: OUTPUT });
    assert.match(
      text,
      /^The tests were not run: mocha could not start them: .*ERR_UNKNOWN_FILE_EX/,
    );
    assert.doesNotMatch(text, /tw-copy|node:internal|\[31m/);
    assert.equal(
      said({ cause: 'notStarted', framework: 'mocha', output: '' }),
      'The tests were not run: mocha could not start them.',
    );
  });

  it('have the first lines of the runner in the log, and lead there', () => {
    const why = { cause: 'notStarted', framework: 'mocha', output: OUTPUT } as const;
    assert.match(
      logText(why) ?? '',
      /^mocha could not start the tests:\n {2}.*Unknown file extension/s,
    );
    assert.equal(hasLog(why), true);
    assert.equal(logText({ cause: 'declined' }), undefined);
    assert.equal(hasLog({ cause: 'declined' }), false);
  });

  it('keep what a runner says where no line of it says why', () => {
    assert.deepEqual(firstLines('one\n\ntwo\nthree\n', 2), ['one', 'two']);
  });
});
