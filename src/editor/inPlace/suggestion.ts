import type { Uri } from 'vscode';
import { CancellationError, ProgressLocation, window } from 'vscode';
import { givenOf } from '../results/findings/findingDiagnostic.ts';
import type { Findings } from '../results/findings/findings.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import type { Results } from '../results/results.ts';
import { withoutRun } from '../results/withoutRun.ts';
import { checkedText } from '../runs/checkedText.ts';
import type { LocalCheck } from '../runs/localCheck.ts';
import type { Runs } from '../runs/runs.ts';
import { targetText } from '../runs/targetText.ts';
import { userError } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';

/** What shows the change that a review suggests. */
export interface SuggestionParts {
  readonly findings: Pick<Findings, 'find' | 'replacementOf'>;
  readonly runs: Pick<Runs, 'onFile'>;
  readonly results: Pick<Results, 'present'>;
}

/**
 * Shows what a review would have at the lines of a finding, as a proposal to be accepted. It passes the
 * checks of a fix before, and no model is asked.
 * @throws UserError when it does not fit any more, or fails its check
 */
export async function showSuggestion(parts: SuggestionParts, uri: Uri, id: string): Promise<void> {
  const finding = parts.findings.find(uri, id);
  const replacement = parts.findings.replacementOf(id);
  if (finding === undefined || replacement === undefined) throw userError('suggestion.gone');
  const controller = new AbortController();
  const title = say('suggestion.checking');
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (_progress, token) => {
    const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
    const reply = (source: string): string => replyTo(source, finding, replacement);
    const asked = { uri, given: givenOf(finding), reply };
    try {
      const check = await parts.runs.onFile(
        { task: 'fix', uri },
        controller.signal,
        (active, execution) => execution.checkLocally(asked, active.controller.signal),
      );
      await present(parts, check);
    } finally {
      cancel.dispose();
    }
  });
}

/** The suggestion as a model would have answered a fix. */
function replyTo(source: string, finding: KeptFinding, replace: string): string {
  const lines = source.split('\n');
  const { firstLine: from, lastLine: to } = finding;
  const [firstLine, lastLine] = [lines[from - 1] ?? '', lines[to - 1] ?? ''];
  const edit = { from, to, firstLine, lastLine, replace };
  return JSON.stringify({ edits: [edit], replacements: [], summary: '' });
}

async function present(
  { results }: SuggestionParts,
  { gathered, check, checkDetails }: LocalCheck,
): Promise<void> {
  const { answer, problems, strength, notes } = check;
  const [problem] = problems;
  if (problem !== undefined) {
    throw userError('suggestion.rejected', { problem: word(problem) });
  }
  if (answer === undefined) throw userError('suggestion.rejectedBare');
  const { input, uri, place } = gathered;
  const checked = word(checkedText({ task: 'fix', strength, notes }, checkDetails.types));
  await results.present(withoutRun(answer), {
    task: 'fix',
    uri,
    baseText: input.source,
    target: input.target,
    workspaceFolder: place.root,
    place: targetText(gathered),
    offers: [],
    title: say('suggestion.title', { checked }),
    shortTitle: say('suggestion.shortTitle'),
    notes: [],
  });
}
