import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import type { CaseResult, TaskTools, TestRunner, TestToRun } from '../../task.ts';
import type { Baseline } from '../../testing/mutation/mutationBaseline.ts';
import { steadyCases } from '../../testing/mutation/steadyCases.ts';
import { planTests } from '../../testing/planners.ts';
import { factsAfter } from '../../verdictOnSyntax.ts';
import { changedLines } from '../changedLines.ts';
import type { ChangedFile } from '../testedBehaviour.ts';
import { argumentLists } from './argumentLists.ts';
import { askedArguments } from './askedArguments.ts';
import type { Calls, ProbedSubject, ProbeFile, ProbeLanguage } from './probeLanguage.ts';
import { probesOf } from './probesOf.ts';
import { probeTargets } from './probeTargets.ts';
import { isSelfContained } from './selfContained.ts';

/** ms for all calls. */
const LIMIT_MS = 10_000;
/** ms for building what calls. */
const BUILD_MS = 40_000;

/** Why functions could not be called: each has a note. */
export type Unprobed = 'world' | 'access' | 'arguments';

/** What calls of the changed functions, as they were and as they are, came to. */
export type ProbedCalls =
  /** `why`: undefined where nobody can call them here, or no call said anything. */
  | { readonly type: 'unprobed'; readonly why?: Unprobed }
  /** Each call that differs, with both results. */
  | { readonly type: 'differ'; readonly calls: readonly string[] }
  | { readonly type: 'agree'; readonly test: TestToRun; readonly baseline: Baseline };

/**
 * Calls the changed functions with made-up arguments, as they were (twice: what differs from itself
 * says nothing) and as they are, where they do nothing but compute.
 * @throws the signal's reason when it is aborted
 */
export async function probedCalls(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ProbedCalls> {
  const { testRunner, clock } = tools;
  const { facts } = changed;
  if (testRunner === undefined || clock === undefined || facts === undefined) {
    return { type: 'unprobed' };
  }
  const probe = await probeFor(changed, facts, tools, signal);
  if (typeof probe === 'string') return { type: 'unprobed', why: probe };
  if (probe === undefined) return { type: 'unprobed' };
  const file = await comparingFile(probe, changed, testRunner, signal);
  if (file === undefined) return { type: 'unprobed' };
  const test = testOf(file, probe);
  const start = clock.ticks();
  const subject = { path: changed.input.path ?? '', text: changed.text };
  const run = await testRunner.run(test, subject, signal);
  signal.throwIfAborted();
  const cases = run.type === 'notRun' ? [] : (run.cases ?? []).filter(isProbe);
  const different = cases.filter(({ outcome }) => outcome === 'failed');
  if (different.length > 0) return { type: 'differ', calls: different.map(differenceIn) };
  if (!cases.some(({ outcome }) => outcome === 'passed')) return { type: 'unprobed' };
  const baseline = { steady: steadyCases(run, run), ms: clock.ticks() - start };
  return { type: 'agree', test, baseline };
}

const PROBE = /(?:\bprobe |\btest_probe_)(\d{1,9})\b/;

/** A case of a probe, whatever groups its framework puts it into. */
function isProbe({ name }: CaseResult): boolean {
  return PROBE.test(name);
}

function testOf(
  file: ProbeFile,
  { framework, probes }: Pick<Probe, 'framework' | 'probes'>,
): TestToRun {
  const limitMs = LIMIT_MS + (probes.isBuilt === true ? BUILD_MS : 0);
  return { ...file, framework, isOwn: true, byCase: true, limitMs };
}

/** The file that compares both versions; of a language in which each is a program first one is run. */
async function comparingFile(
  { probes, file, framework, subject, calls }: Probe,
  { input }: ChangedFile,
  testRunner: TestRunner,
  signal: AbortSignal,
): Promise<ProbeFile | undefined> {
  if (probes.compared === undefined) return file;
  const before = { path: subject.path, text: input.source };
  const run = await testRunner.run(testOf(file, { framework, probes }), before, signal);
  signal.throwIfAborted();
  const outputs = new Map<number, string>();
  for (const { name, output } of run.type === 'failed' ? (run.cases ?? []) : []) {
    const at = PROBE.exec(name)?.[1];
    if (at !== undefined && output !== undefined) outputs.set(Number(at), output);
  }
  return probes.compared(subject, calls, outputs);
}

/** What calls functions, and with what. */
interface Probe {
  readonly probes: ProbeLanguage;
  readonly file: ProbeFile;
  readonly framework: string;
  readonly subject: ProbedSubject;
  readonly calls: readonly Calls[];
}

async function probeFor(
  { input, text }: ChangedFile,
  facts: SyntaxFacts,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<Probe | Unprobed | undefined> {
  const { language, path, source } = input;
  const probes = probesOf(language);
  if (probes === undefined) return undefined;
  const { facts: later } = await factsAfter(tools.syntax, language, text, signal);
  if (path === undefined || later === undefined) return undefined;
  const followed = { syntax: tools.syntax, files: tools.files, language };
  const isAlone = (one: string, of: SyntaxFacts): Promise<boolean> =>
    isSelfContained({ path, text: one, facts: of }, probes, followed, signal);
  if (!(await isAlone(source, facts)) || !(await isAlone(text, later))) return 'world';
  const targets = probeTargets(
    { text: source, facts },
    { text, facts: later },
    changedLines(source, text),
    probes.isOwnPackage,
  );
  if (targets.length === 0) return 'access';
  const isTyped = probes.isTyped ?? language.startsWith('typescript');
  const asked = await (tools.sideModel &&
    askedArguments(targets, text, probes, tools.sideModel).catch(() => undefined));
  const calls = targets.flatMap((target): readonly Calls[] => {
    const made = argumentLists(target, { text, literalsFrom: source, isTyped }, probes) ?? [];
    const lists = [...(asked?.get(target.name) ?? []), ...made];
    return lists.length === 0 ? [] : [{ name: target.name, lists }];
  });
  if (calls.length === 0) return 'arguments';
  const subject = { path, source, declarations: facts.declarations };
  const plan = await planTests(language, subject, tools.files);
  const framework = plan?.framework.name ?? '';
  const asWas = { path, before: source };
  const file = probes.write(framework, asWas, calls);
  return file && { probes, file, framework, subject: asWas, calls };
}

/** The line that tells the call and both results, without what a runner says around it. */
function differenceIn({ output = '' }: CaseResult): string {
  const line = output.split('\n').find((one) => one.includes(' before, and now ')) ?? output;
  const said = line
    .trim()
    .replace(/^tierwise_probe_test\.go:\d{1,9}: /, '')
    .replace(/^(?:E {2,9})?(?:error|Error|AssertionError):\s?/, '');
  const [, quote, quoted] = /^(["'])(.*)\1$/.exec(said) ?? [];
  // Of Node.js, which writes what is in quotes with each of them doubled.
  if (quoted !== undefined) return quote === "'" ? quoted.replaceAll("''", "'") : quoted;
  return said.replace(/^["'|>-]{1,3}\s?/, '');
}
