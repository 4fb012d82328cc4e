import type { Diagnostic, Selection, TextDocument, TextEditor, Uri } from 'vscode';
import {
  DiagnosticSeverity,
  languages,
  TabInputNotebook,
  TabInputText,
  TabInputTextDiff,
  window,
  workspace,
} from 'vscode';
import { pathBelow } from '../../models/paths/pathRules.ts';
import type { Log } from '../../models/ports.ts';
import type { TaskName } from '../../models/task.ts';
import type { LineRange, Syntax, SyntaxFacts } from '../../syntax/syntax.ts';
import type { GivenDiagnostic, TaskInput } from '../../tasks/task.ts';
import type { DocumentPlace } from '../documents/documentPlace.ts';
import {
  filesShown,
  folderAround,
  hasFileSystem,
  isForeign,
  isReadOnly,
  placeOf,
} from '../documents/documentPlace.ts';
import { normalised } from '../documents/documentText.ts';
import { isThere } from '../documents/filePresence.ts';
import { openDocument } from '../documents/openDocuments.ts';
import { realPathOf } from '../documents/realPath.ts';
import { movedLines } from '../lines/movedLines.ts';
import type { Configuration } from '../settings/configuration.ts';
import { traitsOf } from '../taskTable.ts';
import { userError } from '../wording/editorCodes.ts';
import type { NeverSend } from './neverSend.ts';
import { neverSendRules } from './neverSend.ts';
import type { Target } from './targetRange.ts';
import { declarationAround, selectedLines, takesWholeFile, wholeFile } from './targetRange.ts';

/** Larger texts are refused: a model reads them badly and dearly. UTF-16 units. */
const MAX_CHARACTERS = 1_000_000;

/** What a command was asked to work on, where it says more than the active editor. */
export interface GatherRequest {
  readonly task: TaskName;
  readonly editor: TextEditor | undefined;
  readonly instruction: string | undefined;
  /** For `fix`: the diagnostics to remove; those at the cursor when undefined. */
  readonly diagnostics: readonly Diagnostic[] | undefined;
}

/** Columns at which the editor draws lines in a document. */
function rulersOf(document: TextDocument): readonly number[] {
  const rulers: unknown = workspace.getConfiguration('editor', document).get('rulers');
  if (!Array.isArray(rulers)) return [];
  return rulers.flatMap((ruler: unknown) => {
    const column =
      typeof ruler === 'object' && ruler !== null && 'column' in ruler ? ruler.column : ruler;
    return typeof column === 'number' && Number.isInteger(column) && column > 0 ? [column] : [];
  });
}

/** What a run starts from. */
export interface Gathered {
  readonly input: TaskInput;
  readonly document: TextDocument;
  readonly uri: Uri;
  readonly place: DocumentPlace;
  readonly rules: NeverSend;
  /** The name of the declaration that is looked at, where one was taken. */
  readonly declared?: string | undefined;
}

/** Collects what a task needs from the active editor, and refuses what it cannot work on. */
export class Gatherer {
  readonly #syntax: Syntax;
  readonly #configuration: Configuration;
  readonly #log: Log;
  readonly #isUntouched: (editor: TextEditor) => boolean;

  /** `isUntouched`: whether the cursor was never placed by the user. */
  constructor(
    syntax: Syntax,
    configuration: Configuration,
    log: Log,
    isUntouched: (editor: TextEditor) => boolean,
  ) {
    this.#isUntouched = isUntouched;
    this.#syntax = syntax;
    this.#configuration = configuration;
    this.#log = log;
  }

