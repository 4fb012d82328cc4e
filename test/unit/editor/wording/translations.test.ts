import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { projectRoot } from '../../../host/folders.ts';
import { bundleFile } from '../../../host/l10n.ts';

type Texts = Readonly<Record<string, string>>;

/** A file with the English texts, and its translations by language. */
interface Translated {
  readonly name: string;
  readonly english: Texts;
  readonly others: readonly (readonly [language: string, texts: Texts])[];
}

const LANGUAGES = ['de', 'es', 'fr', 'ja', 'zh-cn'];

function read(path: string): Texts {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Record<
    string,
    string | { readonly message: string }
  >;
  const texts = Object.entries(file).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : value.message,
  ]);
  return Object.fromEntries(texts) as Texts;
}

function translated(folder: string, name: string): Translated {
  const others = readdirSync(join(projectRoot, folder)).flatMap((file) => {
    const language = new RegExp(`^${name}\\.([\\w-]+)\\.json$`).exec(file)?.[1];
    return language === undefined
      ? []
      : [[language, read(join(projectRoot, folder, file))] as const];
  });
  return { name, english: read(join(projectRoot, folder, `${name}.json`)), others };
}

const FILES = [translated('l10n', 'bundle.l10n'), translated('', 'package.nls')];

/** What has to be the same in every language: what is filled in, what is left out without it, and what is named. */
const MARKS: Readonly<Record<string, RegExp>> = {
  'is filled in': /\{\w+\}/g,
  'is a setting': /`#?[\w.]+#?`|\btierwise\.[\w.]+\w/g,
  'is a link': /\]\((?:command|https?):[^)]*\)/g,
};

function marksIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([mark]) => mark).toSorted();
}

/** What is filled in within each part that may be left out. */
function partsIn(text: string): readonly string[] {
  return [...text.matchAll(/\[([^[\]]*)\]/g)]
    .map(([, part = '']) => marksIn(part, /\{\w+\}/g).join(' '))
    .filter((part) => part !== '')
    .toSorted();
}

describe('translations', () => {
  it('are there in five languages, of the manifest and of all else', () => {
    assert.equal(bundleFile, join(projectRoot, 'l10n', 'bundle.l10n.json'));
    for (const { name, others } of FILES) {
      assert.deepEqual(others.map(([language]) => language).toSorted(), LANGUAGES, name);
    }
  });

  for (const { name, english, others } of FILES) {
    for (const [language, texts] of others) {
      it(`have every text of ${name} in ${language}, and no other`, () => {
        const missing = Object.keys(english).filter((key) => !Object.hasOwn(texts, key));
        const unused = Object.keys(texts).filter((key) => !Object.hasOwn(english, key));
        assert.deepEqual({ missing, unused }, { missing: [], unused: [] });
        const empty = Object.keys(texts).filter((key) => (texts[key] ?? '').trim() === '');
        assert.deepEqual(empty, []);
      });

      it(`keep what the texts of ${name} fill in, name and leave out in ${language}`, () => {
        const wrong = Object.entries(texts).flatMap(([key, text]) => {
          const original = english[key] ?? key;
          const lost = Object.entries(MARKS)
            .filter(([, pattern]) => {
              const [own, first] = [text, original].map((one) => marksIn(one, pattern).join(' '));
              return own !== first;
            })
            .map(([what]) => what);
          if (partsIn(text).join('|') !== partsIn(original).join('|')) lost.push('is left out');
          if (/[!！]/.test(text.replace(/`[^`]*`/g, ''))) lost.push('cries out');
          return lost.map((what) => `${key}: ${what}`);
        });
        assert.deepEqual(wrong, []);
      });
    }
  }
});
