import { join } from 'node:path';
import type { EnteredByCase } from '../../tasks/toldByRun.ts';
import type { ProjectCopy } from '../copy/warmCopy.ts';
import { writtenText } from '../outcome/writtenResults.ts';

/** The variable with the absolute path of the file of which a driver tells what is entered; empty: of none. */
export const ENTERED_OF = 'TIERWISE_ENTERED_OF';

/** A file that tests write by themselves is read up to so many bytes. */
const MOST_BYTES = 4_000_000;

/** The file to which lines are written that are entered, in the home of a run: it may write there. */
export function enteredIn({ home }: ProjectCopy): string {
  return join(home, 'tierwise-entered');
}

/** Says of which file it is told, by its relative path; undefined: of none. */
export function enteredOf(
  { folder }: ProjectCopy,
  path: string | undefined,
): Readonly<Record<string, string>> {
  return { [ENTERED_OF]: path === undefined ? '' : join(folder, path) };
}

/** What a run has told beside its results. */
interface ToldBeside {
  readonly entered?: readonly number[];
  readonly enteredByCase?: EnteredByCase;
  readonly left?: string;
}

/** What stands before the place of a case, and before what cases have left. */
const CASE = 'case ';
const LEFT = 'left ';
const NOTHING = 'nothing';

/**
 * What was written to such a file: the lines that were entered, 0 left out, those of each case behind its
 * place; and what the cases have left. Nothing of lines: what tells them has not said that it can, by a 0.
 */
export async function toldBeside(file: string): Promise<ToldBeside> {
  const text = await writtenText(file, MOST_BYTES);
  if (text === undefined) return {};
  const words = text.split('\n').filter(Boolean);
  const said = words.find((word) => word.startsWith(LEFT))?.slice(LEFT.length);
  const left = said === undefined ? {} : { left: said === NOTHING ? '' : said };
  const lines = new Set(words.map(Number).filter(Number.isInteger));
  if (!lines.has(0)) return left;
  const byCase = enteredByCase(words);
  const entered = [...lines].filter((line) => line > 0);
  return { entered, ...(byCase !== undefined && { enteredByCase: byCase }), ...left };
}

/** Undefined: no case was told, or one that has no place. */
function enteredByCase(words: readonly string[]): EnteredByCase | undefined {
  const apart: number[] = [];
  const cases = new Map<number, number[]>();
  let lines = apart;
  for (const word of words) {
    if (word.startsWith(CASE)) {
      const place = Number(word.slice(CASE.length));
      if (!Number.isInteger(place) || place < 0) return undefined;
      lines = cases.get(place) ?? [];
      cases.set(place, lines);
    } else if (/^\d{1,9}$/.test(word) && word !== '0') lines.push(Number(word));
  }
  if (cases.size === 0) return undefined;
  const all = Array.from({ length: cases.size }, (_, place) => cases.get(place));
  const known = all.filter((one) => one !== undefined);
  return known.length === all.length ? { apart, cases: known } : undefined;
}
