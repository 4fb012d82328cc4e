import type { CodeActionContext, TextDocument } from 'vscode';
import { CodeAction, CodeActionKind, l10n, workspace } from 'vscode';
import { areAiFeaturesOff } from '../../aiFeatures.ts';
import { COMMANDS, INTERNAL_COMMANDS } from '../../ids.ts';
import { say } from '../../wording/messages.ts';
import { plain } from '../../wording/plainLabel.ts';
import { diagnosticOf, isOf } from './findingDiagnostic.ts';
import type { KeptFinding } from './keptFinding.ts';
import { reviewOf } from './reviewOf.ts';

/** The findings at a place, and what is known of them. */
interface FindingsHere {
  readonly here: readonly KeptFinding[];
  readonly isOneOfSeveral: (finding: KeptFinding) => boolean;
  readonly hasReplacement: (finding: KeptFinding) => boolean;
}

/** What can be done with the findings at a place. Offering asks no model. */
export function findingActions(
  { uri }: TextDocument,
  { only, diagnostics }: CodeActionContext,
  { here, isOneOfSeveral, hasReplacement }: FindingsHere,
): CodeAction[] {
  if (areAiFeaturesOff()) return [];
  if (only !== undefined && !only.contains(CodeActionKind.QuickFix)) return [];
  const canRun = canBeRun(uri);
  const all = here.flatMap((finding) => {
    const of = diagnostics.filter((diagnostic) => isOf(diagnostic, finding));
    // Of several findings the title tells which.
    const titled = (what: string): string =>
      here.length > 1 ? `${what}: ${shortTitle(finding)}` : what;
    const action = (what: string, command: string, args: readonly unknown[]): CodeAction => {
      const made = actionOf(titled(what), command, args);
      made.diagnostics = of;
      return made;
    };
    const suggestion = say('finding.showSuggestion');
    const show = l10n.t('Show Me with a Failing Test');
    const dismiss = l10n.t('Dismiss This Finding');
    const id = [uri, finding.id];
    return [
      ...(hasReplacement(finding)
        ? [action(suggestion, INTERNAL_COMMANDS.showSuggestion, id)]
        : []),
      action(l10n.t('Fix with Tierwise'), COMMANDS.fix, [{ diagnostics: [diagnosticOf(finding)] }]),
      ...(canRun ? [action(show, INTERNAL_COMMANDS.showFinding, id)] : []),
      action(dismiss, INTERNAL_COMMANDS.dismissFinding, id),
    ];
  });
  const [one] = here.filter(isOneOfSeveral);
  const fixAll = say('fixAll.title');
  return one === undefined ? all : [...all, actionOf(fixAll, COMMANDS.fixAll, [reviewOf(one)])];
}

/** Whether tests of a document could be run: where it is a file of an opened folder. */
export function canBeRun(uri: TextDocument['uri']): boolean {
  return uri.scheme === 'file' && workspace.getWorkspaceFolder(uri) !== undefined;
}

function actionOf(title: string, command: string, args: readonly unknown[]): CodeAction {
  const made = new CodeAction(title, CodeActionKind.QuickFix);
  made.command = { title, command, arguments: [...args] };
  return made;
}

/** Characters of a title in a list of actions. */
const LONGEST_TITLE = 50;

function shortTitle({ title }: KeptFinding): string {
  const line = plain(title);
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE)}…` : line;
}
