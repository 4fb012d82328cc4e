import { l10n } from 'vscode';
import type { Given } from '../../models/codes.ts';
import type { EditorArgs, EditorCode } from './editorCodes.ts';
import { coded } from './editorCodes.ts';
import type { Message } from './messageTable.ts';
import { wordIn } from './wording.ts';

/** Words a code in the user's language. */
export function word(message: Message): string {
  return wordIn(message, (english) => l10n.t(english));
}

/** Words a code of the editor's own. */
export function say<Code extends EditorCode>(code: Code, ...args: Given<EditorArgs<Code>>): string {
  return word(coded(code, ...args));
}
