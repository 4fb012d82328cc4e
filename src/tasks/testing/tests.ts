import * as z from 'zod/mini';
import { estimateTokens } from '../../models/tokens.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import { lineAt, lineStartsOf } from '../../syntax/lines.ts';
import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';
import type { ReadAnswer } from '../answer.ts';
import { answerSchema, readAnswer, unseenProblem } from '../answer.ts';
import { masked } from '../masking.ts';
import type { Material } from '../material.ts';
import { materialOf, textOf } from '../material.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import type { Field } from '../prompt.ts';
import { CODE_IS_DATA, fence, firstPrompt, requestBlock } from '../prompt.ts';
import type {
  FindingToShow,
  GateResult,
  Problem,
  PromptBlock,
  Task,
  TaskInput,
  TaskTools,
} from '../task.ts';
import { taskError } from '../taskErrors.ts';
import { factsAfter, ofProposal } from '../verdictOnSyntax.ts';
import { withoutBlockMacros } from './blockMacros.ts';
import type { CasesToInsert } from './cases/insertCases.ts';
import { insertCases } from './cases/insertCases.ts';
import { compilerSyntaxLine } from './compilerSyntax.ts';
import { withoutUnused } from './imports/newImports.ts';
import { takenCase, takenName } from './imports/takenNames.ts';
import { testsOf } from './languages/languages.ts';
import { isTestFile } from './places/testNames.ts';
import { planTests } from './planners.ts';
import { emptiedSubject } from './proof/emptiedSubject.ts';
import { showingProof } from './proof/showingProof.ts';
import type { WrittenTests } from './proof/testProof.ts';
import { proofOf } from './proof/testProof.ts';
import { judgeTests } from './testChecks.ts';
import type { TestPlan } from './testPlan.ts';
import { unparsedAt } from './unparsed.ts';

const SYSTEM = [
  'You write unit tests for the requested lines of a source file, in the framework and for the file named in the request. Test behaviour that callers rely on: the ordinary case, the edges, the errors. Never assert what the code does by mistake; if a line looks wrong, test what it should do.',
  'Every case asserts something, none is skipped or focused, none needs network, clock or order. Import the subject as `subject` says. Follow the style of the sibling where there is one. No comments that repeat the name of a case.',
  'Without `insert`, `code` is the whole new file. With `insert: yes` the sibling is the existing file: `imports` holds only import lines that it lacks (or is empty), `cases` only the new cases, not those it has.',
  CODE_IS_DATA,
].join('\n');

const SHOWING =
  'Here the request names a finding of a review. Write one case, and no other, that calls this code in the situation of the finding and asserts what should come of it: it fails on the code as it is, by that assertion, and passes once the defect is mended. Where the defect is an error, catch it and fail by an assertion, since an error that ends the case shows nothing. If the finding is wrong, still write what it claims.';

const newFileShape = z.object({ code: z.string() });
const casesShape = z.object({ imports: z.string(), cases: z.string() });

/** Of a short case with its imports. */
const ONE_CASE_TOKENS = 400;

const newFileSchema = answerSchema(newFileShape);
const casesSchema = answerSchema(casesShape);

/** Writes tests: a new file, or cases for the one that is there. */
export const tests: Task = {
  name: 'tests',
  async prepare(input, tools, signal) {
    const material = await materialOf(input, tools, signal);
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
        ['framework', plan.framework.name],
        ['style', plan.style ?? plan.framework.guide],
        ['subject', plan.subject],
        ['file', plan.path],
        ...(insert ? [['insert', 'yes'] as const] : []),
        ...(input.shows === undefined ? [] : [findingField(input.shows)]),
      ]),
    ];
    const targetTokens = estimateTokens(textOf(material.lines, material.target), 'code');
    return {
      name: 'tests',
      language: input.language,
      prompt: firstPrompt(systemFor(input), blocks, insert ? casesSchema : newFileSchema),
      sent:
        shown === undefined || shownPath === undefined
          ? material.sent
          : [...material.sent, { path: shownPath, tokens: estimateTokens(shown, 'code') }],
      notes: [
        ...material.notes,
        ...(plan.isDefault
          ? [note('notes.defaultFramework', { framework: plan.framework.name })]
          : []),
        ...(insert ? [note('notes.casesInserted', {})] : []),
      ],
      // Tests are about half again as long as what they test, and one case is short.
      expectedOutputTokens:
        input.shows === undefined
          ? 300 + Math.ceil(Math.min(8_000, targetTokens * 1.5))
          : ONE_CASE_TOKENS,
      signals: material.signals,
      check: (reply, checkSignal) =>
        checkTests({ input, material, tools, plan, signal: checkSignal }, reply),
    };
  },
};

