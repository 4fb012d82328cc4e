import { estimateTokens } from '../../../src/models/tokens.ts';
import type { Block } from './blocks.ts';
import type { AnswerCase } from './cases.ts';
import type { Corpus } from './corpus.ts';
import type { Outcome } from './gateRun.ts';

/** How many of some answers were judged wrongly. */
export interface Share {
  readonly task: string;
  /** Language of good answers, kind of bad ones. */
  readonly of: string;
  readonly wrong: number;
  readonly count: number;
}

/** A ratio over files. */
export interface Ratio {
  readonly of: string;
  readonly median: number;
  readonly count: number;
}

/** All that the benchmark says. Times in ms. */
export interface Figures {
  readonly files: number;
  readonly packages: number;
  readonly languages: number;
  readonly lines: number;
  readonly load: number;
  readonly remarks: readonly string[];
  readonly unfit: number;
  readonly rejected: readonly Share[];
  readonly accepted: readonly Share[];
  readonly docsText: Ratio;
  readonly docsBilled: Ratio;
  readonly docsOfFile: readonly Ratio[];
  readonly refactorOfFile: readonly Ratio[];
  readonly times: readonly {
    readonly of: string;
    readonly count: number;
    readonly p50: number;
    readonly p95: number;
    readonly cpuP95: number;
    readonly blockP95: number;
    readonly blockMax: number;
    /** The same less what collecting the benchmark's own garbage took. */
    readonly ownBlockMax: number;
    readonly delayP95: number;
    readonly delayMax: number;
  }[];
  /** Longest block while a prompt was made, ms. */
  readonly preparing: { readonly p95: number; readonly max: number; readonly count: number };
  readonly prompts: readonly {
    readonly task: string;
    readonly system: number;
    readonly schema: number;
  }[];
}

/** Sums what was measured. */
export function figuresOf(measured: {
  readonly corpus: Corpus;
  readonly outcomes: readonly Outcome[];
  readonly unfit: number;
  readonly prompts: Figures['prompts'];
  readonly load: number;
  readonly ownBlock: (block: Block) => number;
}): Figures {
  const { corpus, outcomes, unfit, prompts, load, ownBlock } = measured;
  const { chosen } = corpus;
  const whole = outcomes.filter((one) => one.case.kind === 'a whole file' && one.case.good);
  return {
    files: chosen.length,
    packages: new Set(chosen.map((file) => file.package)).size,
    languages: new Set(chosen.map((file) => file.language)).size,
    lines: chosen.reduce((sum, { text }) => sum + text.split('\n').length, 0),
    load,
    remarks: corpus.remarks,
    unfit,
    rejected: shares(
      outcomes.filter((one) => one.case.good),
      (one) => one.case.file.language,
      (one) => !one.accepted,
    ),
    accepted: shares(
      outcomes.filter((one) => !one.case.good),
      (one) => one.case.kind,
      (one) => one.accepted,
    ),
    docsText: ratio('answer over comments', whole.map(docsTextRatio)),
    docsBilled: ratio('billed over comments', whole.map(docsBilledRatio)),
    docsOfFile: byLanguage(whole, (one) => tokensOf(answerOf(one).reply) / fileTokens(one)),
    refactorOfFile: ['a function rewritten', 'a named result'].map((kind) =>
      ratio(
        kind,
        outcomes
          .filter((one) => one.case.kind === kind && linesOf(one) >= 300)
          .map((one) => tokensOf(answerOf(one).reply) / fileTokens(one)),
      ),
    ),
    times: timesOf(outcomes, ownBlock),
    preparing: preparingOf(outcomes, ownBlock),
    prompts,
  };
}

function shares(
  outcomes: readonly Outcome[],
  of: (outcome: Outcome) => string,
  isWrong: (outcome: Outcome) => boolean,
): readonly Share[] {
  const groups = Object.groupBy(outcomes, (one) => `${one.case.task}\n${of(one)}`);
  return Object.entries(groups)
    .map(([key, group = []]) => {
      const [task = '', name = ''] = key.split('\n');
      return { task, of: name, wrong: group.filter(isWrong).length, count: group.length };
    })
    .sort((one, other) => one.task.localeCompare(other.task) || one.of.localeCompare(other.of));
}

