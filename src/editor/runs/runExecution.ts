import type { Uri } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { TaskName } from '../../models/task.ts';
import type { Tier } from '../../models/tier.ts';
import type { BegunAttempt } from '../../routing/run/begun/begunRun.ts';
import type { Draft, RunEstimate, RunEvent, Runner, RunRequest } from '../../routing/run/run.ts';
import type { CheckProgress, PreparedTask, Task } from '../../tasks/task.ts';
import type { Connection, Connections } from '../connection/connections.ts';
import type { ErrorReporter } from '../errors.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import type { Ask } from '../question.ts';
import { askByNotification } from '../question.ts';
import type { ExplanationStream } from '../results/explanations/explanations.ts';
import type { Configuration } from '../settings/configuration.ts';
import { traitsOf } from '../taskTable.ts';
import { coded } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { ActiveRun } from './activeRuns.ts';
import type { AgreedSpend } from './agreedSpend.ts';
import { OnceAskedQuestions } from './agreedSpend.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { answerOf } from './finishedRuns.ts';
import type { AnsweredFix, LocalCheck } from './localCheck.ts';
import { checkedLocally } from './localCheck.ts';
import { shownModel } from './progressText.ts';
import { AskedQuestions, askWorkspaceSpend } from './runQuestions.ts';
import type { SettingWarnings } from './settingWarnings.ts';

/** Gives the runner for a connection: one for each, so that breakers and the catalog last. */
export type RunnerFor = (connection: Connection) => Runner | Promise<Runner>;

/** What carries out a run. */
export interface RunExecutionParts {
  /** Loads what gathers and checks on first use. */
  readonly taskInputs: () => Promise<Omit<TaskInputs, 'dispose' | 'runnerIn'>>;
  readonly configuration: Configuration;
  readonly connections: Connections;
  /** Loads the task on first use. */
  readonly taskFor: (name: TaskName) => Promise<Task>;
  readonly runnerFor: RunnerFor;
  /** Shows an explanation while it is written. */
  readonly presenter: { stream(about: Uri): ExplanationStream };
  readonly errors: ErrorReporter;
  readonly warnings: SettingWarnings;
  /** Begins to load what a run will need, beside what it needs first; what fails fails again later. */
  readonly warmUp?: () => void;
}

/** What a run goes on from, or is told to use. */
export interface HowToRun {
  readonly chosenTier?: Tier | undefined;
  /** What is asked; prepared anew when absent. */
  readonly prepared?: PreparedTask;
  readonly draft?: Draft | undefined;
  /** nUSD that the user has agreed to spend, for this run and others with it. */
  readonly agreedNusd?: number | undefined;
  /** What was agreed to for this run and others with it. */
  readonly agreed?: AgreedSpend | undefined;
  /** The only tier that is asked, to compare its answer with another's: it is not for use. */
  readonly comparedAt?: Tier;
  /** The run that it goes on with; absent: it is a run of its own. */
  readonly continues?: FinishedRun;
  /** Its first attempt, which is reserved with those of other files. */
  readonly begun?: BegunAttempt;
}

/** Carries out one run: from the connection and the settings over the prompt to its result. */
export class RunExecution {
  readonly #parts: RunExecutionParts;
  /** What the checks of a run did last, by what it is about. */
  readonly #checkDetails = new WeakMap<Gathered, CheckDetails>();

  constructor(parts: RunExecutionParts) {
    this.#parts = parts;
  }

  /** Carries it out; `active` hears how far it is. */
  async carryOut(active: ActiveRun, gathered: Gathered, how: HowToRun): Promise<FinishedRun> {
    const { presenter } = this.#parts;
    const { continues } = how;
    const { signal } = active.controller;
    const voice = voiceOf(active, gathered);
    const { runner, request } = await this.#ready(gathered, how, voice, signal);
    const { prepared } = request;
    const { streams } = traitsOf(gathered.input.task);
    const isShown = streams && how.comparedAt === undefined;
    const stream = isShown ? presenter.stream(gathered.uri) : undefined;
    const onEvent = (event: RunEvent): void => {
      active.heard(event);
      if (event.type === 'attempt') stream?.restart(shownModel(active.progress));
      if (event.type === 'text') stream?.add(event.text);
    };
    const asked = new AskedQuestions(voice.ask);
    const { agreed } = how;
    const questions = agreed === undefined ? asked : new OnceAskedQuestions(asked, agreed);
    const result = await runner.run(request, questions, onEvent, signal);
    if (agreed !== undefined) agreed.spentNusd += result.costNusd;
    if (result.outcome !== 'accepted') stream?.breakOff();
    const answered = answerOf(prepared, result) ?? continues?.answered;
    const checkDetails = this.#checkDetails.get(gathered) ?? {};
    return { gathered, prepared, result, answered, checkDetails };
  }

