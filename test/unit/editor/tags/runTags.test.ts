import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseTags } from '../../../../src/editor/settings/tagRules.ts';
import { repositoryName } from '../../../../src/editor/tags/repositoryName.ts';
import { TicketPattern } from '../../../../src/editor/tags/ticketPattern.ts';

const REMOTES: readonly (readonly [address: string, name: string])[] = [
  ['https://github.com/acme/shop.git', 'shop'],
  ['https://me:secret@github.com/acme/shop', 'shop'],
  ['https://me:secret@github.com/acme/shop.git?token=secret#x', 'shop'],
  ['git@github.com:acme/shop.git', 'shop'],
  ['git@github.com:shop.git', 'shop'],
  ['ssh://git@host:22/acme/shop.git/', 'shop'],
  ['/home/me/private/shop.git', 'shop'],
  ['C:\\Users\\me\\shop.git', 'shop'],
  // A host alone, or an account, is no name.
  ['https://me:secret@host', 'folder'],
  ['https://host/', 'folder'],
  ['', 'folder'],
];

describe('the name of a repository', () => {
  for (const [fetchUrl, name] of REMOTES) {
    it(`of ${fetchUrl || 'nowhere'} is ${name}`, () => {
      const remotes = [
        { name: 'other', fetchUrl: 'x/other' },
        { name: 'origin', fetchUrl },
      ];
      assert.equal(
        repositoryName({ rootUri: { path: '/home/me/folder' }, state: { remotes } }),
        name,
      );
    });
  }

  it('is that of its folder where it comes from nowhere, or nobody knows from where', () => {
    const rootUri = { path: '/home/me/folder' };
    assert.equal(repositoryName({ rootUri, state: {} }), 'folder');
    const remotes = ['a', 'b'].map((name) => ({ name, fetchUrl: `host:${name}` }));
    assert.equal(repositoryName({ rootUri, state: { remotes } }), 'folder');
    assert.equal(repositoryName({ rootUri, state: { remotes: remotes.slice(0, 1) } }), 'a');
  });
});

describe('the pattern for tickets', () => {
  it('finds its first group, else all of it', () => {
    const find = (pattern: string, text: string) => new TicketPattern(pattern).find(text);
    assert.deepEqual(find('[A-Z]+-\\d+', 'feature/AB-12-x'), { kind: 'found', ticket: 'AB-12' });
    assert.deepEqual(find('#(\\d+)', 'fix#77'), { kind: 'found', ticket: '77' });
    assert.deepEqual(find('[A-Z]+-\\d+', 'main'), { kind: 'none' });
    assert.deepEqual(find('x*', 'main'), { kind: 'none' });
    assert.deepEqual(find('m', 'm'.repeat(251)), { kind: 'none' });
  });

  for (const pattern of ['(a+)+$', '(a|a)*b', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
    it(`is stopped where it would hang, and let be from then on: ${pattern}`, () => {
      const ticket = new TicketPattern(pattern);
      const text = `${'a'.repeat(60)}!`;
      assert.equal(ticket.find(text).kind, 'tooSlow');
      assert.equal(ticket.find(text).kind, 'none');
    });
  }
});

describe('the setting of tags', () => {
  it('takes what it names, and off for what it does not', () => {
    assert.deepEqual(parseTags({}), { repository: false, branch: false, ticket: '' });
    assert.deepEqual(parseTags({ branch: true }), { repository: false, branch: true, ticket: '' });
  });

  it('is used for nothing where a part of it cannot be', () => {
    const bad = [null, [], 'branch', { branch: 1 }, { ticket: '(' }, { ticket: 'x'.repeat(201) }];
    for (const value of [...bad, { team: 'x' }, { ticket: null }]) {
      assert.equal(parseTags(value), undefined, JSON.stringify(value));
    }
  });
});
