import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { below, folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { CommandResults, Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { RESULTS } from '../command/runner.ts';
import { realHome } from '../command/testEnvironment.ts';
import { isThere } from '../copy/projectPaths.ts';
import { warmRuby } from '../series/warmCommands.ts';

const NOT_STARTED = [
  /cannot load such file -- (?:minitest|rspec|bundler)/,
  /can't find gem rspec-core|Could not find [^\n]{1,400} in (?:any of the sources|locally installed gems|cached gems)/,
  /Bundler::(?:GemNotFound|RubyVersionMismatch|GemfileNotFound)/,
];

/** Finds the gem's own program, be it by Bundler. */
const RSPEC = "load Gem.bin_path('rspec-core', 'rspec')";

const TOLD = ['--no-color', '--format', 'progress', '--format', 'json', '--out', RESULTS];

/** The runners of Ruby. */
export const rubyRunners = {
  minitest: {
    command: (place) =>
      ruby(place, (file) => ['-Ilib', '-Itest', file, '-v'], { format: 'minitest', in: 'output' }),
    configured: [
      { kind: 'setupFiles', file: /^test_helper\.rb$/ },
      { kind: 'configuration', file: /^Gemfile$/ },
    ],
    hasRun: (output) => /^[1-9]\d{0,8} (?:runs|tests), \d{1,9} assertions/m.test(output),
    notStarted: NOT_STARTED,
    alwaysTells: true,
    warm: (command) => warmRuby(command, 'minitest'),
  },
  rspec: {
    command: (place) =>
      ruby(place, (file) => ['-Ilib', '-Ispec', '-e', RSPEC, '--', ...TOLD, file], {
        format: 'rspec',
        in: 'file',
      }),
    configured: [
      { kind: 'setupFiles', file: /^(?:spec|rails)_helper\.rb$/ },
      { kind: 'setupFiles', file: /^\.rspec$/, says: /--require|-r/ },
      { kind: 'configuration', file: /^Gemfile$/ },
    ],
    hasRun: (output) => /^[1-9]\d{0,8} examples?, \d{1,9} failures?/m.test(output),
    notStarted: NOT_STARTED,
    alwaysTells: true,
    warm: (command) => warmRuby(command, 'rspec/core'),
  },
} satisfies Readonly<Record<string, Runner>>;

/** With the gems of the project where it lists them. */
async function ruby(
  place: TestPlaceOnDisk,
  argsOf: (file: string) => readonly string[],
  results: CommandResults,
): Promise<TestCommand | undefined> {
  const command = await onPath('ruby', place.env);
  if (command === undefined) return undefined;
  const folder = (await folderUpWith(place, 'Gemfile', '.rspec', 'Rakefile')) ?? '';
  const isBundled = await isThere(join(place.root, folder, 'Gemfile'));
  const gems = place.env['GEM_PATH'] ?? (await ownGems(realHome(place.env)));
  return {
    command,
    args: [...(isBundled ? ['-rbundler/setup'] : []), ...argsOf(below(folder, place.path))],
    folder,
    probe: '--version',
    env: {
      // An empty last place stands for those of the system; an empty list for none at all.
      ...(gems !== '' && { GEM_PATH: `${gems}${delimiter}` }),
      BUNDLE_FROZEN: 'false',
      BUNDLE_DISABLE_VERSION_CHECK: 'true',
    },
    results,
  };
}

/** Where gems are installed below the user's home, for each version of Ruby. */
async function ownGems(home: string): Promise<string> {
  const folders = [join(home, '.gem/ruby'), join(home, '.local/share/gem/ruby')];
  const found = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder).catch(() => [])).map((name) => join(folder, name)),
    ),
  );
  return found.flat().join(delimiter);
}