  /** @throws UserError `document.…` with the one reason why nothing can be done here. */
  async gather(request: GatherRequest, signal: AbortSignal): Promise<Gathered> {
    const { task } = request;
    const editor = request.editor ?? missingEditor();
    const { document, selection } = editor;
    const read = await this.#read(document, task);

    const selected = document.getText(selection);
    if (selected !== '' && selected.trim() === '') throw userError('document.blankSelection');
    const isOfProblems = traitsOf(task).about === 'diagnostics';
    const given = request.diagnostics ?? (isOfProblems ? diagnosticsAt(editor) : []);
    if (isOfProblems && given.length === 0) throw userError('document.noDiagnostic');

    const line = (given[0]?.range.start.line ?? selection.active.line) + 1;
    const target = await this.#target(
      document.languageId,
      read.source,
      { task, editor, line },
      signal,
    );
    const input: TaskInput = {
      task,
      language: document.languageId,
      source: read.source,
      target: target.lines,
      targetKind: target.kind,
      path: read.place.path,
      instruction: request.instruction,
      rulers: rulersOf(document),
      diagnostics: given.map(givenDiagnostic),
      includePrivate: this.#configuration.read(document.uri).docsPrivate,
      mutation: this.#configuration.read(document.uri).mutation,
    };
    const { declared } = target;
    return { input, document, uri: document.uri, place: read.place, rules: read.rules, declared };
  }

  /**
   * Given lines of a file in an opened folder, be it in an editor or not, or of one in an editor.
   * @throws UserError as `gather`.
   */
  async lines(
    task: TaskName,
    uri: Uri,
    target: LineRange,
    instruction: string | undefined,
  ): Promise<Gathered> {
    const open = openDocument(uri);
    // Where nobody has opened it, what is elsewhere is not read.
    if (open === undefined && !placeOf(uri).isInWorkspace) throw userError('document.outside');
    const document = open ?? (await workspace.openTextDocument(uri));
    const { source, place, rules } = await this.#read(document, task);
    const whole = wholeFile(source);
    const lastLine = Math.min(target.lastLine, whole.lastLine);
    const input: TaskInput = {
      task,
      language: document.languageId,
      source,
      target: { firstLine: Math.min(target.firstLine, lastLine), lastLine },
      targetKind: 'selection',
      path: place.path,
      instruction,
      diagnostics: [],
    };
    return { input, document, uri, place, rules };
  }

  /**
   * The whole of a file in an opened folder, be it in an editor or not.
   * @throws UserError as `gather`.
   */
  async file(task: TaskName, uri: Uri): Promise<Gathered> {
    const found = await this.lines(task, uri, { firstLine: 1, lastLine: Infinity }, undefined);
    const { kind: targetKind, lines: target } = wholeTarget(found.input.source);
    const { docsPrivate: includePrivate, mutation } = this.#configuration.read(uri);
    const rulers = rulersOf(found.document);
    const input = { ...found.input, target, targetKind, rulers, includePrivate, mutation };
    return { ...found, input };
  }

  /**
   * What was asked about a file earlier, perhaps by another window, and about its text as it was then.
   * @throws UserError where the file must not be sent any more; undefined: it is gone.
   */
  async asked(uri: Uri, input: TaskInput): Promise<Gathered | undefined> {
    if (!(await isThere(uri))) return undefined;
    const document = await workspace.openTextDocument(uri);
    const { place, rules } = await this.#read(document, input.task);
    return { input, document, uri, place, rules };
  }

  /**
   * The declaration around a line of a file in an opened folder; the line alone where there is none.
   * @throws UserError as `gather`.
   */
  async around(
    task: TaskName,
    { uri, line }: { readonly uri: Uri; readonly line: number },
    instruction: string | undefined,
    signal: AbortSignal,
  ): Promise<Gathered> {
    const found = await this.lines(task, uri, { firstLine: line, lastLine: line }, instruction);
    const { language, source } = found.input;
    const facts = await this.#facts(language, source, signal);
    const declaration = facts && declarationAround(facts, source, line);
    if (declaration === undefined) return found;
    const { firstLine, lastLine, name: declared } = declaration;
    const input = {
      ...found.input,
      target: { firstLine, lastLine },
      targetKind: 'declaration',
    } as const;
    return { ...found, input, declared };
  }

  /**
   * The same question, or another `ask`, on the document as it is now, at the lines where those of
   * the question now stand.
   * @throws UserError as `gather`.
   */
  async again(
    earlier: Gathered,
    ask: Partial<Pick<TaskInput, 'task' | 'instruction' | 'diagnostics'>> = {},
  ): Promise<Gathered> {
    const { document, uri } = earlier;
    const input = askedAgain(earlier.input, ask);
    const { source, place, rules } = await this.#read(document, input.task);
    const target =
      input.targetKind === 'file'
        ? wholeFile(source)
        : movedLines(input.source, source, input.target);
    const { declared } = earlier;
    const shows = input.shows && {
      ...input.shows,
      ...movedLines(input.source, source, input.shows),
    };
    const asked = { ...input, source, target, ...(shows && { shows }) };
    return { input: asked, document, uri, place, rules, declared };
  }

  /**
   * The same question on the whole of the document as it is now.
   * @throws UserError as `gather`.
   */
  async wholeFile(
    earlier: Gathered,
    more: Pick<TaskInput, 'includePrivate'> = {},
  ): Promise<Gathered> {
    const { document, uri } = earlier;
    const input = { ...earlier.input, ...more };
    const { source, place, rules } = await this.#read(document, input.task);
    const { kind: targetKind, lines: target } = wholeTarget(source);
    return { input: { ...input, source, target, targetKind }, document, uri, place, rules };
  }

  async #read(
    document: TextDocument,
    task: TaskName,
  ): Promise<{ source: string; place: DocumentPlace; rules: NeverSend }> {
    await refuseDocument(document, task);
    const source = readSource(document);
    const place = placeOf(document.uri);
    const { neverSend } = this.#configuration.read(document.uri);
    const rules = await neverSendRules(neverSend, place.root ?? folderAround(document.uri));
    await refusePlace(document.uri, place, rules);
    for (const file of filesShown(document.uri)) await this.#refuseFile(file);
    return { source, place, rules };
  }

  /** What shows a version of a file is as secret as the file. */
  async #refuseFile(file: Uri): Promise<void> {
    const { neverSend } = this.#configuration.read(file);
    const place = placeOf(file);
    const rules = await neverSendRules(neverSend, place.root ?? folderAround(file));
    await refusePlace(file, place, rules);
  }

  async #target(
    language: string,
    source: string,
    { task, editor, line }: { task: TaskName; editor: TextEditor; line: number },
    signal: AbortSignal,
  ): Promise<Target> {
    const { selection } = editor;
    if (!selection.isEmpty) return { kind: 'selection', lines: linesSelected(selection) };
    if (takesWholeFile(task, this.#isUntouched(editor))) return wholeTarget(source);
    const facts = await this.#facts(language, source, signal);
    const declaration = facts && declarationAround(facts, source, line);
    if (declaration === undefined) return wholeTarget(source);
    const { firstLine, lastLine, name: declared } = declaration;
    return { kind: 'declaration', lines: { firstLine, lastLine }, declared };
  }

  /** What is known of the text. A parser that fails leaves the whole file as the target. */
  async #facts(
    language: string,
    source: string,
    signal: AbortSignal,
  ): Promise<SyntaxFacts | undefined> {
    try {
      return await this.#syntax.facts(language, source, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#log.error('The declaration at the cursor could not be found.', error);
      return undefined;
    }
  }
}

