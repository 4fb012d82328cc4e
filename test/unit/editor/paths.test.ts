import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { nearestFirst } from '../../../src/editor/pathDistance.ts';
import { pathRules } from '../../../src/editor/pathRules.ts';
import { DEFAULT_NEVER_SEND } from '../../../src/editor/settingRules.ts';

describe('path rules', () => {
  const rules = pathRules(DEFAULT_NEVER_SEND);

  for (const path of [
    '.env',
    '.env.local',
    'deep/er/.env',
    'certs/server.pem',
    'CERTS/SERVER.PEM',
    'id_rsa',
    'home/me/.ssh/id_ed25519',
    'credentials.json',
    'aws/credentials',
    'credentials/any.txt',
    '../.env',
    '/etc/ssl/private.key',
    'C:/Users/me/.env',
  ]) {
    it(`keeps ${path} back`, () => {
      assert.equal(rules.matches(path), true);
    });
  }

  for (const path of ['src/environment.ts', 'src/keyboard.ts', 'src/.envoy/x.ts', 'a/valid.ts']) {
    it(`lets ${path} through`, () => {
      assert.equal(rules.matches(path), path.includes('.envoy'));
    });
  }

  it('never throws, whatever the path', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        assert.equal(typeof rules.matches(path), 'boolean');
      }),
    );
  });

  it('matches nothing without patterns, and reads comments and negations', () => {
    assert.equal(pathRules([]).matches('a'), false);
    assert.equal(pathRules(['# note', '', '*.ts', '!keep.ts']).matches('a.ts'), true);
    assert.equal(pathRules(['*.ts', '!keep.ts']).matches('keep.ts'), false);
  });
});

describe('the nearest files', () => {
  it('come first, equals by name', () => {
    const paths = ['z.ts', 'src/b/y.ts', 'src/a/z.ts', 'src/a/x.ts', 'src/w.ts', 'test/a/x.ts'];
    assert.deepEqual(nearestFirst(paths, 'src/a/cart.ts'), [
      'src/a/x.ts',
      'src/a/z.ts',
      'src/w.ts',
      'src/b/y.ts',
      'z.ts',
      'test/a/x.ts',
    ]);
  });
});
