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
    '.aws/credentials',
    '.envrc',
    '.npmrc',
    'web/.npmrc',
    '.netrc',
    '.pgpass',
    '.git-credentials',
    '.pypirc',
    'store.p12',
    'store.PFX',
    'android/release.jks',
    'infra/prod.tfvars',
    'infra/prod.auto.tfvars.json',
    'terraform.tfstate',
    'terraform.tfstate.backup',
    'service-account.json',
    'my-service-account.json',
    'config/secrets.yml',
    'config/master.key',
    '.docker/config.json',
    '.kube/config',
    '.ssh/config',
    '../.env',
    '/etc/ssl/private.key',
    'C:/Users/me/.env',
  ]) {
    it(`keeps ${path} back`, () => {
      assert.equal(rules.matches(path), true);
    });
  }

  for (const path of [
    'src/environment.ts',
    'src/keyboard.ts',
    'src/.envoy/x.ts',
    'a/valid.ts',
    'id_generator.ts',
    'src/id_rsa_parser.go',
    'credentials_controller.rb',
    'credentialsView.tsx',
    'src/credentials/index.ts',
    '.env.example',
    'config.json',
    'src/secrets.ts',
    'service-accounts.ts',
  ]) {
    it(`lets ${path} through`, () => {
      assert.equal(rules.matches(path), false);
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
