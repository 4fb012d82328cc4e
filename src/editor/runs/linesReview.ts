import type { Uri } from 'vscode';
import type { Coded } from '../../models/codes.ts';
import type { RunEstimate, RunResult } from '../../routing/run/run.ts';
import type { LineRange } from '../../syntax/syntax.ts';

/** Lines of a file to be reviewed as one of several. */
export interface LinesAsked {
  readonly uri: Uri;
  readonly target: LineRange;
  readonly instruction: string;
  /** Which findings are shown. */
  readonly isWanted: (finding: LineRange) => boolean;
  /** nUSD that the user has agreed to spend on all of them. */
  readonly agreedNusd: number | undefined;
}

/** What such a review would begin with. */
export interface LinesEstimate extends RunEstimate {
  /** Above this much the user is asked, nUSD. */
  readonly confirmAboveNusd: number;
}

/** How the review of some lines of a file, as one of several, came out. */
export interface LinesReview {
  /** Left out: there was none. */
  readonly runId?: number;
  readonly isAccepted: boolean;
  /** No other file would fare better, say because there is no key. */
  readonly isHopeless: boolean;
  readonly findings: number;
  readonly hidden: number;
  readonly costNusd: number;
  /** It was part of a subscription. */
  readonly included?: boolean;
}

/** A review that gave nothing; `isHopeless`: what failed will fail for the others, too. */
export function noReview(isHopeless: boolean): LinesReview {
  return { isAccepted: false, isHopeless, findings: 0, hidden: 0, costNusd: 0 };
}

/** How a run came out, and its result with the findings that `isWanted` alone, if it has any to show. */
export function linesReview(
  result: RunResult,
  isWanted: (finding: LineRange) => boolean,
): { readonly review: LinesReview; readonly shown: RunResult | undefined } {
  const { runId, costNusd, included = false, outcome, answer } = result;
  if (outcome !== 'accepted' || answer?.kind !== 'findings') {
    const isHopeless = outcome === 'failed' || outcome === 'cancelled';
    return { review: { ...noReview(isHopeless), runId, costNusd, included }, shown: undefined };
  }
  const findings = answer.findings.filter(isWanted);
  const hidden = answer.hidden.filter(isWanted);
  const counts = { findings: findings.length, hidden: hidden.length };
  return {
    review: { runId, isAccepted: true, isHopeless: false, ...counts, costNusd, included },
    shown: { ...result, answer: { ...answer, findings, hidden } },
  };
}

/** Whether a failure is of one file: one that cannot be sent, say, is no reason to leave the others. */
export function isOfOneFile(error: unknown): error is Error & Coded {
  if (!(error instanceof Error) || error.name !== 'UserError') return false;
  return /^(?:document|input|nothingToDo)\./.test(String((error as Partial<Coded> & Error).code));
}
