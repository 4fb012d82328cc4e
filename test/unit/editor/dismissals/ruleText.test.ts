import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withRule } from '../../../../src/editor/dismissals/ruleText.ts';

const RULE =
  'These findings about error handling were dismissed. Do not report others like them:\n\n- one\n- two\n- three\n';
const HEADING = '## Findings to leave out of reviews';

describe('the rule that dismissed findings make', () => {
  const add = (text: string): string => withRule(text, 'errors', ['one', 'two', 'three']);

  it('begins a file that is not there, or empty', () => {
    assert.equal(add(''), `${HEADING}\n\n${RULE}`);
    assert.equal(add(' \n\n'), `${HEADING}\n\n${RULE}`);
  });

  it('stands at the end of what is there, which stays as it is', () => {
    const text = '# Reviews\n\n- Mind the locks.\n';
    assert.equal(add(text), `${text}\n${HEADING}\n\n${RULE}`);
    assert.equal(add(text.trimEnd()), `${text}\n${HEADING}\n\n${RULE}`);
  });

  it('goes under the heading of earlier ones', () => {
    const once = add('# Reviews\n');
    const twice = withRule(once, 'race', ['four']);
    assert.equal(
      twice,
      `${once}\nThese findings about races were dismissed. Do not report others like them:\n\n- four\n`,
    );
    const between = `${once}\n# Tests\n\nBe brief.\n`;
    const added = withRule(between, 'race', ['four']);
    assert.equal(added, `${twice}\n# Tests\n\nBe brief.\n`);
  });
});
