import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { lineAt, lineStartsOf } from '../lines.ts';
import type { LineRange } from '../syntax.ts';
import type { Entry } from './entries.ts';
import { linesOf } from './entries.ts';
import type { Mutant } from './mutant.ts';
import { calleeOf, isAwaited, isNoise, RULES } from './mutantRules.ts';
import type { MutantTable } from './mutantTable.ts';
import type { Change, Place } from './rule.ts';
import { partOf } from './rule.ts';

/** A mutant and where it stands, for a choice that is spread over the code. */
export interface PlacedMutant extends Mutant {
  /** Offset of the function around it; -1 outside of all. */
  readonly functionAt: number;
  /** Offset of the innermost block around it. */
  readonly blockAt: number;
}

/** What is at hand while a tree is walked. */
interface Visit {
  readonly node: Node;
  readonly place: Place;
  readonly functionAt: number;
  readonly blockAt: number;
  /** The innermost part around it that is entered. */
  readonly entry: Entry | undefined;
}

/** Loops that only a `break` ends. */
const ENDLESS =
  /^(?:while\s*(?:\(\s*)?(?:true|True|1|!0)\b|for\s*\([^;()]{0,200};\s*;|for\s*\{|loop\b|do\b)/;
/** Characters that one change takes away: more is no small change. */
const LONGEST = 2_000;
/** Fields of a loop's head in which it goes on. */
const STEPS = ['increment', 'update'] as const;

/**
 * Every mutant of the lines, in the order of the text, each text only once. Whether they parse is
 * not known yet.
 */
export function mutantsOf(
  table: MutantTable,
  text: string,
  tree: Tree,
  ranges: readonly LineRange[],
): readonly PlacedMutant[] {
  const starts = lineStartsOf(text);
  const found: PlacedMutant[] = [];
  const place: Place = {
    parent: undefined,
    awaited: '',
    leaves: undefined,
    within: undefined,
    isWording: false,
  };
  const open: Visit[] = [
    { node: tree.rootNode, place, functionAt: -1, blockAt: -1, entry: undefined },
  ];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { node } = visit;
    const [first, end] = [node.startPosition.row + 1, node.endPosition.row + 1];
    if (!ranges.some((range) => first <= range.lastLine && end >= range.firstLine)) continue;
    if (isPassed(node, table)) continue;
    if (isAwaited(node, visit.place)) continue;
    for (const change of RULES.flatMap((rule) => rule({ ...visit, table }))) {
      const line = lineAt(starts, change.start);
      const last = lineAt(starts, Math.max(change.start, change.end - 1));
      const isSmall = change.end - change.start <= LONGEST;
      const isIn = ranges.some(({ firstLine, lastLine }) => line >= firstLine && last <= lastLine);
      if (isSmall && isIn) {
        const entry = entryAround(change, visit, table);
        const within = entry && table.entries && linesOf(table.entries, entry, starts);
        found.push({ ...placed(change, line, text, visit), ...(within && { within }) });
      }
    }
    for (const child of childrenOf(visit, table).reverse()) open.push(child);
  }
  return withoutDoubles(found);
}

function placed(
  { operator, start, end, after }: Change,
  line: number,
  text: string,
  { functionAt, blockAt }: Visit,
): PlacedMutant {
  const before = text.slice(start, end);
  return { operator, line, start, end, before, after, functionAt, blockAt };
}

/** What is entered before the change can do anything: it stands inside of that. */
function entryAround(
  { start, end }: Change,
  { node, entry }: Visit,
  table: MutantTable,
): Entry | undefined {
  const own = table.entries?.partOf(node);
  const isIn = (one: Entry): boolean => start >= one.start && end <= one.end;
  if (own !== undefined && isIn(own)) return own;
  return entry !== undefined && isIn(entry) ? entry : undefined;
}

function isPassed(node: Node, table: MutantTable): boolean {
  if (table.passed.includes(node.type)) return true;
  if (table.passedIf?.[node.type]?.(node) === true) return true;
  const callee = calleeOf(node, table);
  return callee !== undefined && isNoise(callee, table);
}

function childrenOf(visit: Visit, table: MutantTable): Visit[] {
  const { node } = visit;
  const place = placeIn(visit, table);
  const isFunction = table.functions.includes(node.type);
  const functionAt = isFunction ? node.startIndex : visit.functionAt;
  const blockAt = isFunction || table.blocks.includes(node.type) ? node.startIndex : visit.blockAt;
  const fields = table.loops.includes(node.type) ? STEPS : [];
  const steps = fields.flatMap((field) => node.childForFieldName(field)?.id ?? []);
  const own = table.entries?.partOf(node);
  return node.children.flatMap((child): readonly Visit[] => {
    if (child === null || steps.includes(child.id)) return [];
    const isIn = own !== undefined && child.startIndex >= own.start && child.endIndex <= own.end;
    return [{ node: child, place, functionAt, blockAt, entry: isIn ? own : visit.entry }];
  });
}

function placeIn({ node, place }: Visit, table: MutantTable): Place {
  const isWording = place.isWording || isForPeople(node, table);
  if (table.functions.includes(node.type)) {
    return { parent: node, awaited: '', leaves: undefined, within: node, isWording };
  }
  const around = { ...place, parent: node, isWording };
  if (table.switches.includes(node.type)) return { ...around, leaves: 'switch' };
  if (!table.loops.includes(node.type)) return around;
  const condition = partOf(node, table.decisions[node.type])?.text ?? '';
  const leaves = ENDLESS.test(node.text.slice(0, 300)) ? 'endless' : 'loop';
  return { ...around, leaves, awaited: `${place.awaited} ${condition}` };
}

const ERRORS = /(?:Error|Exception|errors\.New|fmt\.Errorf|\bErr)$/;

function isForPeople(node: Node, table: MutantTable): boolean {
  const callee = calleeOf(node, table) ?? '';
  const throws = table.leftOut.throwing?.test(callee) === true;
  return throws || table.wording.includes(node.type) || ERRORS.test(callee);
}

/** Without those that make the text of another one, or change nothing but white space. */
function withoutDoubles(mutants: readonly PlacedMutant[]): readonly PlacedMutant[] {
  const known = new Set<string>();
  return mutants.filter((mutant) => {
    const { before, after } = mutant;
    if (before.replace(/\s+/g, '') === after.replace(/\s+/g, '')) return false;
    const key = changeKey(mutant);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** What of a mutant's text is really another: without what begins and ends as before. */
function changeKey({ start, before, after }: Mutant): string {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return `${start + head} ${before.length - head - tail} ${after.slice(head, after.length - tail)}`;
}
