import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import { comparedBehaviour } from '../../../src/tasks/change/comparedBehaviour.ts';
import type { NoteCode } from '../../../src/tasks/noteCodes.ts';
import type { TaskInput } from '../../../src/tasks/task.ts';
import { choicesFor } from '../gates/random.ts';
import type { Bench } from './bench.ts';
import type { EditKind } from './edit.ts';
import type { Subject } from './subjects.ts';
import { editsOf } from './subjects.ts';

/** What the comparison came to. */
export type Verdict =
  /** Shown to be the same: by the code alone, or by tests. */
  | 'proven by code'
  | 'proven by tests'
  /** Calls agree, or tests pass that notice some changes. */
  | 'probes agree'
  | 'tests notice some'
  | 'tests notice none'
  | 'different'
  | 'not compared'
  | 'gave up';

/** One changed function and what was said of it. */
export interface Comparison {
  readonly subject: Subject;
  /** What was changed, for a person to see. */
  readonly change: string;
  readonly verdict: Verdict;
  /** What the gate says of it. */
  readonly detail: string;
  readonly ms: number;
}

/** What is measured, and how much. */
export interface Asked {
  readonly subjects: readonly Subject[];
  readonly seed: string;
  readonly count: number;
  /** ms for one part. */
  readonly limitMs: number;
  readonly onProgress: (line: string) => void;
}

const LIMIT_MS = 180_000;

/** Edits whose lines have something in them that tests can notice, the last where there is no other. */
const TOLD_BY_RUNNING: readonly EditKind[] = [
  'result named',
  'conditional to branches',
  'branches swapped',
  'negation moved',
  'constant extracted',
  'nothing done',
];

const BY_NOTE: Partial<Record<NoteCode, Verdict>> = {
  'notes.sameCode': 'proven by code',
  'notes.sameButNames': 'proven by code',
  'notes.sameButOrder': 'proven by code',
  'notes.sameButNamesAndOrder': 'proven by code',
  'notes.sameJavaScript': 'proven by code',
  'notes.testsProve': 'proven by tests',
  'notes.testsBroken': 'different',
  'notes.probesDiffer': 'different',
  'notes.probesAgree': 'probes agree',
  'notes.testsNotice': 'tests notice some',
  'notes.testsPass': 'tests notice none',
};

/** What the product's comparison says of one changed text. */
async function compared(
  bench: Bench,
  subject: Subject,
  change: string,
  text: string,
): Promise<Comparison> {
  const { project, path, language, declaration, facts } = subject;
  const { firstLine, lastLine } = declaration;
  const input: TaskInput = {
    task: 'refactor',
    language,
    source: subject.text,
    target: { firstLine, lastLine },
    targetKind: 'declaration',
    path,
    instruction: undefined,
    diagnostics: [],
  };
  const start = performance.now();
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    const tools = bench.toolsFor(project);
    const said = await comparedBehaviour({ input, facts, text }, tools, signal);
    const ms = performance.now() - start;
    const detail = [
      ...said.problems.map((one) => `${one.code} ${one.detail}`),
      ...said.notes.map(({ code, args }) => `${code} ${JSON.stringify(args)}`),
    ].join('; ');
    if (said.problems.length > 0) return { subject, change, verdict: 'different', detail, ms };
    const verdicts = said.notes.flatMap(({ code, args }) => {
      const verdict = BY_NOTE[code];
      if (verdict === undefined) return [];
      const isBlind = verdict === 'tests notice some' && args['killed'] === 0;
      return [isBlind ? 'tests notice none' : verdict] as const;
    });
    const ORDER: readonly Verdict[] = [
      'different',
      'proven by code',
      'proven by tests',
      'probes agree',
      'tests notice some',
      'tests notice none',
    ];
    const verdict = ORDER.find((one) => verdicts.includes(one)) ?? 'not compared';
    return { subject, change, verdict, detail, ms };
  } catch (error) {
    if (!signal.aborted) throw error;
    const ms = performance.now() - start;
    return { subject, change, verdict: 'gave up', detail: '', ms };
  }
}

/** Edits that change nothing of what functions do. */
export function preserving(bench: Bench, asked: Asked): Promise<readonly Comparison[]> {
  return each(asked, async (subject, index) => {
    const edits = (await editsOf(subject)).filter(({ kind }) => kind !== 'nothing done');
    const edit = choicesFor(asked.seed, 'edit', String(index)).one(edits);
    return edit && compared(bench, subject, edit.kind, edit.text);
  });
}

/** Edits that nobody can tell from the code alone, one for each function. */
export function comparable(bench: Bench, asked: Asked): Promise<readonly Comparison[]> {
  return each(asked, async (subject) => {
    const edits = await editsOf(subject);
    const edit = TOLD_BY_RUNNING.map((kind) => edits.find((one) => one.kind === kind)).find(
      (one) => one !== undefined,
    );
    return edit && compared(bench, subject, edit.kind, edit.text);
  });
}

/** Mutants that are called refactorings. */
export function changing(bench: Bench, asked: Asked): Promise<readonly Comparison[]> {
  return each(asked, async (subject) => {
    const { language, text, declaration } = subject;
    const wish = { ranges: [declaration], seed: `${asked.seed} changing`, most: 8 };
    const mutants = await bench.syntax.mutants(language, text, wish, AbortSignal.timeout(LIMIT_MS));
    const mutant = choicesFor(asked.seed, declaration.path, 'mutant').one(mutants ?? []);
    if (mutant === undefined) return undefined;
    const { operator, line, before, after } = mutant;
    const change = `${operator} in line ${line}: ${before} -> ${after}`.replaceAll('\n', ' ');
    return compared(bench, subject, change, mutated(text, mutant));
  });
}

/** One case of each function until there are enough, or the time is over. */
async function each(
  { subjects, count, limitMs, onProgress }: Asked,
  make: (subject: Subject, index: number) => Promise<Comparison | undefined>,
): Promise<readonly Comparison[]> {
  const start = performance.now();
  const done: Comparison[] = [];
  for (const [index, subject] of subjects.entries()) {
    if (done.length >= count || performance.now() - start > limitMs) break;
    const one = await make(subject, index);
    if (one === undefined) continue;
    done.push(one);
    onProgress(lineOf(one));
  }
  return done;
}

/** A comparison in one line. */
export function lineOf({ subject, change, verdict, detail, ms }: Comparison): string {
  const place = `${subject.project.name}:${subject.path} ${subject.declaration.path}`;
  const said = detail.replaceAll('\n', ' ').slice(0, 400);
  return [verdict, place, change.slice(0, 120), said, `${(ms / 1000).toFixed(1)} s`].join(' | ');
}
