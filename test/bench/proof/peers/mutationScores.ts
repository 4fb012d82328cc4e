import { dirname } from 'node:path';
import { runMutants } from '../../../../src/tasks/testing/mutation/mutationRun.ts';
import { reachingTests } from '../../../../src/tasks/testing/places/reachingTests.ts';
import { choicesFor } from '../../gates/random.ts';
import { Bench } from '../bench.ts';
import type { Asked } from '../comparisons.ts';
import type { Installed } from '../packages/installed.ts';
import type { Subject } from '../subjects.ts';
import { cargoMutants } from './cargoMutants.ts';
import { mutmut } from './mutmut.ts';
import type { Peer, Score } from './peer.ts';
import { FIRST } from './peer.ts';
import { pit } from './pit.ts';
import { stryker } from './stryker.ts';

const PEERS: readonly Peer[] = [stryker, mutmut, pit, cargoMutants];

/** Mutants of ours of one file, nearly all of most, and test files: nearly all of a package, as with the others. */
const MOST_MUTANTS = 400;
const MOST_TESTS = 40;
/** Lines of a file: more takes the other tools longer than a bench may. */
const MOST_LINES = 200;
/** Mutants of a file that are judged; fewer are no share. */
const LEAST = 8;
/** ms for one tool at one file. */
const LIMIT_MS = 240_000;

/** One file by our mutants and by those of another tool. */
export interface ComparedScore {
  readonly subject: Subject;
  readonly peer: string;
  readonly ours: Score;
  readonly theirs: Score;
}

/** What was compared, and a sentence on each file that could not be. */
export interface ComparedScores {
  readonly files: readonly ComparedScore[];
  readonly remarks: readonly string[];
}

/** How many of the mutants were noticed, 0 to 1. */
export function shareOf({ killed, survived }: Score): number {
  return killed / Math.max(1, killed + survived);
}

/**
 * Files of packages by our mutants and those of other tools, each with the package's own tests, one
 * behind the other in one run. As many files of each language as there are cases at most.
 */
export async function mutationScores(asked: Asked, cache: string): Promise<ComparedScores> {
  const { subjects, seed, count, limitMs, onProgress } = asked;
  const files: ComparedScore[] = [];
  const remarks: string[] = [];
  for (const peer of PEERS) {
    const start = performance.now();
    let done = 0;
    for (const subject of filesOf(subjects, peer, seed)) {
      if (done >= count || performance.now() - start > limitMs) break;
      const { project, path } = subject;
      const ours = await ownScore(subject, seed);
      if (ours === undefined || ours.killed + ours.survived < LEAST) continue;
      try {
        const theirs = await peer.score({ project, path, cache, limitMs: LIMIT_MS });
        if (theirs.killed + theirs.survived < LEAST) continue;
        done += 1;
        const one = { subject, peer: peer.name, ours, theirs };
        files.push(one);
        onProgress(scoreLine(one));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const said = why.replaceAll('\n', ' ').slice(0, 200);
        remarks.push(`${peer.name} did not judge ${project.name}:${path}: ${said}`);
      }
    }
  }
  return { files, remarks };
}

/** Each file once, the packages in turn; a subject stands for its file. */
function filesOf(subjects: readonly Subject[], peer: Peer, seed: string): readonly Subject[] {
  const known = new Set<string>();
  const files = subjects.filter(({ project, path, language, text }) => {
    const key = `${project.name} ${path}`;
    const isFit = peer.languages.includes(language) && peer.canRun(project);
    const most = peer.mostLines ?? MOST_LINES;
    if (!isFit || known.has(key) || text.split('\n').length > most) return false;
    known.add(key);
    return true;
  });
  const packages = [...new Set(files.map(({ project }) => project))];
  const lists = packages.map((project) => {
    const own = files.filter((one) => one.project === project);
    return choicesFor(seed, project.name, 'files').some(own, own.length);
  });
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
}

/** From nothing, as the command of another tool: parsers are started, the tests found and a copy is made. */
async function ownScore(
  { project, path, language, text, facts }: Subject,
  seed: string,
): Promise<Score | undefined> {
  const start = performance.now();
  const bench = new Bench();
  try {
    const { testRunner, clock, files } = bench.toolsFor(byThisNode(project));
    const subject = { path, source: text, declarations: facts.declarations };
    const tests = await reachingTests(language, subject, files, MOST_TESTS);
    if (tests.length === 0) return undefined;
    let [judged, first] = [0, undefined as number | undefined];
    const result = await runMutants(
      { testRunner, clock, syntax: bench.syntax },
      {
        subject: { path, language, text },
        ranges: [{ firstLine: 1, lastLine: text.split('\n').length }],
        tests,
        seed,
        most: MOST_MUTANTS,
        limitMs: LIMIT_MS,
      },
      {
        onMutant: (_mutant, _fate, chosen) => {
          judged += 1;
          if (judged >= Math.min(FIRST, chosen)) first ??= performance.now() - start;
        },
      },
      AbortSignal.timeout(LIMIT_MS * 2),
    );
    if (result.type !== 'done') return undefined;
    const { killed, executed } = result;
    return { killed, survived: executed - killed, first };
  } finally {
    await bench.dispose();
  }
}

/** Other tools of JavaScript run tests by the Node.js that runs this, as they need a newer one than some have. */
function byThisNode(project: Installed): Installed {
  const { PATH = '' } = project.env;
  return { ...project, env: { ...project.env, PATH: `${dirname(process.execPath)}:${PATH}` } };
}

/** One file in one line. */
function scoreLine({ subject, peer, ours, theirs }: ComparedScore): string {
  const of = (score: Score): string => {
    const all = score.killed + score.survived;
    const first =
      score.first === undefined ? 'ended before' : `${(score.first / 1000).toFixed(1)} s`;
    return `${score.killed} of ${all} (${(shareOf(score) * 100).toFixed(0)} %), first ${FIRST}: ${first}`;
  };
  return `${peer} | ${subject.project.name}:${subject.path} | ours ${of(ours)} | theirs ${of(theirs)}`;
}
