import type { Estimate } from '../certainty/interval.ts';
import { LEAST_EFFECTIVE } from '../certainty/interval.ts';
import { stratifiedDifference } from '../certainty/strata.ts';
import type { ModelAnswers } from '../ledger/trials.ts';
import { modelAlias } from '../models/modelId.ts';
import { CLAUDE_TIERS, rankOf } from '../models/tier.ts';
import type { Behind } from './behind.ts';
import { estimateCell } from './estimateCell.ts';
import type { Format } from './format.ts';
import { wordKey } from './protocol/codes.ts';
import type { Cell, Table, Words } from './tables.ts';
import { columnsOf, money, NOTHING, number } from './tables.ts';

/** The new model of a tier beside the one before it, at one task or at all that both have done. */
interface Change {
  readonly task: ModelAnswers['task'] | undefined;
  readonly tier: ModelAnswers['tier'];
  readonly pairs: readonly Pair[];
}

interface Pair {
  readonly before: ModelAnswers;
  readonly now: ModelAnswers;
}

/**
 * The new models of a period beside those before them, at the tasks that both have done: a tier's first answers in a
 * run alone, since what is repaired is another piece of work. undefined: no model has taken another one's place.
 */
export function modelChangeTable(
  models: readonly ModelAnswers[],
  words: Words,
  format: Format,
): Table | undefined {
  const changes = CLAUDE_TIERS.flatMap((tier) =>
    changesAt(models.filter((one) => one.tier === tier)),
  );
  if (changes.length === 0) return undefined;
  const column = columnsOf(format);
  return {
    id: 'models',
    caption: format.text('modelChanges'),
    columns: [
      column('tier', 'tier', false),
      column('change', 'modelChange', false),
      column('passedBefore', 'passedBefore'),
      column('passedNow', 'passedNow'),
      column('difference', 'difference'),
      column('costBefore', 'answerCostBefore'),
      column('costNow', 'answerCostNow'),
    ],
    rows: changes.map((change) => cellsOf(change, words, format)),
    sort: { column: 'tier', descending: false },
  };
}

/** The latest change of a tier: all tasks together, then each of them. */
function changesAt(models: readonly ModelAnswers[]): readonly Change[] {
  const names = [...new Set(models.map(({ model }) => model))];
  const now = names.at(-1);
  const before = names.findLast((name) => modelAlias(name) !== modelAlias(now ?? ''));
  if (before === undefined || now === undefined) return [];
  const of = (name: string) => models.filter(({ model }) => model === name);
  const pairs = of(before).flatMap((one) => {
    const other = of(now).find(({ task }) => task === one.task);
    return other ? [{ before: one, now: other }] : [];
  });
  const [first] = pairs;
  if (!first) return [];
  const { tier } = first.now;
  const each = pairs.map((pair): Change => ({ task: pair.now.task, tier, pairs: [pair] }));
  return pairs.length > 1 ? [{ task: undefined, tier, pairs }, ...each] : each;
}

function cellsOf({ task, tier, pairs }: Change, words: Words, format: Format): readonly Cell[] {
  const word = (kind: Parameters<typeof wordKey>[0], code: string): string =>
    words[wordKey(kind, code)] ?? code;
  const [before, now] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.now)];
  const sides = [before, now].map((side) => sideCells(side, task, format));
  const change = format.text('fromTo', {
    from: word('model', before[0]?.model ?? ''),
    to: word('model', now[0]?.model ?? ''),
  });
  const difference = differenceOf(pairs);
  const isWorse = difference.known === 'about' && difference.high < 0;
  return [
    {
      text: word('tier', tier),
      // All tasks come first.
      sort: `${rankOf(tier)} ${task === undefined ? '' : word('task', task)}`,
      tier,
      detail: task === undefined ? format.text('allTasks') : word('task', task),
    },
    { text: change, sort: change },
    ...sides.map(([passed]) => passed),
    {
      ...estimateCell(difference, (share) => format.percent(share), format, behindOf(now, task)),
      ...(isWorse ? { isNegative: true } : {}),
    },
    ...sides.map(([, cost]) => cost),
  ];
}

function differenceOf(pairs: readonly Pair[]): Estimate {
  const counted = ({ answers, passed }: ModelAnswers) => ({ tried: answers, passed });
  const strata = pairs.map(({ before, now }) => ({ one: counted(now), other: counted(before) }));
  const total = (side: 'one' | 'other') => strata.reduce((sum, each) => sum + each[side].tried, 0);
  const effective = Math.min(total('one'), total('other'));
  const interval = stratifiedDifference(strata);
  return interval === undefined || effective < LEAST_EFFECTIVE
    ? { known: 'tooLittle', effective }
    : { known: 'about', effective, ...interval };
}

/** What passed of the answers of one model, and what one of them cost. */
function sideCells(
  side: readonly ModelAnswers[],
  task: Change['task'],
  format: Format,
): readonly [passed: Cell, cost: Cell] {
  const total = (of: (one: ModelAnswers) => number) => side.reduce((sum, one) => sum + of(one), 0);
  const answers = total((one) => one.answers);
  const priced = total((one) => one.priced);
  const behind = behindOf(side, task);
  const share = total((one) => one.passed) / Math.max(1, answers);
  return [
    {
      ...number(share, format.percent(share)),
      detail: format.text('answersOf', { count: format.count(answers) }),
      behind,
    },
    priced === 0
      ? NOTHING
      : {
          ...money(Math.round(total((one) => one.costNusd) / priced), format),
          behind,
        },
  ];
}

/** The answers of one model at a task; no filter names the tasks that two models have both done. */
function behindOf([one]: readonly ModelAnswers[], task: Change['task']): Behind | undefined {
  if (!one || task === undefined) return undefined;
  const { tier, model } = one;
  return { kind: 'attempts', filter: { purpose: 'answers', opening: true, task, tier, model } };
}
