import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from './packages.ts';
import { PACKAGES } from './packages.ts';
import { choicesFor } from './random.ts';

/** A real source file. */
export interface SourceFile {
  /** Name of the package. */
  readonly package: string;
  /** Path in it, with `/`. */
  readonly path: string;
  readonly language: string;
  /** Line ends as the editor gives them to tasks. */
  readonly text: string;
  readonly isTest: boolean;
}

/** What could be had. */
export interface Corpus {
  readonly chosen: readonly SourceFile[];
  /** All files of the packages, by package, so that tests are found for a source. */
  readonly all: ReadonlyMap<string, readonly SourceFile[]>;
  /** What was left out, one sentence each. */
  readonly remarks: readonly string[];
}

const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascriptreact',
  '.py': 'python',
  '.go': 'go',
  '.java': 'java',
  '.cs': 'csharp',
  '.c': 'c',
  '.h': 'cpp',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.hpp': 'cpp',
  '.rs': 'rust',
  '.rb': 'ruby',
  '.php': 'php',
};

/** Folders of what nobody works on in an editor. */
const FOREIGN =
  /(?:^|\/)(?:\.|node_modules|vendor|third[_-]?party|dist|build|cjs|esm|lib\/(?:cjs|esm)|generated|testdata|fixtures?|__fixtures__|stubs?|examples?|samples?|docs?|contrib|benchmarks?|debian|Resources|Data)(?:\/|$)/;
const IS_TEST =
  /\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)test_[^/]*\.py$|_(?:test|spec)\.(?:py|go|rb)$|(?:^|\/)test_[^/]*\.rb$|\wTests?\.(?:java|cs|php)$|(?:^|\/)(?:tests?|__tests__|spec|specs|Tests)\//;
const GENERATED = /\b(?:DO NOT EDIT|@generated|auto-?generated|automatically generated)\b/i;

const LEAST_LINES = 20;
const MOST_LINES = 2_000;
const LONGEST_LINE = 400;
/** Bytes of one file that is read at all. */
const LARGEST = 400_000;
/** Files of one package in one language. */
const MOST_OF_A_PACKAGE = 6;
const DOWNLOAD_LIMIT_MS = 300_000;

const CLIENTS: readonly Client[] = ['npm', 'apt', 'aptSource'];

const run = promisify(execFile);

/** Fetches what is missing and chooses files by a seed. */
export async function readCorpus(cache: string, seed: string): Promise<Corpus> {
  const sources = join(cache, 'sources');
  await mkdir(sources, { recursive: true });
  const remarks: string[] = [];
  for (const client of CLIENTS) {
    remarks.push(...(await fetchMissing(client, cache, sources)));
  }
  const all = new Map<string, readonly SourceFile[]>();
  const chosen: SourceFile[] = [];
  for (const name of CLIENTS.flatMap((client) => PACKAGES[client])) {
    const files = await filesOf(name, join(sources, folderOf(name)));
    if (files.length === 0) continue;
    all.set(name, files);
    chosen.push(...chooseFiles(files, seed));
  }
  return { chosen, all, remarks };
}

/** The files of one package that are measured. */
function chooseFiles(files: readonly SourceFile[], seed: string): readonly SourceFile[] {
  const fitting = files.filter((file) => !file.isTest && isFitting(file));
  const byLanguage = Object.groupBy(fitting, ({ language }) => language);
  return Object.entries(byLanguage).flatMap(([language, ofLanguage = []]) =>
    choicesFor(seed, files[0]?.package ?? '', language).some(ofLanguage, MOST_OF_A_PACKAGE),
  );
}

/** Whether a person wrote this and an editor would show it. */
export function isFitting({ text, path }: SourceFile): boolean {
  const lines = text.split('\n');
  return (
    lines.length >= LEAST_LINES &&
    lines.length <= MOST_LINES &&
    !lines.some((line) => line.length > LONGEST_LINE) &&
    !/\.(?:min|bundle|d)\./.test(path) &&
    !GENERATED.test(text.slice(0, 2_000)) &&
    !text.includes('\0') &&
    !text.includes('\ufffd')
  );
}

function folderOf(name: string): string {
  return name.replace(/^@/, '').replaceAll('/', '+');
}

/** All source files in a folder. */
export async function filesOf(
  name: string,
  folder: string,
  isForeign: (path: string) => boolean = (path) => FOREIGN.test(path),
): Promise<readonly SourceFile[]> {
  let entries: readonly string[];
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    entries = found
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  } catch {
    // The package could not be fetched, which is said elsewhere.
    return [];
  }
  const files: SourceFile[] = [];
  const present = new Set(entries);
  for (const path of [...entries].sort()) {
    const language = LANGUAGES[extname(path)];
    if (language === undefined || isForeign(path) || isCompiled(path, present)) continue;
    const whole = join(folder, path);
    if ((await stat(whole)).size > LARGEST) continue;
    const text = (await readFile(whole, 'utf8')).replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
    files.push({ package: name, path, language, text, isTest: IS_TEST.test(path) });
  }
  return files;
}

