import type { QuickPickItem, Uri } from 'vscode';
import { CancellationError, commands, l10n, ProgressLocation, window } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import { COMMANDS } from '../ids.ts';
import type { LinesAsked, LinesReview } from '../runs/linesReview.ts';
import type { Runs } from '../runs/runs.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import { plainItem } from '../wording/plainLabel.ts';
import { withoutLinks } from '../wording/withoutLinks.ts';
import type { ChangedFile, ChangedFiles, ChangeScope } from './changedFiles.ts';
import { changedFiles, countOf } from './changedFiles.ts';
import { hullOf, rangesText, touchesAny } from './changedLines.ts';
import { isAskedAbout, sumOf } from './changesCost.ts';
import type { PricedFile } from './chosenFiles.ts';
import { chosenFiles } from './chosenFiles.ts';
import { chosenRepository } from './chosenRepository.ts';
import type { GitApi, GitRepository } from './gitApi.ts';
import { isBranchName } from './openedPlace.ts';

/** What a review of changes needs. */
export interface ChangesReviewParts {
  readonly git: () => Promise<GitApi | undefined>;
  readonly runs: Pick<Runs, 'estimateLines' | 'reviewLines'>;
  readonly findings: {
    /** Shows those of low confidence of a file. */
    showHidden(uri: Uri): Promise<void>;
    /** Has those of several runs count as those of one review. */
    joinRuns(runIds: readonly number[]): Promise<void>;
  };
}

interface Outcome {
  readonly reviewed: number;
  readonly runIds: readonly number[];
  readonly findings: number;
  readonly hidden: readonly { readonly uri: Uri; readonly count: number }[];
  readonly costNusd: number;
  /** Any of it was part of a subscription. */
  readonly included: boolean;
  /** Files whose review gave no accepted answer, or that are not to be sent. */
  readonly failed: number;
}

const NOTHING_REVIEWED: Outcome = {
  reviewed: 0,
  runIds: [],
  findings: 0,
  hidden: [],
  costNusd: 0,
  included: false,
  failed: 0,
};

/** Reviews what Git sees as changed, file by file, and reports on changed lines alone. */
export class ChangesReview {
  readonly #parts: ChangesReviewParts;
  #isRunning = false;

  constructor(parts: ChangesReviewParts) {
    this.#parts = parts;
  }

  /**
   * Asks which changes where `scope` does not say, and reviews them with one progress and one cancel.
   * @throws UserError when there are none to be found
   */
  async start(root?: Uri, scope?: ChangeScope): Promise<void> {
    if (this.#isRunning) throw userError('changes.running');
    this.#isRunning = true;
    try {
      const git = await this.#parts.git();
      if (git === undefined) throw userError('changes.noGit');
      const repository = await chosenRepository(git, root, l10n.t('Review Uncommitted Changes'));
      await repository.status();
      const wanted = scope ?? (await chosenScope(repository));
      const controller = new AbortController();
      const outcome = await this.#withProgress(controller, repository, wanted);
      if (outcome !== undefined) void this.#tell(...outcome);
    } finally {
      this.#isRunning = false;
    }
  }

  async #withProgress(
    controller: AbortController,
    repository: GitRepository,
    scope: ChangeScope,
  ): Promise<readonly [Outcome, ChangedFiles] | undefined> {
    const title = l10n.t('Review Uncommitted Changes');
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
      try {
        const changed = await changedFiles(repository, scope, controller.signal);
        if (changed.files.length === 0) {
          throw userError(changed.outside > 0 ? 'changes.noneInside' : 'changes.none');
        }
        const report = (message: string): void => progress.report({ message });
        const { signal } = controller;
        const { files, agreedNusd } = await this.#agreed(changed.files, report, signal);
        const wanted = { ...changed, files };
        return [await this.#review(wanted, agreedNusd, report, signal), wanted];
      } finally {
        cancel.dispose();
      }
    });
  }

  /**
   * The files to review: where all of them together are expected to cost more than the user lets
   * pass unasked, those that the user chooses.
   */
  async #agreed(
    files: readonly ChangedFile[],
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<{
    readonly files: readonly ChangedFile[];
    readonly agreedNusd: number | undefined;
  }> {
    const unasked = { files, agreedNusd: undefined };
    if (files.length < 2) return unasked;
    const priced: PricedFile[] = [];
    let confirmAboveNusd = Infinity;
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const args = { file: nameOf(file.uri), index: index + 1, files: files.length };
      report(say('changes.estimating', args));
      const asked = askedOf(file, undefined);
      const estimate = await this.#parts.runs.estimateLines(asked, report, signal);
      // What cannot be sent costs nothing, and its review says why.
      priced.push({ file, costNusd: estimate === undefined ? 0 : estimate.costNusd });
      confirmAboveNusd = Math.min(confirmAboveNusd, estimate?.confirmAboveNusd ?? Infinity);
    }
    const costs = priced.map(({ costNusd }) => costNusd);
    if (!isAskedAbout(costs, confirmAboveNusd)) return unasked;
    report(say('progress.asksUser'));
    const chosen = await chosenFiles(priced, signal);
    return {
      files: chosen.map(({ file }) => file),
      agreedNusd: sumOf(chosen.map(({ costNusd }) => costNusd)).costNusd,
    };
  }

  async #review(
    { files }: ChangedFiles,
    agreedNusd: number | undefined,
    report: (message: string) => void,
    signal: AbortSignal,
  ): Promise<Outcome> {
    let outcome = NOTHING_REVIEWED;
    for (const [index, file] of files.entries()) {
      if (signal.aborted) break;
      const name = withoutLinks(nameOf(file.uri));
      const place = l10n.t('{0} ({1} of {2})', name, index + 1, files.length);
      report(place);
      const review = await this.#parts.runs.reviewLines(
        askedOf(file, agreedNusd),
        (message) => report(`${place}: ${message}`),
        signal,
      );
      outcome = added(outcome, file.uri, review);
      // What keeps one call from being made keeps the others too.
      if (review.isHopeless) break;
    }
    if (outcome.runIds.length > 1) await this.#parts.findings.joinRuns(outcome.runIds);
    return outcome;
  }

  async #tell(outcome: Outcome, { files, leftOut, outside, skipped }: ChangedFiles): Promise<void> {
    const { reviewed, findings, hidden, costNusd, included, failed } = outcome;
    const hiddenCount = hidden.reduce((sum, { count }) => sum + count, 0);
    const parts = [
      included && costNusd === 0
        ? say('changes.reviewedIncluded', { findings, files: reviewed })
        : say('changes.reviewed', { findings, files: reviewed, cost: formatUsd(costNusd) }),
      ...(hiddenCount > 0 ? [say('changes.hidden', { count: hiddenCount })] : []),
      ...(failed > 0 ? [say('changes.failed', { count: failed })] : []),
      ...(files.length > reviewed + failed
        ? [say('changes.notReached', { count: files.length - reviewed - failed })]
        : []),
      ...(leftOut > 0 ? [say('changes.leftOut', { count: leftOut })] : []),
      ...(outside > 0 ? [say('changes.outside', { count: outside })] : []),
      ...(skipped > 0 ? [say('changes.skipped', { count: skipped })] : []),
    ];
    const showProblems = l10n.t('Show Problems');
    const showHidden = l10n.t('Show Hidden');
    const fixAll = say('fixAll.go');
    const titles = [
      ...(findings > 0 ? [showProblems] : []),
      ...(findings > 1 ? [fixAll] : []),
      ...(hiddenCount > 0 ? [showHidden] : []),
    ];
    const answer = await window.showInformationMessage(parts.join(' '), ...titles);
    if (answer === fixAll) {
      await commands.executeCommand(COMMANDS.fixAll, Math.min(...outcome.runIds));
      return;
    }
    if (answer === showHidden)
      for (const { uri } of hidden) await this.#parts.findings.showHidden(uri);
    if (answer !== undefined) await commands.executeCommand('workbench.actions.view.problems');
  }
}

