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
import type { CommandId } from './ids.ts';
import { COMMANDS, DIAGNOSTIC_SOURCE } from './ids.ts';
import { TASK_TITLES } from './wording/displayNames.ts';

interface Offer {
  readonly task: TaskName;
  readonly command: CommandId;
  readonly kind: CodeActionKind;
}

const REWRITE = CodeActionKind.RefactorRewrite.append('tierwise');

/** What the refactoring menu offers. */
const REFACTORINGS: readonly Offer[] = [
  { task: 'docs', command: COMMANDS.writeDocs, kind: REWRITE.append('docs') },
  { task: 'tests', command: COMMANDS.generateTests, kind: REWRITE.append('tests') },
  { task: 'refactor', command: COMMANDS.refactor, kind: REWRITE.append('refactor') },
  { task: 'review', command: COMMANDS.review, kind: REWRITE.append('review') },
];

/**
 * Offers the commands where code actions are looked for. Offering costs nothing: a model is asked
 * only once the user chooses. Refactorings come only when asked for, nothing in read-only documents.
 */
export class TaskActions implements CodeActionProvider {
  static readonly metadata: CodeActionProviderMetadata = {
    providedCodeActionKinds: [REWRITE, CodeActionKind.QuickFix],
  };

  readonly #tasks: ReadonlySet<TaskName>;

  /** `tasks` are those whose commands are there. */
  constructor(tasks: readonly TaskName[]) {
    this.#tasks = new Set(tasks);
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
    const wanted = REFACTORINGS.filter(
      ({ task, kind }) =>
        this.#tasks.has(task) &&
        isInvoked &&
        (context.only === undefined || context.only.contains(kind)) &&
        (task !== 'tests' || hasFileSystem(uri)),
    );
    const fixes = this.#tasks.has('fix') ? fixable(context) : [];
    if (wanted.length + fixes.length === 0 || (await isReadOnly(uri))) return [];
    return [
      ...fixes,
      ...wanted.map(({ task, command, kind }) => {
        const name = l10n.t(TASK_TITLES[task]);
        // It asks what to change, as its command says.
        const title = l10n.t('Tierwise: {0}', task === 'refactor' ? l10n.t('{0}...', name) : name);
        const action = new CodeAction(title, kind);
        action.command = { command, title };
        return action;
      }),
    ];
  }
}

/** A quick fix for the problems here, where one is looked for. */
function fixable({ diagnostics, only }: CodeActionContext): CodeAction[] {
  const isWanted = only === undefined || only.contains(CodeActionKind.QuickFix);
  const given = diagnostics.filter(
    ({ severity, source }) =>
      severity <= DiagnosticSeverity.Warning && source !== DIAGNOSTIC_SOURCE,
  );
  if (!isWanted || given.length === 0) return [];
  const title = l10n.t('Tierwise: {0}', l10n.t(TASK_TITLES.fix));
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = given;
  action.command = { command: COMMANDS.fix, title, arguments: [{ diagnostics: given }] };
  return [action];
}