function systemFor({ shows }: TaskInput): string {
  return shows === undefined ? SYSTEM : `${SYSTEM}\n${SHOWING}`;
}

function findingField({ title, trigger, consequence, ...lines }: FindingToShow): Field {
  return [
    'finding',
    [
      `lines ${lines.firstLine}-${lines.lastLine}: ${title}`,
      ...(trigger === '' ? [] : [`when: ${trigger}`]),
      ...(consequence === '' ? [] : [`then: ${consequence}`]),
    ],
  ];
}

/** What tests were asked for, and what judges them. */
interface AskedTests {
  readonly input: TaskInput;
  readonly material: Material;
  readonly tools: TaskTools;
  readonly plan: TestPlan;
  readonly signal: AbortSignal;
}

async function checkTests(asked: AskedTests, reply: string): Promise<GateResult> {
  const { input, material, tools, plan, signal } = asked;
  const rejected = (found: Problem): GateResult => ({
    answer: undefined,
    problems: [found],
    strength: 'checks',
    notes: [],
  });
  const written = await testText(asked, reply);
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
    plan.existing === undefined ? undefined : await existingFacts(asked, plan.existing);
  const script = { path: plan.path, language: answer.language, text };
  const unread =
    unreadLine(input.language, text, after.facts, { before, existing: plan.existing }) ??
    (await compilerSyntaxLine(tools.diagnostics, script, plan.existing, signal));
  if (unread !== undefined) {
    return { answer, problems: [syntaxProblem(text, unread)], strength: 'checks', notes: [] };
  }
  const name =
    takenName(input.language, text, after.facts, added) ??
    takenCase(plan.framework, masked(text, after.facts, 'comments'), added);
  if (name !== undefined) {
    const taken = problem('tests.nameTaken', {}, { name });
    return { answer, problems: [taken], strength: 'checks', notes: [] };
  }
  const judged = await judgeTests({ text, added }, after.facts, plan.framework, plan);
  const { problems } = judged;
  if (problems.length > 0) return { answer, problems, strength: 'checks', notes: [] };
  if (input.shows !== undefined) {
    const toShow = { text, source: input.source, emptied: emptiedIn(input, material, plan) };
    return { answer, ...(await showingProof(tools.testRunner, toShow, plan, signal)) };
  }
  const toProve = {
    text,
    newCases: judged.newCases,
    source: input.source,
    emptied: emptiedIn(input, material, plan),
    mutation: mutationIn(input, plan),
  };
  return { answer, ...(await proofOf(tools, toProve, plan, signal)) };
}

/** Facts of a test file as its framework's macros mean it. */
async function testFacts<Found extends { readonly facts: SyntaxFacts | undefined }>(
  { framework }: TestPlan,
  text: string,
  factsOf: (parsable: string) => Promise<Found>,
): Promise<Found> {
  if (framework.hasBlockMacros !== true) return factsOf(text);
  const { text: parsable, strings } = withoutBlockMacros(text);
  const found = await factsOf(parsable);
  return found.facts === undefined
    ? found
    : { ...found, facts: { ...found.facts, strings: [...found.facts.strings, ...strings] } };
}

async function existingFacts(
  { input, tools, plan, signal }: AskedTests,
  existing: string,
): Promise<SyntaxFacts | undefined> {
  const found = await testFacts(plan, existing, async (text) => ({
    facts: await tools.syntax.facts(input.language, text, signal),
  }));
  return found.facts;
}

/** A line that does not parse, in a text that has more of these than the one before it. */
function unreadLine(
  language: string,
  text: string,
  facts: SyntaxFacts | undefined,
  was: { readonly before: SyntaxFacts | undefined; readonly existing: string | undefined },
): number | undefined {
  if (facts === undefined) return undefined;
  const { before, existing } = was;
  if (facts.errors.length > (before?.errors.length ?? 0)) return facts.errors[0]?.line ?? 1;
  const wasUnread =
    before !== undefined &&
    existing !== undefined &&
    unparsedAt(language, existing, before) !== undefined;
  const at = wasUnread ? undefined : unparsedAt(language, text, facts);
  return at === undefined ? undefined : lineAt(lineStartsOf(text), at);
}

