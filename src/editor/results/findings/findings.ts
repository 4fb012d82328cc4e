import type { CodeAction, CodeActionContext, Range, TextDocument } from 'vscode';
import type { TextDocumentChangeEvent } from 'vscode';
import { CodeActionKind, Disposable, EventEmitter, Hover, languages, Uri, workspace } from 'vscode';
import type { Log } from '../../../models/ports.ts';
import type { LineRange } from '../../../syntax/syntax.ts';
import type { Finding, GivenDiagnostic } from '../../../tasks/task.ts';
import { linesOf } from '../../lines/lines.ts';
import { findingActions } from './findingActions.ts';
import type { TextLines } from './findingAnchor.ts';
import { anchorAt, findAgain, follow, linesIn } from './findingAnchor.ts';
import { diagnosticOf, hoverText, isGiven } from './findingDiagnostic.ts';
import { FindingStore, textOnDisk } from './findingStore.ts';
import type { KeptFinding } from './keptFinding.ts';
import { reviewOf } from './reviewOf.ts';
import type { KeptTest, Showing } from './showing.ts';

/** The oldest findings beyond this number are forgotten. */
const LIMIT = 1000;

/** A file beyond this is not read to find its lines again, in bytes. */
const LARGEST_FILE = 5_000_000;

/** A finding that is followed through the user's edits. */
interface Tracked {
  readonly finding: KeptFinding;
  readonly isGone: boolean;
}

/** A review that has come in. */
export interface ReviewFindings {
  readonly runId: number;
  readonly uri: Uri;
  /** The text that was reviewed, `\n`. */
  readonly baseText: string;
  /** The lines that were reviewed: findings there are replaced. */
  readonly target: LineRange;
  readonly findings: readonly Finding[];
  readonly hidden: readonly Finding[];
}

/**
 * Findings of reviews: as diagnostics with a hover and code actions, followed through edits, kept
 * over reloads.
 */
