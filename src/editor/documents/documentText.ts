import type { TextDocument } from 'vscode';

/** A document's text as tasks take it, line ends as `\n`. */
export function normalised(document: TextDocument): string {
  return document.getText().replace(/\r\n?/g, '\n');
}