  /** What a run would begin with, and what the user is asked about in one step. */
  async estimate(
    active: ActiveRun,
    gathered: Gathered,
    how: Pick<HowToRun, 'comparedAt'> = {},
  ): Promise<RunEstimate & { readonly confirmAboveNusd: number }> {
    const voice = voiceOf(active, gathered);
    const { runner, request } = await this.#ready(gathered, how, voice, active.controller.signal);
    const { confirmAboveNusd } = request.settings;
    return { ...runner.estimate(request), confirmAboveNusd };
  }

  /** What a run is made with, to begin it with others. */
  async ready(
    active: ActiveRun,
    gathered: Gathered,
  ): Promise<{ readonly connection: Connection; readonly request: RunRequest }> {
    return this.#ready(gathered, {}, voiceOf(active, gathered), active.controller.signal);
  }

  /** Checks an answer that is there already, without a model. @throws UserError as `Gatherer.gather` */
  checkLocally(fix: AnsweredFix, signal: AbortSignal): Promise<LocalCheck> {
    return checkedLocally(this.#parts, fix, signal);
  }

  /** All that a run needs before its first attempt. */
  async #ready(
    gathered: Gathered,
    { chosenTier, draft, continues, agreedNusd = 0, comparedAt, begun, ...how }: HowToRun,
    voice: RunVoice,
    signal: AbortSignal,
  ): Promise<{
    readonly connection: Connection;
    readonly runner: Runner;
    readonly request: RunRequest;
  }> {
    const { configuration, connections, errors, runnerFor, warnings } = this.#parts;
    const { task } = gathered.input;
    const { ask } = voice;
    // Beside the connection and the settings, which need it as little as it needs them.
    const preparing =
      how.prepared === undefined
        ? this.#prepare(gathered, voice, signal)
        : Promise.resolve(how.prepared);
    // Whatever is wrong with the code is told after what the user was asked: see below.
    preparing.catch(() => undefined);
    const connection = await abortable(connections.forRun(ask), signal);
    if (connection.isDemo) errors.informOnce(coded('demo.notice'));
    const askSpend = (about: TaskName): Promise<boolean> => askWorkspaceSpend(about, ask);
    const { routing, problems } = await abortable(
      configuration.forRun(task, gathered.uri, gathered.place.path, askSpend),
      signal,
    );
    warnings.tell(problems);
    // Behind a gateway its list of models is asked for first, which may take its time.
    const runner = await abortable(Promise.resolve(runnerFor(connection)), signal);

    const prepared = await preparing;
    // What was agreed to for several runs at once is not asked about again for each.
    const confirmAboveNusd = Math.max(routing.confirmAboveNusd, agreedNusd);
    const record = continues?.result.record;
    const only = { ...routing.only, ...(comparedAt ? { [task]: comparedAt } : {}) };
    const request: RunRequest = {
      prepared,
      settings: { ...routing, confirmAboveNusd, only },
      purpose: comparedAt ? 'compare' : 'use',
      chosenTier: comparedAt ?? chosenTier,
      draft,
      ...(record ? { continues: record } : {}),
      ...(begun ? { begun } : {}),
    };
    return { connection, runner, request };
  }

  async #prepare(
    gathered: Gathered,
    { ask, progress }: RunVoice,
    signal: AbortSignal,
  ): Promise<PreparedTask> {
    const { contextFor, toolsFor } = await this.#parts.taskInputs();
    const checkDetails: CheckDetails = {};
    const tools = { ...toolsFor(gathered, ask, checkDetails), progress };
    const [task, context] = await Promise.all([
      this.#parts.taskFor(gathered.input.task),
      contextFor(gathered, signal),
    ]);
    this.#checkDetails.set(gathered, checkDetails);
    return task.prepare({ ...gathered.input, context }, tools, signal);
  }
}

/** How a run speaks with the user. */
interface RunVoice {
  readonly ask: Ask;
  readonly progress: CheckProgress;
}

function voiceOf(active: ActiveRun, gathered: Gathered): RunVoice {
  const mutants = async (judged: number, chosen: number): Promise<void> => {
    active.tried(judged, chosen);
  };
  return { ask: asking(active, gathered), progress: { mutants } };
}

/**
 * Asks on behalf of a run. Each question names task and file: the editor takes a question that reads
 * like an open one for the same, and closes the earlier.
 */
function asking(active: ActiveRun, { input, place, uri }: Gathered): Ask {
  const file = place.path ?? uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return async (text, ...answers) => {
    const question = say('question.of', { task: input.task, file, question: text });
    active.waitsForUser(true);
    try {
      return await askByNotification(question, answers, active.controller.signal);
    } finally {
      active.waitsForUser(false);
    }
  };
}
