import { crc32 } from 'node:zlib';
import type { LevelEvidence, Outcomes, Place } from '../../models/evidence.ts';
import { PLACES } from '../../models/evidence.ts';
import type { Learnt } from '../../models/learning/evidenceFold.ts';
import { HALF_LIFE_DAYS, isOfTask } from '../../models/learning/evidenceFold.ts';
import { startOfDayUtc } from '../../models/localDay.ts';

/** Raised when the same names mean something else: what another version has written is not read. */
const VERSION = 1;
/** Cells of a workspace, those of which most is known first. */
const MOST_CELLS = 200;
const DAY_MS = 86_400_000;
/** No workspace has seen more than its memory holds. */
const MOST_OUTCOMES = 10_000;

type Sums = Readonly<Record<Place | 'labels', Outcomes>>;

/** What a workspace has learnt, as sums by task, tier, model and effort: no path, no language, no text of anybody. */
export interface WorkspaceSums {
  /** The day `yyyymmdd` as of which they count. */
  readonly day: number;
  readonly cells: Readonly<Record<string, Sums>>;
}

/** What one workspace tells the others. */
export function sumsOf({ cells }: Pick<Learnt, 'cells'>, day: number): WorkspaceSums {
  const tasks = Object.entries(cells)
    .filter(([key]) => isOfTask(key))
    .map(([key, cell]) => [key, sumsIn(cell)] as const)
    .filter(([, sums]) => triedIn(sums) > 0)
    .toSorted(([, one], [, other]) => triedIn(other) - triedIn(one));
  return { day, cells: Object.fromEntries(tasks.slice(0, MOST_CELLS)) };
}

function sumsIn({ places, labels }: LevelEvidence): Sums {
  const rounded = ({ tried, passed }: Outcomes): Outcomes => {
    const all = Math.round(tried * 1_000) / 1_000;
    return { tried: all, passed: Math.min(all, Math.round(passed * 1_000) / 1_000) };
  };
  return {
    first: rounded(places.first),
    repair: rounded(places.repair),
    again: rounded(places.again),
    above: rounded(places.above),
    labels: rounded(labels),
  };
}

function triedIn(sums: Sums): number {
  return PLACES.reduce((all, place) => all + sums[place].tried, 0);
}

/** What several workspaces have learnt together, as it counts on a day: half of what is 45 days old. */
export function together(
  workspaces: readonly WorkspaceSums[],
  today: number,
): Readonly<Record<string, LevelEvidence>> {
  const sums = new Map<string, Record<Place | 'labels', Outcomes>>();
  for (const { day, cells } of workspaces) {
    const days = Math.max(0, (startOfDayUtc(today) - startOfDayUtc(day)) / DAY_MS);
    const kept = 0.5 ** (days / HALF_LIFE_DAYS);
    for (const [key, cell] of Object.entries(cells)) {
      const all = sums.get(key) ?? nothing();
      sums.set(key, all);
      for (const name of [...PLACES, 'labels'] as const) {
        const { tried, passed } = cell[name];
        const before = all[name];
        all[name] = { tried: before.tried + tried * kept, passed: before.passed + passed * kept };
      }
    }
  }
  return Object.fromEntries([...sums].map(([key, all]) => [key, levelOf(all)]));
}

function nothing(): Record<Place | 'labels', Outcomes> {
  const none = { tried: 0, passed: 0 };
  return { first: none, repair: none, again: none, above: none, labels: none };
}

function levelOf(sums: Sums): LevelEvidence {
  const at = (place: Place) => ({ ...sums[place], seen: sums[place].tried, meanCostNusd: 0 });
  return {
    places: {
      first: at('first'),
      repair: at('repair'),
      again: at('again'),
      above: at('above'),
    },
    labels: sums.labels,
    runsSince: 0,
  };
}

/** Sums as the text of a file: a checksum, and JSON. */
export function textOf(sums: WorkspaceSums): string {
  const json = JSON.stringify({ version: VERSION, ...sums });
  return `${checksum(json)}\n${json}\n`;
}

/** Reads such a text; undefined: it is torn, of another version, or somebody else's. */
export function sumsFrom(text: string): WorkspaceSums | undefined {
  const [sum, json = ''] = text.split('\n', 2);
  if (sum !== checksum(json)) return undefined;
  try {
    const { version, day, cells } = JSON.parse(json) as Record<string, unknown>;
    const isRead = version === VERSION && isDay(day) && isRecord(cells) && areCells(cells);
    return isRead ? { day, cells: cells as WorkspaceSums['cells'] } : undefined;
  } catch {
    return undefined;
  }
}

function areCells(cells: Readonly<Record<string, unknown>>): boolean {
  const entries = Object.entries(cells);
  return (
    entries.length <= MOST_CELLS &&
    entries.every(([key, cell]) => isOfTask(key) && isRecord(cell) && areSums(cell))
  );
}

function areSums(cell: Readonly<Record<string, unknown>>): boolean {
  return [...PLACES, 'labels'].every((name) => {
    const outcomes = cell[name];
    if (!isRecord(outcomes)) return false;
    const { tried, passed } = outcomes;
    if (typeof tried !== 'number' || typeof passed !== 'number') return false;
    return passed >= 0 && passed <= tried && tried <= MOST_OUTCOMES;
  });
}

function isDay(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 20_000_101 && Number(value) < 99_991_231;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
