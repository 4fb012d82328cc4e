import { isAbsolute, join } from 'node:path';

/** What tells where the user keeps what Git is to ignore in all repositories. */
export interface ExcludesSources {
  /** What Git says in a repository; undefined: it may not be asked. Rejects where it fails. */
  readonly git: ((args: readonly string[]) => Promise<Buffer>) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
}

/**
 * The file of patterns that count in every repository of the user's, below all others: `core.excludesFile`, else Git's
 * usual place. Without Git it is the usual place. undefined: it is set to none.
 * @param repository the folder at the top of one, from which a relative path is meant
 */
export async function excludesFileOf(
  repository: string,
  { git, env, home }: ExcludesSources,
): Promise<string | undefined> {
  const { XDG_CONFIG_HOME: config = '' } = env;
  const usual = join(config === '' ? join(home, '.config') : config, 'git', 'ignore');
  const set = await asked(git, usual);
  if (set === '') return undefined;
  return isAbsolute(set) ? set : join(repository, set);
}

async function asked(git: ExcludesSources['git'], usual: string): Promise<string> {
  if (git === undefined) return usual;
  const ask = ['config', '-z', '--type=path', '--default', usual, '--get', 'core.excludesFile'];
  try {
    return (await git(ask)).toString('utf8').replace(/\0$/, '');
  } catch {
    // A repository that Git does not open, say another user's.
    return usual;
  }
}
