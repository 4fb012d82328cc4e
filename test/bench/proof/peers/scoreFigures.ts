import type { Figure } from '../figure.ts';
import { median } from '../figure.ts';
import type { ComparedScore, ComparedScores } from './mutationScores.ts';
import { shareOf } from './mutationScores.ts';
import { rankCorrelation } from './rankCorrelation.ts';

/** Our scores beside those of each other tool, and of all of them. */
export function scoreFigures({ files }: ComparedScores): readonly Figure[] {
  const peers = [...new Set(files.map(({ peer }) => peer))];
  return [
    ...peers.flatMap((peer) =>
      figuresBeside(
        peer,
        files.filter((one) => one.peer === peer),
        null,
      ),
    ),
    ...figuresBeside('other tools', files, files.length),
  ];
}

/** `targets`: null for one of several tools, whose files are few. */
function figuresBeside(
  name: string,
  files: readonly ComparedScore[],
  targets: number | null,
): readonly Figure[] {
  const pairs = files.map(({ ours, theirs }) => [shareOf(ours), shareOf(theirs)] as const);
  const apart = pairs.map(([one, other]) => Math.abs(one - other) * 100);
  const times = files.flatMap(({ ours, theirs }) =>
    ours.first === undefined || theirs.first === undefined ? [] : [theirs.first / ours.first],
  );
  const round = (value: number | null, digits: number): number | null =>
    value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
  const mean = apart.length === 0 ? null : apart.reduce((sum, one) => sum + one) / apart.length;
  const target = (value: number) => (targets === null ? null : value);
  return [
    {
      name: `${name}: rank correlation of mutation scores (${files.length} files)`,
      value: round(rankCorrelation(pairs), 2),
      unit: '',
      target: target(0.9),
      wanted: 'least',
    },
    {
      name: `${name}: mean difference of mutation scores`,
      value: round(mean, 1),
      unit: 'points',
      target: target(10),
      wanted: 'most',
    },
    {
      name: `${name}: faster to the first 20 mutants, median of ${times.length}`,
      value: round(median(times), 1),
      unit: 'times',
      target: target(5),
      wanted: 'least',
    },
  ];
}
