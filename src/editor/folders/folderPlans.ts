import type { Uri } from 'vscode';
import { CancellationError, l10n, ProgressLocation, window, workspace } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import type { WholeRunner } from '../../routing/run/begun/wholeRunner.ts';
import type { RunRequest } from '../../routing/run/run.ts';
import type { Connection } from '../connection/connections.ts';
import { placeOf } from '../documents/documentPlace.ts';
import type { Gathered } from '../input/gather.ts';
import type { NeverSend } from '../input/neverSend.ts';
import { neverSendRules } from '../input/neverSend.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import { isOfOneFile } from '../runs/linesReview.ts';
import type { Runs } from '../runs/runs.ts';
import type { Configuration } from '../settings/configuration.ts';
import { userError } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';
import { messageOf } from '../wording/wording.ts';
import type { EstimatedFile } from './folderChoice.ts';
import type { FoundFiles, LeftOut } from './folderFiles.ts';
import { findFiles } from './folderFiles.ts';
import { ignoredByGit } from './ignoreFiles.ts';

/** A file with all that its run needs. */
export interface PlannedFile extends EstimatedFile {
  readonly gathered: Gathered;
  readonly request: RunRequest;
}

/** What a folder run may be made of. */
export interface FolderPlans {
  readonly files: readonly PlannedFile[];
  readonly leftOut: readonly LeftOut[];
  /** Whoever answers; undefined: no file can be worked on. */
  readonly reached: Reached | undefined;
}

/** Where files are sent, and who sends them. */
export interface Reached {
  readonly connection: Connection;
  readonly runner: WholeRunner;
}

/** What files are planned with. */
export interface FolderPlanParts {
  readonly runs: Pick<Runs, 'onFile'>;
  readonly taskInputs: () => Promise<Omit<TaskInputs, 'dispose'>>;
  readonly configuration: Configuration;
  readonly runnerFor: (connection: Connection) => Promise<WholeRunner>;
}

/** The files of folders and lists, each with what it is expected to cost; nothing is begun by that. */
export async function plannedFiles(
  parts: FolderPlanParts,
  task: TaskName,
  roots: readonly Uri[],
): Promise<FolderPlans> {
  const title = say('progress.title', { task, place: l10n.t('folder') });
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const abort = token.onCancellationRequested(() => controller.abort(new CancellationError()));
    try {
      const report = (message: string): void => progress.report({ message });
      report(say('folder.collecting'));
      const { signal } = controller;
      const rulesFor = rulesOf(parts.configuration);
      const ignoredIn = (folder: Uri) => ignoredByGit(folder, signal);
      const found = await findFiles(roots, { task, rulesFor, ignoredIn, signal });
      return await planned(parts, { task, found }, report, signal);
    } finally {
      abort.dispose();
    }
  });
}

/** The folder that is meant where a command names none. @throws UserError when none is open */
export async function chosenRoot(): Promise<Uri> {
  const [first] = workspace.workspaceFolders ?? [];
  if (first === undefined) throw userError('folder.noFolder');
  const title = l10n.t('Choose a Folder');
  const kinds = { canSelectFolders: true, canSelectFiles: false };
  const options = { ...kinds, title, openLabel: l10n.t('Choose'), defaultUri: first.uri };
  const [chosen] = (await window.showOpenDialog(options)) ?? [];
  if (chosen === undefined) throw new CancellationError();
  return chosen;
}

/** What is never sent, looked up once for each opened folder. */
function rulesOf(configuration: Configuration): (uri: Uri) => Promise<NeverSend> {
  const known = new Map<string, Promise<NeverSend>>();
  return (uri) => {
    const { root } = placeOf(uri);
    const key = root?.toString() ?? '';
    const rules = known.get(key) ?? neverSendRules(configuration.read(uri).neverSend, root);
    known.set(key, rules);
    return rules;
  };
}

async function planned(
  parts: FolderPlanParts,
  { task, found }: { readonly task: TaskName; readonly found: FoundFiles },
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<FolderPlans> {
  const { gatherer } = await parts.taskInputs();
  const files: PlannedFile[] = [];
  const leftOut: LeftOut[] = [...found.leftOut];
  let last: Reached | undefined;
  for (const [index, uri] of found.files.entries()) {
    signal.throwIfAborted();
    const file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    report(say('folder.estimating', { file, index: index + 1, files: found.files.length }));
    try {
      const gathered = await gatherer.file(task, uri);
      const { connection, request } = await parts.runs.onFile(
        { task, uri },
        signal,
        (active, execution) => execution.ready(active, gathered),
      );
      const runner = await parts.runnerFor(connection);
      last = { connection, runner };
      const begun = await runner.begin(request, false, signal);
      const { expectedNusd = null, reservedNusd: worstNusd = null } =
        begun.type === 'begun' ? begun.run.started : {};
      files.push({ uri, gathered, request, expectedNusd, worstNusd });
    } catch (error) {
      if (!isOfOneFile(error)) throw error;
      const { code, args } = error;
      leftOut.push({ uri, why: 'refused', words: word(messageOf({ code, args })) });
    }
  }
  return { files, leftOut, reached: last };
}
