import { join } from 'node:path';
import { below, folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { CACHE } from '../command/runner.ts';
import { realHome } from '../command/testEnvironment.ts';
import { isThere } from '../copy/projectPaths.ts';

/** What Cargo builds, and what it keeps beside the packages that it has. */
const BUILDS = 'cargo-target';
const HOME_OF_CARGO = 'cargo-home';

/** What of the user's packages is used; they are unpacked into our cache. */
const PACKAGES = ['registry/index', 'registry/cache', 'git/db'];

/** The runner of Rust. */
export const rustRunners = {
  'cargo test': {
    command: cargoTest,
    configured: [
      { kind: 'buildScripts', file: /^build\.rs$/ },
      { kind: 'buildScripts', file: /^Cargo\.toml$/, says: /^\s{0,99}build\s{0,9}=/m },
      { kind: 'plugins', file: /^Cargo\.toml$/, says: /^\s{0,99}proc-macro\s{0,9}=/m },
      {
        kind: 'wrappers',
        file: /^config(?:\.toml)?$/,
        says: /\b(?:runner|rustc-(?:workspace-)?wrapper|linker)\b/,
      },
    ],
    hasRun: (output) =>
      /^test result: (?:ok|FAILED)\. (?:[1-9]\d{0,8} passed|0 passed; [1-9]\d{0,8} failed);/m.test(
        output,
      ),
    notStarted: [
      /^error: (?:no matching package|failed to (?:get|download|load source|parse|select)|could not find `Cargo\.toml`|no (?:test|library|bin) target|the lock file|package [^\n]{1,400} cannot be built because it requires rustc)/m,
      /but --offline was specified|you're using offline mode|linker `[^`\n]{1,400}` not found|rustup could not choose a version/,
    ],
    alwaysTells: true,
  },
} satisfies Readonly<Record<string, Runner>>;

async function cargoTest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await onPath('cargo', place.env);
  const folder = await folderUpWith(place, 'Cargo.toml');
  if (command === undefined || folder === undefined) return undefined;
  const { target, module } = await targetOf(place, folder);
  const only =
    place.only === undefined || place.only.length === 0
      ? module
      : ['--exact', ...place.only.map((name) => name.replace(/ - should panic$/, ''))];
  const user = place.env['CARGO_HOME'] ?? join(realHome(place.env), '.cargo');
  return {
    command,
    args: ['test', '--offline', '--color=never', ...target, '--', '--color=never', ...only],
    folder,
    probe: '--version',
    builds: BUILDS,
    env: {
      CARGO_HOME: `${CACHE}/${HOME_OF_CARGO}`,
      CARGO_TARGET_DIR: `${CACHE}/${BUILDS}`,
      CARGO_NET_OFFLINE: 'true',
      RUST_BACKTRACE: '0',
    },
    links: Object.fromEntries(
      PACKAGES.map((path) => [`${HOME_OF_CARGO}/${path}`, join(user, path)]),
    ),
    results: { format: 'libtest', in: 'output' },
  };
}

/** The target of a package that a file belongs to, and a filter for the tests of its module. */
async function targetOf(
  { root, path }: TestPlaceOnDisk,
  folder: string,
): Promise<{ readonly target: readonly string[]; readonly module: readonly string[] }> {
  const names = below(folder, path).replace(/\.rs$/, '').split('/');
  const [top = '', next = ''] = names;
  if (['tests', 'examples', 'benches'].includes(top) && next !== '') {
    const kind = { tests: '--test', examples: '--example', benches: '--bench' }[top] ?? '--test';
    return { target: [kind, next], module: [] };
  }
  if (top === 'src' && next === 'bin') return { target: ['--bin', names[2] ?? ''], module: [] };
  const hasLibrary = await isThere(join(root, folder, 'src/lib.rs'));
  const isMain = names.join('/') === 'src/main';
  const inside = names
    .slice(1)
    .filter((name, index, all) => name !== 'mod' || index + 1 < all.length);
  const isRoot = inside.length === 1 && ['lib', 'main'].includes(inside[0] ?? '');
  return {
    target: [hasLibrary && !isMain ? '--lib' : '--bins'],
    module: isRoot || top !== 'src' ? [] : [`${inside.join('::')}::`],
  };
}
