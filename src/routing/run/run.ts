import type { AttemptKind, Purpose, RunOutcome, Strength } from '../../models/booking.ts';
import type { Coded } from '../../models/codes.ts';
import type { TaskName } from '../../models/task.ts';
import type { Effort, Tier } from '../../models/tier.ts';
import type {
  Answer,
  PreparedTask,
  Problem,
  Prompt,
  ShowingTest,
  Survivor,
} from '../../tasks/task.ts';
import type { CallEvent } from '../calls/modelCall.ts';
import type { Route } from '../policy/route.ts';
import type { AttemptReason, SpendReason, WaitReason } from '../reasons.ts';
import type { RoutingSettings } from '../settings.ts';
import type { BegunAttempt } from './begun/begunRun.ts';
import type { AttemptSummary, RunRecord } from './runRecord.ts';

/** One execution of a task for the user. */
export interface RunRequest {
  readonly prepared: PreparedTask;
  readonly settings: RoutingSettings;
  readonly purpose: Purpose;
  /** The tier that the user chose for this run; undefined: the router decides. */
  readonly chosenTier: Tier | undefined;
  /** An earlier answer to go on from; undefined: none. */
  readonly draft: Draft | undefined;
  /** The run that this goes on with, as its last result gave it; absent: a new run. */
  readonly continues?: RunRecord;
  /** Its first attempt, where that is reserved already, and perhaps answered; absent: it is not. */
  readonly begun?: BegunAttempt;
}

/** An answer with what the user wants of it, for "Refine…", or with what its gate found. */
export type Draft =
  | { readonly reply: string; readonly followUp: string }
  | { readonly reply: string; readonly problems: readonly Problem[] };

/** What happens while a run is under way. */
export type RunEvent =
  | { readonly type: 'routed'; readonly route: Route }
  | {
      readonly type: 'attempt';
      readonly ordinal: number;
      readonly kind: AttemptKind;
      readonly tier: Tier;
      readonly model: string;
      readonly effort: Effort | null;
      /** Why this move is made, for moves after the first; `args` may hold `costNusd`. */
      readonly reason: Coded<AttemptReason> | undefined;
    }
  | CallEvent
  | { readonly type: 'waiting'; readonly reason: Coded<WaitReason>; readonly ms: number }
  | { readonly type: 'checking' }
  | { readonly type: 'attemptEnded'; readonly summary: AttemptSummary };

/** What a run asks the user. Answered by the editor; a cancelled question means `stop`. */
export interface RunQuestions {
  /** A wait longer than `routing.maxWait`. `nextCostNusd` null: unpriced or no next tier. */
  wait(question: {
    readonly reason: Coded<WaitReason>;
    readonly ms: number;
    readonly nextTier: Tier | null;
    readonly nextCostNusd: number | null;
  }): Promise<'wait' | 'next' | 'stop'>;
  /** An attempt that a budget, `confirmAbove` or a missing price stands against. */
  spend(question: {
    readonly reason: Coded<SpendReason>;
    readonly tier: Tier;
    readonly costNusd: number | null;
  }): Promise<'go' | 'stop'>;
}

/** How a run came out. */
export interface RunResult {
  readonly runId: number;
  readonly task: TaskName;
  readonly outcome: RunOutcome;
  /** The accepted answer, or undefined. */
  readonly answer: Answer | undefined;
  /** The raw reply behind `answer` or `lastAnswer`, to refine or mend it. */
  readonly reply: string | undefined;
  /** What a rejected run last had; shown only when the user asks for it. */
  readonly lastAnswer: Answer | undefined;
  readonly strength: Strength | undefined;
  /** Changes of the code that accepted tests do not notice. */
  readonly survivors?: readonly Survivor[];
  /** An accepted test that was seen to show a finding. */
  readonly showing?: ShowingTest;
  /** Problems of the last attempt when it was rejected. */
  readonly problems: readonly Problem[];
  readonly notes: readonly Coded[];
  readonly route: Route;
  readonly finalTier: Tier;
  readonly finalModel: string;
  readonly attempts: readonly AttemptSummary[];
  readonly costNusd: number;
  readonly unpriced: number;
  /** Any attempt whose usage was estimated. */
  readonly estimated: boolean;
  /** An attempt was part of a subscription, so that the cost says nothing of savings. */
  readonly included?: boolean;
  readonly baselineNusd: number | null;
  readonly durationMs: number;
  /** Why a run failed, for one sentence with an action. */
  readonly failure: Coded | undefined;
  /** What `reply` was asked, the user's follow-ups in it. */
  readonly asked?: Prompt;
  /**
   * To go on with the run. It lives as long as this result: after a reload, or in another window, a
   * further answer is a run of its own.
   */
  readonly record?: RunRecord;
}

/** What a run would begin with. */
export interface RunEstimate {
  readonly tier: Tier;
  /** The model that it stands for now; undefined: there is none. */
  readonly model: string | undefined;
  /** What its first attempt is expected to cost, nUSD; null: unpriced. */
  readonly costNusd: number | null;
}

/** The attempt loop's face. */
export interface Runner {
  /** Never rejects for what a call can meet; the signal ends the socket at once. */
  run(
    request: RunRequest,
    questions: RunQuestions,
    onEvent: (event: RunEvent) => void,
    signal: AbortSignal,
  ): Promise<RunResult>;
  /** What a run would begin with; nothing is begun by that. */
  estimate(request: RunRequest): RunEstimate;
}
