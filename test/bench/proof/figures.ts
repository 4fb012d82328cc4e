import type { CodeAlone } from './codeAlone.ts';
import type { Comparison, Verdict } from './comparisons.ts';
import type { Figure } from './figure.ts';
import { median } from './figure.ts';
import type { Memory } from './memory.ts';
import type { MutantTime } from './mutantTimes.ts';
import type { NeverEntered } from './neverEntered.ts';
import type { ComparedScores } from './peers/mutationScores.ts';
import { scoreFigures } from './peers/scoreFigures.ts';
import type { TestGate } from './testGates.ts';

/** All that was measured; a part that was not asked for is left out. */
export interface Measured {
  readonly code?: CodeAlone;
  readonly preserving?: readonly Comparison[];
  readonly changing?: readonly Comparison[];
  readonly comparable?: readonly Comparison[];
  readonly entered?: NeverEntered;
  readonly times?: readonly MutantTime[];
  readonly gates?: readonly TestGate[];
  readonly scores?: ComparedScores;
  /** Of all parts that were asked for. */
  readonly memory?: Memory;
}

/** Verdicts that say something of the two texts. */
const SAYING: readonly Verdict[] = [
  'different',
  'proven by code',
  'proven by tests',
  'probes agree',
  'tests notice some',
];
const PROVEN: readonly Verdict[] = ['proven by code', 'proven by tests'];

/** What a benchmark gives as JSON, as all others here do. */
export function asJson({ name, value, unit, target }: Figure): Omit<Figure, 'wanted'> {
  return { name, value, unit, target };
}

/** All figures, in the order of the parts. */
export function figuresOf(measured: Measured): readonly Figure[] {
  const { code, preserving, changing, comparable, entered, times, gates, scores, memory } =
    measured;
  return [
    ...(code === undefined ? [] : codeFigures(code)),
    ...(preserving === undefined ? [] : preservingFigures(preserving)),
    ...(changing === undefined ? [] : changingFigures(changing, preserving ?? [])),
    ...(comparable === undefined ? [] : comparableFigures(comparable)),
    ...(entered === undefined ? [] : enteredFigures(entered)),
    ...(times === undefined ? [] : timeFigures(times)),
    ...(gates === undefined ? [] : gateFigures(gates)),
    ...(scores === undefined ? [] : scoreFigures(scores)),
    ...(memory === undefined ? [] : memoryFigures(memory)),
  ];
}

function memoryFigures({ peak, started }: Memory): readonly Figure[] {
  const mb = (name: string, bytes: number, target: number | null): Figure => ({
    name,
    value: Math.round(bytes / 1e6),
    unit: 'MB',
    target,
    wanted: 'most',
  });
  return [
    mb('memory beside the editor, at most', peak, 500),
    mb('  of it in processes that run tests', started, null),
  ];
}

function codeFigures({ mutants, same, edits, unshown }: CodeAlone): readonly Figure[] {
  return [
    {
      ...count(`mutants called the same by the code alone (of ${mutants})`, same.length),
      target: 0,
    },
    count(
      `renames, comments and moves that the code alone does not show (of ${edits})`,
      unshown.length,
    ),
  ];
}

function preservingFigures(all: readonly Comparison[]): readonly Figure[] {
  return [
    count('edits that preserve behaviour', all.length),
    share('preserving edits called different', having(all, 'different'), all, [1, 'most']),
    share('preserving edits proven', having(all, ...PROVEN), all),
    ...spread('preserving edits', all),
  ];
}

function changingFigures(
  all: readonly Comparison[],
  same: readonly Comparison[],
): readonly Figure[] {
  const caught = having(all, 'different');
  const judged = having(all, 'different', 'probes agree', ...PROVEN);
  const proven = having(all, ...PROVEN);
  const everyProven = [...proven, ...having(same, ...PROVEN)];
  return [
    count('mutants put in as refactorings', all.length),
    share('mutants caught, of those judged by a proof or probes', caught, judged, [80, 'least']),
    share('mutants among what is called proven', proven, everyProven, [1, 'most']),
    share('mutants called proven', proven, all),
    share('mutants that pass and are said to be checked alone', passed(all), all),
    ...spread('mutants', all),
  ];
}

function passed(all: readonly Comparison[]): readonly Comparison[] {
  return having(all, 'probes agree', 'tests notice some', 'tests notice none');
}

function comparableFigures(all: readonly Comparison[]): readonly Figure[] {
  const languages = [...new Set(all.map(({ subject }) => subject.language))].sort();
  return languages.flatMap((language) => {
    const part = all.filter(({ subject }) => subject.language === language);
    return [
      share(`${language}: functions that can be compared`, having(part, ...SAYING), part, [
        60,
        'least',
      ]),
      share(`${language}: changes of functions proven`, having(part, ...PROVEN), part),
      ...spread(language, part),
    ];
  });
}

