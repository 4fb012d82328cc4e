import type { CodeActionContext, Range, TextDocument, TextDocumentChangeEvent } from 'vscode';
import {
  CodeAction,
  CodeActionKind,
  Disposable,
  Hover,
  l10n,
  languages,
  Uri,
  workspace,
} from 'vscode';
import type { Log } from '../../../models/ports.ts';
import type { LineRange } from '../../../syntax/syntax.ts';
import type { Finding, GivenDiagnostic } from '../../../tasks/task.ts';
import { areAiFeaturesOff } from '../../aiFeatures.ts';
import { COMMANDS, INTERNAL_COMMANDS } from '../../ids.ts';
import { linesOf } from '../../lines/lines.ts';
import { plain } from '../../wording/plainLabel.ts';
import type { TextLines } from './findingAnchor.ts';
import { anchorAt, findAgain, follow } from './findingAnchor.ts';
import { diagnosticOf, hoverText, isGiven, isOf } from './findingDiagnostic.ts';
import { FindingStore, textOnDisk } from './findingStore.ts';
import type { KeptFinding } from './keptFinding.ts';
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
  readonly #log: Log;
  readonly #subscriptions: Disposable;

  /** `folder`: where findings outlive the window; undefined: they do not. */
  constructor(folder: Uri | undefined, log: Log) {
    this.#log = log;
    this.#store = folder === undefined ? undefined : new FindingStore(folder, log);
    this.#subscriptions = Disposable.from(
      this.#diagnostics,
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
      const { quote: _, ...words } = finding;
      const anchor = anchorAt(reviewed, finding);
      const id = `${runId}-${isHidden ? 'hidden' : 'shown'}-${index}`;
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
    return this.#all(uri).find((finding) => finding.id === id);
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
    return this.#all(uri).flatMap((finding) => {
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
    this.#documents.clear();
    this.#diagnostics.clear();
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
    this.#diagnostics.set(Uri.parse(key), shown);
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
    if (areAiFeaturesOff()) return [];
    if (context.only !== undefined && !context.only.contains(CodeActionKind.QuickFix)) return [];
    const here = this.#shownAt(document.uri, range.start.line + 1, range.end.line + 1);
    return here.flatMap((finding) => {
      const diagnostics = context.diagnostics.filter((diagnostic) => isOf(diagnostic, finding));
      const action = (what: string, command: string, args: readonly unknown[]): CodeAction => {
        // Of several findings the title tells which.
        const title = here.length > 1 ? `${what}: ${shortTitle(finding)}` : what;
        const made = new CodeAction(title, CodeActionKind.QuickFix);
        made.diagnostics = diagnostics;
        made.command = { title, command, arguments: [...args] };
        return made;
      };
      return [
        action(l10n.t('Fix with Tierwise'), COMMANDS.fix, [
          { diagnostics: [diagnosticOf(finding)] },
        ]),
        ...(canBeRun(document)
          ? [
              action(l10n.t('Show Me with a Failing Test'), INTERNAL_COMMANDS.showFinding, [
                document.uri,
                finding.id,
              ]),
            ]
          : []),
        action(l10n.t('Dismiss This Finding'), INTERNAL_COMMANDS.dismissFinding, [
          document.uri,
          finding.id,
        ]),
      ];
    });
  }

  #shownAt(uri: Uri, firstLine: number, lastLine: number): readonly KeptFinding[] {
    return this.#all(uri).filter(
      (finding) => finding.firstLine <= lastLine && finding.lastLine >= firstLine,
    );
  }

  #all(uri: Uri): readonly KeptFinding[] {
    return (this.#documents.get(uri.toString()) ?? [])
      .filter(isShown)
      .map(({ finding }) => finding);
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

/** Characters of a title in a list of actions. */
const LONGEST_TITLE = 50;

function shortTitle({ title }: KeptFinding): string {
  const line = plain(title);
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE)}…` : line;
}

/** Whether tests of a document could be run: where it is a file of an opened folder. */
function canBeRun({ uri }: TextDocument): boolean {
  return uri.scheme === 'file' && workspace.getWorkspaceFolder(uri) !== undefined;
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

function linesIn(lines: readonly string[]): TextLines {
  return { lineCount: lines.length, lineAt: (index) => lines[index] ?? '' };
}
