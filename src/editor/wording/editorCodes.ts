import type { CodeArg, Coded, Given } from '../../models/codes.ts';
import { UserError } from '../../models/userError.ts';
import type { EDITOR_TEXTS } from './editorTexts.ts';

/** A code that the editor itself gives. */
export type EditorCode = keyof typeof EDITOR_TEXTS;

/** The names in braces of a text. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** A text without its parts in brackets. */
type Needed<Text extends string> = Text extends `${infer Before}[${string}]${infer After}`
  ? `${Before}${Needed<After>}`
  : Text;

type ArgsOfText<Text extends string> = {
  readonly [Name in Names<Needed<Text>>]: CodeArg;
} & { readonly [Name in Names<Text>]?: CodeArg };

/** The arguments that the words of a code name; those in brackets may be missing. */
export type EditorArgs<Code extends EditorCode> = ArgsOfText<(typeof EDITOR_TEXTS)[Code]>;

/** A code of the editor's own, to be worded later. */
export function coded<Code extends EditorCode>(
  code: Code,
  ...[args]: Given<EditorArgs<Code>>
): Coded<Code> {
  return { code, args: args ?? {} };
}

/** A failure with a code of the editor's own. */
export function userError<Code extends EditorCode>(
  code: Code,
  ...[args]: Given<EditorArgs<Code>>
): UserError {
  return new UserError<EditorCode>(code, args ?? {});
}
