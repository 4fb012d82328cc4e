import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import { masked } from '../../masking.ts';
import { folderOf, foldersUp, joinPath } from '../../testing/projectPath.ts';
import type { ProbedImports } from './probeLanguage.ts';

/** What reaches beyond the code itself, or looks at it. Of `sys` that is all but what it says of the machine. */
const WORLD =
  /(?<![.\w])(?:open|eval|exec|compile|input|breakpoint|exit|quit|globals|locals|vars|__import__)\s*\(|\b__(?:builtins|loader|subclasses|globals|code|file)__\b|(?<![.\w])sys\b(?!\s*\.\s*(?:version_info|version|maxsize|hexversion|byteorder|maxunicode|float_info|intern|platform)\b)/;

/** Modules that reach nothing. What the clock and chance say stands still. */
const HARMLESS = new Set(
  (
    '__future__ abc array base64 binascii bisect calendar cmath collections colorsys contextlib copy dataclasses ' +
    'datetime decimal difflib enum fractions functools hashlib heapq html itertools json keyword math numbers ' +
    'operator random re statistics string struct sys textwrap time types typing unicodedata uuid warnings weakref zlib'
  ).split(' '),
);

const IMPORTED = /^from[ \t]+([.\w]+)[ \t]+import\b([^]*)$|^import[ \t]+(\S[^\n]*)/;

/** What of the project a module imports; undefined: it does more than compute. */
export function pythonImports(
  path: string,
  text: string,
  facts: SyntaxFacts,
): ProbedImports | undefined {
  if (facts.errors.length > 0) return undefined;
  // The name of a module that is imported is no use of it.
  const code = masked(text, facts, 'commentsAndStrings').replace(/^[ \t]*import[ \t]+sys$/gm, '');
  if (WORLD.test(code)) return undefined;
  const found: (readonly string[])[] = [];
  for (const { start, end } of facts.imports) {
    const imported = IMPORTED.exec(text.slice(start, end).trim());
    if (imported === null) return undefined;
    const [, from = '', names = '', listed] = imported;
    const module = from.replace(/^\.+/, '');
    const dots = from.slice(0, from.length - module.length);
    if (dots !== '') found.push(...relativeOf(path, dots.length, module, names));
    else {
      const modules = listed === undefined ? [module] : listed.split(',');
      const own = modules.map((one) => one.trim().split(/\s/)[0] ?? '').filter(isOwn);
      found.push(...own.map((one) => absoluteOf(path, one)));
    }
  }
  return found;
}

function isOwn(module: string): boolean {
  return !HARMLESS.has(module.split('.')[0] ?? '');
}

/** `from .a import b`: one dot is the folder of the module itself. */
function relativeOf(
  path: string,
  dots: number,
  module: string,
  names: string,
): readonly (readonly string[])[] {
  const folder = foldersUp(folderOf(path))[dots - 1];
  if (folder === undefined) return [[]];
  if (module !== '') return [modulePaths(joinPath(folder, module.replaceAll('.', '/')))];
  const parts = names.replace(/#[^\n]*/g, '').split(',');
  const all = parts.map((one) => /^[\s(]*(\w+)/.exec(one)?.[1]).filter((one) => one !== undefined);
  // A name is a module, or one of the package's own.
  return all.map((name) => [
    ...modulePaths(joinPath(folder, name)),
    joinPath(folder, '__init__.py'),
  ]);
}

/** Modules of the project are found from each folder around, the outermost first. */
function absoluteOf(path: string, module: string): readonly string[] {
  const below = module.replaceAll('.', '/');
  const folders = foldersUp(folderOf(path)).toReversed();
  return ['', 'src', ...folders.filter((one) => one !== '' && one !== 'src')].flatMap((folder) =>
    modulePaths(joinPath(folder, below)),
  );
}

function modulePaths(path: string): readonly string[] {
  return [`${path}.py`, `${path}/__init__.py`];
}
