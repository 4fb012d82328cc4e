import type { Figures, GroupTotals } from '../../ledger/figures.ts';
import type { TaskStart } from '../../ledger/quality.ts';
import { TASK_NAMES } from '../../models/task.ts';
import { isAbove } from '../../models/tier.ts';
import type { Behind } from '../behind.ts';
import type { Format } from '../format.ts';
import type { AdvisedSettings, SettingChange } from '../protocol/advice.ts';
import { wordKey } from '../protocol/codes.ts';
import type { Spread } from '../spread.ts';
import type { Words } from '../tables.ts';
import { breakEvenOf, lostBy } from './breakEven.ts';
import { mostWasteful } from './waste.ts';

/** What to do, why, and the click that does it. */
export interface Advice {
  readonly id: string;
  readonly text: string;
  /** The rule that it comes of, with its numbers. */
  readonly rule: string;
  readonly change: SettingChange;
  /** What the button says. */
  readonly button: string;
  /** The rows that the rule looked at. */
  readonly behind: Behind;
}

/** What advice is made of. */
export interface AdviceFacts {
  readonly figures: Figures;
  readonly starts: readonly TaskStart[];
  readonly settings: AdvisedSettings;
  /** What a month would come to; undefined where that cannot be said. */
  readonly month: Spread | undefined;
  readonly words: Words;
  readonly format: Format;
}

/** Fewer runs are no ground for a setting. */
const ENOUGH_RUNS = 20;
/** Shares that differ by so much or less are told by chance alone. */
const MUCH = 0.05;
/** From this share of what a task costs on its waste is told. */
const MUCH_WASTED = 1 / 5;
/** From so many accepted answers on a sample of them is worth a question. */
const ENOUGH_ANSWERS = 50;
/** The share of answers that is asked about once somebody wants to know. */
const AUDIT_SHARE = 0.05;
const USD = 1_000_000_000;

/** What the figures advise, each by a rule that it names; what is set so already is not advised. */
export function adviceOf(facts: AdviceFacts): readonly Advice[] {
  const starts = startsAndLosses(facts);
  return [
    ...starts,
    // A start that is advised says what to do about such a task.
    ...wasteful(facts).filter(({ id }) => starts.every((start) => start.id !== id)),
    ...unpriced(facts),
    ...monthlyCap(facts),
    ...audits(facts),
  ];
}

/**
 * Where to start higher, the tasks that lose money though no start is known to be better, the dearest first, and where to
 * start lower: one of these for a task. A lower start that pays is cheaper than a higher one.
 */
function startsAndLosses(facts: AdviceFacts): readonly Advice[] {
  const said = new Set<string>();
  const unsaid = ({ id }: Advice): boolean => !said.has(id) && said.add(id).has(id);
  const lower = lowerStarts(facts).filter(unsaid);
  const higher = facts.starts.flatMap((start) => higherStart(start, facts)).filter(unsaid);
  const losses = facts.figures.byTask
    .filter((group) => group.savedNusd < 0)
    .toSorted((one, other) => one.savedNusd - other.savedNusd)
    .flatMap((group) => loss(group, facts))
    .filter(unsaid);
  return [...higher, ...losses, ...lower];
}

/** A task that has cost more than Opus at once would have. */
function loss(group: GroupTotals, { settings, words, format }: AdviceFacts): readonly Advice[] {
  const task = TASK_NAMES.find((name) => name === group.key);
  if (task === undefined || settings.starts[task] === 'opus') return [];
  const isFew = group.comparableRuns < ENOUGH_RUNS;
  const setting = `routing.start.${task}`;
  return [
    {
      id: `start-${task}`,
      text: format.text('adviceLoses', { task: words[wordKey('task', task)] ?? task }),
      rule: format.text(isFew ? 'adviceLosesFew' : 'adviceLosesRule', {
        lost: format.about(-group.savedNusd, group.estimated),
        runs: format.runs(group.comparableRuns),
        enough: format.count(ENOUGH_RUNS),
      }),
      change: { setting, value: null },
      button: format.text('openSetting', { setting: `tierwise.${setting}` }),
      behind: { kind: 'runs', filter: { task, comparable: true } },
    },
  ];
}

/** A start that escalates above its break-even, and has cost more than Opus at once would have. */
function higherStart(start: TaskStart, facts: AdviceFacts): readonly Advice[] {
  const { task, startTier, runs, escalated, comparable } = start;
  const { starts, settings, format, words } = facts;
  const breakEven = breakEvenOf(start);
  if (breakEven === undefined || comparable < ENOUGH_RUNS) return [];
  const rate = escalated / runs;
  const lost = lostBy(start);
  if (rate <= breakEven + MUCH || lost <= 0) return [];
  const sonnet = starts.find((other) => other.task === task && other.startTier === 'sonnet');
  const isSonnetGood = startTier === 'haiku' && sonnet !== undefined && paysOff(sonnet);
  const to = isSonnetGood ? 'sonnet' : 'opus';
  const set = settings.starts[task] ?? 'auto';
  if (set === to || (set !== 'auto' && isAbove(set, startTier))) return [];
  return [
    {
      ...startChange(task, to, facts),
      rule: format.text('adviceHigherRule', {
        from: words[wordKey('tier', startTier)] ?? startTier,
        rate: format.percent(rate),
        runs: format.runs(runs),
        breakEven: format.percent(Math.max(0, breakEven)),
        lost: format.usd(lost),
      }),
      behind: { kind: 'runs', filter: { task, startTier } },
    },
  ];
}

