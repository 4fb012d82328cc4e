import type { CaseResult } from '../../tasks/task.ts';

/** A case with an id that no other of its file has. */
export interface CaseItem {
  readonly id: string;
  readonly result: CaseResult;
  /** Where it stands in the text, from 0; undefined: nobody can say. */
  readonly line: number | undefined;
}

/** Lines that are looked at for cases. */
const MOST_LINES = 20_000;

/** The cases of a test file as they ran, each with the line that names it. */
export function caseItems(cases: readonly CaseResult[], text: string): readonly CaseItem[] {
  const counts = new Map<string, number>();
  const places = placesIn(text);
  return cases.map((result) => {
    const count = (counts.get(result.name) ?? 0) + 1;
    counts.set(result.name, count);
    const id = count === 1 ? result.name : `${result.name} #${count}`;
    return { id, result, line: lineOf(result.name, places) };
  });
}

/** The longest name in the text that a case's whole name ends with: groups stand before it. */
function lineOf(name: string, places: ReadonlyMap<string, number>): number | undefined {
  let best: string | undefined;
  for (const known of places.keys()) {
    if (known.length > (best?.length ?? 0) && name.endsWith(known)) best = known;
  }
  return best === undefined ? undefined : places.get(best);
}

/** Names by which a text may call its cases: words in quotes, and functions. The first place of each. */
function placesIn(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, line] of text.split('\n').slice(0, MOST_LINES).entries()) {
    for (const mark of ["'", '"', '`']) {
      const [, ...quoted] = line.split(mark);
      for (const name of quoted) if (name.length > 2 && !places.has(name)) places.set(name, index);
    }
    const declared = /(?:def|func|fn|void|function)\s{1,9}(\w{3,200})\s{0,9}\(/.exec(line)?.[1];
    if (declared !== undefined && !places.has(declared)) places.set(declared, index);
  }
  return places;
}
