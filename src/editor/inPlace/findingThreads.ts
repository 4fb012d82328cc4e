import type { CommentController, CommentThread, Uri } from 'vscode';
import {
  CommentMode,
  CommentThreadCollapsibleState,
  Disposable,
  MarkdownString,
  Range,
} from 'vscode';
import { threadMarkdown, weightOf } from '../results/findings/findingDiagnostic.ts';
import type { Findings } from '../results/findings/findings.ts';
import type { KeptFinding } from '../results/findings/keptFinding.ts';
import type { ThreadTraits } from './threadContext.ts';
import { contextOf } from './threadContext.ts';

/** What the threads show and heed. */
export interface FindingThreadsParts {
  /** Makes the threads; it is ended with them. */
  readonly controller: Pick<CommentController, 'createCommentThread' | 'dispose'>;
  readonly findings: Pick<Findings, 'onDidChange' | 'shown' | 'shownIn'>;
  /** What can be done with a finding. */
  readonly traitsOf: (uri: Uri, finding: KeptFinding) => ThreadTraits;
  /** Whether the user wants threads. */
  readonly isOn: () => boolean;
}

/** A finding that has a thread, as it was shown last. */
interface Shown {
  readonly thread: CommentThread;
  readonly text: string;
}

/** Findings as comment threads at their lines: they go where the findings go, and end with them. */
export class FindingThreads implements Disposable {
  readonly #parts: FindingThreadsParts;
  /** By document, then by the finding's id. */
  readonly #threads = new Map<string, Map<string, Shown>>();
  readonly #subscriptions: Disposable;

  constructor(parts: FindingThreadsParts) {
    this.#parts = parts;
    this.#subscriptions = Disposable.from(
      parts.controller,
      parts.findings.onDidChange((uri) => this.#show(uri)),
    );
    this.refresh();
  }

  /** Shows all findings anew, or none where threads are not wanted any more. */
  refresh(): void {
    if (!this.#parts.isOn()) return this.#removeAll();
    for (const [uri] of this.#parts.findings.shown()) this.#show(uri);
  }

  dispose(): void {
    this.#removeAll();
    this.#subscriptions.dispose();
  }

  #show(uri: Uri): void {
    if (!this.#parts.isOn()) return;
    const key = uri.toString();
    const before = this.#threads.get(key) ?? new Map<string, Shown>();
    const now = new Map<string, Shown>();
    for (const finding of this.#parts.findings.shownIn(uri)) {
      now.set(finding.id, this.#shownNow(uri, finding, before.get(finding.id)));
    }
    for (const [id, { thread }] of before) if (!now.has(id)) thread.dispose();
    if (now.size === 0) this.#threads.delete(key);
    else this.#threads.set(key, now);
  }

  #shownNow(uri: Uri, finding: KeptFinding, before: Shown | undefined): Shown {
    const range = rangeOf(finding);
    const text = threadMarkdown(finding);
    const contextValue = contextOf(finding.id, this.#parts.traitsOf(uri, finding));
    if (before === undefined) {
      const thread = this.#parts.controller.createCommentThread(uri, range, [commentOf(text)]);
      thread.canReply = false;
      thread.collapsibleState = CommentThreadCollapsibleState.Collapsed;
      thread.label = weightOf(finding);
      thread.contextValue = contextValue;
      return { thread, text };
    }
    const { thread } = before;
    // Each assignment is a message to the window: with many findings only what is new is told.
    if (thread.range?.isEqual(range) !== true) thread.range = range;
    if (before.text !== text) thread.comments = [commentOf(text)];
    if (thread.contextValue !== contextValue) thread.contextValue = contextValue;
    return { thread, text };
  }

  #removeAll(): void {
    for (const shown of this.#threads.values()) {
      for (const { thread } of shown.values()) thread.dispose();
    }
    this.#threads.clear();
  }
}

function commentOf(text: string): CommentThread['comments'][number] {
  const body = new MarkdownString(text);
  body.isTrusted = false;
  body.supportHtml = false;
  body.supportThemeIcons = false;
  return { body, mode: CommentMode.Preview, author: { name: 'Tierwise' } };
}

/** Whole lines: the editor draws a thread below the last of them. */
function rangeOf({ firstLine, lastLine, endCharacter }: KeptFinding): Range {
  return new Range(firstLine - 1, 0, lastLine - 1, endCharacter);
}
