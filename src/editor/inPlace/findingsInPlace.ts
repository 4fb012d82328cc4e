import type { Uri } from 'vscode';
import { comments, Disposable, Selection } from 'vscode';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import { openInFront } from '../documents/openDocuments.ts';
import type { ErrorReporter } from '../errors.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import { canBeRun } from '../results/findings/findingActions.ts';
import { diagnosticOf } from '../results/findings/findingDiagnostic.ts';
import type { Findings } from '../results/findings/findings.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import { reviewOf } from '../results/findings/reviewOf.ts';
import type { Results } from '../results/results.ts';
import { fixesIn } from '../runs/oneOfSeveral.ts';
import type { Runs } from '../runs/runs.ts';
import type { Configuration } from '../settings/configuration.ts';
import { FindingThreads } from './findingThreads.ts';
import { FixAll } from './fixAll.ts';
import type { SuggestionParts } from './suggestion.ts';
import { showSuggestion } from './suggestion.ts';
import type { ThreadTraits } from './threadContext.ts';

/** What is done with findings where they stand. */
export interface FindingsInPlaceParts extends SuggestionParts {
  readonly findings: Findings;
  readonly runs: Pick<Runs, 'onFile' | 'start'>;
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'gatherer'>>;
  readonly results: Pick<Results, 'present' | 'presentSeveral'>;
  readonly errors: ErrorReporter;
  readonly configuration: Configuration;
}

/** Findings at their lines: as comment threads, and with what can be done there. */
export class FindingsInPlace implements Disposable {
  readonly #parts: FindingsInPlaceParts;
  readonly #fixAll: FixAll;
  readonly #subscriptions: Disposable;

  constructor(parts: FindingsInPlaceParts) {
    this.#parts = parts;
    this.#fixAll = new FixAll({
      ...parts,
      fixesIn: (file, work) => fixesIn(parts, file, work),
    });
    const { findings, configuration } = parts;
    const threads = new FindingThreads({
      controller: comments.createCommentController('tierwise', 'Tierwise'),
      findings,
      traitsOf: (uri, finding) => this.#traitsOf(uri, finding),
      isOn: () => configuration.read().reviewComments && !areAiFeaturesOff(),
    });
    this.#subscriptions = Disposable.from(
      threads,
      configuration.onDidChange(() => threads.refresh()),
    );
  }

  /** Has one finding fixed, wherever it was asked for: its document comes to the front. */
  async fix(uri: Uri, id: string): Promise<void> {
    const finding = this.#parts.findings.find(uri, id);
    if (finding === undefined) return;
    const editor = await openInFront(uri);
    const diagnostic = diagnosticOf(finding);
    // What is selected elsewhere is not what was asked about.
    if (editor.selection.intersection(diagnostic.range) === undefined) {
      editor.selection = new Selection(diagnostic.range.start, diagnostic.range.start);
    }
    await this.#parts.runs.start('fix', { diagnostics: [diagnostic] });
  }

  /** Fixes all findings of a review, the last one where none is named. @throws UserError as `FixAll.start` */
  fixAll(reviewId: number | undefined): Promise<void> {
    return this.#fixAll.start(reviewId);
  }

  /** Fixes all findings of the review that one of them is of. */
  async fixAllWith(uri: Uri, id: string): Promise<void> {
    const finding = this.#parts.findings.find(uri, id);
    if (finding !== undefined) await this.fixAll(reviewOf(finding));
  }

  /** Shows what the review would have at the lines of a finding. @throws UserError as `showSuggestion` */
  showSuggestion(uri: Uri, id: string): Promise<void> {
    return showSuggestion(this.#parts, uri, id);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #traitsOf(uri: Uri, finding: KeptFinding): ThreadTraits {
    const { findings } = this.#parts;
    return {
      hasSuggestion: findings.replacementOf(finding.id) !== undefined,
      canRun: canBeRun(uri),
      isOneOfSeveral: findings.isOneOfSeveral(finding),
    };
  }
}
