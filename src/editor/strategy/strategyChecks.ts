import type { Disposable, Uri } from 'vscode';
import { CancellationError, env, l10n, ProgressLocation, window, workspace } from 'vscode';
import type { Clock, Log } from '../../models/ports.ts';
import type { TaskName } from '../../models/task.ts';
import type { AskedTier, CheckedScope, KeptChecks } from '../../strategy/measurements.ts';
import { measured } from '../../strategy/measurements.ts';
import { resultTables } from '../../strategy/resultTable.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { Task } from '../../tasks/task.ts';
import type { GitApi } from '../changes/gitApi.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import { forbiddenRuns } from '../input/taskTools.ts';
import { askByNotification } from '../question.ts';
import { userError } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';
import type { CheckConnectionParts } from './checkConnection.ts';
import { CheckConnection } from './checkConnection.ts';
import type { CheckedPlace } from './checkedPlace.ts';
import { checkedPlace } from './checkedPlace.ts';
import type { CheckVoice } from './checkRun.ts';
import { carriedOut, tiersText, withMeasurement } from './checkRun.ts';
import type { WantedCheck } from './checkScope.ts';
import { pickCheck } from './checkScope.ts';
import { CheckStore } from './checkStore.ts';
import type { Found } from './foundCases.ts';
import { foundInHistory, withScenarios } from './foundCases.ts';
import { ResultPanel } from './resultPanel.ts';
import { TestConsent } from './testConsent.ts';

/** What checks of the strategy need. */
export interface StrategyChecksParts extends CheckConnectionParts {
  readonly extensionUri: Uri;
  /** Where what was measured is kept. */
  readonly folder: Uri;
  readonly git: () => Promise<GitApi | undefined>;
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'runnerIn'>>;
  readonly taskFor: (name: TaskName) => Promise<Task>;
  readonly syntax: Syntax;
  readonly clock: Clock;
  readonly log: Log;
}

/** A check that the user has asked for. */
type Wanted = Exclude<WantedCheck, { readonly kind: 'last' }>;

/**
 * A private benchmark: every tier does the same, the answers are judged by running them, and the start tiers that
 * follow are offered. Models are asked for the purpose `check`.
 */
export class StrategyChecks implements Disposable {
  readonly #parts: StrategyChecksParts;
  readonly #panel: ResultPanel;
  readonly #store: CheckStore;
  #running: AbortController | undefined;

  constructor(parts: StrategyChecksParts) {
    this.#parts = parts;
    this.#panel = new ResultPanel(parts.extensionUri, parts.configuration);
    this.#store = new CheckStore(parts.folder);
  }

