import type { Diagnostic, Uri } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { LineRange } from '../../syntax/syntax.ts';
import type { Acceptance } from './proposals/proposals.ts';

/** What can be done beside accepting a result, with one click. */
export interface Offer {
  readonly title: string;
  readonly take: () => Promise<void>;
}

/** Where a result comes from. */
export interface ResultOrigin {
  readonly task: TaskName;
  /** The document on which the command was run. */
  readonly uri: Uri;
  /** Its text when the run started, line ends `\n`. */
  readonly baseText: string;
  readonly target: LineRange;
  /** What was looked at, to stand in a sentence: `parseRows of csv.ts`. */
  readonly place: string;
  readonly offers: readonly Offer[];
  /** The folder to which the paths of an answer are relative; undefined for an untitled document. */
  readonly workspaceFolder: Uri | undefined;
  /** Who answered, how far it was checked and what it cost, worded. */
  readonly title: string;
  /** Who answered and what it cost, for a tab. */
  readonly shortTitle: string;
  /** What else should be known of the result, as sentences. */
  readonly notes: readonly string[];
}

/** A result that was shown and that the user has not settled yet. */
export interface OpenResult {
  readonly result: RunResult;
  readonly origin: ResultOrigin;
}

/** A result that has been written into a document. */
export interface AcceptedResult extends OpenResult, Acceptance {
  /** Unix ms. */
  readonly at: number;
  /** The errors of its document right before; undefined where no editor held the document. */
  readonly errorsBefore: readonly Diagnostic[] | undefined;
}

/** All there is to say of a result, for one message. */
export function titleAndNotes({ title, notes }: ResultOrigin): string {
  return notes.length === 0 ? title : `${title}. ${notes.join(' ')}`;
}
