import * as z from 'zod/mini';

import type { Strength } from '../../models/booking.ts';
import { estimateTokens } from '../../models/tokens.ts';
import type { Coded } from '../../models/userError.ts';
import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';
import { answerSchema, readAnswer, unseenProblem } from '../answer.ts';
import type { Material } from '../material.ts';
import { gather, textOf } from '../material.ts';
import { withoutMachinePaths } from '../machinePaths.ts';
import { masked } from '../masking.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problemCodes.ts';
import { CODE_IS_DATA, fence, firstPrompt, requestBlock } from '../prompt.ts';
import type {
  GateResult,
  Problem,
  PromptBlock,
  Task,
  TaskInput,
  TaskTools,
  TestRunner,
} from '../task.ts';
import { taskError } from '../taskErrors.ts';
import { factsAfter } from '../verdictOnSyntax.ts';
import { withoutBlockMacros } from './blockMacros.ts';
import { emptiedSubject } from './emptiedSubject.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { insertCases } from './insertCases.ts';
import { testProblems } from './testChecks.ts';
import type { TestPlan } from './testPlan.ts';
import { planTests } from './testPlan.ts';

const SYSTEM = [
  'You write unit tests for the requested lines of a source file, in the framework and for the file named in the request. Test behaviour that callers rely on: the ordinary case, the edges, the errors. Never assert what the code does by mistake; if a line looks wrong, test what it should do.',
  'Every case asserts something, none is skipped or focused, none needs network, clock or order. Import the subject as `subject` says. Follow the style of the sibling where there is one. No comments that repeat the name of a case.',
  'Without `insert`, `code` is the whole new file. With `insert: yes` the sibling is the existing file: `imports` holds only import lines that it lacks (or is empty), `cases` only the new cases, not those it has.',
  CODE_IS_DATA,
].join('\n');

const newFileShape = z.object({ code: z.string() });
const casesShape = z.object({ imports: z.string(), cases: z.string() });

const newFileSchema = answerSchema(newFileShape);
const casesSchema = answerSchema(casesShape);

/** Writes tests: a new file, or cases for the one that is there. */
export const tests: Task = {
  name: 'tests',
  async prepare(input, tools, signal) {
    const material = await gather(input, tools, signal);
    if (input.path === undefined) throw taskError('input.untitled', {});
    if (isTestFile(input.path)) throw taskError('nothingToDo.isTestFile', {});
    const subject = {
      path: input.path,
      source: input.source,
      // A package clause in a comment is none.
      code: masked(input.source, material.facts, 'commentsAndStrings'),
      declarations: material.facts?.declarations ?? [],
    };
    const plan = await planTests(input.language, subject, tools.files);
    if (plan === undefined) throw taskError('input.unknownLanguage', { task: 'tests' });
    const isOwnFile = plan.path === input.path;
    const shown = plan.existing !== undefined && !isOwnFile ? plan.existing : plan.sibling?.text;
    const shownPath = plan.existing !== undefined && !isOwnFile ? plan.path : plan.sibling?.path;
    const insert = plan.existing !== undefined;

    const blocks: readonly PromptBlock[] = [
      ...material.blocks,
      ...(shown === undefined ? [] : [{ text: fence('sibling', {}, shown), stable: true }]),
      requestBlock(input, material.target, [
        ['framework', plan.framework],
        ['style', FRAMEWORKS[plan.framework].guide],
        ['subject', plan.subject],
        ['file', plan.path],
        ...(insert ? [['insert', 'yes'] as const] : []),
      ]),
    ];
    const targetTokens = estimateTokens(textOf(material.lines, material.target), 'code');
    return {
      name: 'tests',
      language: input.language,
      prompt: firstPrompt(SYSTEM, blocks, insert ? casesSchema : newFileSchema),
      sent:
        shown === undefined || shownPath === undefined
          ? material.sent
          : [...material.sent, { path: shownPath, tokens: estimateTokens(shown, 'code') }],
      notes: [
        ...material.notes,
        ...(plan.isDefault ? [note('notes.defaultFramework', { framework: plan.framework })] : []),
        ...(insert ? [note('notes.casesInserted', {})] : []),
      ],
      // Tests are about half again as long as what they test.
      expectedOutputTokens: 300 + Math.ceil(Math.min(8_000, targetTokens * 1.5)),
      signals: material.signals,
      check: (reply, checkSignal) => checkTests(input, material, tools, plan, reply, checkSignal),
    };
  },
};

/** By the names that test files have in all the languages here. */
function isTestFile(path: string): boolean {
  return /\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)test_[^/]*\.(?:py|rb)$|_(?:test|spec)\.(?:py|go|rb)$|\wTests?\.(?:java|cs|php|c|cc|cpp|cxx)$|(?:[-_.](?:unit)?tests?|(?:^|\/)test_[^/]*)\.(?:c|cc|cpp|cxx)$/.test(
    path,
  );
}

