import type { Measured } from './measure.ts';
import type { Judged } from './trial.ts';

/** One figure, as every benchmark here gives it as JSON. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'count';
  /** What is to be reached; null: for comparison. */
  readonly target: number | null;
}

/** Accepted answers of a language that are to be compiled. */
const WANTED = 2_000;
const TASKS = ['docs', 'refactor', 'tests'] as const;

interface Sums {
  readonly offered: number;
  readonly accepted: number;
  readonly compiled: number;
  readonly unfit: number;
  readonly refused: number;
  readonly changed: number;
}

function sumsOf({ offered, judged }: Measured, task?: string): Sums {
  const isOwn = (one: Judged) => task === undefined || one.accepted.offer.task === task;
  const own = offered.filter(({ offer }) => task === undefined || offer.task === task);
  const count = (verdict: Judged['verdict']) =>
    judged.filter((one) => isOwn(one) && one.verdict === verdict).length;
  const unfit = count('unfit');
  return {
    offered: own.length,
    accepted: own.filter(({ codes }) => codes.length === 0).length,
    compiled: judged.filter(isOwn).length - unfit,
    unfit,
    refused: count('refused'),
    changed: count('changed'),
  };
}

/** All figures in one list, in the order of the table. */
export function figuresOf(all: readonly Measured[]): readonly Figure[] {
  return all.flatMap((measured) => {
    const { language, isThere, tool } = measured;
    const figure = (name: string, value: number, target: number | null = null): Figure => ({
      name: `${language}: ${name}`,
      value,
      unit: 'count',
      target,
    });
    const sums = sumsOf(measured);
    const gate = [figure('offered', sums.offered), figure('accepted', sums.accepted)];
    if (!isThere) return [...gate, figure(`not compiled: ${tool}`, sums.accepted)];
    return [
      ...gate,
      figure(`compiled (to reach: ${WANTED} and more)`, sums.compiled),
      figure('accepted and refused by the tool', sums.refused, 0),
      figure('docs that change the compiled result', sums.changed, 0),
      figure('left out: the tool took neither the file before nor what was meant', sums.unfit),
    ];
  });
}

const cells = (...texts: readonly (string | number)[]): string =>
  texts.map((text, index) => String(text).padStart(index === 0 ? 0 : 10)).join(' ');

/** What stands above the table. */
export const TABLE_HEAD = [
  cells('            ', 'offered', 'accepted', 'compiled', 'left out', 'refused', 'changed'),
  cells('to reach    ', '', '', WANTED, '', 0, 0),
].join('\n');

/** The figures as a person reads them, each with what is to be reached. */
export function tableOf(all: readonly Measured[]): string {
  const lines = all.flatMap((measured) => {
    const { language, tool, isThere, gateSeconds, toolSeconds } = measured;
    const rows = [...TASKS, undefined].map((task) => {
      const sums = sumsOf(measured, task);
      const name = (task === undefined ? language : `  ${task}`).padEnd(12);
      return cells(
        name,
        sums.offered,
        sums.accepted,
        sums.compiled,
        sums.unfit,
        task === undefined ? mark(sums.refused) : sums.refused,
        task === undefined ? mark(sums.changed) : sums.changed,
      );
    });
    const enough = sumsOf(measured).compiled >= WANTED ? '' : `, fewer than ${WANTED} compiled`;
    const said = isThere ? tool : `NOT COMPILED: ${tool}`;
    return [
      ...rows,
      `             ${said}; gates ${gateSeconds.toFixed(0)} s, tool ${toolSeconds.toFixed(0)} s${enough}`,
    ];
  });
  return lines.join('\n');
}

function mark(count: number): string {
  return count === 0 ? '0 ok' : `${count} MISSED`;
}

/** What went wrong, a line each. */
export function missesOf(all: readonly Measured[]): readonly string[] {
  return all.flatMap(({ language, judged }) =>
    judged
      .filter(({ verdict }) => verdict === 'refused' || verdict === 'changed')
      .map(({ accepted: { offer }, verdict, said }) =>
        [
          verdict,
          language,
          offer.task,
          offer.maker,
          offer.noise,
          offer.path,
          said.slice(0, 200),
        ].join(' | '),
      ),
  );
}
