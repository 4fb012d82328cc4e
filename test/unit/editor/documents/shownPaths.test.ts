import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { shownPaths } from '../../../../src/editor/documents/shownPaths.ts';

const address = { scheme: 'git', path: '/w/a.ts', query: '', fragment: '' };

describe('the file that a document shows a version of', () => {
  for (const [what, of, paths] of [
    ['its path', {}, ['/w/a.ts']],
    ["a name with Git's ending", { path: '/w/prod.key.git' }, ['/w/prod.key.git', '/w/prod.key']],
    ['a name with that of its scheme', { scheme: 'p4', path: '/w/a.P4' }, ['/w/a.P4', '/w/a']],
    [
      "Git's query",
      { path: '/w/.netrc.git', query: '{"path":"/w/.netrc","ref":"~"}' },
      ['/w/.netrc.git', '/w/.netrc'],
    ],
    ['a path of Windows', { query: '{"path":"c:\\\\w\\\\b.ts"}' }, ['/w/a.ts', '/c:/w/b.ts']],
    ['a path of a network', { query: '{"fsPath":"\\\\\\\\h\\\\b.ts"}' }, ['/w/a.ts', '/h/b.ts']],
    ['a part of a path', { query: '{"fileName":"x/b.ts","base":"main"}' }, ['/w/a.ts', 'x/b.ts']],
    [
      'an address within',
      { query: '{"at":{"list":["file:///w/b%20c.ts"]}}' },
      ['/w/a.ts', '/w/b c.ts'],
    ],
    ['other queries', { query: 'file=x/b.ts&rev=c' }, ['/w/a.ts', 'x/b.ts']],
    ['a query that is a path', { query: '/w/b.ts' }, ['/w/a.ts', '/w/b.ts']],
    ['a fragment that is one', { fragment: '/w/b.ts' }, ['/w/a.ts', '/w/b.ts']],
  ] as const) {
    it(`is known by ${what}`, () => {
      const { whole, partial } = shownPaths({ ...address, ...of });
      assert.deepEqual([...whole, ...partial], paths);
    });
  }

  it('is known whatever else is said', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (query, fragment) => {
        assert.ok(shownPaths({ ...address, query, fragment }).whole.includes('/w/a.ts'));
      }),
    );
  });
});
