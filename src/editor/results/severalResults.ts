import type { Disposable, Tab } from 'vscode';
import { commands, window } from 'vscode';
import { severalIn } from '../documents/openDocuments.ts';
import type { OpenResults, PendingProposal } from './openResults.ts';
import type { Proposals } from './proposals/proposals.ts';
import type { OpenResult } from './shownResult.ts';

/** What is proposed for one file of several. */
export interface FileProposal extends OpenResult {
  readonly proposedText: string;
  /** The runs that it came from. */
  readonly runIds: readonly number[];
}

/** What proposals of several files are shown with and settled by. */
export interface SeveralResultsParts {
  readonly proposals: Proposals;
  readonly open: OpenResults;
  readonly accept: (pending: PendingProposal) => Promise<void>;
  readonly discard: (pending: PendingProposal) => Promise<void>;
}

/** Time in which a tab that was closed may turn up elsewhere, in ms. */
const MOVE_MS = 200;

/** Changes of several files as one proposal: in one editor, to be settled together or file by file. */
export class SeveralResults implements Disposable {
  readonly #parts: SeveralResultsParts;
  readonly #subscription: Disposable;
  #title = '';
  /** What the editor of all of them shows. */
  #shown: readonly PendingProposal[] = [];
  /** It is closed or settled as a whole by us. */
  #isBusy = false;
  #closing: NodeJS.Timeout | undefined;

  constructor(parts: SeveralResultsParts) {
    this.#parts = parts;
    this.#subscription = window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (!this.#isBusy && closed.some((tab) => this.#isOurs(tab))) this.#lookForClosed();
    });
  }

  /** Whether the tab in front shows them. */
  get isInFront(): boolean {
    const { activeTab } = window.tabGroups.activeTabGroup;
    return activeTab !== undefined && this.#isOurs(activeTab);
  }

  /** Shows the changes in place of those that were shown before, which are discarded. */
  async present(title: string, files: readonly FileProposal[]): Promise<void> {
    await this.discardAll();
    const pending: PendingProposal[] = [];
    for (const { proposedText, runIds, ...result } of files) {
      const { uri: target, baseText } = result.origin;
      const change = { target, baseText, proposedText, title, isOneOfSeveral: true };
      const proposal = await this.#parts.proposals.open(change);
      if (proposal === undefined) continue;
      const made = { ...result, proposal, keptBefore: 0, runIds };
      this.#parts.open.proposals.set(proposal, made);
      pending.push(made);
    }
    this.#title = title;
    await this.#show(pending);
  }

  /** Accepts all that are left. @throws UserError of the first that could not be; the others are accepted */
  async acceptAll(): Promise<void> {
    await this.#settle(this.#parts.accept);
  }

  async discardAll(): Promise<void> {
    await this.#settle(this.#parts.discard);
  }

  /** To be called when one of them was settled: the editor then shows the others. */
  async refresh(): Promise<void> {
    const left = this.#left();
    if (this.#isBusy || left.length === this.#shown.length) return;
    await this.#show(left);
  }

  dispose(): void {
    clearTimeout(this.#closing);
    this.#subscription.dispose();
  }

  async #settle(settle: (pending: PendingProposal) => Promise<void>): Promise<void> {
    const failures: unknown[] = [];
    this.#isBusy = true;
    try {
      for (const pending of this.#left()) {
        try {
          await settle(pending);
        } catch (error) {
          failures.push(error);
        }
      }
    } finally {
      this.#isBusy = false;
    }
    await this.refresh();
    if (failures.length > 0) throw failures[0];
  }

  async #show(pending: readonly PendingProposal[]): Promise<void> {
    this.#isBusy = true;
    try {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      await window.tabGroups.close(tabs.filter((tab) => this.#isOurs(tab)));
      this.#shown = pending;
      if (pending.length === 0) return;
      const sides = pending.map(({ proposal: { target, left, right } }) => [target, left, right]);
      await commands.executeCommand('vscode.changes', this.#title, sides);
      // A preview would give way to the next file that is looked at, and all of it be discarded.
      await commands.executeCommand('workbench.action.keepEditor');
    } finally {
      this.#isBusy = false;
    }
  }

  #left(): readonly PendingProposal[] {
    return this.#shown.filter(({ proposal }) => this.#parts.open.proposals.has(proposal));
  }

  #isOurs(tab: Tab): boolean {
    const ours = new Set(this.#shown.map(({ proposal }) => proposal.right.toString()));
    return severalIn(tab)?.some((uri) => ours.has(uri.toString())) ?? false;
  }

  /** What was closed without a word nobody wants; a tab on its way to another group opens again. */
  #lookForClosed(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      if (!this.#isBusy && !tabs.some((tab) => this.#isOurs(tab))) void this.discardAll();
    }, MOVE_MS);
  }
}
