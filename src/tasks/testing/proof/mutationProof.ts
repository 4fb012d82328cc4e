import type { MutantOperator } from '../../../syntax/mutants/mutant.ts';
import type { LineRange, Mutant } from '../../../syntax/syntax.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import type { MutationBounds, Survivor, TaskTools, TestToRun } from '../../task.ts';
import type { Baseline } from '../mutation/mutationBaseline.ts';
import type { MutationSubject } from '../mutation/mutationRun.ts';
import type { MutationResult, MutationTools } from '../mutation/mutationRun.ts';
import { runMutants } from '../mutation/mutationRun.ts';
import type { Proof } from './proof.ts';
import { NOT_PROVEN, outcome } from './proof.ts';

/** ms for all mutants of one answer. */
const LIMIT_MS = 60_000;
/** ms in which all are run, even when it is certain already that enough of them are noticed. */
const THOROUGH_MS = 15_000;
/** Executed mutants below which a share says nothing, where there are as many to choose from. */
const FEWEST = 3;
/** Survivors that a model is told of at once. */
const MOST_TOLD = 5;
/** Characters of what was there, say of a block, that it is told. */
const MOST_CODE = 200;
/** Survivors that are shown. */
const MOST_SHOWN = 20;

/** What leaves a statement out: what stands in its place is the language's word for nothing. */
const LEAVES_OUT: ReadonlySet<MutantOperator> = new Set(['call', 'statement', 'exception']);

/** New cases, and the changes of their subject that they are run against. */
export interface AskedMutation {
  readonly test: TestToRun;
  readonly subject: MutationSubject;
  readonly range: LineRange;
  readonly bounds: MutationBounds;
  /** The one change that has to be noticed; left out: they are chosen. */
  readonly wanted?: Mutant;
  readonly baseline: Baseline;
  /** What is said where there is nothing to change. */
  readonly unchanged: Proof;
}

/**
 * What new cases say of mutants of their subject: a proof where they notice enough of them. Where
 * nothing in the subject can be changed, what its emptied text has shown stands; where it can be
 * changed but too few of the changed texts could be run, say because they do not compile, there is
 * no proof.
 */
export async function mutationProof(
  { progress, ...tools }: MutationTools & Pick<TaskTools, 'progress'>,
  { test, subject, range, bounds, wanted, baseline, unchanged }: AskedMutation,
  signal: AbortSignal,
): Promise<Proof> {
  let judged = 0;
  const one = wanted && { mutants: () => Promise.resolve([wanted]) };
  const result = await runMutants(
    { ...tools, ...(one && { syntax: one }) },
    {
      subject,
      ranges: [range],
      tests: [test],
      // The same changes for the repaired answer as for the first.
      seed: subject.text,
      most: bounds.most,
      limitMs: LIMIT_MS,
      score: bounds.score,
      thoroughMs: THOROUGH_MS,
      baseline: [baseline],
    },
    {
      onMutant: (_mutant, _fate, chosen) => {
        judged += 1;
        // Nobody waits for it, and who is gone is not told.
        void progress?.mutants(judged, chosen).catch(() => undefined);
      },
    },
    signal,
  );
  switch (result.type) {
    case 'noMutants':
      return unchanged;
    case 'noBaseline':
      return NOT_PROVEN;
    case 'done':
      return proofBy(result, bounds.score, wanted !== undefined);
  }
}

/** `isWanted`: it is one change, which may be noticed by whatever it does. */
function proofBy(
  result: Extract<MutationResult, { type: 'done' }>,
  score: number,
  isWanted: boolean,
): Proof {
  const { executed, killed, crashed, timedOut, chosen } = result;
  const survivors = result.mutants.flatMap(({ mutant, fate }): readonly Survivor[] => {
    const { line, before, after, operator } = mutant;
    const left = LEAVES_OUT.has(operator) ? '' : after;
    return fate === 'survived' ? [{ line, before, after: left }] : [];
  });
  const report = {
    mutants: { executed, killed, timedOut },
    survivors: survivors.slice(0, MOST_SHOWN),
  };
  if (executed < Math.min(FEWEST, chosen)) {
    const few = note('notes.fewMutants', { executed, chosen });
    return { ...outcome('checks', [], [few]), ...report };
  }
  // Whatever share is wanted, tests that notice nothing prove nothing.
  // What breaks its subject down is noticed without any assertion: of the others as many have to be.
  const aside = isWanted ? 0 : crashed;
  const isTold = killed > aside && (killed - aside) / (executed - aside) >= score;
  if (isTold && killed / executed >= score) {
    return { ...outcome('proves', [], [note('notes.notices', { killed, executed })]), ...report };
  }
  const problems = survivors.slice(0, MOST_TOLD).map(({ line, before, after }) => {
    const was = before.length > MOST_CODE ? `${before.slice(0, MOST_CODE)}…` : before;
    const change = after === '' ? `${was} left out` : `${after} instead of ${was}`;
    return problem('tests.survived', { line }, { change });
  });
  const weak = note('notes.noticesTooFew', { killed, executed });
  return { ...outcome('checks', problems, [weak]), ...report };
}
