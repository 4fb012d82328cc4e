import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheFolder } from '../host/folders.ts';

/** Runs a package client, with whatever it keeps in the cache folder too. @throws Error with its last words. */
function client(command: string, args: readonly string[], folder: string): void {
  const kept = join(cacheFolder, 'package-clients');
  const env = {
    ...process.env,
    npm_config_cache: join(kept, 'npm'),
    PIP_CACHE_DIR: join(kept, 'pip'),
  };
  const isScript = process.platform === 'win32';
  const done = spawnSync(command, [...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    shell: isScript,
  });
  if (done.status === 0) return;
  const words = `${done.error?.message ?? ''}\n${done.stdout ?? ''}\n${done.stderr ?? ''}`;
  const said = words.split('\n').filter((line) => /\S/.test(line) && !/complete log/.test(line));
  throw new Error(said.slice(-2).join(' ').slice(0, 300));
}

/** A package of npm, without install scripts; the folder that holds its `node_modules`. */
export function fromNpm(
  name: string,
  version: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> {
  const short = name.slice(name.indexOf('/') + 1);
  return cached(`gateway-${short}-${version}`, (folder) => {
    const manifest = { private: true, dependencies: { [name]: version }, overrides };
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest)}\n`);
    client('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'], folder);
  });
}

/** A package of PyPI in an environment of its own; the path of that environment's Python. */
export async function fromPyPi(name: string, extra: string, version: string): Promise<string> {
  const bin = process.platform === 'win32' ? 'Scripts' : 'bin';
  const folder = await cached(`gateway-${name}-${version}`, (unfinished) => {
    client('python3', ['-m', 'venv', unfinished], unfinished);
    const python = join(unfinished, bin, 'python');
    client(
      python,
      ['-m', 'pip', 'install', '--quiet', `${name}[${extra}]==${version}`],
      unfinished,
    );
  });
  return join(folder, bin, 'python');
}