/** What is asked; of another task what was known for the first says nothing. */
function askedAgain(
  earlier: TaskInput,
  ask: Partial<Pick<TaskInput, 'task' | 'instruction' | 'diagnostics'>>,
): TaskInput {
  if (ask.task === undefined || ask.task === earlier.task) return { ...earlier, ...ask };
  const { shows: _shows, shownBy: _shownBy, kills: _kills, ...rest } = earlier;
  return { ...rest, ...ask };
}

function wholeTarget(source: string): Target {
  return { kind: 'file', lines: wholeFile(source) };
}

function linesSelected({ start, end }: Selection): LineRange {
  return selectedLines({
    startLine: start.line,
    startCharacter: start.character,
    endLine: end.line,
    endCharacter: end.character,
  });
}

function readSource(document: TextDocument): string {
  const source = normalised(document);
  if (source.trim() === '') throw userError('document.empty');
  if (source.length > MAX_CHARACTERS) {
    throw userError('document.tooLarge', {
      size: `${(source.length / 1_000_000).toFixed(1)} MB`,
      limit: `${String(MAX_CHARACTERS / 1_000_000)} MB`,
    });
  }
  if (source.includes('\0')) throw userError('document.notText');
  return source;
}

async function refuseDocument({ uri }: TextDocument, task: TaskName): Promise<void> {
  if (uri.scheme === 'vscode-notebook-cell') throw userError('document.notebook');
  if (isForeign(uri)) throw userError('document.foreignDocument');
  const { needsFolder, changesDocument } = traitsOf(task);
  if (needsFolder && !hasFileSystem(uri)) throw userError('document.noPlaceForTests');
  if (changesDocument && (await isReadOnly(uri))) throw userError('document.readOnly', { task });
}

/** A link is as secret as what it leads to, and a folder holds what it is seen to hold. */
async function refusePlace(
  uri: Uri,
  { root, isInWorkspace, fullPath }: DocumentPlace,
  rules: NeverSend,
): Promise<void> {
  if (rules.isClosed) throw userError('document.ignoreFile');
  if (rules.matches(fullPath)) throw userError('document.neverSend');
  if (root === undefined) return;
  const [real, realRoot] = await Promise.all([realPathOf(uri), realPathOf(root)]);
  const isUnknown = real === undefined || realRoot === undefined;
  if (isUnknown || (isInWorkspace && pathBelow(realRoot, real) === undefined)) {
    throw userError('document.outside');
  }
  if (rules.matches(real)) throw userError('document.neverSend');
}

/** Says why there is no editor: a tab without text, a notebook, or nothing at all. */
function missingEditor(): never {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputNotebook) throw userError('document.notebook');
  // A text tab without an editor holds a binary file, or one too large for VS Code to hand out.
  const isText = input instanceof TabInputText || input instanceof TabInputTextDiff;
  throw userError(isText ? 'document.notText' : 'document.noEditor');
}

/** Errors and warnings at the cursor. */
function diagnosticsAt({ document, selection }: TextEditor): readonly Diagnostic[] {
  return languages
    .getDiagnostics(document.uri)
    .filter(({ range }) => range.intersection(selection) !== undefined)
    .filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
}

function givenDiagnostic({ range, message, source, code }: Diagnostic): GivenDiagnostic {
  const ruleCode = typeof code === 'object' ? code.value : code;
  return {
    firstLine: range.start.line + 1,
    lastLine: range.end.line + 1,
    message,
    source: source ?? '',
    ruleCode: ruleCode === undefined ? '' : String(ruleCode),
  };
}
