import type { Tab, TextDocument, TextEditor, Uri } from 'vscode';
import { commands, languages, TabInputText, TabInputTextDiff, window, workspace } from 'vscode';

/** The document at this address if an editor holds it now. */
export function openDocument(uri: Uri): TextDocument | undefined {
  const key = uri.toString();
  return workspace.textDocuments.find((document) => {
    return !document.isClosed && document.uri.toString() === key;
  });
}

/** Address of the text that a tab lets the user edit: of a diff, the right side. */
export function editedIn(tab: Tab | undefined): Uri | undefined {
  if (tab?.input instanceof TabInputTextDiff) return tab.input.modified;
  return tab?.input instanceof TabInputText ? tab.input.uri : undefined;
}

/** Addresses of all texts that a tab lets the user edit: of an editor of several diffs, all right sides. */
export function shownIn(tab: Tab): readonly Uri[] {
  const { modified } = (tab.input ?? {}) as { readonly modified?: Uri };
  return severalIn(tab) ?? (modified === undefined ? [] : [modified]);
}

/** The right sides of an editor of several diffs, be it of one; undefined: the tab shows no such editor. */
export function severalIn({ input }: Tab): readonly Uri[] | undefined {
  // The editor gives such a tab, and names its class in no stable type.
  const { textDiffs } = (input ?? {}) as {
    readonly textDiffs?: readonly { readonly modified: Uri }[];
  };
  return textDiffs?.map(({ modified }) => modified);
}

/** What the user looks at. */
export function activeUri(): Uri | undefined {
  return editedIn(window.tabGroups.activeTabGroup.activeTab);
}

/** All tabs, in any group, that edit this text. */
export function tabsOf(uri: Uri): readonly Tab[] {
  const key = uri.toString();
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => editedIn(tab)?.toString() === key);
}

/** Shows a document in the tab that it has, else in a new one in the active group. */
export function bringToFront(document: TextDocument): Thenable<TextEditor> {
  const [tab] = tabsOf(document.uri).filter(({ input }) => input instanceof TabInputText);
  return window.showTextDocument(document, { viewColumn: tab?.group.viewColumn, preview: false });
}

/** Shows the document at an address, opened where it is not. */
export async function openInFront(uri: Uri): Promise<TextEditor> {
  return bringToFront(openDocument(uri) ?? (await workspace.openTextDocument(uri)));
}

/**
 * Saves a document of our own without running formatters and other helpers of saving, where the
 * editor offers that: for the one in front.
 */
export async function saveAsIs(document: TextDocument): Promise<void> {
  if (activeUri()?.toString() === document.uri.toString()) {
    await commands.executeCommand('workbench.action.files.saveWithoutFormatting');
  }
  if (document.isDirty && !document.isClosed) await document.save();
}

/** Gives a document a language, if the editor knows it. */
export async function useLanguage(document: TextDocument, languageId: string): Promise<void> {
  if (document.languageId === languageId) return;
  const known = await languages.getLanguages();
  if (known.includes(languageId)) await languages.setTextDocumentLanguage(document, languageId);
}