function enteredFigures({
  passedBy,
  noticed,
  entered,
  known,
  tests,
  changed,
}: NeverEntered): readonly Figure[] {
  return [
    {
      ...count(`mutants noticed by tests that never enter them (of ${passedBy})`, noticed.length),
      target: 0,
    },
    count('mutants of files of tests that enter them, or may', entered),
    count(`files of tests of which it is known what they enter (of ${tests})`, known),
    count('files of tests that say something else of a text that tells it', changed.length),
  ];
}

function timeFigures(all: readonly MutantTime[]): readonly Figure[] {
  const frameworks = [...new Set(all.map(({ framework }) => framework))];
  return frameworks.flatMap((framework) => {
    const part = all.filter((one) => one.framework === framework);
    const first = part.flatMap(({ firstSurvivor }) => firstSurvivor ?? []);
    return [
      count(`${framework}: functions whose mutants were run`, part.length),
      seconds(`${framework}: first survivor, median of ${first.length}`, median(first), 5),
      seconds(`${framework}: all mutants, median`, median(part.map(({ all: ms }) => ms)), 20),
      count(`${framework}: mutants of a function, median`, median(part.map((one) => one.mutants))),
    ];
  });
}

function gateFigures(all: readonly TestGate[]): readonly Figure[] {
  const whole = all.filter(({ vacuity, hasRun }) => vacuity === 'as it is' && hasRun);
  const weak = all.filter(({ vacuity }) => vacuity !== 'as it is');
  const frameworks = [...new Set(whole.map(({ subject }) => subject.project.framework))];
  return [
    seconds(
      'test gate with mutants, longest',
      max(all.filter(({ hasRun }) => hasRun).map(({ ms }) => ms)),
      60,
    ),
    ...frameworks.map((framework) => {
      const part = whole.filter(({ subject }) => subject.project.framework === framework);
      return seconds(
        `test gate with mutants, ${framework}, median of ${part.length}`,
        median(part.map(({ ms }) => ms)),
        15,
      );
    }),
    share('tests of the packages as they are, proven', provenOf(whole), whole),
    count('vacuous tests', weak.length),
    count('vacuous tests that were run', weak.filter(({ hasRun }) => hasRun).length),
    ...[...new Set(weak.map(({ vacuity }) => vacuity))].map((vacuity): Figure => ({
      name: `vacuous tests called proven, ${vacuity} (of ${weak.filter((one) => one.vacuity === vacuity).length})`,
      value: provenOf(weak.filter((one) => one.vacuity === vacuity)).length,
      unit: 'count',
      target: 0,
      wanted: 'most',
    })),
  ];
}

function provenOf(all: readonly TestGate[]): readonly TestGate[] {
  return all.filter(({ isProven }) => isProven);
}

function having(
  all: readonly Comparison[],
  ...verdicts: readonly Verdict[]
): readonly Comparison[] {
  return all.filter(({ verdict }) => verdicts.includes(verdict));
}

/** How many came to which verdict. */
function spread(what: string, all: readonly Comparison[]): readonly Figure[] {
  const verdicts = [...new Set(all.map(({ verdict }) => verdict))].sort();
  return verdicts.map((verdict) => count(`  ${what}: ${verdict}`, having(all, verdict).length));
}

function share(
  name: string,
  part: readonly unknown[],
  all: readonly unknown[],
  [target, wanted]: readonly [number | null, Figure['wanted']] = [null, 'most'],
): Figure {
  const value = all.length === 0 ? null : Math.round((part.length / all.length) * 1000) / 10;
  return { name: `${name} (${part.length} of ${all.length})`, value, unit: '%', target, wanted };
}

function count(name: string, value: number | null): Figure {
  return { name, value, unit: 'count', target: null, wanted: 'most' };
}

function seconds(name: string, ms: number | null, target: number): Figure {
  const value = ms === null ? null : Math.round(ms / 100) / 10;
  return { name, value, unit: 's', target, wanted: 'most' };
}

function max(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

/** The figures as a person reads them, each with what is to be reached. */
export function tableOf(figures: readonly Figure[]): string {
  return figures
    .map(({ name, value, unit, target, wanted }) => {
      const said =
        value === null ? 'not measured' : `${value}${unit === 'count' ? '' : ` ${unit}`}`;
      const left = `${name.padEnd(74)} ${said.padStart(12)}`;
      if (target === null) return left;
      const sign = wanted === 'most' ? '<=' : '>=';
      const isReached = value !== null && (wanted === 'most' ? value <= target : value >= target);
      return `${left}  (to reach: ${sign} ${target}) ${value === null ? '' : isReached ? 'ok' : 'MISSED'}`;
    })
    .join('\n');
}
