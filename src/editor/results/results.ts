import type { Diagnostic, Uri } from 'vscode';
import { commands, Disposable, EventEmitter, l10n, window } from 'vscode';
import type { Verdict } from '../../models/booking.ts';
import type { Log } from '../../models/ports.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { Answer } from '../../tasks/task.ts';
import { activeUri, openDocument } from '../documents/openDocuments.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import { linesNamed } from './explanations/explainedNames.ts';
import type { ExplanationStream } from './explanations/explanations.ts';
import { Explanations } from './explanations/explanations.ts';
import { Findings } from './findings/findings.ts';
import type { MarkdownRenderer } from './markdown/markdownRenderer.ts';
import { tellWithOffers } from './offerMessage.ts';
import { errorsOf } from './proposals/documentErrors.ts';
import type { NewFile } from './proposals/newFiles.ts';
import { NewFiles, placeIn, refuseLinkOut } from './proposals/newFiles.ts';
import { PROPOSAL_SCHEME } from './proposals/proposalFiles.ts';
import type { Acceptance, Proposal } from './proposals/proposals.ts';
import { listed, Proposals, proposalTitle } from './proposals/proposals.ts';
import { UndoWatch } from './proposals/undoWatch.ts';
import type { ShownResult } from './resultLenses.ts';
import { ResultLenses } from './resultLenses.ts';
import { tellReview } from './reviewMessage.ts';
import type { OpenResult, ResultOrigin } from './shownResult.ts';
import { TypingPause } from './typingPause.ts';

/** Context key: the editor in front is a result that can be accepted or discarded. */
const RESULT_OPEN = 'tierwise.resultOpen';

/** What results are built from. */
export interface ResultsParts {
  /** Folder in which findings outlive the window; undefined: they do not. */
  readonly findingsFolder: Uri | undefined;
  readonly verdicts: { verdict(verdict: Verdict): Promise<void> };
  /** Writes what a model has explained anew, as it may be shown. */
  readonly markdown: Pick<MarkdownRenderer, 'render'>;
  readonly log: Log;
  /** Unix ms. */
  readonly now: () => number;
  /** Another scheme than the ordinary one, for a second instance in the same editor. */
  readonly proposalScheme?: string;
}

/** A result that has been written into a document. */
export interface AcceptedResult extends OpenResult, Acceptance {
  /** Unix ms. */
  readonly at: number;
  /** The errors of its document right before; undefined where no editor held the document. */
  readonly errorsBefore: readonly Diagnostic[] | undefined;
}

/** How much of a result an earlier, partial acceptance has kept already. */
interface PendingProposal extends OpenResult {
  readonly proposal: Proposal;
  readonly keptBefore: number;
}

interface PendingFile extends OpenResult {
  readonly file: NewFile;
}

/** Shows the answers of runs and lets the user accept or discard them. */
export class Results implements Disposable {
  readonly #parts: ResultsParts;
  readonly #findings: Findings;
  readonly #explanations: Explanations;
  readonly #proposals: Proposals;
  readonly #newFiles = new NewFiles();
  readonly #undoWatch: UndoWatch;
  readonly #typing: TypingPause;
  readonly #lenses: ResultLenses;
  readonly #pendingProposals = new Map<Proposal, PendingProposal>();
  readonly #pendingFiles = new Map<NewFile, PendingFile>();
  /** Runs whose result stands in its document or file, and was not undone. */
  readonly #written = new Set<number>();
  readonly #changed = new EventEmitter<OpenResult | undefined>();
  readonly #accepted = new EventEmitter<AcceptedResult>();
  readonly #subscriptions: Disposable;
  #isResultOpen = false;

  /** Fires when another result, or none, is in front. */
  readonly onDidChangeCurrent = this.#changed.event;

