import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { plain, plainItem } from '../../../../src/editor/wording/plainLabel.ts';

/** How the editor finds icons in a label. */
const ICON = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;

describe('a label', () => {
  it('shows no icon that is not ours, and nothing hidden', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom('$', '(', '$(bug)', '$\u200b(', '$\n(', '\\$(sync~spin)', '\u202e', '$$('),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = plain(parts.join(''));
        assert.doesNotMatch(text, ICON);
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.equal(plain(text), text);
      }),
    );
    assert.equal(plain('feature/$(bug)-$5 (x)'), 'feature/$ (bug)-$5 (x)');
  });

  it('of a list has all its texts like this, and what else it carries', () => {
    const item = { label: '$(a)', description: '$(b)', detail: '$(c)\n', path: '$(d)' };
    assert.deepEqual(plainItem(item), {
      label: '$ (a)',
      description: '$ (b)',
      detail: '$ (c)',
      path: '$(d)',
    });
    assert.deepEqual(plainItem({ label: 'x' }), { label: 'x' });
  });
});
