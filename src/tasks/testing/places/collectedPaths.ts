import picomatch from 'picomatch';
import type { ProjectFiles } from '../../task.ts';
import { fileOf, folderOf, joinPath } from '../projectPath.ts';
import { literalList, sectionOf, withoutSections } from './literalLists.ts';

/** Which files a runner takes for tests, as the project says it. */
export interface CollectedPaths {
  /** Whether the runner would find a test at a path of the project. */
  has(path: string): boolean;
  /** Folders that its patterns begin in. */
  readonly folders: readonly string[];
}

/** Where a project says it. */
export interface CollectingPlace {
  /** The folder of the nearest package.json, and that. */
  readonly root: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The scripts that run tests. */
  readonly scripts: readonly string[];
}

/** What a configuration says: what has to match, and the folders that it has to be in. */
interface Patterns {
  readonly globs: readonly string[];
  readonly regexes: readonly string[];
  readonly within: readonly string[];
}

type Reader = (place: CollectingPlace, files: ProjectFiles) => Promise<Patterns | undefined>;

const SCRIPTS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
/** Longer configurations are not read: it is their first lines that say where tests are. */
const LONGEST = 20_000;

const inAll = (stem: string): readonly string[] => SCRIPTS.map((ending) => `${stem}.${ending}`);

/** What each runner of JavaScript and TypeScript reads; of the others nothing is known. */
const READERS: Readonly<Record<string, Reader>> = {
  vitest: async ({ root }, files) => {
    const text = await firstOf(root, [...inAll('vitest.config'), ...inAll('vite.config')], files);
    const section = sectionOf(text, 'test');
    // Each project of a workspace has patterns of its own.
    if (section === undefined || /\b(?:projects|workspace)\s{0,9}:/.test(section)) return undefined;
    const own = withoutSections(section);
    return patterns({ globs: literalList(own, 'include'), within: literalList(own, 'dir') });
  },
  jest: async ({ root, manifest }, files) => {
    const config = await firstOf(root, [...inAll('jest.config'), 'jest.config.json'], files);
    const text = `${JSON.stringify(manifest['jest'] ?? {})}\n${config}`;
    return patterns({
      globs: literalList(text, 'testMatch'),
      regexes: literalList(text, 'testRegex'),
      within: literalList(text, 'roots'),
    });
  },
  mocha: async ({ root, manifest, scripts }, files) => {
    const names = ['', '.json', '.jsonc', '.js', '.cjs', '.mjs'].map((end) => `.mocharc${end}`);
    const text = await firstOf(root, names, files);
    const yaml = await firstOf(root, ['.mocharc.yml', '.mocharc.yaml'], files);
    const own = literalList(`${JSON.stringify({ own: manifest['mocha'] })}\n${text}`, 'spec');
    if (own === undefined) return undefined;
    const globs = [...own, ...yamlList(yaml, 'spec'), ...argumentsOf(scripts, /\bmocha\b/)];
    return patterns({ globs: globs.map(withFiles) });
  },
  jasmine: async ({ root }, files) => {
    const text = await firstOf(root, ['spec/support/jasmine.json'], files);
    const [folder = ''] = literalList(text, 'spec_dir') ?? [];
    const globs = literalList(text, 'spec_files') ?? [];
    return patterns({ globs: globs.map((glob) => joinPath(folder, glob)) });
  },
  ava: async ({ manifest }) =>
    patterns({ globs: literalList(JSON.stringify(manifest['ava'] ?? {}), 'files') }),
  'node:test': async ({ scripts }) => patterns({ globs: argumentsOf(scripts, /--test\b/) }),
};

/** What a runner would find; undefined: the project does not say it, or not in a way that can be read without running it. */
export async function collectedPaths(
  framework: string,
  place: CollectingPlace,
  files: ProjectFiles,
): Promise<CollectedPaths | undefined> {
  const found = await READERS[framework]?.(place, files);
  if (found === undefined) return undefined;
  const { root } = place;
  const globs = found.globs.map(plain);
  const taken = globs.filter((glob) => !glob.startsWith('!'));
  if (taken.length === 0 && found.regexes.length === 0) return undefined;
  const left = globs.flatMap((glob) => (glob.startsWith('!') ? [glob.slice(1)] : []));
  const within = found.within.map(plain);
  const matches = picomatch(taken, { dot: true, ignore: left });
  const regexes = found.regexes.map(asRegex).filter((regex) => regex !== undefined);
  return {
    has: (path) => {
      const below = root === '' ? path : path.slice(root.length + 1);
      if (within.length > 0 && !within.some((folder) => isIn(below, folder))) return false;
      return matches(below) || regexes.some((regex) => regex.test(`/${below}`));
    },
    folders: [...new Set([...taken.map((glob) => picomatch.scan(glob).base), ...within])].map(
      (folder) => joinPath(root, folder),
    ),
  };
}

