import type { CodeActionContext, TextDocument, TextDocumentChangeEvent, Uri } from 'vscode';
import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  l10n,
  languages,
  Range,
  workspace,
} from 'vscode';
import type { Mutant } from '../../syntax/syntax.ts';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import { DIAGNOSTIC_SOURCE, INTERNAL_COMMANDS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import { visibleLine } from '../wording/visibleText.ts';

/** Characters of code in a message. */
const SHOWN = 60;

/** A change that no test notices, in a document as it was. */
interface Survivor {
  readonly mutant: Mutant;
  readonly diagnostic: Diagnostic;
}

/**
 * What running tests has told of documents: changes of the code that no test notices, for information
 * with "Write a Test for This", and warnings of changes that were verified. It holds for the code as it
 * was: an edit takes it away.
 */
export class ProofDiagnostics implements Disposable {
  readonly #diagnostics = languages.createDiagnosticCollection('tierwise.untested');
  readonly #survivors = new Map<string, readonly Survivor[]>();
  readonly #warnings = new Map<string, readonly Diagnostic[]>();
  readonly #subscriptions: Disposable;

  constructor() {
    const provideCodeActions = (
      document: TextDocument,
      _range: Range,
      context: CodeActionContext,
    ): CodeAction[] => this.#codeActions(document, context);
    this.#subscriptions = Disposable.from(
      this.#diagnostics,
      workspace.onDidChangeTextDocument((event) => this.#onDidChange(event)),
      workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => this.clear(uri))),
      languages.registerCodeActionsProvider(
        { pattern: '**' },
        { provideCodeActions },
        { providedCodeActionKinds: [CodeActionKind.QuickFix] },
      ),
    );
  }

  /** Takes away what is shown in a document. */
  clear(uri: Uri): void {
    this.#survivors.delete(uri.toString());
    this.#warnings.delete(uri.toString());
    this.#diagnostics.delete(uri);
  }

  /** Shows one more change that no test of a document notices. */
  add(document: TextDocument, mutant: Mutant): void {
    const { uri } = document;
    const key = uri.toString();
    const all = [
      ...(this.#survivors.get(key) ?? []),
      { mutant, diagnostic: shown(document, mutant) },
    ];
    this.#survivors.set(key, all);
    this.#show(uri);
  }

  /** Warns at a line of what verifying the document has found. */
  warn(document: TextDocument, line: number, messages: readonly string[]): void {
    const { uri } = document;
    const { range } = document.lineAt(Math.min(line, document.lineCount) - 1);
    const warnings = messages.map((message) => {
      const diagnostic = new Diagnostic(range, visibleLine(message), DiagnosticSeverity.Warning);
      diagnostic.source = DIAGNOSTIC_SOURCE;
      diagnostic.code = 'verified';
      return diagnostic;
    });
    this.#warnings.set(uri.toString(), warnings);
    this.#show(uri);
  }

  /** The change behind a code action; undefined: its code was edited meanwhile. */
  at(uri: Uri, index: number): Mutant | undefined {
    return this.#survivors.get(uri.toString())?.[index]?.mutant;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #show(uri: Uri): void {
    const key = uri.toString();
    const survivors = (this.#survivors.get(key) ?? []).map(({ diagnostic }) => diagnostic);
    this.#diagnostics.set(uri, [...(this.#warnings.get(key) ?? []), ...survivors]);
  }

  #onDidChange({ document, contentChanges }: TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const isShown = this.#survivors.has(key) || this.#warnings.has(key);
    if (contentChanges.length > 0 && isShown) this.clear(document.uri);
  }

  #codeActions({ uri }: TextDocument, { diagnostics, only }: CodeActionContext): CodeAction[] {
    if (areAiFeaturesOff()) return [];
    if (only !== undefined && !only.contains(CodeActionKind.QuickFix)) return [];
    return (this.#survivors.get(uri.toString()) ?? []).flatMap(({ diagnostic }, index) => {
      const given = diagnostics.find((one) => isSame(one, diagnostic));
      if (given === undefined) return [];
      const title = l10n.t('Tierwise: {0}', l10n.t('Write a Test for This'));
      const action = new CodeAction(title, CodeActionKind.QuickFix);
      action.diagnostics = [given];
      action.command = { command: INTERNAL_COMMANDS.writeTestFor, title, arguments: [uri, index] };
      return [action];
    });
  }
}

function shown(document: TextDocument, { start, end, before, after }: Mutant): Diagnostic {
  const range = new Range(placeAt(document, start), placeAt(document, end));
  const isLeftOut = /^(?:\s|;|\{\s*\}|pass|nil|null)*$/.test(after);
  const args = { before: inOneLine(before), after: inOneLine(after) };
  const message = isLeftOut
    ? say('untested.leftOutCode', { before: args.before })
    : say('untested.replaced', args);
  const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Information);
  diagnostic.source = DIAGNOSTIC_SOURCE;
  diagnostic.code = 'untested';
  return diagnostic;
}

/** Offsets count line ends as one, whatever the document has. */
function placeAt(document: TextDocument, offset: number) {
  const before = document.getText().replace(/\r\n?/g, '\n').slice(0, offset).split('\n');
  return document.validatePosition(
    new Range(before.length - 1, before.at(-1)?.length ?? 0, before.length - 1, 0).end,
  );
}

function inOneLine(code: string): string {
  const line = visibleLine(code.replace(/\s+/g, ' ').trim());
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}

function isSame(one: Diagnostic, other: Diagnostic): boolean {
  return one.code === other.code && one.range.isEqual(other.range) && one.message === other.message;
}
