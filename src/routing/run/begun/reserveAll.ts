import type { Coded } from '../../../models/codes.ts';
import { runFailure, runNote, spendReason } from '../../coded.ts';
import type { RunFailure, RunNote, SpendReason } from '../../reasons.ts';
import type { RoutingSettings } from '../../settings.ts';
import type { Objection } from '../budget.ts';
import { checkBudgets, hasBudget, hasSharedBudget, limitsOf, sharedSpend } from '../budget.ts';
import type { RunQuestions } from '../run.ts';
import type { RunnerDeps, RunnerState } from '../runnerState.ts';
import type { BegunRun } from './begunRun.ts';
import { closeBegun } from './closeBegun.ts';

/** Whether all of several runs may make their first attempts. */
export type Reservation =
  /** Each is journalled with what it may cost at worst; the notes are of budgets that only warn. */
  | { readonly type: 'reserved'; readonly notes: readonly Coded<RunNote>[] }
  /** None of them holds anything. */
  | { readonly type: 'denied'; readonly failure: Coded<RunFailure> };

type Tried = Reservation | { readonly type: 'ask'; readonly question: Coded<SpendReason> };

/** What several runs are reserved by. */
export interface WholeOrder {
  readonly runs: readonly BegunRun[];
  readonly settings: RoutingSettings;
  readonly questions: Pick<RunQuestions, 'spend'>;
}

/**
 * Holds the worst case of several first attempts against the budgets, all or none, and asks once about
 * the whole where the budgets say so.
 */
export async function reserveAll(
  deps: RunnerDeps,
  runner: RunnerState,
  order: WholeOrder,
): Promise<Reservation> {
  const { runs, settings, questions } = order;
  const [first] = runs;
  const agreed = new Set<string>();
  for (;;) {
    const reserve = () => tryAll(deps, order, agreed);
    const tried = hasSharedBudget(settings)
      ? await runner.reservations.run(reserve)
      : await reserve();
    if (tried.type !== 'ask') return tried;
    const { question } = tried;
    const costNusd = sumOf(runs.map(({ started }) => started.expectedNusd));
    const tier = first?.started.tier ?? 'other';
    if ((await questions.spend({ reason: question, tier, costNusd })) !== 'go') {
      return { type: 'denied', failure: runFailure('stopped', { question: question.code }) };
    }
    agreed.add(question.code);
  }
}

async function tryAll(
  deps: RunnerDeps,
  { runs, settings }: WholeOrder,
  agreed: ReadonlySet<string>,
): Promise<Tried> {
  const worst = runs.map(({ started }) => started.reservedNusd);
  const unpriced = runs.find(({ started }) => started.reservedNusd === null);
  if (unpriced && hasBudget(settings) && !agreed.has('unpriced')) {
    const question = spendReason('unpriced', { model: unpriced.started.model });
    return { type: 'ask', question };
  }
  const passed = new Passed(agreed);
  for (const objection of await objectionsTo(deps, settings, worst)) {
    if (agreed.has(objection.code)) continue;
    const { action } = settings.budget;
    if (action === 'ask') return { type: 'ask', question: objection };
    if (action === 'stop') return { type: 'denied', failure: stoppedBy(objection) };
    passed.warned(objection);
  }
  return journalAll(deps, { runs, settings }, passed);
}

/** The budgets that do not keep the whole back. */
class Passed {
  readonly codes: Set<string>;
  /** What is told of those that nobody was asked about. */
  readonly notes: Coded<RunNote>[] = [];

  constructor(agreed: ReadonlySet<string>) {
    this.codes = new Set(agreed);
  }

  /** Takes one that only warns. */
  warned({ code, args }: Objection): void {
    this.codes.add(code);
    this.notes.push(runNote('budgetWarned', { ...args, budget: code }));
  }
}

/** What other runs draw on is held against the whole, the bound of one run against the dearest. */
async function objectionsTo(
  { spend, clock }: RunnerDeps,
  settings: RoutingSettings,
  worst: readonly (number | null)[],
): Promise<readonly Objection[]> {
  const shared = await sharedSpend(settings, spend, clock.now());
  const dearest = Math.max(0, ...worst.map((nusd) => nusd ?? 0));
  const one = checkBudgets(settings, {}, 0, dearest).objections;
  const whole = checkBudgets(settings, shared, 0, sumOf(worst) ?? 0).objections;
  return [
    ...one.filter(({ code }) => code === 'budgetRun'),
    ...whole.filter(({ code }) => code !== 'budgetRun'),
  ];
}

async function journalAll(
  deps: RunnerDeps,
  { runs, settings }: Pick<WholeOrder, 'runs' | 'settings'>,
  passed: Passed,
): Promise<Reservation> {
  const { action } = settings.budget;
  const held: BegunRun[] = [];
  const undo = async (failure: Coded<RunFailure>): Promise<Reservation> => {
    const closing = { type: 'unbilled', outcome: 'cancelled', code: failure.code } as const;
    for (const run of held) await closeBegun(deps, run, closing);
    return { type: 'denied', failure };
  };
  try {
    for (const run of runs) {
      const worstNusd = run.started.reservedNusd ?? 0;
      const within = worstNusd === 0 ? undefined : limitsOf(settings, passed.codes);
      const beyond = await deps.sink.attemptStarted(run.started, within);
      if (beyond) {
        // Another window has spent meanwhile what was left.
        const late = checkBudgets(settings, beyond, 0, worstNusd).objections.filter(
          ({ code }) => code !== 'budgetRun' && !passed.codes.has(code),
        );
        const isBinding = action === 'ask' || action === 'stop' || late.length === 0;
        if (isBinding) {
          return await undo(late[0] ? stoppedBy(late[0]) : runFailure('ledgerFailed', {}));
        }
        for (const objection of late) passed.warned(objection);
        await deps.sink.attemptStarted(run.started);
      }
      held.push(run);
    }
  } catch (error) {
    deps.log.error('an attempt could not be journalled', error);
    return undo(runFailure('ledgerFailed', {}));
  }
  return { type: 'reserved', notes: passed.notes };
}

function stoppedBy({ code, args }: Objection): Coded<RunFailure> {
  return runFailure('budgetStopped', { ...args, budget: code });
}

/** null: none of it has a price. */
function sumOf(costs: readonly (number | null)[]): number | null {
  const priced = costs.filter((nusd) => nusd !== null);
  return priced.length === 0 ? null : priced.reduce((sum, nusd) => sum + nusd, 0);
}
