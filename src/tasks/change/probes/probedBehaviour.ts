import { withoutMachinePaths } from '../../machinePaths.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import { withoutSecrets } from '../../secrets.ts';
import type { TaskTools } from '../../task.ts';
import { runMutants } from '../../testing/mutation/mutationRun.ts';
import { mutatedLines } from '../mutatedLines.ts';
import type { ChangedFile, ComparedBehaviour } from '../testedBehaviour.ts';
import { asksForBehaviour } from '../wantedChange.ts';
import type { ProbedCalls, Unprobed } from './probedCalls.ts';
import { probedCalls } from './probedCalls.ts';

/** ms for the calls on mutants of the changed lines. */
const MUTANTS_LIMIT_MS = 30_000;
/** Mutants, and the share of them that the calls have to notice to be spoken of. */
const MOST_MUTANTS = 8;
const LEAST_MUTANTS = 3;
const SCORE = 0.5;

const UNPROBED: ComparedBehaviour = { isProven: false, problems: [], notes: [] };

const WHY = {
  world: 'notes.notProbedWorld',
  access: 'notes.notProbedAccess',
  arguments: 'notes.notProbedArguments',
} as const satisfies Record<Unprobed, string>;

/**
 * Calls the changed functions with made-up arguments, as they were and as they would be. What agrees
 * checks the change, what differs is a problem, or is shown where it was asked for. That they agree is
 * said only where they would notice other changes of these lines; why none could be made is said, too.
 */
export async function probedBehaviour(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const probed = await probedCalls(changed, tools, signal);
  switch (probed.type) {
    case 'unprobed':
      return probed.why === undefined
        ? UNPROBED
        : { ...UNPROBED, notes: [note(WHY[probed.why], {})] };
    case 'differ':
      return differing(probed.calls, changed);
    case 'agree':
      return agreeing(probed, changed, tools, signal);
  }
}

async function agreeing(
  { test, baseline }: Extract<ProbedCalls, { readonly type: 'agree' }>,
  { input, text }: ChangedFile,
  { testRunner, clock, syntax }: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  if (testRunner === undefined || clock === undefined) return UNPROBED;
  const lines = await mutatedLines(syntax, { input, text }, LEAST_MUTANTS, signal);
  const result = await runMutants(
    { testRunner, clock, syntax },
    {
      subject: { path: input.path ?? '', text, language: input.language },
      ranges: lines.ranges,
      tests: [test],
      seed: text,
      most: MOST_MUTANTS,
      limitMs: MUTANTS_LIMIT_MS,
      baseline: [baseline],
    },
    {},
    signal,
  );
  if (result.type !== 'done' || result.executed < LEAST_MUTANTS) return UNPROBED;
  const { killed, executed } = result;
  // Calls that would notice little are not spoken of: they would sound like more than they are.
  if (killed / executed < SCORE) return UNPROBED;
  const count = baseline.steady.keys.size;
  return { ...UNPROBED, notes: [note('notes.probesAgree', { count, killed, executed })] };
}

function differing(
  calls: readonly string[],
  { input, facts, text }: ChangedFile,
): ComparedBehaviour {
  const count = calls.length;
  if (facts !== undefined && asksForBehaviour(input, facts)) {
    return { ...UNPROBED, notes: [note('notes.probesDiffer', { count })] };
  }
  const found = withoutSecrets(withoutMachinePaths(calls.join('\n')), `${input.source}\n${text}`);
  return { ...UNPROBED, problems: [problem('edits.behaviourDiffers', { count }, { found })] };
}
