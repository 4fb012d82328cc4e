import type { Uri } from 'vscode';
import { normalised } from '../documents/documentText.ts';
import { activeUri, openDocument } from '../documents/openDocuments.ts';
import { linesOf } from '../lines/lines.ts';
import type { NewFile, NewFiles } from './proposals/newFiles.ts';
import type { Proposal, Proposals } from './proposals/proposals.ts';
import type { ShownResult } from './resultLenses.ts';
import type { OpenResult } from './shownResult.ts';

/** A change of a document that the user has not settled yet. */
export interface PendingProposal extends OpenResult {
  readonly proposal: Proposal;
  /** How much of the result an earlier, partial acceptance has kept already. */
  readonly keptBefore: number;
  /** The runs that it came from, where it is shown beside others; left out: its result's own. */
  readonly runIds?: readonly number[];
}

/** The runs that a proposal came from. */
export function runIdsOf({ result, runIds = [result.runId] }: PendingProposal): readonly number[] {
  return runIds;
}

/** A new file that the user has not settled yet. */
export interface PendingFile extends OpenResult {
  readonly file: NewFile;
}

/** A result as an editor of its own shows it, in lines. */
export interface ShownText {
  /** What it starts from; nothing for a new file. */
  readonly base: readonly string[];
  /** As it was shown first. */
  readonly proposed: readonly string[];
  /** As the user has left it. */
  readonly text: readonly string[];
}

/** At most one of both. */
interface Pending {
  readonly proposal?: PendingProposal | undefined;
  readonly file?: PendingFile | undefined;
}

/** The results that wait for the user, and which of them an editor shows. */
export class OpenResults {
  readonly proposals = new Map<Proposal, PendingProposal>();
  readonly files = new Map<NewFile, PendingFile>();
  readonly #shownProposals: Proposals;
  readonly #shownFiles: NewFiles;

  constructor(shownProposals: Proposals, shownFiles: NewFiles) {
    this.#shownProposals = shownProposals;
    this.#shownFiles = shownFiles;
  }

  /** Whether a result of a run waits for the user. */
  isOf(runId: number): boolean {
    const all = [...this.proposals.values(), ...this.files.values()];
    return all.some(({ result }) => result.runId === runId);
  }

  /** The result of a run as its editor shows it; undefined: none does. */
  textOf(runId: number): ShownText | undefined {
    const { proposal, file } = this.#ofRun(runId);
    if (proposal !== undefined) {
      const { base, proposed } = proposal.proposal;
      return { base, proposed, text: this.#shownProposals.textOf(proposal.proposal) };
    }
    const document = file && openDocument(file.file.uri);
    if (file === undefined || document === undefined) return undefined;
    return { base: [], proposed: linesOf(file.file.proposed), text: linesOf(normalised(document)) };
  }

  /** Closes the editor of a run's result that was settled elsewhere: nothing is asked, nothing is booked. */
  async close(runId: number): Promise<void> {
    const { proposal, file } = this.#ofRun(runId);
    if (proposal !== undefined) {
      this.proposals.delete(proposal.proposal);
      await this.#shownProposals.close(proposal.proposal);
    }
    if (file !== undefined) {
      this.files.delete(file.file);
      await this.#shownFiles.discard(file.file);
    }
  }

  /** The active editor's own result; else the latest made for the document that it shows. */
  inFront(): Pending {
    const uri = activeUri();
    const { proposal, file } = this.shownAt(uri);
    if (proposal !== undefined || file !== undefined) return { proposal, file };
    const key = uri?.toString();
    const proposals = [...this.proposals.values()];
    const made = proposals.findLast((pending) => pending.proposal.target.toString() === key);
    if (made !== undefined) return { proposal: made };
    const files = [...this.files.values()];
    const forIt = files.findLast((pending) => pending.origin.uri.toString() === key);
    if (forIt !== undefined) return { file: forIt };
    // With nothing else in front, the only open result is meant.
    if (proposals.length + files.length !== 1) return {};
    return { proposal: proposals[0], file: files[0] };
  }

  /** The result whose own editor has this address. */
  shownAt(uri: Uri | undefined): Pending {
    if (uri === undefined) return {};
    const proposal = this.#shownProposals.shownAt(uri);
    const file = this.#shownFiles.shownAt(uri);
    return {
      proposal: proposal && this.proposals.get(proposal),
      file: file && this.files.get(file),
    };
  }

  /** The result of a run alone, not what is shown beside others. */
  #ofRun(runId: number): Pending {
    const isOf = ({ result }: OpenResult): boolean => result.runId === runId;
    const proposals = [...this.proposals.values()].filter(({ runIds }) => runIds === undefined);
    return { proposal: proposals.find(isOf), file: [...this.files.values()].find(isOf) };
  }

  /** The result that a document shows, and where its first change is. */
  inDocument(uri: Uri): ShownResult | undefined {
    const { proposal, file } = this.shownAt(uri);
    if (file !== undefined) return { ...file, line: 0, isOneOfSeveral: false };
    if (proposal === undefined) return undefined;
    const isOneOfSeveral = proposal.runIds !== undefined;
    const { base } = proposal.proposal;
    const now = this.#shownProposals.textOf(proposal.proposal);
    const line = now.findIndex((text, at) => text !== base[at]);
    return { ...proposal, line: Math.max(0, line), isOneOfSeveral };
  }
}
