import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CLIENTS, pathsIn, write } from './clients.ts';
import type { Project } from './project.ts';
import { PROJECTS } from './projects.ts';
import { PYTHON_TOOLS } from './python.ts';

const run = promisify(execFile);

const LIMIT_MS = 300_000;
/** Bytes of a file that is held in memory. */
const LARGEST = 600_000;

/** A package on this machine, ready for its tests to be run. */
export interface Installed extends Project {
  /** Absolute. */
  readonly root: string;
  /** Texts of its own files by relative path. */
  readonly texts: Readonly<Record<string, string>>;
  /** What its tests run with. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What could be had, and one sentence on each that could not. */
export interface Installation {
  readonly projects: readonly Installed[];
  readonly remarks: readonly string[];
}

/** Installs what is missing in a folder, without running anything of the packages. */
export async function installed(
  cache: string,
  isWanted: (project: Project) => boolean,
): Promise<Installation> {
  const projects: Installed[] = [];
  const remarks: string[] = [];
  for (const project of PROJECTS.filter(isWanted)) {
    const { name, version, client, files } = project;
    try {
      const root = join(cache, `${name.replaceAll(/[/:]/g, '+')}-${version}`);
      await once(root, async (folder) => {
        await CLIENTS[client](project, { folder, cache });
        await write(folder, files);
      });
      projects.push({
        ...project,
        root,
        env: await envOf(project, cache),
        texts: await textsIn(root),
      });
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 300);
      remarks.push(`${name} ${version} could not be installed by ${client}: ${why}`);
    }
  }
  return { projects, remarks };
}

async function envOf({ client }: Project, cache: string): Promise<Installed['env']> {
  if (client === 'pip') return pythonEnv(cache);
  // Maven looks for what it has loaded below the home.
  return client === 'maven' ? { ...process.env, HOME: join(cache, 'maven') } : process.env;
}

/** A folder is there only when it is whole. */
async function once(folder: string, make: (partial: string) => Promise<void>): Promise<void> {
  const known = await readdir(folder).catch(() => []);
  if (known.length > 0) return;
  await mkdir(dirname(folder), { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await make(partial);
    // Another run may have been faster.
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Python with the runner, and no other packages. */
async function pythonEnv(cache: string): Promise<Installed['env']> {
  const folder = join(cache, 'python');
  const program = join(folder, 'bin', 'python3');
  const isThere = await run(program, ['-m', 'pytest', '--version']).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    // Environments cannot be moved: it is made where it stays.
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder], { timeout: LIMIT_MS });
    await run(program, ['-m', 'pip', 'install', '--only-binary=:all:', '-q', ...PYTHON_TOOLS], {
      timeout: LIMIT_MS,
    });
  }
  return { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
}

const TEXTS =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|php|rb|json|toml|cfg|ini|opts|mod|xml)$|(?:^|\/)(?:Gemfile|Rakefile|\.rspec)$/;

async function textsIn(root: string): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const paths = entry.isDirectory()
      ? (await pathsIn(join(root, entry.name))).map((path) => `${entry.name}/${path}`)
      : [entry.name];
    for (const path of paths) {
      if (!TEXTS.test(path)) continue;
      const text = await readFile(join(root, path), 'utf8');
      if (text.length <= LARGEST) texts[path] = text.replace(/\r\n?/g, '\n');
    }
  }
  return texts;
}
