import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event, TextDocument } from 'vscode';
import { commands, Position, Range, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import { editedIn } from '../../../src/editor/documents/openDocuments.ts';
import { MarkdownRenderer } from '../../../src/editor/results/markdown/markdownRenderer.ts';
import { Results } from '../../../src/editor/results/results.ts';
import type { AcceptedResult, ResultOrigin } from '../../../src/editor/results/shownResult.ts';
import type { Verdict } from '../../../src/models/booking.ts';
import type { TaskName } from '../../../src/models/task.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { Answer } from '../../../src/tasks/task.ts';
import { extension } from '../standIns.ts';

/** A scheme of our own: the packaged extension has taken the ordinary one. */
const SCHEME = 'tierwise-proposal-test';

/** Results with everything around them recorded. */
export class ResultFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'tw-results-'));
  readonly verdicts: Verdict[] = [];
  readonly accepted: AcceptedResult[] = [];
  readonly errors: string[] = [];
  readonly results: Results;
  /** What the results take for the time, Unix ms. */
  now = (): number => Date.now();
  readonly #listeners = new Set<() => void>();
  readonly #markdown = new MarkdownRenderer(
    Uri.joinPath(extension().extensionUri, 'dist', 'markdownWorker.cjs').fsPath,
  );
  #lastRun = 0;

  constructor(findingsFolder?: Uri) {
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (message: string) => this.errors.push(message),
    };
    this.results = new Results({
      findingsFolder,
      verdicts: {
        verdict: (verdict) => {
          this.verdicts.push(verdict);
          for (const listener of this.#listeners) listener();
          return Promise.resolve();
        },
      },
      markdown: this.#markdown,
      log,
      now: () => this.now(),
      proposalScheme: SCHEME,
    });
    this.results.onDidAccept((result) => this.accepted.push(result));
  }

  /** Writes a file and opens it. */
  async file(name: string, text: string): Promise<TextDocument> {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    const document = await workspace.openTextDocument(Uri.file(path));
    await window.showTextDocument(document, { preview: false });
    return document;
  }

  bytes(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  makeReadOnly(name: string): void {
    chmodSync(join(this.folder, name), 0o444);
  }

  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** A run of `task` on a document as it is now. */
  origin(document: TextDocument, task: TaskName = 'refactor'): ResultOrigin {
    const baseText = document.getText().replaceAll('\r\n', '\n');
    return {
      task,
      uri: document.uri,
      baseText,
      target: { firstLine: 1, lastLine: document.lineCount },
      place: 'the whole of it',
      offers: [],
      workspaceFolder: document.isUntitled ? undefined : Uri.file(this.folder),
      title: 'Haiku 5.5, checked, $0.0004',
      shortTitle: 'Haiku 5.5, $0.0004',
      notes: [],
    };
  }

  /** The result of a new run, or a further one of a run that goes on. */
  result(task: TaskName, answer: Answer, runId?: number): RunResult {
    if (runId === undefined) this.#lastRun += 1;
    return {
      runId: runId ?? this.#lastRun,
      task,
      outcome: 'accepted',
      answer,
      reply: '{}',
      lastAnswer: undefined,
      strength: 'checks',
      problems: [],
      notes: [],
      route: {
        moves: [],
        reason: { code: 'default', args: {} },
        considered: [],
        propensity: 1,
        only: false,
        estimate: null,
      },
      finalTier: 'haiku',
      finalModel: 'claude-haiku-5-5',
      attempts: [],
      costNusd: 400_000,
      unpriced: 0,
      estimated: false,
      baselineNusd: 4_000_000,
      durationMs: 900,
      failure: undefined,
    };
  }

  /** Shows a proposal of this text for a document. */
  async propose(
    document: TextDocument,
    text: string,
    origin = this.origin(document),
    runId?: number,
  ): Promise<void> {
    const answer: Answer = { kind: 'edits', text, summary: 'Does it' };
    await this.results.present(this.result(origin.task, answer, runId), origin);
  }

  /** The proposals that have a tab. */
  proposals(): readonly Uri[] {
    return window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .map((tab) => editedIn(tab))
      .filter((uri) => uri !== undefined)
      .filter(({ scheme }) => scheme === SCHEME);
  }

  /** The document of the only proposal. */
  async proposal(): Promise<TextDocument> {
    const [uri] = this.proposals();
    if (uri === undefined) throw new Error('No proposal is open.');
    return workspace.openTextDocument(uri);
  }

  /** Resolves once that many verdicts were booked. */
  async booked(count: number): Promise<readonly Verdict[]> {
    if (this.verdicts.length < count) {
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          if (this.verdicts.length < count) return;
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
      });
    }
    return this.verdicts;
  }

  async dispose(): Promise<void> {
    const open = workspace.textDocuments.filter(({ isDirty }) => isDirty);
    for (const document of open) await closeForGood(document);
    await commands.executeCommand('workbench.action.closeAllEditors');
    this.results.dispose();
    await this.#markdown.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Types `text` at a place, as an edit that is not ours. */
export async function type(
  document: TextDocument,
  line: number,
  character: number,
  text: string,
  end: readonly [number, number] = [line, character],
): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(new Position(line, character), new Position(...end)), text);
  await workspace.applyEdit(edit);
}

/** Resolves once `condition` holds, looked at whenever `event` fires. */
export async function until<T>(event: Event<T>, condition: () => boolean): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve) => {
    const subscription = event(() => {
      if (!condition()) return;
      subscription.dispose();
      resolve();
    });
  });
}

/** The code that a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return (error as { readonly code?: unknown }).code ?? error;
  }
  return undefined;
}

/** Closes a changed document without a question. */
export async function closeForGood(document: TextDocument): Promise<void> {
  await window.showTextDocument(document, { preview: false });
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