/** JavaScript beside the types that a compiler wrote with it. */
function isCompiled(path: string, present: ReadonlySet<string>): boolean {
  const [, stem, kind = ''] = /^(.+)\.([cm]?)jsx?$/.exec(path) ?? [];
  return stem !== undefined && present.has(`${stem}.d.${kind}ts`);
}

async function fetchMissing(
  client: Client,
  cache: string,
  sources: string,
): Promise<readonly string[]> {
  const present = new Set(await readdir(sources));
  const missing = PACKAGES[client].filter((name) => !present.has(folderOf(name)));
  if (missing.length === 0) return [];
  const downloads = join(cache, `downloads-${client}`);
  await mkdir(downloads, { recursive: true });
  const remarks: string[] = [];
  try {
    const download = client === 'npm' ? npmArchive : await aptArchives(cache, client);
    for (const name of missing) {
      try {
        const archive = await download(name, downloads);
        await unpack(archive, join(sources, folderOf(name)));
      } catch (error) {
        remarks.push(`${name} could not be fetched by ${client}: ${reasonOf(error)}`);
      }
    }
  } catch (error) {
    remarks.push(`${client} is not usable here, its packages are left out: ${reasonOf(error)}`);
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
  return remarks;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

async function npmArchive(name: string, downloads: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--ignore-scripts', name], {
    cwd: downloads,
    timeout: DOWNLOAD_LIMIT_MS,
  });
  return join(downloads, stdout.trim().split('\n').at(-1) ?? '');
}

/** Prepares apt with lists and settings of our own. */
async function aptArchives(
  cache: string,
  client: 'apt' | 'aptSource',
): Promise<(name: string, downloads: string) => Promise<string>> {
  const apt = join(cache, 'apt');
  await mkdir(join(apt, 'lists', 'partial'), { recursive: true });
  const own = join(apt, 'own.sources');
  await writeFile(own, await sourceEntries());
  const options = [
    `Dir::Etc::sourcelist=${own}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(apt, 'lists')}`,
    `Dir::Cache=${apt}`,
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, 'update'], { timeout: DOWNLOAD_LIMIT_MS });
  return async (name, downloads) => {
    const before = new Set(await readdir(downloads));
    const command =
      client === 'apt'
        ? ['download', name]
        : ['source', '--download-only', '--tar-only', '--only-source', name];
    await run('apt-get', [...options, ...command], { cwd: downloads, timeout: DOWNLOAD_LIMIT_MS });
    const archive = (await readdir(downloads)).find(
      (file) => !before.has(file) && /\.(?:deb|orig\.tar\.\w+)$/.test(file),
    );
    if (archive === undefined) throw new Error('There is no archive of it.');
    return join(downloads, archive);
  };
}

/** The distribution's own entries of this machine, for sources too. */
async function sourceEntries(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const entries: string[] = [];
  for (const file of ['../sources.list', ...(await readdir(folder))]) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    for (const paragraph of text.split(/\n\s*\n/)) {
      if (/^Components:.*\bmain\b/m.test(paragraph) && !/^Suites:.*nodistro/m.test(paragraph)) {
        entries.push(paragraph.replace(/^Types:.*$/m, 'Types: deb deb-src'));
      }
    }
    for (const [line] of text.matchAll(/^deb(?:-src)?\s.*\bmain\b.*$/gm)) {
      const [, options = '', uri = '', suite = ''] =
        /^deb(?:-src)?\s+(\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line) ?? [];
      if (suite.startsWith('cloud-')) continue;
      entries.push(
        [
          'Types: deb deb-src',
          `URIs: ${uri}`,
          `Suites: ${suite}`,
          'Components: main',
          ...[...options.matchAll(/signed-by=([^\]\s]+)/g)].map(([, key]) => `Signed-By: ${key}`),
        ].join('\n'),
      );
    }
  }
  if (entries.length === 0) throw new Error('No package sources are set up.');
  return `${entries.map((entry) => entry.trim()).join('\n\n')}\n`;
}

async function unpack(archive: string, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial);
  const [command, ...args] = archive.endsWith('.deb')
    ? ['dpkg-deb', '--extract', archive, partial]
    : ['tar', '-xf', archive, '-C', partial, '--no-same-owner'];
  await run(command, args, { timeout: DOWNLOAD_LIMIT_MS });
  const [only, ...others] = await readdir(partial);
  if (only !== undefined && others.length === 0) {
    await cp(join(partial, only), `${partial}.inner`, { recursive: true });
    await rm(partial, { recursive: true });
    await rename(`${partial}.inner`, folder);
  } else {
    await rename(partial, folder);
  }
}
