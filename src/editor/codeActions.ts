import type {
  CodeActionContext,
  CodeActionProvider,
  CodeActionProviderMetadata,
  Disposable,
  Range,
  TextDocument,
} from 'vscode';
import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  DiagnosticSeverity,
  l10n,
  languages,
} from 'vscode';
import type { TaskName } from '../models/task.ts';
import { areAiFeaturesOff } from './aiFeatures.ts';
import { hasFileSystem, isForeign, isReadOnly } from './documents/documentPlace.ts';
import { DIAGNOSTIC_SOURCE } from './ids.ts';
import { TASKS, traitsOf } from './taskTable.ts';

const REWRITE = CodeActionKind.RefactorRewrite.append('tierwise');

/**
 * Offers the commands where code actions are looked for. Offering costs nothing: a model is asked
 * only once the user chooses. Refactorings come only when asked for, nothing in read-only documents.
 */
export class TaskActions implements CodeActionProvider {
  static readonly metadata: CodeActionProviderMetadata = {
    providedCodeActionKinds: [REWRITE, CodeActionKind.QuickFix],
  };

  readonly #tasks: readonly TaskName[];

  /** `tasks` are those whose commands are there. */
  constructor(tasks: readonly TaskName[]) {
    this.#tasks = (Object.keys(TASKS) as TaskName[]).filter((task) => tasks.includes(task));
  }

  register(): Disposable {
    return languages.registerCodeActionsProvider({ scheme: '*' }, this, TaskActions.metadata);
  }

  async provideCodeActions(
    document: TextDocument,
    _range: Range,
    context: CodeActionContext,
  ): Promise<CodeAction[]> {
    const { uri } = document;
    if (areAiFeaturesOff()) return [];
    if (isForeign(uri) || uri.scheme === 'vscode-notebook-cell') return [];
    const isInvoked = context.triggerKind === CodeActionTriggerKind.Invoke;
    const wanted = this.#tasks.filter(
      (task) =>
        traitsOf(task).offered === 'rewrite' &&
        isInvoked &&
        (context.only === undefined || context.only.contains(rewriteKind(task))) &&
        (!traitsOf(task).needsFolder || hasFileSystem(uri)),
    );
    const fixes = this.#tasks
      .filter((task) => traitsOf(task).offered === 'quickFix')
      .flatMap((task) => quickFixes(task, context));
    if (wanted.length + fixes.length === 0 || (await isReadOnly(uri))) return [];
    return [
      ...fixes,
      ...wanted.map((task) => {
        const { command, asksForWords } = traitsOf(task);
        const name = l10n.t(traitsOf(task).title);
        // It asks what to change, as its command says.
        const title = l10n.t('Tierwise: {0}', asksForWords ? l10n.t('{0}...', name) : name);
        const action = new CodeAction(title, rewriteKind(task));
        action.command = { command, title };
        return action;
      }),
    ];
  }
}

function rewriteKind(task: TaskName): CodeActionKind {
  return REWRITE.append(task);
}

/** A task as a quick fix for the problems here, where one is looked for. */
function quickFixes(task: TaskName, { diagnostics, only }: CodeActionContext): CodeAction[] {
  const isWanted = only === undefined || only.contains(CodeActionKind.QuickFix);
  const given = diagnostics.filter(
    ({ severity, source }) =>
      severity <= DiagnosticSeverity.Warning && source !== DIAGNOSTIC_SOURCE,
  );
  if (!isWanted || given.length === 0) return [];
  const { command } = traitsOf(task);
  const title = l10n.t('Tierwise: {0}', l10n.t(traitsOf(task).title));
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = given;
  action.command = { command, title, arguments: [{ diagnostics: given }] };
  return [action];
}
