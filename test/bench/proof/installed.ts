import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Project } from './projects.ts';
import { PROJECTS, PYTHON_TOOLS } from './projects.ts';

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
    try {
      const root = join(cache, `${project.name}-${project.version}`);
      await once(root, (folder) => fill(project, folder));
      const env = project.client === 'pip' ? await pythonEnv(cache) : process.env;
      projects.push({ ...project, root, env, texts: await textsIn(root) });
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 300);
      remarks.push(
        `${project.name} ${project.version} could not be installed by ${project.client}: ${why}`,
      );
    }
  }
  return { projects, remarks };
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

async function fill(project: Project, folder: string): Promise<void> {
  await (project.client === 'npm' ? fillByNpm(project, folder) : fillByPip(project, folder));
  for (const [path, text] of Object.entries(project.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function fillByNpm(project: Project, folder: string): Promise<void> {
  const { name, version, tools, leftOut, framework } = project;
  const options = { cwd: folder, timeout: LIMIT_MS };
  const packed = await run(
    'npm',
    ['pack', '--silent', '--ignore-scripts', `${name}@${version}`],
    options,
  );
  const archive = packed.stdout.trim().split('\n').at(-1) ?? '';
  await run(
    'tar',
    ['-xf', archive, '--strip-components=1', '--no-same-owner', '--exclude=node_modules'],
    options,
  );
  await rm(join(folder, archive));
  if (leftOut !== undefined) {
    for (const path of await pathsIn(folder)) {
      if (leftOut.test(path)) await rm(join(folder, path));
    }
  }
  // Its own tools are many, and old: what its tests import is named here.
  const place = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(place, 'utf8')) as Readonly<Record<string, unknown>>;
  const test = framework === 'node:test' ? 'node --test' : framework;
  await writeFile(
    place,
    JSON.stringify({ ...manifest, devDependencies: {}, jest: undefined, scripts: { test } }),
  );
  await run(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--save-dev',
      ...tools,
    ],
    options,
  );
}

async function fillByPip({ name, version, tools }: Project, folder: string): Promise<void> {
  const wheels = ['--only-binary=:all:', '--no-compile', '--quiet'];
  const own = join(folder, 'wheel');
  await run(
    'python3',
    ['-m', 'pip', 'install', ...wheels, '--no-deps', '--target', own, `${name}==${version}`],
    { timeout: LIMIT_MS },
  );
  for (const entry of await readdir(own)) {
    if (!/\.dist-info$|^bin$/.test(entry)) {
      await cp(join(own, entry), join(folder, entry), { recursive: true });
    }
  }
  await rm(own, { recursive: true });
  if (tools.length === 0) return;
  await run('python3', ['-m', 'pip', 'install', ...wheels, '--target', folder, ...tools], {
    timeout: LIMIT_MS,
  });
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

async function pathsIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

async function textsIn(root: string): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const entry of await readdir(root, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const paths = entry.isDirectory()
      ? (await pathsIn(join(root, entry.name))).map((path) => `${entry.name}/${path}`)
      : [entry.name];
    for (const path of paths) {
      if (!/\.(?:[cm]?[jt]sx?|py|json|toml|cfg|ini|opts)$/.test(path)) continue;
      const text = await readFile(join(root, path), 'utf8');
      if (text.length <= LARGEST) texts[path] = text.replace(/\r\n?/g, '\n');
    }
  }
  return texts;
}
