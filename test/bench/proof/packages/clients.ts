import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Client, Project } from './project.ts';

const run = promisify(execFile);

const LIMIT_MS = 300_000;

/** Where something is put, and what is shared by all of its client. */
interface Place {
  readonly folder: string;
  /** Absolute path of the cache of all packages. */
  readonly cache: string;
}

/** How each client fills an empty folder with a package and what its tests need. */
export const CLIENTS = {
  npm: fillByNpm,
  pip: fillByPip,
  debian: fillByDebian,
  go: fillByGo,
  cargo: fillByCargo,
  maven: fillByMaven,
} satisfies Record<Client, (project: Project, place: Place) => Promise<void>>;

/** Puts files into a folder, by relative path. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** All files below a folder, by relative path, sorted. */
export async function pathsIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

async function leaveOut({ leftOut }: Project, folder: string): Promise<void> {
  if (leftOut === undefined) return;
  for (const path of await pathsIn(folder)) {
    if (leftOut.test(path)) await rm(join(folder, path));
  }
}

async function fillByNpm(project: Project, { folder }: Place): Promise<void> {
  const { name, version } = project;
  const options = { cwd: folder, timeout: LIMIT_MS };
  const pack = ['pack', '--silent', '--ignore-scripts', `${name}@${version}`];
  const archive = (await run('npm', pack, options)).stdout.trim().split('\n').at(-1) ?? '';
  await unpack(join(folder, archive), folder, '--exclude=node_modules');
  await rm(join(folder, archive));
  await leaveOut(project, folder);
  await installTools(project, folder);
}

/** Its own tools are many, and old: what its tests import is named by the project. */
async function installTools({ tools, framework }: Project, folder: string): Promise<void> {
  const place = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(place, 'utf8')) as Readonly<Record<string, unknown>>;
  const test = framework === 'node:test' ? 'node --test' : framework;
  const own = { ...manifest, devDependencies: {}, jest: undefined, scripts: { test } };
  await writeFile(place, JSON.stringify(own));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const args = ['install', ...quiet, '--save-dev', ...tools];
  await rm(join(folder, 'package-lock.json'), { force: true });
  await run('npm', args, { cwd: folder, timeout: LIMIT_MS });
}

async function unpack(archive: string, folder: string, ...args: readonly string[]): Promise<void> {
  const into = ['-C', folder, '--strip-components=1', '--no-same-owner'];
  await run('tar', ['-xf', archive, ...into, ...args], { timeout: LIMIT_MS });
}

async function fillByPip({ name, version, tools }: Project, { folder }: Place): Promise<void> {
  const wheels = ['--only-binary=:all:', '--no-compile', '--quiet'];
  const own = join(folder, 'wheel');
  const install = ['-m', 'pip', 'install', ...wheels];
  const options = { timeout: LIMIT_MS };
  await run('python3', [...install, '--no-deps', '--target', own, `${name}==${version}`], options);
  for (const entry of await readdir(own)) {
    if (/\.dist-info$|^bin$/.test(entry)) continue;
    await cp(join(own, entry), join(folder, entry), { recursive: true });
  }
  await rm(own, { recursive: true });
  if (tools.length === 0) return;
  await run('python3', [...install, '--target', folder, ...tools], options);
}

/** The upstream text of a source package, by an apt with lists of its own. */
async function fillByDebian(project: Project, { folder, cache }: Place): Promise<void> {
  const env = { ...process.env, APT_CONFIG: await ownApt(join(cache, 'apt')) };
  const { name, version } = project;
  const into = await mkdtemp(join(tmpdir(), 'tw-source-'));
  try {
    const options = { cwd: into, env, timeout: LIMIT_MS };
    await run('apt-get', ['source', '--tar-only', '-q', `${name}=${version}`], options);
    const archives = await readdir(into);
    const archive = archives.find((one) => /\.orig\.tar\.\w+$/.test(one));
    if (archive === undefined) throw new Error(`no archive among ${archives.join(', ')}`);
    await unpack(join(into, archive), folder);
  } finally {
    await rm(into, { recursive: true, force: true });
  }
  await leaveOut(project, folder);
  const isScript = (await readdir(folder)).includes('package.json');
  if (isScript && project.framework !== 'phpunit') await installTools(project, folder);
}

/** The settings of an apt that knows of sources; what the system has set up is not touched. */
async function ownApt(folder: string): Promise<string> {
  const settings = join(folder, 'apt.conf');
  const known = await readdir(join(folder, 'lists')).catch(() => []);
  if (known.some((name) => name.includes('Sources'))) return settings;
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const source = `deb-src [signed-by=${key}] http://deb.debian.org/debian bookworm main\n`;
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  await write(folder, {
    'sources.list': source,
    'apt.conf': [
      `Dir::Etc::SourceList "${join(folder, 'sources.list')}";`,
      'Dir::Etc::SourceParts "/dev/null";',
      `Dir::State::Lists "${join(folder, 'lists')}";`,
      `Dir::Cache "${join(folder, 'cache')}";`,
      'APT::Sandbox::User "root";\n',
    ].join('\n'),
  });
  const env = { ...process.env, APT_CONFIG: settings };
  await run('apt-get', ['update', '-q'], { env, timeout: LIMIT_MS });
  return settings;
}

