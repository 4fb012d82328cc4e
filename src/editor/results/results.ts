import type { Uri } from 'vscode';
import { commands, Disposable, EventEmitter, l10n, window } from 'vscode';
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
import type { PendingProposal } from './openResults.ts';
import { OpenResults, runIdsOf } from './openResults.ts';
import { errorsOf } from './proposals/documentErrors.ts';
import { NewFiles, placeIn, refuseLinkOut } from './proposals/newFiles.ts';
import { PROPOSAL_SCHEME } from './proposals/proposalFiles.ts';
import type { Acceptance, ProposedChange } from './proposals/proposals.ts';
import { Proposals, proposalTitle } from './proposals/proposals.ts';
import { UndoWatch } from './proposals/undoWatch.ts';
import { listed } from './proposals/writtenMerge.ts';
import { ResultLenses } from './resultLenses.ts';
import type { VerdictBooks } from './resultVerdicts.ts';
import { ResultVerdicts } from './resultVerdicts.ts';
import { tellReview } from './reviewMessage.ts';
import type { FileProposal } from './severalResults.ts';
import { SeveralResults } from './severalResults.ts';
import type { AcceptedResult, OpenResult, ResultOrigin } from './shownResult.ts';
import { titleAndNotes } from './shownResult.ts';
import { TypingPause } from './typingPause.ts';
import { NO_RUN } from './withoutRun.ts';

/** Context key: the editor in front is a result that can be accepted or discarded. */
const RESULT_OPEN = 'tierwise.resultOpen';
/** Context key: it is what a model has answered. */
const RESULT_OF_RUN = 'tierwise.resultOfRun';

/** What results are built from. */
export interface ResultsParts extends VerdictBooks {
  /** Folder in which findings outlive the window; undefined: they do not. */
  readonly findingsFolder: Uri | undefined;
  /** Writes what a model has explained anew, as it may be shown. */
  readonly markdown: Pick<MarkdownRenderer, 'render'>;
  /** Another scheme than the ordinary one, for a second instance in the same editor. */
  readonly proposalScheme?: string;
}

/** Shows the answers of runs and lets the user accept or discard them. */
export class Results implements Disposable {
  readonly #parts: ResultsParts;
  /** What reviews have found. */
  readonly findings: Findings;
  readonly #explanations: Explanations;
  readonly #proposals: Proposals;
  readonly #newFiles = new NewFiles();
  readonly #undoWatch: UndoWatch;
  readonly #typing: TypingPause;
  readonly #lenses: ResultLenses;
  readonly #open: OpenResults;
  readonly #several: SeveralResults;
  readonly #verdicts: ResultVerdicts;
  readonly #changed = new EventEmitter<OpenResult | undefined>();
  readonly #accepted = new EventEmitter<AcceptedResult>();
  readonly #subscriptions: Disposable;
  readonly #contexts = new Map<string, boolean>();

  /** Fires when another result, or none, is in front. */
  readonly onDidChangeCurrent = this.#changed.event;

  /** Fires when a result was written; what its document then shows may be a late problem. */
  readonly onDidAccept = this.#accepted.event;

