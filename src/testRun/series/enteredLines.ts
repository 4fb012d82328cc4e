import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProjectCopy } from '../copy/warmCopy.ts';

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

/** The lines that were written, 0 left out; undefined: what tells them has not said that it can, by a 0. */
export async function enteredLines(file: string): Promise<readonly number[] | undefined> {
  const text = await readFile(file, 'latin1').catch(() => '');
  if (text.length > MOST_BYTES) return undefined;
  const lines = new Set(text.split('\n').filter(Boolean).map(Number));
  return lines.has(0) ? [...lines].filter((line) => line > 0) : undefined;
}
