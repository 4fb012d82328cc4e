import { isAbsolute, posix, relative, sep } from 'node:path';
import type { FileCoverage } from '../../tasks/fileCoverage.ts';

/** How a runner writes by itself which lines its tests reach. */
export type CoverageFormat = 'lcov' | 'istanbul' | 'go';

/** Where what is covered lies, as absolute paths. */
export interface CoveragePlace {
  /** The copy of the project that the tests ran in. */
  readonly copy: string;
  /** The folder of the run. */
  readonly cwd: string;
}

/** More than this is not shown. */
const MOST_FILES = 2_000;
const MOST_LINES = 100_000;

type Lines = Map<number, number>;

/** How often each line of each file was reached, by the path that the runner gives. */
type ByPath = Map<string, Lines>;

const READERS: Readonly<Record<CoverageFormat, (text: string) => ByPath>> = {
  lcov: lcovLines,
  istanbul: istanbulLines,
  go: goLines,
};

/**
 * Which lines of the project's files were reached, packages left out; undefined where the runner wrote nothing that can
 * be read. What wrote it is no better than the tests: only numbers and paths inside the project are taken.
 */
export function lineCoverage(
  format: CoverageFormat,
  text: string | undefined,
  place: CoveragePlace,
): readonly FileCoverage[] | undefined {
  if (text === undefined) return undefined;
  try {
    const files = [...READERS[format](text)].slice(0, MOST_FILES).flatMap(([path, lines]) => {
      const inside = insidePath(format, path, place);
      const known = [...lines].slice(0, MOST_LINES).toSorted(([one], [other]) => one - other);
      return inside === undefined || known.length === 0 ? [] : [{ path: inside, lines: known }];
    });
    return files.length === 0 ? undefined : files;
  } catch {
    // What ended in the middle of writing tells nothing.
    return undefined;
  }
}

function insidePath(
  format: CoverageFormat,
  path: string,
  { copy, cwd }: CoveragePlace,
): string | undefined {
  // Go names the module; it was run in the folder of one package.
  const name = format === 'go' ? posix.basename(path) : path;
  const absolute = isAbsolute(name) ? name : `${cwd}${sep}${name}`;
  const inside = relative(copy, absolute).split(sep).join('/');
  const isOwn =
    !/^\.\.(?:\/|$)|(?:^|\/)(?:node_modules|site-packages)\//.test(inside) && !isAbsolute(inside);
  return isOwn && inside !== '' ? inside : undefined;
}

function count(lines: Lines, line: number, times: number): void {
  if (!Number.isSafeInteger(line) || line < 1 || !Number.isSafeInteger(times) || times < 0) return;
  lines.set(line, Math.max(times, lines.get(line) ?? 0));
}

/** Of Node.js and of Python's coverage.py. */
function lcovLines(text: string): ByPath {
  const files: ByPath = new Map();
  let lines: Lines | undefined;
  for (const row of text.split('\n')) {
    if (row.startsWith('SF:')) {
      const path = row.slice(3).trim();
      lines = files.get(path) ?? new Map();
      files.set(path, lines);
    }
    const [, line, times] = /^DA:(\d{1,9}),(\d{1,15})/.exec(row) ?? [];
    if (lines !== undefined && line !== undefined) count(lines, Number(line), Number(times));
  }
  return files;
}

interface IstanbulFile {
  readonly statementMap?: Readonly<
    Record<string, { readonly start?: { readonly line?: unknown } }>
  >;
  readonly s?: Readonly<Record<string, unknown>>;
}

/** Of Jest and Vitest: a line is reached as often as its statement that was reached most often. */
function istanbulLines(text: string): ByPath {
  const written = JSON.parse(text) as Readonly<Record<string, IstanbulFile>>;
  return new Map(
    Object.entries(written).map(([path, { statementMap = {}, s = {} }]) => {
      const lines: Lines = new Map();
      for (const [id, { start }] of Object.entries(statementMap)) {
        count(lines, Number(start?.line), Number(s[id]));
      }
      return [path, lines] as const;
    }),
  );
}

const GO_BLOCK = /^([^\n:]{1,999}):(\d{1,9})\.\d{1,9},(\d{1,9})\.\d{1,9} \d{1,9} (\d{1,15})$/;

/** Of `go test -coverprofile`: blocks of lines. */
function goLines(text: string): ByPath {
  const files: ByPath = new Map();
  let left = MOST_LINES;
  for (const row of text.split('\n')) {
    const [, path, first, last, times] = GO_BLOCK.exec(row) ?? [];
    if (path === undefined) continue;
    const lines = files.get(path) ?? new Map<number, number>();
    files.set(path, lines);
    for (let line = Number(first); line <= Number(last) && left > 0; line += 1, left -= 1) {
      count(lines, line, Number(times));
    }
  }
  return files;
}
