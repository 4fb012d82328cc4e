import type { WidthFile } from '../../syntax/language.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import type { ProjectFiles } from '../task.ts';

/** What a project says nothing about. */
const USUAL_WIDTH = 100;

const LEAST = 40;
const MOST = 200;
/** Folders above a file that are looked at. */
const DEEPEST = 12;

/**
 * How many columns a comment may take: what .editorconfig says, else the formatter of the language,
 * else the first ruler, else the usual width.
 */
export async function commentWidth(
  files: ProjectFiles,
  path: string | undefined,
  language: string,
  rulers: readonly number[] = [],
): Promise<number> {
  const folders = path === undefined ? [''] : foldersAbove(path);
  const said =
    (await byEditorConfig(files, path ?? '', folders)) ??
    (await byFormatter(files, folders, languageOf(language).documentation?.widthFiles)) ??
    rulers[0] ??
    (await byRulers(files));
  return said === undefined ? USUAL_WIDTH : Math.min(MOST, Math.max(LEAST, said));
}

/** The folder of a file and those above it, each with its slash. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  const all = parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`);
  return [...all.slice(0, DEEPEST), ''];
}

async function byEditorConfig(
  files: ProjectFiles,
  path: string,
  folders: readonly string[],
): Promise<number | undefined> {
  const texts = await Promise.all(folders.map((folder) => files.read(`${folder}.editorconfig`)));
  for (const [index, folder] of folders.entries()) {
    const text = texts[index];
    if (text === undefined) continue;
    const width = editorConfigWidth(text, path.slice(folder.length));
    if (width !== undefined || /^[ \t]{0,20}root[ \t]{0,20}=[ \t]{0,20}true/im.test(text))
      return width;
  }
  return undefined;
}

/** The last section that is for a path wins. */
export function editorConfigWidth(text: string, path: string): number | undefined {
  let isFor = false;
  let width: number | undefined;
  for (const line of text.split('\n')) {
    const section = /^\s*\[(.{1,200})\]\s*$/.exec(line)?.[1];
    if (section !== undefined) isFor = fitsSection(section, path);
    const value = /^\s*max_line_length\s*=\s*(\w+)/i.exec(line)?.[1];
    if (isFor && value !== undefined) width = /^\d{2,3}$/.test(value) ? Number(value) : undefined;
  }
  return width;
}

/** Of a section's pattern. */
const MOST_STARS = 6;

function fitsSection(glob: string, path: string): boolean {
  const isAnywhere = !glob.includes('/');
  const name = isAnywhere ? path.slice(path.lastIndexOf('/') + 1) : path;
  return alternatives(glob.replace(/^\//, '')).some((one) => {
    // Each star tries all that is left of a path.
    if ((one.match(/\*+/g)?.length ?? 0) > MOST_STARS) return false;
    const source = one
      .replace(/[.+^$()|\\]/g, '\\$&')
      .replace(/\*\*\/?/g, '\u0001')
      .replace(/\*/g, '[^/]*')
      .replaceAll('\u0001', '.*')
      .replace(/\?/g, '[^/]');
    try {
      return new RegExp(`^${source}$`).test(name);
    } catch {
      // A class that is no class is for no file.
      return false;
    }
  });
}

/** Most forms that braces may give. */
const MOST_FORMS = 64;

function alternatives(glob: string): readonly string[] {
  const [whole, list] = /\{([^{}]{0,200})\}/.exec(glob) ?? [];
  if (whole === undefined || list === undefined) return [glob];
  return list
    .split(',')
    .slice(0, MOST_FORMS)
    .flatMap((one) => alternatives(glob.replace(whole, one.trim())))
    .slice(0, MOST_FORMS);
}

async function byFormatter(
  files: ProjectFiles,
  folders: readonly string[],
  known: readonly WidthFile[] = [],
): Promise<number | undefined> {
  const read = await Promise.all(
    folders.map(async (folder) => Promise.all(known.map(({ name }) => files.read(folder + name)))),
  );
  for (const texts of read) {
    for (const [index, { width, section, speaks, otherwise }] of known.entries()) {
      const text = texts[index];
      if (text === undefined || speaks?.test(text) === false) continue;
      const found = width.exec(section === undefined ? text : sectionsOf(text, section))?.[1];
      if (found !== undefined) return Number(found);
      if (otherwise !== undefined) return otherwise;
    }
  }
  return undefined;
}

/** The lines of some sections of a file in TOML. */
function sectionsOf(text: string, head: RegExp): string {
  let isIn = false;
  return text
    .split('\n')
    .filter((line) => {
      if (line.startsWith('[')) isIn = head.test(line);
      return isIn;
    })
    .join('\n');
}

/** The rulers that a workspace draws. */
async function byRulers(files: ProjectFiles): Promise<number | undefined> {
  const text = await files.read('.vscode/settings.json');
  const found =
    /"editor\.rulers"\s{0,4}:\s{0,4}\[\s{0,40}(?:\{[^{}]{0,80}?"column"\s{0,4}:\s{0,4})?(\d{2,3})/.exec(
      text ?? '',
    );
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
