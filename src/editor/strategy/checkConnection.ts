import type { Uri } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { Runner, RunRequest } from '../../routing/run/run.ts';
import type { RoutingSettings } from '../../routing/settings.ts';
import type { AskedTier } from '../../strategy/measurements.ts';
import type { AskTier } from '../../strategy/strategyCheck.ts';
import type { PreparedTask } from '../../tasks/task.ts';
import type { Connections } from '../connection/connections.ts';
import type { ErrorReporter } from '../errors.ts';
import type { Ask } from '../question.ts';
import type { RunnerFor } from '../runs/runExecution.ts';
import type { SettingWarnings } from '../runs/settingWarnings.ts';
import type { Configuration } from '../settings/configuration.ts';
import { coded } from '../wording/editorCodes.ts';
import { CheckQuestions } from './checkQuestions.ts';
import { askedOnce, checkRequest } from './checkRequest.ts';

/** What asking models needs. */
export interface CheckConnectionParts {
  readonly configuration: Configuration;
  readonly connections: Connections;
  readonly runnerFor: RunnerFor;
  readonly errors: ErrorReporter;
  readonly warnings: SettingWarnings;
}

/** Nothing to send, to learn which models there are. */
const NOTHING: PreparedTask = {
  name: 'fix',
  language: 'plaintext',
  prompt: { system: '', turns: [], schema: undefined },
  sent: [],
  notes: [],
  expectedOutputTokens: 1,
  signals: { lines: 0, declarations: 0, instruction: undefined },
  check: async () => ({ answer: undefined, problems: [], strength: 'form', notes: [] }),
};

/** Who is asked in a check, with which settings; the same for all of it. */
export class CheckConnection {
  readonly #runner: Runner;
  readonly #settings: RoutingSettings;
  readonly #questions: CheckQuestions;
  #agreedNusd = 0;

  private constructor(runner: Runner, settings: RoutingSettings, questions: CheckQuestions) {
    this.#runner = runner;
    this.#settings = settings;
    this.#questions = questions;
  }

  /** Connects as every run does, with the user's settings for a folder. */
  static async of(
    { configuration, connections, runnerFor, errors, warnings }: CheckConnectionParts,
    scope: Uri | undefined,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<CheckConnection> {
    const connection = await abortable(connections.forRun(ask), signal);
    if (connection.isDemo) errors.informOnce(coded('demo.notice'));
    // Where a workspace starts is of no matter: every tier is asked.
    const { routing, problems } = configuration.read(scope);
    warnings.tell(problems);
    const runner = await abortable(Promise.resolve(runnerFor(connection)), signal);
    return new CheckConnection(runner, routing, new CheckQuestions(ask));
  }

  /** The tiers that have a model here. */
  tiers(): readonly AskedTier[] {
    return CLAUDE_TIERS.flatMap((tier) => {
      const { model } = this.#runner.estimate(this.#request(NOTHING, tier));
      return model === undefined ? [] : [{ tier, model }];
    });
  }

  /** What an answer is expected to cost, nUSD; null: unpriced. */
  estimate(prepared: PreparedTask, tier: ClaudeTier): number | null {
    return this.#runner.estimate(this.#request(prepared, tier)).costNusd;
  }

  /** What was agreed to for all together is not asked about again for each. */
  agree(nusd: number): void {
    this.#agreedNusd = nusd;
  }

  /** Asks a tier once, without repairs, and books it. */
  readonly ask: AskTier = (prepared, tier, signal) =>
    askedOnce(this.#runner, this.#request(prepared, tier), this.#questions, signal);

  #request(prepared: PreparedTask, tier: ClaudeTier): RunRequest {
    return checkRequest(prepared, tier, this.#settings, this.#agreedNusd);
  }
}
