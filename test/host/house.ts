/**
 * Checks how the house stands: `node test/host/house.ts`. Files are where the list of arrows has a place for them,
 * import only along its arrows and in no circle, and no folder is crowded.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { Part } from './arrows.ts';
import { FLOORS, GROUND, MOST_FILES, PAGES, ROOMS, VSCODE_SIDE } from './arrows.ts';
import { projectRoot } from './folders.ts';

/** One import of a file, types and dynamic imports included. `to` is a path of the project or a package's name. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

const STATEMENT =
  /^\s*(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|\brequire\s*\(\s*['"]([^'"]+)['"]/gm;

/** All that is wrong, a line each; empty: nothing. */
export function faultsOfHouse(): readonly string[] {
  const files = typeScriptFiles('src');
  const imports = files.flatMap(importsOf);
  return [
    ...strayFiles(files),
    ...crowdedFolders([...files, ...typeScriptFiles('test/unit')]),
    ...wrongArrows(imports),
    ...circles(imports),
  ];
}

/** Files that are in no room, or in a room with floors on none of them. */
export function strayFiles(files: readonly string[]): readonly string[] {
  const hasFloors = (file: string): boolean =>
    FLOORS.some(({ path }) => roomOf(path)?.path === roomOf(file)?.path);
  return files
    .filter((file) => !roomOf(file) || (hasFloors(file) && !partOf(FLOORS, file)))
    .map((file) => `${file}: has no place in arrows.ts`);
}

/** Imports that run against an arrow. */
export function wrongArrows(imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ from, to }) => {
    const why = whyWrong(from, to);
    return why === undefined ? [] : [`${from} -> ${to}: ${why}`];
  });
}

/** Circles of files that import each other, types included. */
export function circles(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) found.push(`circle: ${[...path.slice(start), file].join(' -> ')}`);
    if (start !== -1 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}

/** Folders with more files than a reader takes in at a glance. */
export function crowdedFolders(files: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${count} files, at most ${MOST_FILES}`);
}

/** The imports of a file of the project. */
export function importsOf(file: string): readonly Import[] {
  return [...readFileSync(join(projectRoot, file), 'utf8').matchAll(STATEMENT)].map((match) => {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    return { from: file, to: name.startsWith('.') ? slashes(join(dirname(file), name)) : name };
  });
}

/** The TypeScript files below a folder of the project, fixtures left out. */
export function typeScriptFiles(folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => slashes(join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('test/fixtures/'))
    .sort();
}

function whyWrong(from: string, to: string): string | undefined {
  if (to === 'vscode') {
    return isBelow(VSCODE_SIDE, from) ? undefined : 'only the editor’s side knows VS Code';
  }
  if (to.startsWith('node:')) {
    return isBelow(PAGES, from) ? 'there is no Node in a page' : undefined;
  }
  if (!to.startsWith('src/') || isBelow([GROUND], to)) return undefined;
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room?.path !== target?.path) {
    return room && isBelow(room.imports, to) ? undefined : `${room?.path} does not import that`;
  }
  const [floor, below] = [partOf(FLOORS, from), partOf(FLOORS, to)];
  if (floor === undefined || below === undefined || floor === below) return undefined;
  return floor.imports.includes(below.path) ? undefined : `${floor.path} does not import that`;
}

function roomOf(file: string): Part | undefined {
  return partOf(ROOMS, file);
}

function partOf(parts: readonly Part[], file: string): Part | undefined {
  return parts
    .filter(({ path }) => isBelow([path], file))
    .sort((one, other) => other.path.length - one.path.length)[0];
}

function isBelow(paths: readonly string[], file: string): boolean {
  return paths.some((path) => file === path || file.startsWith(`${path}/`));
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}

if (basename(process.argv[1] ?? '') === 'house.ts') {
  const faults = faultsOfHouse();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