export class Findings implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection('tierwise');
  readonly #documents = new Map<string, readonly Tracked[]>();
  readonly #store: FindingStore | undefined;
  /** Tests that were seen to show findings, by these: their text lives as long as the window. */
  readonly #tests = new Map<string, KeptTest>();
  /** What reviews would have in the place of findings, by these: code lives as long as the window. */
  readonly #replacements = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #log: Log;
  readonly #subscriptions: Disposable;

  /** Fires when the findings of a document are others, or elsewhere. */
  readonly onDidChange = this.#changed.event;

  /** `folder`: where findings outlive the window; undefined: they do not. */
  constructor(folder: Uri | undefined, log: Log) {
    this.#log = log;
    this.#store = folder === undefined ? undefined : new FindingStore(folder, log);
    this.#subscriptions = Disposable.from(
      this.#diagnostics,
      this.#changed,
      workspace.onDidChangeTextDocument((event) => this.#onDidChange(event)),
      workspace.onDidOpenTextDocument((document) => this.#lookAgain(document)),
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#documents.has(uri.toString())) void this.#keep();
      }),
      workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      workspace.onDidRenameFiles(({ files }) => this.#rename(files)),
      languages.registerHoverProvider(
        { pattern: '**' },
        { provideHover: (document, position) => this.#hover(document, position.line) },
      ),
      languages.registerCodeActionsProvider(
        { pattern: '**' },
        {
          provideCodeActions: (document, range, context) =>
            this.#codeActions(document, range, context),
        },
        { providedCodeActionKinds: [CodeActionKind.QuickFix] },
      ),
    );
  }

  /** Brings back what earlier windows kept, each finding where its text stands now. */
  async restore(): Promise<void> {
    for (const { uri, findings } of (await this.#store?.read()) ?? []) {
      if (this.#documents.has(uri)) continue;
      const lines = await this.#linesNow(Uri.parse(uri));
      if (lines === undefined) continue;
      this.#set(
        uri,
        findings.map((finding) => lookedUp(lines, finding)),
      );
    }
  }

  /** Shows a review in place of earlier ones of the same lines. Says how many are hidden. */
  async present(review: ReviewFindings): Promise<void> {
    const { uri, runId, baseText, target } = review;
    const key = uri.toString();
    const reviewed = linesIn(linesOf(baseText));
    const now = openLines(uri);
    const track = (finding: Finding, index: number, isHidden: boolean): Tracked => {
      const { quote: _, replacement, ...words } = finding;
      const anchor = anchorAt(reviewed, finding);
      const id = `${runId}-${isHidden ? 'hidden' : 'shown'}-${index}`;
      if (replacement !== undefined) this.#replacements.set(id, replacement);
      const kept = { ...words, ...anchor, id, runId, isHidden };
      return now === undefined ? { finding: kept, isGone: false } : lookedUp(now, kept);
    };
    const others = (this.#documents.get(key) ?? []).filter(
      ({ finding }) => finding.lastLine < target.firstLine || finding.firstLine > target.lastLine,
    );
    const fresh = [
      ...review.findings.map((finding, index) => track(finding, index, false)),
      ...review.hidden.map((finding, index) => track(finding, index, true)),
    ];
    this.#set(key, [...others, ...fresh]);
    this.#limit();
    this.#limitReplacements();
    await this.#keep();
  }

  /** Shows the findings of low confidence of one document. */
  async showHidden(uri: Uri): Promise<void> {
    await this.#replace(uri.toString(), (all) =>
      all.map(({ finding, isGone }) => ({ finding: { ...finding, isHidden: false }, isGone })),
    );
  }

  /** Takes one finding away. */
  async dismiss(uri: Uri, id: string): Promise<void> {
    await this.#replace(uri.toString(), (all) => all.filter(({ finding }) => finding.id !== id));
  }

  /** A finding that stands in a document; undefined: it is gone. */
  find(uri: Uri, id: string): KeptFinding | undefined {
    return this.shownIn(uri).find((finding) => finding.id === id);
  }

  /** What a review would have in the place of the lines of a finding; undefined: it did not say. */
  replacementOf(id: string): string | undefined {
    return this.#replacements.get(id);
  }

  /** The findings that a document shows. */
  shownIn(uri: Uri): readonly KeptFinding[] {
    return (this.#documents.get(uri.toString()) ?? [])
      .filter(isShown)
      .map(({ finding }) => finding);
  }

  /** The findings that stand, of one review where one is named, by their documents. */
  shown(reviewId?: number): readonly (readonly [Uri, readonly KeptFinding[]])[] {
    return [...this.#documents.keys()]
      .map((key) => Uri.parse(key))
      .map((uri) => [uri, this.shownIn(uri).filter(isOfReview(reviewId))] as const)
      .filter(([, found]) => found.length > 0);
  }

  /** Whether its review has found more that stands still. */
  isOneOfSeveral(finding: KeptFinding): boolean {
    const found = this.shown(reviewOf(finding)).flatMap(([, all]) => all);
    return found.length > 1;
  }

  /** Has the findings of several runs count as those of one review. */
  async joinRuns(runIds: readonly number[]): Promise<void> {
    const reviewId = Math.min(...runIds);
    for (const [key, all] of this.#documents) {
      const joined = all.map(({ finding, isGone }) => ({
        finding: runIds.includes(finding.runId) ? { ...finding, reviewId } : finding,
        isGone,
      }));
      this.#documents.set(key, joined);
    }
    await this.#keep();
  }

  /** Says what came of a test that was to show a finding, and remembers the test that does. */
  async mark(uri: Uri, id: string, showing: Showing, test: KeptTest | undefined): Promise<void> {
    if (test === undefined) this.#tests.delete(id);
    else this.#tests.set(id, test);
    await this.#replace(uri.toString(), (all) =>
      all.map(({ finding, isGone }) =>
        finding.id === id ? { finding: { ...finding, showing }, isGone } : { finding, isGone },
      ),
    );
  }

  /** The tests that show the finding that a diagnostic of a document is of. */
  testsFor(uri: Uri, given: GivenDiagnostic): readonly KeptTest[] {
    return this.shownIn(uri).flatMap((finding) => {
      const { id, showing } = finding;
      if (showing?.type !== 'shown' || !isGiven(given, finding)) return [];
      const { path, framework, cases } = showing;
      return [
        this.#tests.get(id) ?? { path, framework, cases, text: undefined, replaces: undefined },
      ];
    });
  }

  /** Takes all findings away, kept ones too. */
  async clear(): Promise<void> {
    this.#tests.clear();
    this.#replacements.clear();
    for (const key of this.#documents.keys()) this.#set(key, []);
    await this.#keep();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #replace(
    key: string,
    change: (all: readonly Tracked[]) => readonly Tracked[],
  ): Promise<void> {
    this.#set(key, change(this.#documents.get(key) ?? []));
    await this.#keep();
  }

  #set(key: string, tracked: readonly Tracked[]): void {
    if (tracked.length === 0) this.#documents.delete(key);
    else this.#documents.set(key, tracked);
    const shown = tracked.filter(isShown).map(({ finding }) => diagnosticOf(finding));
    const uri = Uri.parse(key);
    this.#diagnostics.set(uri, shown);
    this.#changed.fire(uri);
  }

  /** Forgets whole documents, the one reviewed longest ago first. */
  #limit(): void {
    let count = [...this.#documents.values()].reduce((sum, all) => sum + all.length, 0);
    for (const [key, all] of this.#documents) {
      if (count <= LIMIT || this.#documents.size === 1) return;
      count -= all.length;
      this.#set(key, []);
    }
  }

  /** Of findings that are no more no code is kept. */
  #limitReplacements(): void {
    const all = [...this.#documents.values()].flat();
    const ids = new Set(all.map(({ finding }) => finding.id));
    for (const id of this.#replacements.keys()) if (!ids.has(id)) this.#replacements.delete(id);
  }

  async #keep(): Promise<void> {
    const documents = [...this.#documents].map(([uri, all]) => ({
      uri,
      findings: all.filter(({ isGone }) => !isGone).map(({ finding }) => finding),
    }));
    await this.#store?.write(
      documents.filter(({ uri, findings }) => findings.length > 0 && !uri.startsWith('untitled:')),
    );
  }

  #onDidChange({ document, contentChanges }: TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const all = this.#documents.get(key);
    if (all === undefined || contentChanges.length === 0) return;
    const lines = linesOfDocument(document);
    const changes = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
      text,
    }));
    const followed = all.map(({ finding, isGone }) => {
      const { anchor, isGone: isGoneNow } = follow(lines, { anchor: finding, isGone }, changes);
      return { finding: { ...finding, ...anchor }, isGone: isGoneNow };
    });
    const isMoved = followed.some(
      ({ finding, isGone }, index) =>
        isGone !== all[index]?.isGone || finding.firstLine !== all[index].finding.firstLine,
    );
    if (isMoved) this.#set(key, followed);
  }

  /** A file may have changed while no editor had it open. */
  #lookAgain(document: TextDocument): void {
    const key = document.uri.toString();
    const all = this.#documents.get(key);
    if (all === undefined) return;
    const lines = linesOfDocument(document);
    this.#set(
      key,
      all.map(({ finding }) => lookedUp(lines, finding)),
    );
  }

  #forget(uris: readonly Uri[]): void {
    const gone = uris.map(String);
    for (const key of this.#documents.keys()) {
      if (gone.some((uri) => key === uri || key.startsWith(`${uri}/`))) this.#set(key, []);
    }
    void this.#keep();
  }

  #rename(files: readonly { readonly oldUri: Uri; readonly newUri: Uri }[]): void {
    for (const { oldUri, newUri } of files) {
      const all = this.#documents.get(oldUri.toString());
      if (all === undefined) continue;
      this.#set(oldUri.toString(), []);
      this.#set(newUri.toString(), all);
    }
    void this.#keep();
  }

  #hover(document: TextDocument, line: number): Hover | undefined {
    const here = this.#shownAt(document.uri, line + 1, line + 1);
    if (here.length === 0) return undefined;
    return new Hover(here.map((finding) => hoverText(finding, here.length > 1)));
  }

  #codeActions(document: TextDocument, range: Range, context: CodeActionContext): CodeAction[] {
    const here = this.#shownAt(document.uri, range.start.line + 1, range.end.line + 1);
    return findingActions(document, context, {
      here,
      isOneOfSeveral: (finding) => this.isOneOfSeveral(finding),
      hasReplacement: ({ id }) => this.#replacements.has(id),
    });
  }

  #shownAt(uri: Uri, firstLine: number, lastLine: number): readonly KeptFinding[] {
    return this.shownIn(uri).filter(
      (finding) => finding.firstLine <= lastLine && finding.lastLine >= firstLine,
    );
  }

  async #linesNow(uri: Uri): Promise<TextLines | undefined> {
    const open = openLines(uri);
    if (open !== undefined) return open;
    try {
      const text = await textOnDisk(uri, LARGEST_FILE);
      return text === undefined ? undefined : linesIn(linesOf(text));
    } catch (error) {
      this.#log.error('A file with findings could not be read.', error);
      return undefined;
    }
  }
}

function lookedUp(lines: TextLines, finding: KeptFinding): Tracked {
  const anchor = findAgain(lines, finding, lines.lineCount);
  if (anchor === undefined) return { finding, isGone: true };
  return { finding: { ...finding, ...anchor }, isGone: false };
}

function isShown({ finding, isGone }: Tracked): boolean {
  return !isGone && !finding.isHidden;
}

function isOfReview(reviewId: number | undefined): (finding: KeptFinding) => boolean {
  return (finding) => reviewId === undefined || reviewOf(finding) === reviewId;
}

function openLines(uri: Uri): TextLines | undefined {
  const key = uri.toString();
  const document = workspace.textDocuments.find(
    (open) => !open.isClosed && open.uri.toString() === key,
  );
  return document === undefined ? undefined : linesOfDocument(document);
}

function linesOfDocument(document: TextDocument): TextLines {
  return { lineCount: document.lineCount, lineAt: (index) => document.lineAt(index).text };
}
