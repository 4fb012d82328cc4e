import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** Variables that a test needs to start at all. Everything else, keys above all, stays out. */
const ALLOWED: ReadonlySet<string> = new Set(
  (
    'PATH PATHEXT SYSTEMROOT WINDIR SYSTEMDRIVE COMSPEC NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE ' +
    'LANG LANGUAGE LC_ALL LC_CTYPE TZ GOROOT GOPATH GOMODCACHE PYENV_ROOT PYENV_VERSION ASDF_DIR ASDF_DATA_DIR ' +
    'VOLTA_HOME MISE_DATA_DIR LD_LIBRARY_PATH RUSTUP_HOME RUSTUP_TOOLCHAIN RBENV_ROOT RBENV_VERSION GEM_HOME GEM_PATH ' +
    'JAVA_HOME MAVEN_HOME M2_HOME GRADLE_HOME DOTNET_ROOT'
  ).split(' '),
);

/** Where version managers keep what their programs on the path lead to, below the home folder. */
const MANAGERS: Readonly<Record<string, string>> = {
  PYENV_ROOT: '.pyenv',
  ASDF_DATA_DIR: '.asdf',
  VOLTA_HOME: '.volta',
  GOPATH: 'go',
  RUSTUP_HOME: '.rustup',
  RBENV_ROOT: '.rbenv',
};

/** The environment of a test: an allow-list, and a home and a place for temporary files of its own. */
export function testEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  home: string,
  sourceFolders: readonly string[],
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && ALLOWED.has(name.toUpperCase())) env[name] = value;
  }
  for (const [name, folder] of Object.entries(MANAGERS)) env[name] ??= join(realHome(own), folder);
  return {
    ...env,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: sourceFolders.join(delimiter),
    CI: '1',
    NO_COLOR: '1',
    NODE_ENV: 'test',
  };
}

/** The user's home, as the environment says it or else the system. */
export function realHome(env: Readonly<Record<string, string | undefined>>): string {
  const home = [env['HOME'], env['USERPROFILE']].find((one) => isAbsolute(one ?? ''));
  return home ?? homedir();
}
