import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import { withoutMachinePaths } from '../../machinePaths.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import { withoutSecrets } from '../../secrets.ts';
import type { CaseResult, TaskInput, TaskTools, TestToRun } from '../../task.ts';
import { runMutants } from '../../testing/mutationRun.ts';
import { planTests } from '../../testing/planners.ts';
import { steadyCases } from '../../testing/steadyCases.ts';
import { factsAfter } from '../../verdictOnSyntax.ts';
import { changedLines } from '../changedLines.ts';
import type { ChangedFile, ComparedBehaviour } from '../testedBehaviour.ts';
import { asksForBehaviour } from '../wantedChange.ts';
import { argumentLists } from './argumentLists.ts';
import type { Calls, ProbeFile } from './probeLanguage.ts';
import { probesOf } from './probesOf.ts';
import { probeTargets } from './probeTargets.ts';

/** ms for the calls, and for those on mutants of the changed lines. */
const LIMIT_MS = 10_000;
const MUTANTS_LIMIT_MS = 30_000;
/** Mutants, and the share of them that the calls have to notice to be spoken of. */
const MOST_MUTANTS = 8;
const LEAST_MUTANTS = 3;
const SCORE = 0.5;

const UNPROBED: ComparedBehaviour = { isProven: false, problems: [], notes: [] };

/**
 * Calls the changed functions with made-up arguments, as they were and as they would be, where they
 * do nothing but compute. What agrees checks the change, what differs is a problem, or is shown where
 * it was asked for. That they agree is said only where they would notice other changes of these lines.
 */
export async function probedBehaviour(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const { input, facts, text } = changed;
  const { testRunner, clock, syntax } = tools;
  if (testRunner === undefined || clock === undefined || facts === undefined) return UNPROBED;
  const probe = await probeFor(changed, facts, tools, signal);
  if (probe === undefined) return UNPROBED;
  const test: TestToRun = {
    ...probe.file,
    framework: probe.framework,
    isOwn: true,
    byCase: true,
    limitMs: LIMIT_MS,
  };
  const subject = { path: input.path ?? '', text };
  const start = clock.ticks();
  const run = await testRunner.run(test, subject, signal);
  signal.throwIfAborted();
  const cases = run.type === 'notRun' ? [] : (run.cases ?? []).filter(isProbe);
  const different = cases.filter(({ outcome }) => outcome === 'failed');
  if (different.length > 0) return differing(different, input, facts, text);
  if (!cases.some(({ outcome }) => outcome === 'passed')) return UNPROBED;
  const baseline = { steady: steadyCases(run, run), ms: clock.ticks() - start };
  const result = await runMutants(
    { testRunner, clock, syntax },
    {
      subject: { ...subject, language: input.language },
      ranges: changedLines(input.source, text),
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

/** A case of a probe, whatever groups its framework puts it into. */
function isProbe({ name }: CaseResult): boolean {
  return /(?:\bprobe |\btest_probe_)\d+\b/.test(name);
}

async function probeFor(
  { input, text }: ChangedFile,
  facts: SyntaxFacts,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<{ readonly file: ProbeFile; readonly framework: string } | undefined> {
  const { language, path, source } = input;
  const probes = probesOf(language);
  if (probes === undefined) return undefined;
  const { facts: later } = await factsAfter(tools.syntax, language, text, signal);
  if (path === undefined || later === undefined) return undefined;
  if (!probes.isSelfContained(source, facts) || !probes.isSelfContained(text, later))
    return undefined;
  const targets = probeTargets(
    { text: source, facts },
    { text, facts: later },
    changedLines(source, text),
  );
  const isTyped = language.startsWith('typescript');
  const calls = targets.flatMap((target): readonly Calls[] => {
    const lists = argumentLists(target, { text, literalsFrom: source, isTyped }, probes);
    return lists === undefined ? [] : [{ name: target.name, lists }];
  });
  if (calls.length === 0) return undefined;
  const subject = { path, source, declarations: facts.declarations };
  const plan = await planTests(language, subject, tools.files);
  const framework = plan?.framework.name ?? '';
  const file = probes.write(framework, { path, before: source }, calls);
  return file && { file, framework };
}

/** The line that tells the call and both results, without what a runner says around it. */
function differenceIn({ output = '' }: CaseResult): string {
  const line = output.split('\n').find((one) => one.includes(' before, and now ')) ?? output;
  return line.trim().replace(/^(?:E {2,9})?(?:error|Error|AssertionError):\s?["'|>-]{0,3}\s?/, '');
}

function differing(
  different: readonly CaseResult[],
  input: TaskInput,
  facts: SyntaxFacts,
  text: string,
): ComparedBehaviour {
  const count = different.length;
  if (asksForBehaviour(input, facts)) {
    return { ...UNPROBED, notes: [note('notes.probesDiffer', { count })] };
  }
  const said = different.map(differenceIn).join('\n');
  const found = withoutSecrets(withoutMachinePaths(said), `${input.source}\n${text}`);
  return { ...UNPROBED, problems: [problem('edits.behaviourDiffers', { count }, { found })] };
}
