import assert from 'node:assert/strict';
import type { CodeAction, CodeActionContext, TextDocument } from 'vscode';
import {
  CodeActionKind,
  CodeActionTriggerKind,
  ConfigurationTarget,
  Diagnostic,
  DiagnosticSeverity,
  Range,
  Uri,
  workspace,
} from 'vscode';
import { AI_SWITCH } from '../../src/editor/aiFeatures.ts';
import { TaskActions } from '../../src/editor/codeActions.ts';

const actions = new TaskActions(['review', 'tests', 'docs', 'refactor', 'fix']);
const here = new Range(0, 0, 0, 0);
const warning = new Diagnostic(here, 'unused', DiagnosticSeverity.Warning);

async function offered(
  document: TextDocument,
  context: Partial<CodeActionContext>,
): Promise<readonly CodeAction[]> {
  return actions.provideCodeActions(document, here, {
    diagnostics: [],
    only: undefined,
    triggerKind: CodeActionTriggerKind.Invoke,
    ...context,
  });
}

function titles(found: readonly CodeAction[]): readonly string[] {
  return found.map(({ title }) => title);
}

describe('code actions', () => {
  let file: TextDocument;
  let untitled: TextDocument;

  before(async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = await workspace.openTextDocument(Uri.joinPath(folder.uri, 'src', 'csv.ts'));
    untitled = await workspace.openTextDocument({ content: 'a', language: 'typescript' });
  });

  it('are offered when refactorings are asked for', async () => {
    const found = await offered(file, { only: CodeActionKind.Refactor });
    assert.deepEqual(titles(found), [
      'Tierwise: Write Docs',
      'Tierwise: Generate Tests',
      'Tierwise: Refactor...',
      'Tierwise: Review Code',
    ]);
    assert.ok(found.every(({ isPreferred }) => isPreferred !== true));
    assert.ok(found.every(({ kind }) => kind && CodeActionKind.RefactorRewrite.contains(kind)));
    assert.ok(found.every(({ edit, command }) => edit === undefined && command !== undefined));
  });

  it('are not offered unasked', async () => {
    const automatic = { triggerKind: CodeActionTriggerKind.Automatic };
    assert.deepEqual(await offered(file, automatic), []);
  });

  it('are not offered for other kinds', async () => {
    for (const only of [CodeActionKind.Source, CodeActionKind.RefactorExtract]) {
      assert.deepEqual(await offered(file, { only }), []);
    }
  });

  it('mend a problem where it is reported, and not our own finding', async () => {
    const triggerKind = CodeActionTriggerKind.Automatic;
    const found = await offered(file, { diagnostics: [warning], triggerKind });
    assert.deepEqual(titles(found), ['Tierwise: Fix Problem']);
    assert.equal(found[0]?.kind?.value, CodeActionKind.QuickFix.value);
    const ours = new Diagnostic(here, 'finding', DiagnosticSeverity.Warning);
    ours.source = 'Tierwise';
    assert.deepEqual(await offered(file, { diagnostics: [ours], triggerKind }), []);
  });

  it('offer no tests where there is no place for them', async () => {
    const found = titles(await offered(untitled, {}));
    assert.ok(found.includes('Tierwise: Write Docs'));
    assert.ok(!found.includes('Tierwise: Generate Tests'));
  });

  it('are not offered where AI features are turned off', async () => {
    const settings = workspace.getConfiguration();
    await settings.update(AI_SWITCH, true, ConfigurationTarget.Global);
    try {
      assert.deepEqual(await offered(file, { diagnostics: [warning] }), []);
    } finally {
      await settings.update(AI_SWITCH, undefined, ConfigurationTarget.Global);
    }
    assert.notDeepEqual(await offered(file, {}), []);
  });

  it('are not offered in read-only documents', async () => {
    const registration = workspace.registerTextDocumentContentProvider('actions', {
      provideTextDocumentContent: () => 'a',
    });
    const document = await workspace.openTextDocument(Uri.parse('actions:/a.ts'));
    assert.deepEqual(await offered(document, { diagnostics: [warning] }), []);
    registration.dispose();
  });
});
