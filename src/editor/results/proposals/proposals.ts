import type { TextDocument, Uri } from 'vscode';
import {
  commands,
  Disposable,
  EventEmitter,
  l10n,
  Range,
  TextEditorRevealType,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { LineRange } from '../../../syntax/syntax.ts';
import {
  bringToFront,
  openDocument,
  saveAsIs,
  shownIn,
  tabsOf,
  useLanguage,
} from '../../documents/openDocuments.ts';
import { applyHunks, linesOf, movedBy } from '../../lines/lines.ts';
import { ProposalFiles } from './proposalFiles.ts';
import { merging, rangeOf, writableDocument, writeMerge } from './writtenMerge.ts';

/** A change of one document that waits for the user. */
export interface Proposal {
  /** The document that would change. */
  readonly target: Uri;
  /** Read-only: what the proposal starts from. */
  readonly left: Uri;
  /** Writable: what is proposed. */
  readonly right: Uri;
  readonly base: readonly string[];
  /** As it was shown first. */
  readonly proposed: readonly string[];
}

/** What is proposed for a document, before it is open. */
export interface ProposedChange {
  readonly target: Uri;
  /** The text that it starts from. */
  readonly baseText: string;
  readonly proposedText: string;
  /** The document's own when absent. */
  readonly language?: string;
  /** Of the tab. */
  readonly title: string;
  /** It is shown beside others, by whoever proposes it. */
  readonly isOneOfSeveral?: boolean;
}

/** What accepting a proposal came to. */
export interface Acceptance {
  readonly target: Uri;
  /** Texts of the document, `\n`, right before and after. */
  readonly before: string;
  readonly after: string;
  /** Changes that were written. */
  readonly applied: number;
  /** Lines of the document after it at which changes were left out. */
  readonly clashes: readonly LineRange[];
  /** The document with the left-out changes made too. */
  readonly forced: readonly string[];
  /** Share of the proposed change that was written or stood there already, 0 to 1. */
  readonly keptShare: number;
}

/** Time for a word to be typed before a proposal is saved, in ms: each save ends an undo step. */
const SAVE_DELAY_MS = 150;

/** Time in which a tab that was closed may turn up elsewhere, in ms. */
const MOVE_MS = 200;

/** Opens proposals as diffs whose right side can be edited, and writes them when accepted. */
export class Proposals implements Disposable {
  readonly #files: ProposalFiles;
  readonly #scheme: string;
  readonly #now: () => number;
  readonly #open = new Map<string, Proposal>();
  /** Those that have a tab: only they can be closed. */
  readonly #seen = new Set<Proposal>();
  readonly #saving = new Map<string, NodeJS.Timeout>();
  readonly #closing = new Set<NodeJS.Timeout>();
  readonly #closed = new EventEmitter<Proposal>();
  readonly #subscriptions: Disposable;
  #made = 0;

  /** Fires when the user has closed a proposal without a word. */
  readonly onDidClose = this.#closed.event;

  constructor(scheme: string, now: () => number) {
    this.#scheme = scheme;
    this.#now = now;
    this.#files = new ProposalFiles(scheme, now);
    this.#subscriptions = Disposable.from(
      this.#files,
      this.#closed,
      workspace.onDidChangeTextDocument(({ document }) => this.#saveSoon(document)),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const proposal of this.#open.values()) {
          if (tabsOf(proposal.right).length > 0) this.#seen.add(proposal);
        }
        if (closed.length > 0) this.#lookForClosed();
      }),
    );
  }

  /** Closes what an earlier window has left open: its text died with it. */
  async closeStrays(): Promise<void> {
    const strays = window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter((tab) =>
        shownIn(tab).some((uri) => uri.scheme === this.#scheme && !this.#open.has(uri.toString())),
      );
    if (strays.length > 0) await window.tabGroups.close(strays, true);
  }

  /**
   * Opens a proposal for a document, rebased on what the user has typed meanwhile where that is
   * possible. Resolves to undefined when there is nothing to change.
   */
  async open(change: ProposedChange): Promise<Proposal | undefined> {
    const { target, baseText, proposedText, language } = change;
    const { mergeThreeWays } = await import('../../lines/threeWayMerge.ts');
    let base = linesOf(baseText);
    let proposed = linesOf(proposedText);
    const document = openDocument(target);
    if (document !== undefined) {
      const now = linesOf(document.getText());
      const merge = mergeThreeWays(base, proposed, now);
      if (merge.clashes.length === 0) {
        base = now;
        proposed = applyHunks(now, merge.hunks);
      }
    }
    if (base.join('\n') === proposed.join('\n')) return undefined;

    this.#made += 1;
    const name = target.path.split('/').at(-1) ?? '';
    // Never an address of an earlier window: the editor may still remember what stood there.
    const owner = `${this.#now().toString(36)}-${this.#made}`;
    const left = this.#files.add(`${owner}-before`, name, base.join('\n'), true);
    const right = this.#files.add(`${owner}-after`, name, proposed.join('\n'), false);
    const proposal = { target, left, right, base, proposed };
    this.#open.set(right.toString(), proposal);
    const languageId = language ?? document?.languageId;
    for (const uri of [left, right]) {
      const side = await workspace.openTextDocument(uri);
      if (languageId !== undefined) await useLanguage(side, languageId);
    }
    if (change.isOneOfSeveral !== true) await showDiff(proposal, change.title);
    return proposal;
  }

  /** The proposal that this address shows, if it is one. */
  shownAt(uri: Uri): Proposal | undefined {
    return this.#open.get(uri.toString());
  }

  /**
   * Writes a proposal as it is now into its document as it is now, unsaved and in one undo step,
   * and closes it. Changes that clash with what was typed since are left out.
   * @throws UserError when nothing was written; the proposal then stays open.
   */
  async accept(proposal: Proposal): Promise<Acceptance> {
    const document = await writableDocument(proposal.target);
    const acceptance = await this.#write(proposal, document);
    await this.close(proposal);
    return acceptance;
  }

  /** Closes a proposal; nothing is asked and nothing is written. */
  async close(proposal: Proposal): Promise<void> {
    this.#forget(proposal);
    const document = openDocument(proposal.right);
    if (document?.isDirty === true) await saveAsIs(document);
    await window.tabGroups.close([...tabsOf(proposal.right)], false);
    this.#remove(proposal);
  }

  /** The proposal's text as the user has left it. */
  textOf(proposal: Proposal): readonly string[] {
    const text = openDocument(proposal.right)?.getText() ?? this.#files.text(proposal.right);
    return text === undefined ? proposal.proposed : linesOf(text);
  }

  dispose(): void {
    for (const timer of [...this.#saving.values(), ...this.#closing]) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  async #write(proposal: Proposal, document: TextDocument): Promise<Acceptance> {
    const { keptShare } = await import('./keptShare.ts');
    const { target, base, proposed } = proposal;
    const mergeInto = await merging(base, this.textOf(proposal));
    const first = mergeInto(linesOf(document.getText())).hunks[0];
    // In front, the document's cursor moves along with its text.
    await reveal(document, first?.at);
    const { now, hunks, clashes, kept } = await writeMerge(document, mergeInto);
    return {
      target,
      before: now.join('\n'),
      after: applyHunks(now, hunks).join('\n'),
      applied: hunks.length,
      clashes: movedBy(hunks, clashes).map(rangeOf),
      forced: applyHunks(
        now,
        [...hunks, ...clashes].sort((one, other) => one.at - other.at),
      ),
      keptShare: keptShare(base, proposed, kept),
    };
  }

  /** Keeps our documents saved, so that closing one never asks. */
  #saveSoon(document: TextDocument): void {
    const key = document.uri.toString();
    if (document.uri.scheme !== this.#scheme || !this.#open.has(key)) return;
    clearTimeout(this.#saving.get(key));
    const save = async (): Promise<void> => {
      this.#saving.delete(key);
      if (document.isDirty) await saveAsIs(document);
    };
    this.#saving.set(
      key,
      setTimeout(() => void save(), SAVE_DELAY_MS),
    );
  }

  #lookForClosed(): void {
    const isClosed = (proposal: Proposal): boolean =>
      this.#seen.has(proposal) && tabsOf(proposal.right).length === 0;
    if (![...this.#open.values()].some(isClosed)) return;
    // A tab on its way to another group is closed there before it is opened here.
    const timer = setTimeout(() => {
      this.#closing.delete(timer);
      for (const proposal of [...this.#open.values()].filter(isClosed)) {
        this.#forget(proposal);
        this.#remove(proposal);
        this.#closed.fire(proposal);
      }
    }, MOVE_MS);
    this.#closing.add(timer);
  }

  #forget(proposal: Proposal): void {
    const key = proposal.right.toString();
    this.#open.delete(key);
    this.#seen.delete(proposal);
    clearTimeout(this.#saving.get(key));
    this.#saving.delete(key);
  }

  #remove({ left, right }: Proposal): void {
    this.#files.remove(left);
    this.#files.remove(right);
  }
}

/** Shows a proposal in a tab of its own, at its first change. */
async function showDiff({ left, right, base, proposed }: Proposal, title: string): Promise<void> {
  await commands.executeCommand('vscode.diff', left, right, title, {
    viewColumn: ViewColumn.Active,
    preview: false,
  });
  // A diff that takes the place of another may be drawn anywhere until it is moved.
  const changed = proposed.findIndex((line, at) => line !== base[at]);
  const editor = window.visibleTextEditors.find(
    ({ document: shown }) => shown.uri.toString() === right.toString(),
  );
  const line = Math.max(0, changed);
  editor?.revealRange(new Range(line, 0, line, 0), TextEditorRevealType.InCenter);
}

/** Shows the document where its cursor was, and the first change if that is out of sight. */
async function reveal(document: TextDocument, line: number | undefined): Promise<void> {
  const editor = await bringToFront(document);
  if (line === undefined) return;
  const range = new Range(line, 0, line, 0);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The title of a proposal's tab. */
export function proposalTitle(target: Uri, title: string): string {
  return l10n.t('{0} ({1})', target.path.split('/').at(-1) ?? '', title);
}