  /**
   * Asks what to check with, and checks.
   * @throws UserError with why that cannot be
   */
  async start(): Promise<void> {
    if (this.#running !== undefined) throw userError('strategy.running');
    const controller = new AbortController();
    this.#running = controller;
    try {
      const kept = await this.#store.read();
      const wanted = await pickCheck(kept.last !== undefined);
      if (wanted === undefined) return;
      if (wanted.kind !== 'last') await this.#check(wanted, controller);
      else if (kept.last !== undefined) this.#panel.show(kept.last, kept, []);
    } finally {
      this.#running = undefined;
    }
  }

  /** Writes the start tiers that follow from what is shown, as a link of it says where. */
  async apply(where: unknown): Promise<void> {
    await this.#panel.apply(where === 'user' ? 'user' : 'workspace');
  }

  /** Forgets what was measured. */
  clear(): Promise<void> {
    return this.#store.clear();
  }

  dispose(): void {
    this.#running?.abort(new CancellationError());
    this.#panel.dispose();
  }

  async #check(wanted: Wanted, controller: AbortController): Promise<void> {
    const { configuration, git } = this.#parts;
    const { signal } = controller;
    const place =
      wanted.kind === 'history' ? await checkedPlace(await git(), configuration) : undefined;
    const scope = place?.root ?? workspace.workspaceFolders?.[0]?.uri;
    const cause = forbiddenRuns(configuration, scope);
    if (cause !== undefined) throw userError('strategy.notRun', { cause });
    const none = await this.#withProgress(controller, (report) =>
      this.#measured({ wanted, place, scope, report }, signal),
    );
    if (none === undefined) return;
    // Not awaited: a message waits for the user.
    void this.#offerScenarios(none, wanted);
  }

  /** Says why there is nothing, and what there is instead. */
  async #offerScenarios(text: string, { kind }: Wanted): Promise<void> {
    const instead = l10n.t('Use the Bundled Tasks');
    const offers = kind === 'history' ? [instead] : [];
    const answer = await window.showInformationMessage(text, ...offers);
    if (answer !== instead || this.#running !== undefined) return;
    const controller = new AbortController();
    this.#running = controller;
    try {
      await this.#check({ kind: 'scenarios' }, controller);
    } catch (error) {
      await this.#parts.errors.show(error);
    } finally {
      this.#running = undefined;
    }
  }

  /** Measures and shows; what comes back is why nothing could be. */
  async #measured(asked: Asked, signal: AbortSignal): Promise<string | undefined> {
    const { wanted, place, scope, report } = asked;
    const ask: CheckVoice['ask'] = (question, ...answers) =>
      askByNotification(say('strategy.question', { question }), answers, signal);
    const connection = await CheckConnection.of(this.#parts, scope, ask, signal);
    const tiers = connection.tiers();
    if (tiers.length < 2) return say('strategy.noTiers');
    const { syntax, taskInputs } = this.#parts;
    const { runnerIn } = await taskInputs();
    const consent = new TestConsent(ask);
    const { measurements } = await this.#store.read();
    const isMeasured = (id: string): boolean =>
      tiers.every((tier) => measured(measurements, id, tier) !== undefined);
    const finding = { syntax, runnerIn, consent, report, isMeasured };
    const work = (found: Found): Promise<string | undefined> =>
      this.#ofCases(found, { connection, tiers, kind: wanted.kind, ask, report }, signal);
    return wanted.kind === 'history' && place !== undefined
      ? work(await foundInHistory(place, wanted.most, finding, signal))
      : withScenarios(scope, finding, signal, work);
  }

  async #ofCases(
    found: Found,
    { connection, tiers, kind, ask, report }: Asking,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (found.type === 'none') return word(found.why);
    const { syntax, taskFor, clock, log } = this.#parts;
    const { cases, runnerOf } = found;
    const scope: CheckedScope = {
      kind,
      cases: cases.map(({ id, task }) => ({ id, task })),
      tiers,
      at: clock.now(),
    };
    let kept: KeptChecks = { ...(await this.#store.read()), last: scope };
    const known = kept.measurements;
    const write = (): Promise<void> =>
      this.#store.write(kept).catch((error: unknown) => log.error('A check was not kept.', error));
    const tools = { syntax, clock, taskFor, runnerOf };
    const voice: CheckVoice = {
      ask,
      report,
      now: () => clock.now(),
      onMeasured: (one) => {
        kept = withMeasurement(kept, one);
        void write();
      },
    };
    const carried = await carriedOut({ connection, tiers, cases, known, tools }, voice, signal);
    if (carried.type === 'declined') return undefined;
    await write();
    const remarks = [summaryOf(scope, kept), ...carried.remarks, ...found.remarks];
    this.#panel.show(scope, kept, remarks);
    return undefined;
  }

  #withProgress<T>(
    controller: AbortController,
    work: (report: (message: string) => void) => Promise<T>,
  ): Thenable<T> {
    const title = say('strategy.title');
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
      try {
        return await work((message) => progress.report({ message }));
      } finally {
        cancel.dispose();
      }
    });
  }
}

/** What is checked, and where. */
interface Asked {
  readonly wanted: Wanted;
  readonly place: CheckedPlace | undefined;
  readonly scope: Uri | undefined;
  readonly report: (message: string) => void;
}

/** Who is asked, and who hears of it. */
interface Asking extends Pick<CheckVoice, 'ask' | 'report'> {
  readonly connection: CheckConnection;
  readonly tiers: readonly AskedTier[];
  readonly kind: CheckedScope['kind'];
}

/** How many cases all tiers have answered. */
function summaryOf({ cases, tiers }: CheckedScope, { measurements }: KeptChecks): string {
  const complete = resultTables(cases, tiers, measurements).reduce(
    (sum, one) => sum + one.complete,
    0,
  );
  const names = tiersText(tiers, env.language);
  return complete === cases.length
    ? say('strategy.done', { cases: complete, tiers: names })
    : say('strategy.partial', { complete, cases: cases.length, tiers: names });
}