function answerOf({ case: one }: Outcome): AnswerCase {
  if (one.type !== 'answer') throw new TypeError('Not an answer.');
  return one;
}

function linesOf(outcome: Outcome): number {
  return outcome.case.file.text.split('\n').length;
}

function tokensOf(reply: string): number {
  return estimateTokens(reply, 'code');
}

function fileTokens(outcome: Outcome): number {
  return tokensOf(outcome.case.file.text);
}

/** The entries of an answer, each as its number with the sign after it, and the bare comment. */
function entriesOf(outcome: Outcome): readonly (readonly [number: string, comment: string])[] {
  const { comments } = JSON.parse(answerOf(outcome).reply) as {
    readonly comments: readonly string[];
  };
  return comments.map((entry) => {
    const end = entry.indexOf('|') + 1;
    return [entry.slice(0, end), entry.slice(end)] as const;
  });
}

/** Bare comments as a file has them, one after the other. */
function commentsOf(outcome: Outcome): string {
  return entriesOf(outcome)
    .map(([, comment]) => comment)
    .join('\n');
}

/** Numbers and comments, over the comments. */
function docsTextRatio(outcome: Outcome): number {
  const numbers = entriesOf(outcome).map(([number]) => number);
  const comments = estimateTokens(commentsOf(outcome), 'prose');
  return (tokensOf(numbers.join('')) + comments) / comments;
}

/** The whole answer, with all that JSON adds, over the comments. */
function docsBilledRatio(outcome: Outcome): number {
  const bare = commentsOf(outcome);
  const comments = estimateTokens(bare, 'prose');
  const rest = answerOf(outcome).reply.slice(bare.length);
  return (comments + tokensOf(rest)) / comments;
}

function ratio(of: string, values: readonly number[]): Ratio {
  return { of, median: quantile(values, 0.5), count: values.length };
}

function byLanguage(
  outcomes: readonly Outcome[],
  value: (outcome: Outcome) => number,
): readonly Ratio[] {
  const groups = Object.groupBy(outcomes, (one) => one.case.file.language);
  return Object.entries(groups)
    .map(([language, group = []]) => ratio(language, group.map(value)))
    .sort((one, other) => one.of.localeCompare(other.of));
}

function timesOf(
  outcomes: readonly Outcome[],
  ownBlock: (block: Block) => number,
): Figures['times'] {
  const groups: Readonly<Record<string, (outcome: Outcome) => boolean>> = {
    'all gates': () => true,
    docs: (one) => one.case.task === 'docs',
    'refactor and fix': (one) => one.case.task === 'refactor' || one.case.task === 'fix',
    tests: (one) => one.case.task === 'tests',
    'review and explain': (one) => one.case.task === 'review' || one.case.task === 'explain',
    'parsing gates, 1,000 lines and more': (one) =>
      linesOf(one) >= 1_000 && /^(?:docs|refactor|fix|tests)$/.test(one.case.task),
  };
  return Object.entries(groups).map(([of, belongs]) => {
    const times = outcomes.filter(belongs).flatMap(({ time }) => time ?? []);
    const all = (value: (time: (typeof times)[number]) => number) => times.map(value);
    return {
      of,
      count: times.length,
      p50: quantile(
        all(({ ms }) => ms),
        0.5,
      ),
      p95: quantile(
        all(({ ms }) => ms),
        0.95,
      ),
      cpuP95: quantile(
        all(({ cpuMs }) => cpuMs),
        0.95,
      ),
      blockP95: quantile(
        all(({ block }) => block.ms),
        0.95,
      ),
      blockMax: Math.max(0, ...all(({ block }) => block.ms)),
      ownBlockMax: Math.max(0, ...all(({ block }) => ownBlock(block))),
      delayP95: quantile(
        all(({ delayMs }) => delayMs),
        0.95,
      ),
      delayMax: Math.max(0, ...all(({ delayMs }) => delayMs)),
    };
  });
}

function preparingOf(
  outcomes: readonly Outcome[],
  ownBlock: (block: Block) => number,
): Figures['preparing'] {
  const blocks = outcomes.flatMap(({ preparing }) => preparing ?? []).map(ownBlock);
  return { p95: quantile(blocks, 0.95), max: Math.max(0, ...blocks), count: blocks.length };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