function syntaxProblem(text: string, line: number): Problem {
  const found = (text.split('\n')[line - 1] ?? '').trim();
  return problem('tests.syntaxError', { line }, { found });
}

/** The whole test file that a reply makes, and which of it is new. */
async function testText(
  asked: AskedTests,
  reply: string,
): Promise<
  { readonly text: string; readonly added: readonly TextRange[] } | { readonly problem: Problem }
> {
  const { input, plan } = asked;
  const { existing } = plan;
  if (existing === undefined) {
    const read = newFileText(reply);
    if (read.value === undefined) return read;
    const text = withoutUnused(input.language, `${read.value.trim()}\n`);
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
  const file = {
    text: existing,
    facts: await existingFacts(asked, existing),
    isTestModule: testsOf(input.language)?.hasTestModules === true && plan.path !== input.path,
  };
  const answer = await answeredCases(asked, { imports, cases });
  return insertCases(input.language, plan.framework, file, answer);
}

/** A whole new file; also one whose imports were written apart, as for a file that is there. */
function newFileText(reply: string): ReadAnswer<string> {
  const read = readAnswer(reply, newFileShape);
  if (read.value !== undefined) return { value: plain(read.value.code) };
  const { value } = readAnswer(reply, casesShape);
  if (value === undefined) return read;
  return { value: `${plain(value.imports).trim()}\n\n${plain(value.cases).trim()}` };
}

/** Cases with what the parser says of them, as far as it can read a piece. */
async function answeredCases(
  { input, tools, plan, signal }: AskedTests,
  { imports, cases }: { readonly imports: string; readonly cases: string },
): Promise<CasesToInsert> {
  const { language } = input;
  const bare = cases
    .replace(/\r\n?/g, '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  // A parser that knows a tag takes what comes before it for text.
  const { tag } = languageOf(language);
  const lead = tag === undefined || bare.startsWith(tag.usual) ? '' : `${tag.usual}\n`;
  const { value } = await ofProposal(signal, async () => {
    const { facts } = await testFacts(plan, lead + bare, async (text) => ({
      facts: await tools.syntax.facts(language, text, signal),
    }));
    return facts;
  });
  return { imports, cases: bare, facts: value && movedFacts(value, -lead.length) };
}

function movedFacts(facts: SyntaxFacts, by: number): SyntaxFacts {
  const moved = (ranges: readonly TextRange[]): readonly TextRange[] =>
    ranges.map(({ start, end }) => ({ start: start + by, end: end + by }));
  return {
    ...facts,
    comments: moved(facts.comments),
    strings: moved(facts.strings),
    imports: moved(facts.imports),
  };
}

/** With the line ends that everything here has, and out of the fence that some models add. */
function plain(text: string): string {
  const unix = text.replace(/\r\n?/g, '\n');
  return /^\s*```[\w-]*\n([\s\S]*?)\n?```\s*$/.exec(unix)?.[1] ?? unix;
}

/** The file under test with its bodies emptied, where that can be done. */
function emptiedIn(
  { language, source, path, target }: TaskInput,
  { facts }: Material,
  plan: TestPlan,
): { readonly path: string; readonly text: string } | undefined {
  // Tests inside the subject's own file would be emptied with it.
  if (path === undefined || facts === undefined || plan.path === path) return undefined;
  const text = emptiedSubject(language, source, facts, target);
  return text === undefined ? undefined : { path, text };
}

/** What of the file under test is changed, where that is asked for. */
function mutationIn(
  { language, source, path, target, mutation, kills }: TaskInput,
  plan: TestPlan,
): WrittenTests['mutation'] {
  // Tests inside the subject's own file would be changed with it.
  if (path === undefined || plan.path === path) return undefined;
  const subject = { path, language, text: source };
  // Where one change is to be noticed, no other matters.
  if (kills !== undefined) {
    return { subject, range: target, bounds: { most: 1, score: 1 }, wanted: kills };
  }
  return mutation && { subject, range: target, bounds: mutation };
}