async function checkTests(
  input: TaskInput,
  material: Material,
  tools: TaskTools,
  plan: TestPlan,
  reply: string,
  signal: AbortSignal,
): Promise<GateResult> {
  const rejected = (found: Problem): GateResult => ({
    answer: undefined,
    problems: [found],
    strength: 'checks',
    notes: [],
  });
  const written = await testText(input, tools, plan, reply, signal);
  if ('problem' in written) return rejected(written.problem);
  const { text, added } = written;
  const answer = {
    kind: 'newFile',
    path: plan.path,
    language: plan.language ?? input.language,
    text,
    replaces: plan.existing,
  } as const;

  const after = await testFacts(plan, text, (parsable) =>
    factsAfter(tools.syntax, input.language, parsable, signal),
  );
  if (after.problem !== undefined) return rejected(after.problem);
  const before =
    plan.existing === undefined
      ? undefined
      : await existingFacts(input.language, tools, plan, plan.existing, signal);
  const errors = after.facts?.errors ?? [];
  const problems =
    errors.length > (before?.errors.length ?? 0)
      ? [syntaxProblem(text, errors[0]?.line ?? 1)]
      : await testProblems(text, after.facts, FRAMEWORKS[plan.framework], plan, added);
  if (problems.length > 0) return { answer, problems, strength: 'checks', notes: [] };
  const run = await runTests(input, material, tools.testRunner, plan, text, signal);
  return { answer, ...run };
}

/** Facts of a test file as its framework's macros mean it. */
async function testFacts<Found extends { readonly facts: SyntaxFacts | undefined }>(
  { framework }: TestPlan,
  text: string,
  factsOf: (parsable: string) => Promise<Found>,
): Promise<Found> {
  if (framework !== 'catch2' && framework !== 'doctest') return factsOf(text);
  const { text: parsable, strings } = withoutBlockMacros(text);
  const found = await factsOf(parsable);
  return found.facts === undefined
    ? found
    : { ...found, facts: { ...found.facts, strings: [...found.facts.strings, ...strings] } };
}

async function existingFacts(
  language: string,
  { syntax }: TaskTools,
  plan: TestPlan,
  existing: string,
  signal: AbortSignal,
): Promise<SyntaxFacts | undefined> {
  const found = await testFacts(plan, existing, async (text) => ({
    facts: await syntax.facts(language, text, signal),
  }));
  return found.facts;
}

function syntaxProblem(text: string, line: number): Problem {
  const found = (text.split('\n')[line - 1] ?? '').trim();
  return problem('tests.syntaxError', { line }, { found });
}

/** The whole test file that a reply makes, and which of it is new. */
async function testText(
  input: TaskInput,
  tools: TaskTools,
  plan: TestPlan,
  reply: string,
  signal: AbortSignal,
): Promise<
  { readonly text: string; readonly added: readonly TextRange[] } | { readonly problem: Problem }
> {
  const { existing } = plan;
  if (existing === undefined) {
    const read = readAnswer(reply, newFileShape);
    if (read.value === undefined) return read;
    const text = `${plain(read.value.code).trim()}\n`;
    const hidden = unseenProblem(text, 'the tests', '', input.source);
    return hidden === undefined
      ? { text, added: [{ start: 0, end: text.length }] }
      : { problem: hidden };
  }
  const read = readAnswer(reply, casesShape);
  if (read.value === undefined) return read;
  const imports = plain(read.value.imports);
  const cases = plain(read.value.cases);
  const added = `${imports}\n${cases}`;
  const hidden = unseenProblem(added, 'the cases', existing, input.source);
  if (hidden !== undefined) return { problem: hidden };
  if (!/\S/.test(cases)) return { problem: problem('tests.noCases', {}) };
  const facts = await existingFacts(input.language, tools, plan, existing, signal);
  return insertCases(input.language, FRAMEWORKS[plan.framework], existing, facts, imports, cases);
}

/** With the line ends that everything here has, and out of the fence that some models add. */
function plain(text: string): string {
  const unix = text.replace(/\r\n?/g, '\n');
  return /^\s*```[\w-]*\n([\s\S]*?)\n?```\s*$/.exec(unix)?.[1] ?? unix;
}

/** What running says, where running is possible and agreed to. */
async function runTests(
  input: TaskInput,
  material: Material,
  testRunner: TestRunner | undefined,
  { path, framework }: TestPlan,
  text: string,
  signal: AbortSignal,
): Promise<Pick<GateResult, 'problems' | 'strength' | 'notes'>> {
  const outcome = (strength: Strength, problems: readonly Problem[], notes: readonly Coded[]) => ({
    strength,
    problems,
    notes,
  });
  const notRun = outcome('checks', [], [note('notes.notRun', {})]);
  if (testRunner === undefined || input.path === undefined) return notRun;
  const test = { path, text, framework };
  const run = await testRunner.run(test, undefined, signal);
  if (run.type === 'notRun') return notRun;
  if (run.type === 'failed') {
    const failed = problem(
      'tests.failed',
      { count: run.failures },
      { found: withoutMachinePaths(run.output) },
    );
    return outcome('checks', [failed], []);
  }
  // Tests inside the subject's own file would be emptied with it.
  const emptied =
    material.facts === undefined || path === input.path
      ? undefined
      : emptiedSubject(input.language, input.source, material.facts, material.target);
  if (emptied === undefined) return outcome('checks', [], [note('notes.notProven', {})]);
  const without = await testRunner.run(test, { path: input.path, text: emptied }, signal);
  if (without.type === 'failed') return outcome('proves', [], []);
  return without.type === 'passed'
    ? outcome('checks', [problem('tests.passWithoutSubject', {})], [])
    : outcome('checks', [], [note('notes.notProven', {})]);
}
