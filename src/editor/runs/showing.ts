import { Uri, workspace } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { GivenDiagnostic, ShowingTest } from '../../tasks/task.ts';
import { normalised } from '../documents/documentText.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import { WorkspaceFiles } from '../input/projectFiles.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import type { KeptTest, Showing } from '../results/findings/showing.ts';
import { userError } from '../wording/editorCodes.ts';
import type { FinishedRun } from './finishedRuns.ts';

/** The findings that a document shows; `results/` has them. */
export interface ShownFindings {
  /** A finding that stands in a document; undefined: it is gone. */
  find(uri: Uri, id: string): KeptFinding | undefined;
  /** Says of a finding what came of a test that was to show it. */
  mark(uri: Uri, id: string, showing: Showing, test: KeptTest | undefined): Promise<void>;
  /** The tests that show the finding that a diagnostic of a document is of. */
  testsFor(uri: Uri, given: GivenDiagnostic): readonly KeptTest[];
}

/**
 * What a run starts from that has a test written for a finding. Where tests cannot be run here, nobody
 * is asked to write one.
 * @throws UserError as `Gatherer.gather`, and `show.cannotRun`
 */
export async function gatheredToShow(
  { gatherer, toolsFor }: Pick<TaskInputs, 'gatherer' | 'toolsFor'>,
  { uri, finding }: { readonly uri: Uri; readonly finding: KeptFinding },
  signal: AbortSignal,
): Promise<Gathered> {
  const { id, firstLine, lastLine, title, trigger, consequence } = finding;
  const found = await gatherer.around('tests', { uri, line: firstLine }, undefined, signal);
  const checkDetails: CheckDetails = {};
  toolsFor(found, () => Promise.resolve(undefined), checkDetails);
  const { notRun } = checkDetails;
  if (notRun !== undefined) throw userError('show.cannotRun', { cause: notRun.cause });
  const shows = { id, firstLine, lastLine, title, trigger, consequence };
  return { ...found, input: { ...found.input, shows } };
}

/** Says of the finding that a run was about what came of it. */
export async function markShown(
  finished: Pick<FinishedRun, 'gathered' | 'result' | 'checkDetails'>,
  findings: ShownFindings,
): Promise<void> {
  const { gathered, result } = finished;
  const { shows } = gathered.input;
  const showing = showingOf(finished);
  if (shows === undefined || showing === undefined) return;
  await findings.mark(gathered.uri, shows.id, showing, keptTestOf(result));
}

/** A fix with the tests that show what it is to mend. */
export async function withTests(gathered: Gathered, findings: ShownFindings): Promise<Gathered> {
  const { input, uri } = gathered;
  const kept = input.diagnostics.flatMap((given) => findings.testsFor(uri, given));
  if (kept.length === 0) return gathered;
  const shownBy = await testsNow(gathered, kept);
  return { ...gathered, input: { ...input, shownBy } };
}

/** What a run says of the finding that it was to show; undefined: it ended before it could. */
function showingOf({
  result,
  checkDetails,
}: Pick<FinishedRun, 'result' | 'checkDetails'>): Showing | undefined {
  const { outcome, showing, notes, problems } = result;
  if (outcome === 'rejected') {
    return { type: 'notShown', problem: problems[0]?.code ?? 'unknown' };
  }
  if (outcome !== 'accepted') return undefined;
  if (showing !== undefined) {
    const { path, framework, cases } = showing;
    return { type: 'shown', path, framework, cases };
  }
  const isIsolation = notes.some(({ code }) => code === 'notes.notIsolatable');
  const { notRun } = checkDetails;
  if (isIsolation || notRun === undefined) return { type: 'notRun', cause: 'isolation' };
  return 'framework' in notRun
    ? { type: 'notRun', cause: notRun.cause, framework: notRun.framework }
    : { type: 'notRun', cause: notRun.cause };
}

/** The test of a run that has shown a finding, as this window remembers it. */
function keptTestOf({
  showing,
  answer,
}: Pick<RunResult, 'showing' | 'answer'>): KeptTest | undefined {
  if (showing === undefined || answer?.kind !== 'newFile') return undefined;
  return { ...showing, replaces: answer.replaces };
}

/**
 * The tests with the text that they have now: what the user has made of it counts, in an editor or on
 * the disk. One whose text is nowhere any more is left out.
 */
async function testsNow(
  { place, rules }: Gathered,
  tests: readonly KeptTest[],
): Promise<readonly ShowingTest[]> {
  const files = new WorkspaceFiles(place, rules);
  const found = await Promise.all(
    tests.map(async ({ replaces, text, path, framework, cases }) => {
      const unsaved = unsavedText(place.root, path);
      const now = unsaved ?? (await files.read(path));
      const current = now === undefined || now === replaces ? (text ?? now) : now;
      // What was accepted into the project is asked about with the rest of its tests.
      const isOwn = unsaved === undefined && current === now;
      return current === undefined ? [] : [{ path, framework, cases, isOwn, text: current }];
    }),
  );
  return found.flat();
}

/** The text of a new file that is not saved yet. */
function unsavedText(root: Uri | undefined, path: string): string | undefined {
  if (root === undefined) return undefined;
  const target = Uri.joinPath(root, path).path;
  const document = workspace.textDocuments.find(
    ({ uri, isClosed }) => uri.scheme === 'untitled' && uri.path === target && !isClosed,
  );
  return document === undefined ? undefined : normalised(document);
}
