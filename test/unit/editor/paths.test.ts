import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { DEFAULT_NEVER_SEND } from '../../../src/editor/settings/neverSendList.ts';
import {
  areCheap,
  folderRules,
  foldersAround,
  pathRules,
} from '../../../src/models/paths/pathRules.ts';
import { nearestFirst } from '../../../src/tasks/pathDistance.ts';

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
    'x/.docker/config.json',
    '.kube/config',
    'deep/er/.kube/config',
    '.aws/config',
    'home/.aws/config',
    'home/.aws/credentials',
    'gcloud/access_tokens.db',
    'gcloud/credentials.db',
    'htpasswd',
    'nginx/.htpasswd',
    'infra/prod.tfplan',
    'http.keytab',
    '.vault_pass.txt',
    'key-private.asc',
    'private.asc',
    'id_rsa.bak',
    'id_ed25519.old',
    'server.pem.bak',
    'wallet.json',
    'kubeconfig.yaml',
    'clusters/dev.kubeconfig',
    'app-firebase-adminsdk-x1-0123.json',
    'prod.env',
    'docker/.prod.env',
    'secrets.properties',
    'android/key.properties',
    '.m2/settings.xml',
    'me/.gradle/gradle.properties',
    'config/gh/hosts.yml',
    '.bash_history',
    '.ssh/config',
    '../.env',
    '.env-prod',
    '.env_local',
    '.envrc.local',
    '.dev.vars',
    'worker/.dev.vars.staging',
    'server.key.bak',
    'id_rsa_old',
    'id_rsa-work',
    'id_rsa_old.bak',
    'id_ed25519_work',
    'id_ed25519_work.pub',
    'id_ecdsa_sk.bak',
    'deploy_rsa_old',
    '.git/config',
    'sub/.GIT/config',
    '.git/modules/a/config',
    '.aws/sso/cache/a.json',
    '.npmrc.bak',
    '.env/production',
    'prod.env/db',
    'dev.env/lib/site.py',
    '.envs/.production/.postgres',
    '.env.d/db',
    'prod.env.local',
    '.env~',
    '.secrets.toml',
    '.secrets/db',
    'docker/secrets/db_password.txt',
    'gcp-credentials.json',
    'me/.oci/config',
    'me/.config/hub',
    'web/.vscode/sftp.json',
    'me/.dbt/profiles.yml',
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
    'src/id_rsa_keys.test.ts',
    'id_rsa_tools/index.ts',
    'id_dsaParser.ts',
    '.env-example',
    '.github/workflows/ci.yml',
    '.gitignore',
    '.gitattributes',
    'git/config.ts',
    'src/app.key.ts',
    'src/dev.vars.ts',
    'credentials_controller.rb',
    'credentialsView.tsx',
    'src/credentials/index.ts',
    '.env.example',
    'config.json',
    'src/secrets.ts',
    'src/wallet.ts',
    'env.ts',
    'src/dotenv.ts',
    'src/config.env.ts',
    'env/lib/site.py',
    'envs/cart_pole.py',
    '.venv/lib/site.py',
    'src/environments/environment.prod.ts',
    'src/secrets/index.ts',
    'src/app.secret.ts',
    'src/user-credentials.ts',
    'hub/.config/hub.ts',
    'dbt/profiles.yml',
    '.vscode/settings.json',
    'example.env',
    'k8s/kubeconfig.go',
    'settings.xml',
    'gradle.properties',
    'hosts.yml',
    'aws/config.ts',
    '.docker/Dockerfile',
    'private.ts',
    'history.ts',
    'src/privateKey.ts',
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

