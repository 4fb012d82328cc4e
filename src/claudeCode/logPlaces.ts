import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Where a process finds its home and its settings. */
export interface Surroundings {
  readonly home: string;
  /** `CLAUDE_CONFIG_DIR` and `XDG_CONFIG_HOME` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The surroundings of this process. */
export function thisProcess(): Surroundings {
  return { home: homedir(), env: process.env };
}

/**
 * Folders that may hold session logs of Claude Code: what `CLAUDE_CONFIG_DIR` names, one or several by commas, and the
 * usual two. Logs from before the variable was set still lie in these, and what lies in two places is counted once.
 */
export function logPlaces({ home, env }: Surroundings): readonly string[] {
  const named = (env['CLAUDE_CONFIG_DIR'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => (each === '~' || /^~[/\\]/.test(each) ? join(home, each.slice(1)) : each));
  const { XDG_CONFIG_HOME = '' } = env;
  const settings = XDG_CONFIG_HOME === '' ? join(home, '.config') : XDG_CONFIG_HOME;
  const all = [...named, join(home, '.claude'), join(settings, 'claude')];
  const folders = all.map((each) =>
    basename(each) === 'projects' ? each : join(each, 'projects'),
  );
  return [...new Set(folders)];
}