function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The question about one file. */
function askedOf({ uri, lines }: ChangedFile, agreedNusd: number | undefined): LinesAsked {
  return {
    uri,
    target: hullOf(lines),
    instruction: `Report only defects in the lines that were changed: ${rangesText(lines)}.`,
    isWanted: (finding) => touchesAny(finding, lines),
    agreedNusd,
  };
}

function added(outcome: Outcome, uri: Uri, review: LinesReview): Outcome {
  const { reviewed, findings, hidden, costNusd, included, failed } = outcome;
  const { runId } = review;
  return {
    runIds: runId === undefined ? outcome.runIds : [...outcome.runIds, runId],
    reviewed: reviewed + (review.isAccepted ? 1 : 0),
    findings: findings + review.findings,
    hidden: review.hidden > 0 ? [...hidden, { uri, count: review.hidden }] : hidden,
    costNusd: costNusd + review.costNusd,
    included: included || review.included === true,
    failed: failed + (review.isAccepted ? 0 : 1),
  };
}

async function chosenScope(repository: GitRepository): Promise<ChangeScope> {
  const labels = {
    all: l10n.t('All uncommitted changes'),
    staged: l10n.t('Staged changes'),
    unstaged: l10n.t('Changes that are not staged'),
  };
  const local = (['all', 'staged', 'unstaged'] as const).flatMap((kind) => {
    const count = countOf(repository, kind);
    const description = count === 1 ? l10n.t('1 file') : l10n.t('{0} files', count);
    return count === 0 ? [] : [{ label: labels[kind], description, scope: { kind } as const }];
  });
  const against = { label: l10n.t('Changes against a branch...'), scope: undefined };
  const title = l10n.t('Tierwise: {0}', l10n.t('Review Uncommitted Changes'));
  const items: readonly (QuickPickItem & { readonly scope: ChangeScope | undefined })[] = [
    ...local,
    against,
  ];
  const picked = await window.showQuickPick(items, { title });
  if (picked === undefined) throw new CancellationError();
  if (picked.scope !== undefined) return picked.scope;
  const branches = [
    ...(await repository.getBranches({ remote: false })),
    ...(await repository.getBranches({ remote: true })),
  ].flatMap(({ name }) => (name !== undefined && isBranchName(name) ? [name] : []));
  const named = [...new Set(branches)].map((branch) => plainItem({ label: branch, branch }));
  const chosen = await window.showQuickPick(named, { title });
  if (chosen === undefined) throw new CancellationError();
  return { kind: 'branch', branch: chosen.branch };
}