  /** Fires when a result was written; what its document then shows may be a late problem. */
  readonly onDidAccept = this.#accepted.event;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
    this.#findings = new Findings(parts.findingsFolder, parts.log);
    this.#explanations = new Explanations(parts.log, parts.markdown);
    const scheme = parts.proposalScheme ?? PROPOSAL_SCHEME;
    this.#proposals = new Proposals(scheme, parts.now);
    this.#lenses = new ResultLenses(scheme, (uri) => this.#inDocument(uri));
    this.#undoWatch = new UndoWatch(parts.now);
    this.#typing = new TypingPause(parts.now);
    this.#subscriptions = Disposable.from(
      this.#findings,
      this.#explanations,
      this.#proposals,
      this.#newFiles,
      this.#undoWatch,
      this.#typing,
      this.#lenses,
      this.#changed,
      this.#accepted,
      this.#proposals.onDidClose((proposal) => {
        const pending = this.#pendingProposals.get(proposal);
        if (pending === undefined) return;
        this.#pendingProposals.delete(proposal);
        if (pending.keptBefore === 0) void this.#book(pending.result, { verdict: 'discarded' });
        this.#tellCurrent();
      }),
      this.#newFiles.onDidEnd(({ file, keptShare }) => {
        const pending = this.#pendingFiles.get(file);
        if (pending === undefined) return;
        this.#pendingFiles.delete(file);
        if (keptShare !== undefined) this.#written.add(pending.result.runId);
        void this.#book(
          pending.result,
          keptShare === undefined ? { verdict: 'discarded' } : kept(keptShare),
        );
        this.#tellCurrent();
      }),
      window.tabGroups.onDidChangeTabs(() => this.#tellCurrent()),
      window.tabGroups.onDidChangeTabGroups(() => this.#tellCurrent()),
    );
  }

  /** Brings back kept findings and closes dead proposals. Reads files: not part of activation. */
  async restore(): Promise<void> {
    await this.#proposals.closeStrays();
    await this.#findings.restore();
  }

  /** The result in front: the one that the active editor shows, or that was made for it. */
  get current(): OpenResult | undefined {
    const { proposal, file } = this.#inFront();
    return proposal ?? file;
  }

  /** Whether the result of a run stands in its document or file by now. */
  isWritten(runId: number): boolean {
    return this.#written.has(runId);
  }

  /**
   * Shows what a run answered. `result.answer` must be there.
   * @throws UserError when there is no place for it
   */
  async present(result: RunResult, origin: ResultOrigin): Promise<void> {
    const { answer } = result;
    if (answer === undefined) throw new Error('A result without an answer cannot be shown.');
    // What opens an editor takes the keyboard: never in the middle of a word.
    if (answer.kind === 'edits' || answer.kind === 'newFile') await this.#typing.reached();
    switch (answer.kind) {
      case 'edits':
        await this.#propose(
          { result, origin },
          origin.uri,
          origin.baseText,
          answer.text,
          undefined,
        );
        break;
      case 'newFile':
        await this.#presentFile({ result, origin }, answer);
        break;
      case 'findings':
        await this.#presentFindings({ result, origin }, answer);
        break;
      case 'markdown':
        await this.#explanations.open(
          String(result.runId),
          origin.uri,
          say('result.about', { place: origin.place, about: summary(origin) }),
          answer.markdown,
          linesNamed(origin.baseText, answer.names),
          answer.places,
        );
        // The page has no room for a button; where a cursor has chosen, the choice may be changed.
        if (origin.offers.length > 0) {
          void tellWithOffers(say('explain.done', { place: origin.place }), origin.offers);
        }
    }
    this.#tellCurrent();
  }

  /** Shows the findings of a review as one of several, without a message of its own. */
  async presentFindings(result: RunResult, origin: ResultOrigin): Promise<void> {
    const { answer, runId } = result;
    if (answer?.kind !== 'findings') throw new Error('There are no findings to show.');
    const { uri, baseText, target } = origin;
    const { findings, hidden } = answer;
    await this.#findings.present({ runId, uri, baseText, target, findings, hidden });
  }

  /** Shows an explanation while it is written; `present` then puts the whole in its place. */
  stream(about: Uri): ExplanationStream {
    return this.#explanations.stream(about);
  }

  /** Shows the findings of low confidence of a document. */
  showHidden(uri: Uri): Promise<void> {
    return this.#findings.showHidden(uri);
  }

  /**
   * Accepts the result in front: a proposal is written into its document, unsaved; a new file is
   * saved at its place.
   * @throws UserError when there is none, or when nothing could be written
   */
  async acceptResult(): Promise<void> {
    const { proposal, file } = this.#inFront();
    if (file !== undefined) return this.#newFiles.save(file.file);
    if (proposal === undefined) throw userError('result.nothingOpen');
    await this.#accept(proposal);
  }

  /**
   * Discards the result in front.
   * @throws UserError when there is none
   */
  async discardResult(): Promise<void> {
    const { proposal, file } = this.#inFront();
    if (file !== undefined) return this.#newFiles.discard(file.file);
    if (proposal === undefined) throw userError('result.nothingOpen');
    await this.#discard(proposal);
  }

  /** Takes up what the result in a document offers beside itself, by its place in the list. */
  async takeOffer(uri: Uri, index: number): Promise<void> {
    const { proposal, file } = this.#shownAt(uri);
    await (proposal ?? file)?.origin.offers[index]?.take();
  }

  /** Takes one finding away, as its code action asks. */
  dismissFinding(uri: Uri, id: string): Promise<void> {
    return this.#findings.dismiss(uri, id);
  }

  /** Takes all findings away, kept ones too. */
  clearFindings(): Promise<void> {
    return this.#findings.clear();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #propose(
    open: OpenResult,
    target: Uri,
    baseText: string,
    proposedText: string,
    language: string | undefined,
    keptBefore = 0,
  ): Promise<void> {
    const { result, origin } = open;
    for (const earlier of this.#pendingProposals.values()) {
      const isSame =
        earlier.origin.task === origin.task &&
        earlier.proposal.target.toString() === target.toString();
      if (isSame) await this.#replace(earlier, result);
    }
    const title = proposalTitle(target, origin.shortTitle);
    const proposal = await this.#proposals.open(target, baseText, proposedText, language, title);
    if (proposal === undefined) {
      const args = { place: origin.place, about: summary(origin) };
      void tellWithOffers(say('result.noChange', args), origin.offers);
      return;
    }
    // The tab's title says who answered; a message comes only where there is more to say, and once.
    if (origin.notes.length > 0 && keptBefore === 0) {
      const about = summary(origin);
      void tellWithOffers(say('result.about', { place: origin.place, about }), origin.offers);
    }
    this.#pendingProposals.set(proposal, { result, origin, proposal, keptBefore });
  }

  async #presentFile(
    open: OpenResult,
    answer: Extract<Answer, { readonly kind: 'newFile' }>,
  ): Promise<void> {
    const { result, origin } = open;
    const { workspaceFolder } = origin;
    const { path, language, text, replaces } = answer;
    if (replaces !== undefined && workspaceFolder !== undefined) {
      const target = placeIn(workspaceFolder, path);
      await refuseLinkOut(workspaceFolder, target);
      return this.#propose(open, target, replaces, text, language);
    }
    for (const earlier of this.#pendingFiles.values()) {
      const isSame = earlier.origin.uri.toString() === origin.uri.toString();
      if (!isSame || !this.#newFiles.isUntouched(earlier.file)) continue;
      // The run goes on: its verdict is that on its next answer.
      if (earlier.result.runId === result.runId) this.#pendingFiles.delete(earlier.file);
      await this.#newFiles.discard(earlier.file);
    }
    const file = await this.#newFiles.open(workspaceFolder, path, language, text);
    this.#pendingFiles.set(file, { result, origin, file });
    const name = file.uri.path.split('/').at(-1) ?? '';
    const args = { file: name, place: origin.place, about: summary(origin) };
    void tellWithOffers(say('result.newFile', args), origin.offers);
  }

  async #presentFindings(
    { result, origin }: OpenResult,
    { findings, hidden }: Extract<Answer, { readonly kind: 'findings' }>,
  ): Promise<void> {
    await this.presentFindings(result, origin);
    const { uri } = origin;
    const about = { place: origin.place, title: summary(origin), offers: origin.offers };
    // Not awaited: the message waits for the user.
    void tellReview({ findings, hidden }, about, () => this.#findings.showHidden(uri));
  }

  async #accept(pending: PendingProposal): Promise<void> {
    const { proposal, result, origin, keptBefore } = pending;
    const isUnchanged = this.#proposals.textOf(proposal).join('\n') === proposal.base.join('\n');
    if (isUnchanged) throw userError('result.nothingToAccept');
    const errorsBefore = openDocument(proposal.target) && errorsOf(proposal.target);
    const acceptance = await this.#proposals.accept(proposal);
    this.#pendingProposals.delete(proposal);
    this.#tellCurrent();
    const { target, before, after, clashes } = acceptance;
    const verdict = kept(keptBefore + (1 - keptBefore) * acceptance.keptShare);
    const { runId } = result;
    this.#written.add(runId);
    await this.#book(result, verdict);
    this.#undoWatch.watch(
      target,
      before,
      after,
      () => {
        this.#written.delete(runId);
        void this.#book(result, { verdict: 'undone' });
      },
      () => {
        this.#written.add(runId);
        void this.#book(result, verdict);
      },
    );
    this.#accepted.fire({ ...acceptance, result, origin, errorsBefore, at: this.#parts.now() });
    if (clashes.length > 0) void this.#tellClashes(pending, acceptance, verdict.keptShare);
  }

  /** Lists what was left out, and shows it as a proposal of its own when the user asks. */
  async #tellClashes(
    { result, origin }: PendingProposal,
    { target, after, applied, clashes, forced }: Acceptance,
    keptBefore: number,
  ): Promise<void> {
    const show = l10n.t('Show What Was Left Out');
    const total = applied + clashes.length;
    const answer = await window.showWarningMessage(
      l10n.t(
        '{0} of {1} changes were applied. The others touch lines that you have edited since: {2}.',
        applied,
        total,
        listed(clashes),
      ),
      show,
    );
    if (answer !== show) return;
    try {
      await this.#propose(
        { result, origin },
        target,
        after,
        forced.join('\n'),
        undefined,
        keptBefore,
      );
    } catch (error) {
      this.#parts.log.error('What was left out could not be shown.', error);
    }
  }

  /** Takes a proposal away for a later one; a run that goes on is not discarded by that. */
  async #replace(earlier: PendingProposal, { runId }: RunResult): Promise<void> {
    if (earlier.result.runId !== runId) return this.#discard(earlier);
    this.#pendingProposals.delete(earlier.proposal);
    await this.#proposals.close(earlier.proposal);
  }

  async #discard(pending: PendingProposal): Promise<void> {
    this.#pendingProposals.delete(pending.proposal);
    await this.#proposals.close(pending.proposal);
    if (pending.keptBefore === 0) await this.#book(pending.result, { verdict: 'discarded' });
    this.#tellCurrent();
  }

  /** The active editor's own result; else the latest made for the document that it shows. */
  #inFront(): { readonly proposal?: PendingProposal; readonly file?: PendingFile } {
    const uri = activeUri();
    const { proposal, file } = this.#shownAt(uri);
    if (proposal !== undefined || file !== undefined) return { proposal, file };
    const key = uri?.toString();
    const proposals = [...this.#pendingProposals.values()];
    const made = proposals.findLast((pending) => pending.proposal.target.toString() === key);
    if (made !== undefined) return { proposal: made };
    const files = [...this.#pendingFiles.values()];
    const forIt = files.findLast((pending) => pending.origin.uri.toString() === key);
    if (forIt !== undefined) return { file: forIt };
    // With nothing else in front, the only open result is meant.
    if (proposals.length + files.length !== 1) return {};
    return { proposal: proposals[0], file: files[0] };
  }

  #shownAt(uri: Uri | undefined): {
    readonly proposal?: PendingProposal;
    readonly file?: PendingFile;
  } {
    if (uri === undefined) return {};
    const proposal = this.#proposals.shownAt(uri);
    const file = this.#newFiles.shownAt(uri);
    return {
      proposal: proposal && this.#pendingProposals.get(proposal),
      file: file && this.#pendingFiles.get(file),
    };
  }

  /** The result that a document shows, and where its first change is. */
  #inDocument(uri: Uri): ShownResult | undefined {
    const { proposal, file } = this.#shownAt(uri);
    if (file !== undefined) return { ...file, line: 0 };
    if (proposal === undefined) return undefined;
    const { base } = proposal.proposal;
    const now = this.#proposals.textOf(proposal.proposal);
    const line = now.findIndex((text, at) => text !== base[at]);
    return { ...proposal, line: Math.max(0, line) };
  }

  #tellCurrent(): void {
    this.#lenses.refresh();
    const { proposal, file } = this.#shownAt(activeUri());
    const isOpen = proposal !== undefined || file !== undefined;
    if (isOpen !== this.#isResultOpen) {
      this.#isResultOpen = isOpen;
      void commands.executeCommand('setContext', RESULT_OPEN, isOpen);
    }
    this.#changed.fire(this.current);
  }

  /** Books what the user did. The books' trouble must not look like trouble with the code. */
  async #book(
    { runId }: RunResult,
    verdict: Pick<Verdict, 'verdict' | 'keptShare'>,
  ): Promise<void> {
    try {
      await this.#parts.verdicts.verdict({ runId, at: this.#parts.now(), ...verdict });
    } catch (error) {
      this.#parts.log.error('A verdict could not be booked.', error);
    }
  }
}

/** All there is to say of a result, for one message. */
function summary({ title, notes }: ResultOrigin): string {
  return notes.length === 0 ? title : `${title}. ${notes.join(' ')}`;
}

function kept(keptShare: number): {
  readonly verdict: 'applied' | 'edited';
  readonly keptShare: number;
} {
  return { verdict: keptShare === 1 ? 'applied' : 'edited', keptShare };
}
