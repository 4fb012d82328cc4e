import type { LineBytes } from './exportLines.ts';
import { lineBlocksOf, linesIn } from './exportLines.ts';
import type { FileProblem } from './mergedUsage.ts';
import { QuickCsv } from './quickCsv.ts';
import { QuickJson } from './quickJson.ts';
import type { RunRow } from './runRow.ts';
import { NEEDED_COLUMNS, READ_COLUMNS, runRowOf } from './runRow.ts';

type Parsed = Readonly<Record<string, unknown>>;

/** Who takes the rows of a file. */
export interface RowTaker {
  /** One that can be read as a row; its values are replaced when the next is read. */
  readonly row: (row: RunRow) => void;
  /** So many that cannot. */
  readonly skip: (rows: number) => void;
}

/** How a file came out. */
export interface ReadFile {
  readonly problem: FileProblem | null;
  readonly isTorn: boolean;
}

/** Reads a kind of file line by line. */
interface Reader {
  /** What is found to be wrong with the file's rows. */
  readonly problem: FileProblem | null;
  readonly line: (line: LineBytes) => void;
  /** Whether the file ended where it should. */
  readonly end: () => boolean;
}

/**
 * Reads an export of runs, JSON or CSV, in whatever version it was written: by the names of its columns. Nothing of a file
 * is held but some megabytes. Blocks.
 */
export function readExport(path: string, take: RowTaker): ReadFile {
  let reader: Reader | undefined;
  try {
    for (const { bytes, tooLong } of lineBlocksOf(path)) {
      for (const line of linesIn(bytes)) {
        if (reader === undefined) {
          const begun = readerOf(line, take);
          if (typeof begun === 'string') return refused(begun);
          reader = begun;
        } else {
          reader.line(line);
        }
        if (reader?.problem) return refused(reader.problem);
      }
      if (reader === undefined && tooLong > 0) return refused('notExport');
      take.skip(tooLong);
    }
  } catch {
    return refused('unreadable');
  }
  return reader === undefined ? refused('notExport') : { problem: null, isTorn: !reader.end() };
}

function refused(problem: FileProblem): ReadFile {
  return { problem, isTorn: false };
}

/** What reads a file that begins with a line; undefined: it has not begun yet. */
function readerOf(line: LineBytes, take: RowTaker): Reader | FileProblem | undefined {
  const text = textOf(line);
  const begin = text.trim();
  if (begin === '') return undefined;
  if (begin.startsWith('[') || begin.startsWith('{')) {
    const reader = new JsonReader(take);
    reader.line(line);
    return reader;
  }
  return csvReader(text.replace(/\r$/, ''), take);
}

function textOf({ bytes, from, end }: LineBytes): string {
  return bytes.toString('utf8', from, end);
}

/** What is wrong with these columns for an export of runs; null: nothing. */
function columnProblem(has: (name: string) => boolean): FileProblem | null {
  if (NEEDED_COLUMNS.every(has)) return null;
  if (has('run_id') && has('ordinal')) return 'attempts';
  return has('BilledCost') ? 'focus' : 'notExport';
}

/** An array of objects, written a row a line as exports are, or in any other way over several lines. */
class JsonReader implements Reader {
  problem: FileProblem | null = null;
  readonly #take: RowTaker;
  readonly #quick = new QuickJson();
  #isChecked = false;
  #begun: string[] = [];
  #size = 0;
  #hasEnd = false;
  #isArray = false;

  constructor(take: RowTaker) {
    this.#take = take;
  }

  line(line: LineBytes): void {
    const isBegun = this.#begun.length > 0;
    const quick = isBegun ? undefined : this.#quick.read(line);
    if (quick !== undefined) {
      this.#take.row(quick);
      return;
    }
    const text = textOf(line);
    if (!isBegun && text.startsWith('{"')) {
      const end = text.endsWith(',') ? text.length - 1 : text.length;
      const row = parsed(text.slice(0, end));
      if (row !== undefined) {
        this.#row(row);
        this.#quick.learn(Object.keys(row));
        return;
      }
    }
    this.#part(text.trim());
  }