  constructor(parts: ResultsParts) {
    this.#parts = parts;
    this.findings = new Findings(parts.findingsFolder, parts.log);
    this.#explanations = new Explanations(parts.log, parts.markdown);
    const scheme = parts.proposalScheme ?? PROPOSAL_SCHEME;
    this.#proposals = new Proposals(scheme, parts.now);
    this.#open = new OpenResults(this.#proposals, this.#newFiles);
    this.#several = new SeveralResults({
      proposals: this.#proposals,
      open: this.#open,
      accept: (pending) => this.#accept(pending),
      discard: (pending) => this.#discard(pending),
    });
    this.#verdicts = new ResultVerdicts(parts);
    this.#lenses = new ResultLenses(scheme, (uri) => this.#open.inDocument(uri));
    this.#undoWatch = new UndoWatch(parts.now);
    this.#typing = new TypingPause(parts.now);
    this.#subscriptions = Disposable.from(
      this.findings,
      this.#explanations,
      this.#proposals,
      this.#newFiles,
      this.#several,
      this.#undoWatch,
      this.#typing,
      this.#lenses,
      this.#changed,
      this.#accepted,
      this.#proposals.onDidClose((proposal) => {
        const pending = this.#open.proposals.get(proposal);
        if (pending === undefined) return;
        this.#open.proposals.delete(proposal);
        if (pending.keptBefore === 0) void this.#verdicts.discarded(pending.result.runId);
        this.#tellCurrent();
      }),
      this.#newFiles.onDidEnd(({ file, keptShare }) => {
        const pending = this.#open.files.get(file);
        if (pending === undefined) return;
        this.#open.files.delete(file);
        const { runId } = pending.result;
        if (keptShare === undefined) void this.#verdicts.discarded(runId);
        else void this.#verdicts.kept(runId, keptShare);
        this.#tellCurrent();
      }),
      window.tabGroups.onDidChangeTabs(() => this.#tellCurrent()),
      window.tabGroups.onDidChangeTabGroups(() => this.#tellCurrent()),
    );
  }

  /** Brings back kept findings and closes dead proposals. Reads files: not part of activation. */
  async restore(): Promise<void> {
    await this.#proposals.closeStrays();
    await this.findings.restore();
  }

  /** The result in front: the one that the active editor shows, or that was made for it. */
  get current(): OpenResult | undefined {
    const { proposal, file } = this.#open.inFront();
    return proposal?.runIds === undefined ? (proposal ?? file) : undefined;
  }

  /** Whether the result of a run stands in its document or file by now. */
  isWritten(runId: number): boolean {
    return this.#verdicts.isWritten(runId);
  }

  /** The results that are shown and wait for the user. */
  get waiting(): Pick<OpenResults, 'close' | 'isOf' | 'textOf'> {
    return this.#open;
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
          { target: origin.uri, baseText: origin.baseText, proposedText: answer.text },
        );
        break;
      case 'newFile':
        await this.#presentFile({ result, origin }, answer);
        break;
      case 'findings':
        await this.#presentFindings({ result, origin }, answer);
        break;
      case 'markdown':
        await this.#explanations.open({
          id: String(result.runId),
          about: origin.uri,
          title: say('result.about', { place: origin.place, about: titleAndNotes(origin) }),
          markdown: answer.markdown,
          lines: linesNamed(origin.baseText, answer.names),
          places: answer.places,
        });
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
    await this.findings.present({ runId, uri, baseText, target, findings, hidden });
  }

  /** Shows changes of several files as one proposal. */
  async presentSeveral(title: string, files: readonly FileProposal[]): Promise<void> {
    await this.#typing.reached();
    await this.#several.present(title, files);
    this.#tellCurrent();
  }

  /** Shows an explanation while it is written; `present` then puts the whole in its place. */
  stream(about: Uri): ExplanationStream {
    return this.#explanations.stream(about);
  }

  /**
   * Accepts the result that a document shows, else the one in front, be it of several files: a proposal is
   * written into its document, unsaved; a new file is saved at its place.
   * @throws UserError when there is none, or when nothing could be written
   */
  async acceptResult(uri?: Uri): Promise<void> {
    const { proposal, file } = this.#asked(uri);
    if (proposal === undefined && file === undefined && this.#several.isInFront)
      return this.#several.acceptAll();
    if (file !== undefined) return this.#newFiles.save(file.file);
    if (proposal === undefined) throw userError('result.nothingOpen');
    await this.#accept(proposal);
  }

  /**
   * Discards the result that a document shows, else the one in front, be it of several files.
   * @throws UserError when there is none
   */
  async discardResult(uri?: Uri): Promise<void> {
    const { proposal, file } = this.#asked(uri);
    if (proposal === undefined && file === undefined && this.#several.isInFront)
      return this.#several.discardAll();
    if (file !== undefined) return this.#newFiles.discard(file.file);
    if (proposal === undefined) throw userError('result.nothingOpen');
    await this.#discard(proposal);
  }

  /** Takes up what the result in a document offers beside itself, by its place in the list. */
  async takeOffer(uri: Uri, index: number): Promise<void> {
    const { proposal, file } = this.#open.shownAt(uri);
    await (proposal ?? file)?.origin.offers[index]?.take();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #asked(uri: Uri | undefined): ReturnType<OpenResults['inFront']> {
    const shown = this.#open.shownAt(uri);
    if (shown.proposal !== undefined || shown.file !== undefined) return shown;
    return this.#several.isInFront ? {} : this.#open.inFront();
  }

  async #propose(
    { result, origin }: OpenResult,
    change: Omit<ProposedChange, 'title'>,
    keptBefore = 0,
  ): Promise<void> {
    const { target } = change;
    for (const earlier of this.#open.proposals.values()) {
      const isSame =
        earlier.runIds === undefined &&
        earlier.origin.task === origin.task &&
        earlier.proposal.target.toString() === target.toString();
      if (isSame) await this.#replace(earlier, result);
    }
    const title = proposalTitle(target, origin.shortTitle);
    const proposal = await this.#proposals.open({ ...change, title });
    if (proposal === undefined) {
      const args = { place: origin.place, about: titleAndNotes(origin) };
      void tellWithOffers(say('result.noChange', args), origin.offers);
      return;
    }
    // The tab's title says who answered; a message comes only where there is more to say, and once.
    if (origin.notes.length > 0 && keptBefore === 0) {
      const about = titleAndNotes(origin);
      void tellWithOffers(say('result.about', { place: origin.place, about }), origin.offers);
    }
    this.#open.proposals.set(proposal, { result, origin, proposal, keptBefore });
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
      const change = { target, baseText: replaces, proposedText: text, language };
      return this.#propose(open, change);
    }
    for (const earlier of this.#open.files.values()) {
      const isSame = earlier.origin.uri.toString() === origin.uri.toString();
      if (!isSame || !this.#newFiles.isUntouched(earlier.file)) continue;
      // The run goes on: its verdict is that on its next answer.
      if (earlier.result.runId === result.runId) this.#open.files.delete(earlier.file);
      await this.#newFiles.discard(earlier.file);
    }
    const file = await this.#newFiles.open(workspaceFolder, path, language, text);
    this.#open.files.set(file, { result, origin, file });
    const name = file.uri.path.split('/').at(-1) ?? '';
    const args = { file: name, place: origin.place, about: titleAndNotes(origin) };
    void tellWithOffers(say('result.newFile', args), origin.offers);
  }

  async #presentFindings(
    { result, origin }: OpenResult,
    { findings, hidden }: Extract<Answer, { readonly kind: 'findings' }>,
  ): Promise<void> {
    await this.presentFindings(result, origin);
    const { uri, place, offers } = origin;
    const about = { place, title: titleAndNotes(origin), offers, runId: result.runId };
    // Not awaited: the message waits for the user.
    void tellReview({ findings, hidden }, about, () => this.findings.showHidden(uri));
  }

  async #accept(pending: PendingProposal): Promise<void> {
    const { proposal, result, origin, keptBefore } = pending;
    const isUnchanged = this.#proposals.textOf(proposal).join('\n') === proposal.base.join('\n');
    if (isUnchanged) throw userError('result.nothingToAccept');
    const errorsBefore = openDocument(proposal.target) && errorsOf(proposal.target);
    const acceptance = await this.#proposals.accept(proposal);
    this.#open.proposals.delete(proposal);
    this.#tellCurrent();
    const { target, before, after, clashes } = acceptance;
    const keptShare = keptBefore + (1 - keptBefore) * acceptance.keptShare;
    const runIds = runIdsOf(pending);
    const keep = (runId: number): Promise<void> => this.#verdicts.kept(runId, keptShare);
    await Promise.all(runIds.map(keep));
    this.#undoWatch.watch({
      uri: target,
      before,
      after,
      onUndo: () => runIds.forEach((runId) => void this.#verdicts.undone(runId)),
      onRedo: () => runIds.forEach((runId) => void keep(runId)),
    });
    if (result.runId !== NO_RUN)
      this.#accepted.fire({ ...acceptance, result, origin, errorsBefore, at: this.#parts.now() });
    if (clashes.length > 0) void this.#tellClashes(pending, acceptance, keptShare);
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
      const change = { target, baseText: after, proposedText: forced.join('\n') };
      await this.#propose({ result, origin }, change, keptBefore);
    } catch (error) {
      this.#parts.log.error('What was left out could not be shown.', error);
    }
  }

  /** Takes a proposal away for a later one; a run that goes on is not discarded by that. */
  async #replace(earlier: PendingProposal, { runId }: RunResult): Promise<void> {
    if (earlier.result.runId !== runId) return this.#discard(earlier);
    this.#open.proposals.delete(earlier.proposal);
    await this.#proposals.close(earlier.proposal);
  }

  async #discard(pending: PendingProposal): Promise<void> {
    this.#open.proposals.delete(pending.proposal);
    await this.#proposals.close(pending.proposal);
    if (pending.keptBefore === 0) {
      await Promise.all(runIdsOf(pending).map((runId) => this.#verdicts.discarded(runId)));
    }
    this.#tellCurrent();
  }

  #setContext(key: string, value: boolean): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }

  #tellCurrent(): void {
    this.#lenses.refresh();
    const { proposal, file } = this.#open.shownAt(activeUri());
    const isOpen = proposal !== undefined || file !== undefined;
    const isOfRun = isOpen && (proposal ?? file)?.result.runId !== NO_RUN;
    void this.#several.refresh();
    this.#setContext(RESULT_OPEN, isOpen || this.#several.isInFront);
    this.#setContext(RESULT_OF_RUN, isOfRun);
    this.#changed.fire(this.current);
  }
}