describe('the rules of a folder', () => {
  const inside = folderRules({
    groups: [['/build', 'src/gen/', '*.json', '!/package.json', '**/.docker/config.json', '.ssh/']],
    roots: ['/home/me/project', '/data/real'],
  });

  for (const [path, isMatched] of [
    ['build/a.ts', true],
    ['lib/build/a.ts', false],
    ['src/gen/a.ts', true],
    ['lib/src/gen/a.ts', false],
    ['package.json', false],
    ['lib/package.json', true],
    // Whole paths into the folder, by either of its names.
    ['/home/me/project/build/a.ts', true],
    ['/data/real/build/a.ts', true],
    ['/data/real/package.json', false],
    // Elsewhere only what holds anywhere is known.
    ['/build/a.ts', false],
    ['/home/you/tsconfig.json', true],
    ['/home/you/.ssh/config', true],
  ] as const) {
    it(`${isMatched ? 'match' : 'let through'} ${path}`, () => {
      assert.equal(inside.matches(path), isMatched);
    });
  }

  it('look at where the folder itself is', () => {
    const rulesOf = (...roots: string[]) => folderRules({ groups: [DEFAULT_NEVER_SEND], roots });
    assert.equal(rulesOf('/home/me/.docker').matches('config.json'), true);
    assert.equal(rulesOf('/home/me/docker').matches('config.json'), false);
    assert.equal(rulesOf('/home/me/.ssh').matches('config'), true);
    assert.equal(rulesOf('/home/me/shop/.envs').matches('.production/.postgres'), true);
    assert.equal(rulesOf('/home/me/shop/.env').matches('production'), true);
    assert.equal(rulesOf('/home/me/keys', '/home/me/.ssh').matches('config'), true);
    assert.equal(rulesOf('/srv/prod.env/app').matches('src/a.ts'), false);
    assert.equal(rulesOf('/srv/credentials.old').matches('/srv/credentials.old'), false);
    assert.equal(rulesOf('/srv/credentials.old').matches('/srv/credentials.old/a.ts'), false);
  });

  it('let no list take back what another says', () => {
    const two = folderRules({ groups: [['.env'], ['!.env', 'own.txt']], roots: [] });
    assert.equal(two.matches('.env'), true);
    assert.equal(two.matches('own.txt'), true);
  });

  it('hold beside those of the folders around it', () => {
    const above = [{ groups: [['/app/own/', '*.secret.ts', '!x']], roots: ['/repo'] }];
    const rules = folderRules({ groups: [['x']], roots: ['/repo/app', '/link'], above });
    for (const path of [
      'own/a.ts',
      'a.secret.ts',
      '/repo/app/own/a.ts',
      '/repo/b.secret.ts',
      'x',
    ]) {
      assert.equal(rules.matches(path), true, path);
    }
    assert.equal(rules.matches('src/a.ts'), false);
    const all = folderRules({
      groups: [],
      roots: ['/repo/app'],
      above: [{ groups: [['app/']], roots: ['/repo'] }],
    });
    assert.equal(all.matches('src/a.ts'), true);
    assert.deepEqual(foldersAround('/a/b/c'), ['/a/b', '/a', '/']);
    assert.deepEqual(foldersAround('/'), []);
  });

  it('know a name in either of its normal forms', () => {
    const umlaut = folderRules({ groups: [['schl\u00fcssel.txt']], roots: [] });
    assert.equal(umlaut.matches('schlu\u0308ssel.txt'), true);
  });
});

describe('patterns that take long to look up', () => {
  const many = (pattern: string) => Array.from({ length: 100 }, (_, index) => `${pattern}${index}`);

  it('are told from those that do not', () => {
    assert.equal(areCheap(DEFAULT_NEVER_SEND), true);
    assert.equal(areCheap(['**/a/**/b', 'a/**', '**/*.gen.*', '!/x/**/y', 'a'.repeat(300)]), true);
    assert.equal(areCheap([...many('**/a'), ...many('*.b')]), true);
    assert.equal(areCheap(['a/**/a/**/a/**/zz']), false);
    assert.equal(areCheap(['a'.repeat(301)]), false);
    assert.equal(areCheap(['a*'.repeat(13)]), false);
    assert.equal(areCheap(many('a/**/zz')), false);
    assert.equal(areCheap(many('**/a/**/zz')), false);
  });

  it('are not needed for a path deeper than any project: it is kept back', () => {
    const rules = folderRules({ groups: [[]], roots: ['/p'] });
    assert.equal(rules.matches(`${'a/'.repeat(80)}x.ts`), true);
    assert.equal(rules.matches(`${'a/'.repeat(30)}x.ts`), false);
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
