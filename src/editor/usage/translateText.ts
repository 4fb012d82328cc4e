/** Translates an English text with `{name}` arguments; `l10n.t` in the editor. */
export type TranslateText = (english: string, args?: Record<string, string>) => string;