async function fillByGo({ name, version }: Project, { folder }: Place): Promise<void> {
  const options = { cwd: tmpdir(), timeout: LIMIT_MS };
  const { stdout } = await run('go', ['mod', 'download', '-json', `${name}@${version}`], options);
  const { Dir: downloaded } = JSON.parse(stdout) as { readonly Dir: string };
  await cp(downloaded, folder, { recursive: true });
  // What Go downloads nobody may write.
  await run('chmod', ['-R', 'u+w', folder]);
  const isModule = (await readdir(folder)).includes('go.mod');
  if (!isModule) await write(folder, { 'go.mod': `module ${name}\n\ngo 1.20\n` });
  await run('go', ['mod', 'download'], { cwd: folder, timeout: LIMIT_MS });
}

/** With those of its tools for tests that the project names. */
async function fillByCargo({ name, version, tools }: Project, { folder }: Place): Promise<void> {
  const options = { cwd: folder, timeout: LIMIT_MS };
  const holder = join(folder, 'holder');
  await write(holder, {
    'Cargo.toml': `[package]\nname = "holder"\nversion = "0.0.0"\n\n[dependencies]\n${name} = "=${version}"\n`,
    'src/lib.rs': '',
  });
  const vendor = ['vendor', '--quiet', '--versioned-dirs', '--manifest-path'];
  const vendored = join(folder, 'vendored');
  await run('cargo', [...vendor, join(holder, 'Cargo.toml'), vendored], options);
  const unpacked = join(vendored, `${name}-${version}`);
  for (const entry of await readdir(unpacked)) {
    if (!/^\.cargo|^Cargo\.lock$/.test(entry)) {
      await rename(join(unpacked, entry), join(folder, entry));
    }
  }
  await rm(holder, { recursive: true });
  await rm(vendored, { recursive: true });
  const manifest = join(folder, 'Cargo.toml');
  const parts = (await readFile(manifest, 'utf8')).split(/^(?=\[)/m);
  const kept = parts.filter((part) => {
    const tool = /^\[(?:target\.[^\n]{0,99}\.)?dev-dependencies\.([\w-]+)\]/.exec(part)?.[1];
    const isMeasuring = /^\[\[bench\]\]|^\[(?:target\.[^\n]{0,99}\.)?dev-dependencies\]/.test(part);
    return tool === undefined ? !isMeasuring : tools.includes(tool);
  });
  await writeFile(manifest, kept.join(''));
  await run('cargo', ['fetch', '--quiet'], options);
}

async function fillByMaven(project: Project, { folder, cache }: Place): Promise<void> {
  const artifact = `${project.name}:${project.version}`;
  const local = `-Dmaven.repo.local=${join(cache, 'maven', '.m2/repository')}`;
  const maven = async (...args: readonly string[]) =>
    run('mvn', ['-q', '-B', local, ...args], { cwd: folder, timeout: LIMIT_MS });
  const jars = join(folder, 'jars');
  for (const [classifier, into] of [
    ['sources', 'src/main/java'],
    ['test-sources', 'src/test/java'],
  ] as const) {
    await maven(
      'dependency:copy',
      `-Dartifact=${artifact}:jar:${classifier}`,
      `-DoutputDirectory=${jars}`,
    );
    const jar = (await readdir(jars)).find((name) => name.endsWith(`-${classifier}.jar`)) ?? '';
    await mkdir(join(folder, into), { recursive: true });
    await run('unzip', ['-q', '-o', join(jars, jar), '-d', join(folder, into)]);
    const rest = join(folder, into, 'META-INF');
    await rm(rest, { recursive: true, force: true });
    await toResources(join(folder, into));
  }
  await rm(jars, { recursive: true });
  await leaveOut(project, folder);
  await write(folder, project.files);
  // A test of our own, so that what runs tests is there, too.
  const probe = join(folder, 'src/test/java/ReadyTest.java');
  await writeFile(
    probe,
    'class ReadyTest {\n  @org.junit.jupiter.api.Test\n  void ready() {}\n}\n',
  );
  await maven('-Dtest=ReadyTest', '-Dmaven.test.failure.ignore', 'test');
  await rm(probe);
  await rm(join(folder, 'target'), { recursive: true, force: true });
}

/** What stands beside the sources of Java and is none. */
async function toResources(folder: string): Promise<void> {
  for (const path of await pathsIn(folder)) {
    if (path.endsWith('.java')) continue;
    const place = join(folder, '../resources', path);
    await mkdir(dirname(place), { recursive: true });
    await rename(join(folder, path), place);
  }
}