  end(): boolean {
    if (this.#begun.length > 0) this.#take.skip(1);
    return this.#begun.length === 0 && (this.#hasEnd || !this.#isArray);
  }

  #part(part: string): void {
    let text = part;
    if (this.#begun.length === 0) {
      if (text.startsWith('[')) {
        this.#isArray = true;
        text = text.slice(1).trim();
      }
      if (text.startsWith(',')) text = text.slice(1).trim();
      if (text === ']' || text === '') {
        this.#hasEnd ||= text === ']';
        return;
      }
      // What begins as no row is none, and says nothing of the next.
      if (!text.startsWith('{')) {
        this.#take.skip(1);
        return;
      }
    } else if (text.startsWith('{"id"')) {
      // A new row begins: the one before was never ended.
      this.#take.skip(1);
      this.#begin([]);
    }
    this.#begin([...this.#begun, text]);
    if (!/[}\]],?$/.test(text)) {
      if (this.#size > LONGEST_ROW) this.#giveUp();
      return;
    }
    this.#rows();
  }

  /** Takes the rows that have come together, if they are whole. */
  #rows(): void {
    const joined = this.#begun.join('\n').replace(/,$/, '');
    const isLast = joined.endsWith(']') && !joined.startsWith('[');
    const body = isLast ? joined.slice(0, -1) : joined;
    const rows = parsedList(body);
    if (rows === undefined) {
      if (this.#size > LONGEST_ROW) this.#giveUp();
      return;
    }
    this.#hasEnd ||= isLast;
    this.#begin([]);
    for (const row of rows) {
      if (row === undefined) this.#take.skip(1);
      else this.#row(row);
    }
  }

  #row(row: Parsed): void {
    if (!this.#isChecked) {
      this.problem = columnProblem((name) => Object.hasOwn(row, name));
      this.#isChecked = true;
    }
    if (this.problem === null) this.#take.row(runRowOf(row));
  }

  #giveUp(): void {
    this.#take.skip(1);
    this.#begin([]);
  }

  #begin(parts: string[]): void {
    this.#begun = parts;
    this.#size = parts.length === 0 ? 0 : this.#size + (parts.at(-1)?.length ?? 0);
  }
}

/** No row is longer, over however many lines. */
const LONGEST_ROW = 20_000;

function parsed(text: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return asRow(value);
  } catch {
    return undefined;
  }
}

/** The rows of a text that is one or several; undefined: it is not whole. */
function parsedList(text: string): readonly (Parsed | undefined)[] | undefined {
  try {
    return (JSON.parse(`[${text}]`) as readonly unknown[]).map(asRow);
  } catch {
    return undefined;
  }
}

function asRow(value: unknown): Parsed | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Parsed)
    : undefined;
}

function csvReader(head: string, take: RowTaker): Reader | FileProblem {
  const separator = head.includes(';') && !head.includes(',') ? ';' : ',';
  const names = cellsOf(head, separator) ?? [];
  const problem = columnProblem((name) => names.includes(name));
  if (problem !== null) return problem;
  const quick = new QuickCsv(names, separator);
  let begun = '';
  const line = (given: LineBytes): void => {
    const row = begun === '' ? quick.read(given) : undefined;
    if (row !== undefined) {
      take.row(row);
      return;
    }
    const text = textOf(given).replace(/\r$/, '');
    const whole = begun === '' ? text : `${begun}\n${text}`;
    if (whole === '') return;
    const cells = cellsOf(whole, separator);
    if (cells === undefined && whole.length < LONGEST_ROW) {
      begun = whole;
      return;
    }
    begun = '';
    if (cells?.length === names.length)
      take.row(READ_COLUMNS.map((name) => cells[names.indexOf(name)]));
    else take.skip(1);
  };
  const end = (): boolean => {
    if (begun !== '') take.skip(1);
    return begun === '';
  };
  return { problem: null, line, end };
}

const QUOTE = '"'.charCodeAt(0);

/** The cells of a line; undefined: a quotation in it does not end. */
function cellsOf(line: string, separator: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (line.charCodeAt(at) === QUOTE) {
      let end = line.indexOf('"', at + 1);
      while (end >= 0 && line.charCodeAt(end + 1) === QUOTE) end = line.indexOf('"', end + 2);
      if (end < 0) return undefined;
      cells.push(line.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? line.length : end;
    }
    if (at >= line.length) return cells;
    // Behind a quotation nothing but a separator may stand.
    if (line.charAt(at) !== separator) return [];
    at += 1;
    if (at === line.length) return [...cells, ''];
  }
}
