import type { TextDocument } from 'vscode';
import { Range, workspace, WorkspaceEdit } from 'vscode';

/**
 * A new unsaved document with this text. The editor keeps what unsaved documents hold, and forgets it
 * a moment after they were closed: a document that takes the name of such a one may begin with its text.
 */
export async function unsavedDocument(content: string, language: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ content, language });
  if (document.getText() === content) return document;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), content);
  if (!(await workspace.applyEdit(edit))) throw new Error('The document could not be filled.');
  return document;
}
