import type { Figures, Ratio, Share } from './figures.ts';

/** One figure, as every benchmark here gives it as JSON. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: '%' | 'ms' | 'x' | 'tokens' | 'count';
  /** The value should be at most this; null: for comparison. */
  readonly target: number | null;
}

/** All figures in one list, in the order of the table. */
export function figureList(figures: Figures): readonly Figure[] {
  return [
    count('files', figures.files),
    count('packages', figures.packages),
    count('languages', figures.languages),
    count('lines', figures.lines),
    count('comments left out as no good answers', figures.unfit),
    ...figures.rejected.map((one) => share('good answers rejected', one, 1)),
    ...figures.accepted.map((one) =>
      share('bad answers accepted', one, one.task === 'docs' ? 0 : 2),
    ),
    ratio('docs: numbers and comments over the bare comments', figures.docsText, 1.15),
    ratio('docs: billed over the bare comments', figures.docsBilled, 1.15),
    ...figures.docsOfFile.map((one) => ratio(`docs: billed over the file, ${one.of}`, one, null)),
    ...figures.refactorOfFile.map((one) => ratio(`refactor: ${one.of}, over the file`, one, 0.08)),
    ...figures.times.flatMap(({ of, p50, p95, cpuP95, ownBlockMax }) => [
      ms(`${of}, median`, p50, null),
      ms(`${of}, p95`, p95, 50),
      ms(`${of}, CPU p95`, cpuP95, null),
      ms(`${of}, longest block of the calling thread`, ownBlockMax, 10),
    ]),
    ms('making a prompt, longest block', figures.preparing.max, 50),
    ...figures.prompts.map(({ task, system, schema }) => ({
      name: `prompt and schema of ${task}`,
      value: system + schema,
      unit: 'tokens' as const,
      target: null,
    })),
  ];
}

function share(what: string, { task, of, wrong, count: all }: Share, target: number): Figure {
  return {
    name: `${task}, ${of}: ${what} (${wrong} of ${all})`,
    value: rounded((wrong / all) * 100),
    unit: '%',
    target,
  };
}

function ratio(name: string, { median }: Ratio, target: number | null): Figure {
  return { name, value: rounded(median), unit: 'x', target };
}

function ms(name: string, value: number, target: number | null): Figure {
  return { name, value: rounded(value), unit: 'ms', target };
}

function count(name: string, value: number): Figure {
  return { name, value, unit: 'count', target: null };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
