import type { Tree } from '@vscode/tree-sitter-wasm';
import { isDirective } from '../directives.ts';
import type { SupportedLanguage } from '../languages/languages.ts';
import { LANGUAGES } from '../languages/languages.ts';
import type { CodeEquivalence } from '../syntax.ts';
import { Canonical } from './canonical.ts';
import { javascriptNames } from './javascriptNames.ts';
import { javascriptUnits } from './javascriptUnits.ts';
import type { NameReader } from './names.ts';
import type { PlainNode } from './plainTree.ts';
import { plainTree } from './plainTree.ts';
import { pythonNames } from './pythonNames.ts';
import { pythonUnits } from './pythonUnits.ts';
import type { Unit, UnitReader } from './units.ts';
import { inOrderOf } from './units.ts';

/** A text with its tree. */
export interface ParsedText {
  readonly text: string;
  readonly tree: Tree;
}

/** What is known of a language beyond its grammar. */
interface Reading {
  readonly names: NameReader;
  readonly units: UnitReader;
}

const JAVASCRIPT: Reading = { names: javascriptNames, units: javascriptUnits };

/** Languages whose names and order are compared; of the others every token counts. */
const READINGS: Readonly<Partial<Record<SupportedLanguage, Reading>>> = {
  javascript: JAVASCRIPT,
  javascriptreact: JAVASCRIPT,
  python: { names: pythonNames, units: pythonUnits },
};

/** Whether more than every token of the language is compared. */
export function isCompared(language: SupportedLanguage): boolean {
  return Object.hasOwn(READINGS, language);
}

/** Longer texts are not compared, characters. */
const MOST_TEXT = 400_000;

/**
 * Whether two texts do the same, told by their trees alone: the same code but for comments and
 * layout, for names that nobody else sees, and for the order of declarations that do not depend on
 * one another. What is not certain is not said to be the same.
 */
export function equivalence(
  language: SupportedLanguage,
  before: ParsedText,
  after: ParsedText,
): CodeEquivalence {
  const reading = READINGS[language];
  if (reading === undefined) return DIFFERENT;
  if (Math.max(before.text.length, after.text.length) > MOST_TEXT) return DIFFERENT;
  const one = read(language, reading, before);
  const other = read(language, reading, after);
  if (one === undefined || other === undefined) return DIFFERENT;
  const written = (side: Side, units: readonly Unit[], hasNames: boolean) =>
    new Canonical({ ...side, names: hasNames ? side.names : undefined }).written(
      units.map(({ node }) => node),
    );
  const ordered = inOrderOf(one.units, other.units);
  const isMoved = ordered?.some((unit, at) => unit !== other.units[at]) === true;
  for (const but of WAYS) {
    const units = but.includes('order') ? ordered : other.units;
    if (units === undefined || (but.includes('order') && !isMoved)) continue;
    const hasNames = but.includes('names');
    if (written(one, one.units, hasNames) === written(other, units, hasNames)) {
      return { same: true, but };
    }
  }
  return DIFFERENT;
}

const DIFFERENT: CodeEquivalence = { same: false };

/** From the least that is put up with to the most. */
const WAYS: readonly (readonly ('names' | 'order')[])[] = [
  [],
  ['names'],
  ['order'],
  ['names', 'order'],
];

interface Side {
  readonly text: string;
  readonly root: PlainNode;
  readonly names: ReturnType<NameReader>;
  readonly units: readonly Unit[];
}

function read(
  language: SupportedLanguage,
  { names, units }: Reading,
  { text, tree }: ParsedText,
): Side | undefined {
  const root = plainTree(tree, text, {
    types: LANGUAGES[language].tree.comments,
    isKept: (comment) => isDirective(language, comment),
  });
  if (root === undefined) return undefined;
  return { text, root, names: names(root, text), units: units(root, text) };
}