/** A start that was set high, though a lower one pays off and is as often right. */
function lowerStarts(facts: AdviceFacts): readonly Advice[] {
  const { starts, settings, format } = facts;
  return Object.entries(settings.starts).flatMap(([task, set]) => {
    const at = starts.find((start) => start.task === task && start.startTier === set);
    if (set === 'auto' || at === undefined || at.runs < ENOUGH_RUNS) return [];
    const lower = starts.find(
      (start) =>
        start.task === task &&
        isAbove(set, start.startTier) &&
        paysOff(start) &&
        start.right / start.runs >= at.right / at.runs - MUCH,
    );
    if (lower === undefined) return [];
    const { startTier, runs, right } = lower;
    return [
      {
        ...startChange(lower.task, startTier, facts),
        rule: format.text('adviceLowerRule', {
          runs: format.runs(runs),
          right: format.percent(right / runs),
          now: format.percent(at.right / at.runs),
        }),
        behind: { kind: 'runs', filter: { task: lower.task, startTier } } as const,
      },
    ];
  });
}

function paysOff(start: TaskStart): boolean {
  const breakEven = breakEvenOf(start);
  if (breakEven === undefined || start.comparable < ENOUGH_RUNS) return false;
  return start.escalated / start.runs <= breakEven - MUCH;
}

function startChange(task: TaskStart['task'], tier: TaskStart['startTier'], facts: AdviceFacts) {
  const { words, format } = facts;
  const change = { setting: `routing.start.${task}`, value: tier };
  return {
    id: `start-${task}`,
    text: format.text('adviceStart', {
      task: words[wordKey('task', task)] ?? task,
      tier: words[wordKey('tier', tier)] ?? tier,
    }),
    change,
    button: setText(change, format),
  };
}

/** A task that wastes much of what it costs. */
function wasteful({ figures, words, format }: AdviceFacts): readonly Advice[] {
  const most = mostWasteful(figures.byTask);
  const task = TASK_NAMES.find((name) => name === most?.key);
  if (most === undefined || task === undefined || most.runs < ENOUGH_RUNS) return [];
  const share = most.unkeptCostNusd / most.costNusd;
  if (share < MUCH_WASTED) return [];
  return [
    {
      id: `start-${task}`,
      text: format.text('adviceWaste', { task: words[wordKey('task', task)] ?? task }),
      rule: format.text('adviceWasteRule', {
        percent: format.percent(share),
        runs: format.runs(most.runs),
        wasted: format.about(most.unkeptCostNusd, most.estimated),
      }),
      change: { setting: 'instructions', value: null },
      button: format.text('openSetting', { setting: 'tierwise.instructions' }),
      behind: { kind: 'runs', filter: { task, kept: 'no' } },
    },
  ];
}

function unpriced({ figures, format }: AdviceFacts): readonly Advice[] {
  const { unpriced: attempts } = figures.totals;
  if (attempts === 0) return [];
  return [
    {
      id: 'prices',
      text: format.text('advicePrices'),
      rule: format.text('advicePricesRule', { count: format.count(attempts) }),
      change: { setting: 'prices', value: null },
      button: format.text('openSetting', { setting: 'tierwise.prices' }),
      behind: { kind: 'attempts', filter: { unpriced: true } },
    },
  ];
}

function monthlyCap({ month, settings, format }: AdviceFacts): readonly Advice[] {
  if (month === undefined || settings.perMonthNusd !== null || month.high <= 0) return [];
  const usd = Math.ceil(month.high / USD);
  const change = { setting: 'budget.perMonth', value: usd };
  return [
    {
      id: 'cap',
      text: format.text('adviceCap', { usd: format.usd(usd * USD) }),
      rule: format.text('adviceCapRule', { high: format.usd(month.high) }),
      change,
      button: setText(change, format),
      behind: { kind: 'attempts', filter: {} },
    },
  ];
}

function audits({ figures, settings, format }: AdviceFacts): readonly Advice[] {
  const { accepted, audited } = figures.totals;
  if (settings.auditShare > 0 || audited > 0 || accepted < ENOUGH_ANSWERS) return [];
  const change = { setting: 'audit.share', value: AUDIT_SHARE };
  return [
    {
      id: 'audits',
      text: format.text('adviceAudits'),
      rule: format.text('adviceAuditsRule', { count: format.count(accepted) }),
      change,
      button: setText(change, format),
      behind: { kind: 'runs', filter: { outcome: 'accepted' } },
    },
  ];
}

function setText({ setting, value }: SettingChange, format: Format): string {
  return format.text('setSetting', { setting: `tierwise.${setting}`, value: String(value) });
}
