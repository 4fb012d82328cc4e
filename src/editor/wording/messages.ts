import { l10n } from 'vscode';
import type { CodeArgs, Coded } from '../../models/codes.ts';
import { wordIn } from './wording.ts';

/** Words a code in the user's language. */
export function word(coded: Coded): string {
  return wordIn(coded, (english) => l10n.t(english));
}

/** Words a code of the editor's own. */
export function say(code: string, args: CodeArgs = {}): string {
  return word({ code, args });
}