/** A path that the runner finds for the tests of a subject: the one that was thought of, or the nearest to it. */
export function collectedPath(
  path: string,
  subject: string,
  root: string,
  collected: CollectedPaths,
): string {
  if (collected.has(path)) return path;
  const [stem = '', ...endings] = fileOf(subject).split('.');
  const ending = ['', ...endings].join('.');
  const names = ['.test', '.spec', '-test', '_test', '-spec', '_spec', ''];
  const files = [
    fileOf(path),
    ...names.map((name) => `${stem}${name}${ending}`),
    `test-${stem}${ending}`,
  ];
  const own = folderOf(subject);
  const below = root === '' ? own : own.slice(root.length + 1);
  const mirrored = below.replace(/^(?:src|lib)(?:\/|$)/, '');
  const homes = [...collected.folders.filter((folder) => folder !== root), ...usual(root)];
  const folders = [
    folderOf(path),
    own,
    joinPath(own, '__tests__'),
    ...homes.flatMap((home) => [joinPath(home, mirrored), home]),
  ];
  const places = folders.flatMap((folder) => files.map((file) => joinPath(folder, file)));
  return places.find((place) => place !== subject && collected.has(place)) ?? path;
}

const usual = (root: string): readonly string[] =>
  ['test', 'tests', 'spec', '__tests__'].map((name) => joinPath(root, name));

/** Without the runner's word for the root, and without `./`. */
function plain(glob: string): string {
  return glob.replace(/^(!?)(?:<rootDir>\/?|\.\/)+/, '$1').replace(/(?<=.)\/$/, '');
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path.startsWith(`${folder}/`);
}

function asRegex(source: string): RegExp | undefined {
  try {
    return new RegExp(source.replace('<rootDir>', ''));
  } catch {
    // The runner itself will say so.
    return undefined;
  }
}

/** undefined where one of the lists could not be read. */
function patterns(read: {
  readonly globs?: readonly string[] | undefined;
  readonly regexes?: readonly string[] | undefined;
  readonly within?: readonly string[] | undefined;
}): Patterns | undefined {
  const lists = { globs: [], regexes: [], within: [], ...read };
  const { globs, regexes, within } = lists;
  if (globs === undefined || regexes === undefined || within === undefined) return undefined;
  return { globs, regexes, within };
}

async function firstOf(
  root: string,
  names: readonly string[],
  files: ProjectFiles,
): Promise<string> {
  const texts = await Promise.all(names.map((name) => files.read(joinPath(root, name))));
  return (texts.find((text) => text !== undefined) ?? '').slice(0, LONGEST);
}

/** A folder that mocha is given stands for the files in it. */
function withFiles(glob: string): string {
  return /[*?[{]|\.\w+$/.test(glob) ? glob : `${glob.replace(/\/$/, '')}/*.{js,cjs,mjs}`;
}

/** What a key of YAML is set to: a text, or a list of them in lines or brackets. */
function yamlList(text: string, key: string): readonly string[] {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at === -1) return [];
  const behind = (lines[at] ?? '').slice(key.length + 1);
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !/^\s*(?:-|#|$)/.test(line));
  const listed = (end === -1 ? rest : rest.slice(0, end)).map((line) => /^\s*-\s+(.*)/.exec(line));
  const texts = [behind.replace(/[[\]]/g, ','), ...listed.map((match) => match?.[1] ?? '')];
  return texts
    .join(',')
    .split(/,(?![^{},]{0,99}(?:,[^{},]{0,99}){0,9}\})/)
    .map((one) => one.trim().replace(/^(['"])(.*)\1$/, '$2'))
    .filter((one) => one !== '' && !one.startsWith('#'));
}

/** Patterns among the arguments of a runner in a script. */
function argumentsOf(scripts: readonly string[], runner: RegExp): readonly string[] {
  return scripts.flatMap((script) => {
    const at = runner.exec(script);
    if (at === null) return [];
    const [own = ''] = script.slice(at.index + at[0].length).split(/&&|\|\||[;|]/);
    const words = own.match(/(?<=\s)(?:'[^']{1,200}'|"[^"]{1,200}"|[^\s'"-][^\s'"]{0,200})/g) ?? [];
    return words
      .map((one) => one.replace(/^(['"])(.*)\1$/, '$2'))
      .filter((one) => one.includes('*') || (one.includes('/') && /\.\w{1,9}$/.test(one)));
  });
}
