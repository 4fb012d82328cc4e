import type { Figures, Ratio, Share } from './figures.ts';

/** The figures as a person reads them, each with what is to be reached. */
export function tableOf(figures: Figures): string {
  const { files, packages, languages, lines, load } = figures;
  return [
    `${files} files of ${packages} packages in ${languages} languages, ${lines} lines; load ${load.toFixed(1)}`,
    ...figures.remarks,
    '',
    'Good answers wrongly rejected, by task and language (to reach: < 1 % each)',
    ...figures.rejected.map((share) => shareLine(share, 0.01)),
    `  (left out as no good answers: ${figures.unfit} comments of authors that describe parameters which are not there, hold hidden characters, or have examples that doctest runs)`,
    '',
    'Bad answers wrongly accepted, by task and kind (to reach: 0 for docs, < 2 % else)',
    ...figures.accepted.map((share) => shareLine(share, share.task === 'docs' ? 0 : 0.02)),
    '',
    'Answer tokens, medians',
    ratioLine(figures.docsText, 'docs: numbers and comments over the bare comments', 1.15),
    ratioLine(figures.docsBilled, 'docs: billed, all JSON included, over the bare comments', 1.15),
    ...figures.docsOfFile.map((one) => ratioLine(one, `docs: billed over the file, ${one.of}`)),
    ...figures.refactorOfFile.map((one) =>
      ratioLine(one, `refactor: ${one.of}, over the file (300 lines and more)`, 0.08),
    ),
    '',
    'Time of a gate in ms (to reach: p95 < 50, no block of the calling thread > 10)',
    ...figures.times.map(
      (one) =>
        `  ${one.of.padEnd(36)} ${String(one.count).padStart(5)} p50 ${fixed(one.p50)} p95 ${fixed(one.p95)} ${mark(one.p95 < 50)} CPU p95 ${fixed(one.cpuP95)}; calling thread blocked p95 ${fixed(one.blockP95)} max ${fixed(one.blockMax)}, without garbage ${fixed(one.ownBlockMax)} ${mark(one.ownBlockMax <= 10)}; by the clock p95 ${fixed(one.delayP95)} max ${fixed(one.delayMax)}`,
    ),
    `  making a prompt ${String(figures.preparing.count).padStart(26)} calling thread blocked p95 ${fixed(figures.preparing.p95)} max ${fixed(figures.preparing.max)} ${mark(figures.preparing.max <= 50)} (to reach: 50)`,
    '',
    'Tokens of the system prompts and schemas',
    ...figures.prompts.map(
      ({ task, system, schema }) => `  ${task.padEnd(10)} ${system} + ${schema}`,
    ),
  ].join('\n');
}

function shareLine({ task, of, wrong, count }: Share, limit: number): string {
  const share = wrong / count;
  const isReached = wrong === 0 || share < limit;
  const percent = `${(share * 100).toFixed(2)} %`;
  return `  ${task.padEnd(9)} ${of.padEnd(34)} ${String(wrong).padStart(4)} of ${String(count).padStart(5)}  ${percent.padStart(8)} ${mark(isReached)}`;
}

function ratioLine({ median, count }: Ratio, what: string, limit?: number): string {
  const verdict = limit === undefined ? '' : ` (to reach: ${limit}) ${mark(median <= limit)}`;
  return `  ${what.padEnd(64)} ${median.toFixed(3)} of ${count}${verdict}`;
}

function mark(isReached: boolean): string {
  return isReached ? 'ok' : 'MISSED';
}

function fixed(ms: number): string {
  return ms.toFixed(1);
}
