import { devNull } from 'node:os';

/** Settings that keep Git from starting programs or going to other machines, whatever a repository says. */
export const QUIET: readonly string[] = [
  '--no-optional-locks',
  '--no-pager',
  '--literal-pathspecs',
  ...settings(
    'core.fsmonitor=false',
    `core.hooksPath=${devNull}`,
    'protocol.allow=never',
    'log.showSignature=false',
    'fetch.bundleURI=',
    // Files of a project that look like a repository bring no settings.
    'safe.bareRepository=explicit',
  ),
];

/** Commands that look at no file of the work tree, as they are used here. Before any other the filters are switched off. */
const READ_NO_FILES: ReadonlySet<string> = new Set([
  'cat-file',
  'config',
  'log',
  'ls-tree',
  'rev-parse',
]);

const FILTER = /^filter\.(.*)\.[^.]*$/s;

/** The environment in which Git starts nothing: no variable of Git's but these. */
export function quietEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return {
    ...Object.fromEntries(own),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // What a partial clone has left out stays left out; an older Git knows the second of these alone. Unlike the setting
    // it cannot be overruled: a repository may allow a protocol that is a command.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    LC_ALL: 'C',
  };
}

/** Whether a command may read files, which go through the filters that the settings name. */
export function mayFilter([command = '']: readonly string[]): boolean {
  return !READ_NO_FILES.has(command);
}

/** What names all settings of a repository, without their values. No program is started by it. */
export const LIST_SETTINGS: readonly string[] = ['config', '--list', '--name-only', '-z'];

/**
 * Options before a command that switch off all filters of a repository, by what `LIST_SETTINGS` has said.
 * @throws for a name that no option can hold
 */
export function filtersOff(listed: string): readonly string[] {
  const found = listed.split('\0').flatMap((name) => FILTER.exec(name)?.[1] ?? []);
  const names = [...new Set(found)];
  if (names.some((name) => name.includes('='))) {
    throw new Error('Git has a filter that cannot be switched off.');
  }
  return names.flatMap((name) =>
    settings(
      `filter.${name}.clean=`,
      `filter.${name}.smudge=`,
      `filter.${name}.process=`,
      `filter.${name}.required=false`,
    ),
  );
}

function settings(...each: readonly string[]): readonly string[] {
  return each.flatMap((setting) => ['-c', setting]);
}
