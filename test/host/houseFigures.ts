/**
 * How the house stands, in numbers: `npm run check:house`. For each room its files, its boxes (files and folders directly
 * in it), the floors that they stand on and the arrows between them; then what is longest. Fails where a rule is broken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-classic';
import { projectRoot } from './folders.ts';
import type { Import } from './house.ts';
import { faultsOfHouse, importsOf, typeScriptFiles } from './house.ts';

/** What lint holds, too. */
const MOST_LINES = 400;
const MOST_FUNCTION_LINES = 60;
const MOST_PARAMETERS = 4;

interface RoomFigures {
  readonly room: string;
  readonly files: number;
  readonly lines: number;
  readonly boxes: number;
  readonly floors: number;
  readonly arrows: number;
}

/** A function, and where it stands. */
interface FoundFunction {
  readonly place: string;
  readonly lines: number;
  readonly parameters: number;
}

const files = typeScriptFiles('src');
const rooms = [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))];
const imports = files.flatMap(importsOf);
const functions = files.flatMap(functionsIn);

const figures = rooms.filter((room) => !room.endsWith('.ts')).map(figuresOf);
say('room            files   lines   boxes  floors  arrows');
for (const { room, files: count, lines, boxes, floors, arrows } of figures) {
  const numbers = [count, lines, boxes, floors, arrows].map((each) => String(each).padStart(8));
  say(`${room.padEnd(14)}${numbers.join('')}`);
}

const longestFile = max(files, linesOf);
const longestFunction = max(functions, ({ lines }) => lines);
const crowded = functions.filter(({ parameters }) => parameters > MOST_PARAMETERS);
say(`longest file: ${longestFile}, ${linesOf(longestFile)} lines (at most ${MOST_LINES})`);
const { place, lines } = longestFunction;
say(`longest function: ${place}, ${lines} lines (at most ${MOST_FUNCTION_LINES})`);
say(`functions with more than ${MOST_PARAMETERS} positional parameters: ${crowded.length}`);

const broken = [
  ...faultsOfHouse(),
  ...files.filter((file) => linesOf(file) > MOST_LINES).map((file) => `${file}: too long`),
  ...functions
    .filter((each) => each.lines > MOST_FUNCTION_LINES)
    .map((each) => `${each.place}: ${each.lines} lines`),
  ...crowded.map((each) => `${each.place}: ${each.parameters} positional parameters`),
];
for (const fault of broken) say(fault);
process.exitCode = broken.length === 0 ? 0 : 1;

function figuresOf(room: string): RoomFigures {
  const own = files.filter((file) => file.startsWith(`${room}/`));
  const boxOf = (file: string): string => file.split('/').slice(0, 3).join('/');
  const isOwn = (file: string): boolean => file.startsWith(`${room}/`);
  const between = imports
    .filter(({ from, to }) => isOwn(from) && isOwn(to))
    .map(({ from, to }): Import => ({ from: boxOf(from), to: boxOf(to) }))
    .filter(({ from, to }) => from !== to);
  const arrows = new Map(between.map((arrow) => [`${arrow.from} ${arrow.to}`, arrow]));
  const boxes = [...new Set(own.map(boxOf))];
  return {
    room,
    files: own.length,
    lines: own.reduce((sum, file) => sum + linesOf(file), 0),
    boxes: boxes.length,
    floors: floorsOf(boxes, [...arrows.values()]),
    arrows: arrows.size,
  };
}

/** Boxes on the longest way down. Boxes that import each other stand on one floor. */
function floorsOf(boxes: readonly string[], arrows: readonly Import[]): number {
  const below = new Map<string, readonly string[]>(
    boxes.map((box) => [box, arrows.filter(({ from }) => from === box).map(({ to }) => to)]),
  );
  const known = new Map<string, number>();
  const height = (box: string, path: ReadonlySet<string>): number => {
    const found = known.get(box);
    if (found !== undefined) return found;
    const further = (below.get(box) ?? []).filter((each) => !path.has(each));
    const own = 1 + Math.max(0, ...further.map((each) => height(each, new Set([...path, each]))));
    known.set(box, own);
    return own;
  };
  return Math.max(0, ...boxes.map((box) => height(box, new Set([box]))));
}

function functionsIn(file: string): readonly FoundFunction[] {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: FoundFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      const lineCount = last - first + 1;
      found.push({
        place: `${file}:${first + 1}`,
        lines: lineCount,
        parameters: node.parameters.length,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function linesOf(file: string): number {
  return readFileSync(join(projectRoot, file), 'utf8').trimEnd().split('\n').length;
}

function max<T>(all: readonly T[], size: (one: T) => number): T {
  const [found] = all.toSorted((one, other) => size(other) - size(one));
  if (found === undefined) throw new Error('There is nothing to measure.');
  return found;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
