import type { Comparison } from './comparisons.ts';
import type { Measured } from './figures.ts';
import { languageOf } from './packages/project.ts';
import { shareOf } from './peers/mutationScores.ts';
import type { Subject } from './subjects.ts';

/** What one part found of one package: how often it came to what. */
export interface PackageCounts {
  readonly package: string;
  readonly version: string;
  readonly language: string;
  readonly part: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** One case of a part, as it is counted. */
interface Counted {
  readonly subject: Subject;
  readonly verdict: string;
}

/** Each package of each part, for a program. */
export function asJsonOfPackages(measured: Measured): readonly PackageCounts[] {
  const { preserving, changing, comparable, times, gates, scores } = measured;
  const verdicts = (all: readonly Comparison[] | undefined): readonly Counted[] => all ?? [];
  const parts: Readonly<Record<string, readonly Counted[]>> = {
    preserving: verdicts(preserving),
    changing: verdicts(changing),
    comparable: verdicts(comparable),
    find: (times ?? []).map(({ subject }) => ({ subject, verdict: 'timed' })),
    peers: (scores?.files ?? []).map(({ subject, ours, theirs }) => {
      const points = (shareOf(ours) - shareOf(theirs)) * 100;
      return { subject, verdict: Math.abs(points) <= 10 ? 'within 10 points' : 'further apart' };
    }),
    tests: (gates ?? []).map(({ subject, vacuity, isProven, hasRun }) => {
      const said = isProven ? 'proven' : hasRun ? 'run' : 'refused';
      return { subject, verdict: `${vacuity}: ${said}` };
    }),
  };
  return Object.entries(parts).flatMap(([part, all]) => {
    const projects = [...new Set(all.map(({ subject }) => subject.project))];
    return projects.map((project) => {
      const counts: Record<string, number> = {};
      for (const { subject, verdict } of all) {
        if (subject.project === project) counts[verdict] = (counts[verdict] ?? 0) + 1;
      }
      const { name, version } = project;
      return { package: name, version, language: languageOf(project), part, counts };
    });
  });
}

/** The same, a line each. */
export function packageLines(measured: Measured): readonly string[] {
  return asJsonOfPackages(measured).map(({ part, language, version, counts, ...one }) => {
    const said = Object.entries(counts)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(', ');
    return `${part.padEnd(11)} ${language.padEnd(11)} ${`${one.package} ${version}`.padEnd(40)} ${said}`;
  });
}
