import type { Uri } from 'vscode';
import type { Problem } from '../../tasks/task.ts';
import type { Gathered } from '../input/gather.ts';
import { movedLines } from '../lines/movedLines.ts';
import type { Anchor } from '../results/findings/findingAnchor.ts';
import { findAgain, linesIn } from '../results/findings/findingAnchor.ts';
import { givenOf } from '../results/findings/findingDiagnostic.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import type { FinishedRun } from '../runs/finishedRuns.ts';
import type { Message } from '../wording/messageTable.ts';

/** What came of one finding that was to be fixed with others. */
export type FixOutcome =
  | { readonly type: 'fixed' }
  /** The fix of another finding has changed its lines already. */
  | { readonly type: 'overtaken' }
  /** No answer passed the check. */
  | { readonly type: 'rejected'; readonly problem: Problem | undefined }
  /** Nothing could be asked, or no answer came. */
  | { readonly type: 'failed'; readonly why: Message }
  | { readonly type: 'notReached' };

/** A finding with what its fix starts from; undefined: it cannot be fixed here. */
export interface FindingToFix {
  readonly uri: Uri;
  readonly finding: KeptFinding;
  readonly gathered: Gathered | undefined;
  readonly why?: Message;
}

/** A file that fixes have changed one after the other, in memory alone. */
export interface FixedFile {
  readonly uri: Uri;
  readonly first: Gathered;
  readonly text: string;
  readonly runs: readonly FinishedRun[];
}

/** What came of all of them. */
export interface FixAllResult {
  readonly outcomes: readonly (readonly [FindingToFix, FixOutcome])[];
  readonly files: readonly FixedFile[];
  readonly costNusd: number;
}

/** What a fix starts from in the text that the fixes before it have made; undefined: they have changed its lines. */
export function gatheredIn(
  text: string,
  finding: KeptFinding,
  gathered: Gathered,
): Gathered | undefined {
  const { input } = gathered;
  const anchor = movedAnchor(input.source, text, finding);
  if (anchor === undefined) return undefined;
  const diagnostics = [givenOf({ ...finding, ...anchor })];
  const target = movedLines(input.source, text, input.target);
  return { ...gathered, input: { ...input, source: text, target, diagnostics } };
}

function movedAnchor(before: string, after: string, finding: KeptFinding): Anchor | undefined {
  const moved = movedLines(before, after, finding);
  const length = finding.lastLine - finding.firstLine;
  const grown = moved.lastLine - moved.firstLine - length;
  if (grown < 0) return undefined;
  const start = { ...finding, firstLine: moved.firstLine, lastLine: moved.firstLine + length };
  // What was put in above it counts as its own: it stands in there, and nowhere else.
  return findAgain(linesIn(after.split('\n')), start, grown);
}
