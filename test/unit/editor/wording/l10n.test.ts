import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { MESSAGES } from '../../../../src/editor/wording/messageTable.ts';
import { bundleFile, bundleText, translatedIn } from '../../../host/l10n.ts';

describe('the bundle of texts to translate', () => {
  it('is up to date; `npm run l10n` writes it', () => {
    assert.equal(readFileSync(bundleFile, 'utf8'), bundleText());
  });

  it('has every text of the tables, under itself', () => {
    const bundle = JSON.parse(bundleText()) as Readonly<Record<string, string>>;
    for (const text of Object.values(MESSAGES)) assert.equal(bundle[text], text);
  });

  it('has the literals that the sources hand to a translator', () => {
    const source = `
      const title = isOne ? l10n.t('One {0}', l10n.t("Don't")) : t(many ? 'Many' : \`None\`);
      const words = translate(MESSAGES[code]); // l10n.t('not this')
    `;
    assert.deepEqual(translatedIn('a.ts', source), ['One {0}', "Don't", 'Many', 'None']);
  });

  it('lets no text through that it cannot read', () => {
    for (const text of ['name', '`${a} files`', "'a' + b", 'OTHER[code]']) {
      assert.throws(() => translatedIn('a.ts', `l10n.t(${text});`), /neither a literal/);
    }
  });
});
