import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SyntaxFacts } from '../../../src/syntax/syntax.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import type {
  GateResult,
  PreparedTask,
  ProjectFiles,
  TaskInput,
  TaskTools,
} from '../../../src/tasks/task.ts';
import { projectOf } from '../../unit/tasks/taskBench.ts';
import type { Block } from './blocks.ts';
import { startBlocks, sumOf } from './blocks.ts';
import type { AnswerCase, GateCase, Ground } from './cases.ts';
import type { SourceFile } from './corpus.ts';
import { badDocs, changedCode, goodDocs, sameCode, sameCodeAs, stripped } from './docsCases.ts';
import { badEdits, goodEdits } from './editCases.ts';
import { choicesFor } from './random.ts';
import { badReviews, explanations, goodReviews } from './reviewCases.ts';

const never = new AbortController().signal;
const NO_FILES = projectOf({});

/** What a gate said of a case, and what that took. */
export interface Outcome {
  readonly case: GateCase;
  readonly accepted: boolean;
  /** Codes of the problems. */
  readonly codes: readonly string[];
  readonly detail: string;
  /** Longest block while the prompt was made; undefined where none was. */
  readonly preparing: Block | undefined;
  /** Undefined where no gate ran. */
  readonly time:
    | {
        /** From the reply to the verdict. */
        readonly ms: number;
        /** CPU of all threads. */
        readonly cpuMs: number;
        /** Longest that the thread that asked was at work without a break. */
        readonly block: Block;
        /** Longest delay of the thread's events, as the clock has it. */
        readonly delayMs: number;
      }
    | undefined;
}

/** Makes a task ready. */
function prepare(
  tools: TaskTools,
  input: TaskInput,
  files: ProjectFiles = NO_FILES,
): Promise<PreparedTask> {
  return taskFor(input.task).prepare(input, { ...tools, files }, never);
}

/** All cases that a file gives, tests apart. */
export async function casesOf(
  tools: TaskTools,
  file: SourceFile,
  seed: string,
): Promise<{
  readonly cases: readonly GateCase[];
  readonly facts: SyntaxFacts;
  readonly unfit: number;
  /** The bare text of the authors' comments. */
  readonly comments: ReadonlyMap<string, string>;
}> {
  const facts = await factsOf(tools, file.language, file.text);
  const ground: Ground = { file, facts, choices: choicesFor(seed, file.package, file.path) };
  const without = stripped(file, facts);
  const bare = await factsOf(tools, file.language, without.text);
  const good = await goodDocs(ground, without, bare, async (input) => promptOf(tools, input));
  const before = sameCodeAs(file, facts, without.text);
  const cases: readonly GateCase[] = [
    ...good,
    ...good.slice(0, 1).flatMap(badDocs),
    ...(without.unfit + without.comments.size === 0 ? [] : [sameCode(ground, before)]),
    ...changedCode(ground, before),
    ...goodEdits(ground),
    ...badEdits(ground),
    ...goodReviews(ground),
    ...badReviews(ground),
    ...explanations(ground, without.comments),
  ];
  return { cases, facts, unfit: without.unfit, comments: without.comments };
}

async function factsOf(tools: TaskTools, language: string, text: string): Promise<SyntaxFacts> {
  const facts = await tools.syntax.facts(language, text, never);
  if (facts === undefined) throw new Error(`There is no grammar for ${language}.`);
  return facts;
}

async function promptOf(tools: TaskTools, input: TaskInput): Promise<string> {
  try {
    const { prompt } = await prepare(tools, input);
    return prompt.turns.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('');
  } catch (error) {
    // Nothing to document: the case then fails to be prepared too, and is no case.
    if (error instanceof Error && error.name === 'UserError') return '';
    throw error;
  }
}

/** Runs the gate on a case. undefined: the task has nothing to do here. */
export async function outcomeOf(
  tools: TaskTools,
  gateCase: GateCase,
): Promise<Outcome | undefined> {
  if (gateCase.type === 'code') {
    const { file, before, after } = gateCase;
    const compared = await tools.syntax.compareCode(file.language, before, after, never);
    const accepted = compared?.same === true;
    const detail = compared?.same === false ? `line ${compared.line}` : '';
    return { case: gateCase, accepted, codes: [], detail, preparing: undefined, time: undefined };
  }
  let prepared: PreparedTask;
  await new Promise((resolve) => setImmediate(resolve));
  const blocks = startBlocks();
  try {
    prepared = await preparedFor(tools, gateCase);
  } catch (error) {
    blocks.longest();
    if (error instanceof Error && error.name === 'UserError') return undefined;
    throw error;
  }
  const preparing = blocks.longest();
  const { result, time } = await timed(prepared, gateCase.reply);
  return {
    case: gateCase,
    accepted: result.problems.length === 0,
    codes: result.problems.map(({ code }) => code),
    detail: result.problems[0]?.detail ?? '',
    preparing,
    time,
  };
}

function preparedFor(tools: TaskTools, { input, project }: AnswerCase): Promise<PreparedTask> {
  return prepare(tools, input, project === undefined ? NO_FILES : projectOf(project));
}

async function timed(
  prepared: PreparedTask,
  reply: string,
): Promise<{ readonly result: GateResult; readonly time: NonNullable<Outcome['time']> }> {
  // The delay of a turn that was under way already is none of the gate's.
  await new Promise((resolve) => setImmediate(resolve));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const blocks = startBlocks();
  const all = process.cpuUsage();
  const from = performance.now();
  const result = await prepared.check(reply, never);
  const ms = performance.now() - from;
  const used = process.cpuUsage(all);
  const block = blocks.longest();
  await new Promise((resolve) => setImmediate(resolve));
  delay.disable();
  return {
    result,
    time: {
      ms,
      cpuMs: sumOf(used),
      block,
      delayMs: delay.count === 0 ? 0 : delay.max / 1e6,
    },
  };
}
