/**
 * The English sentences of the codes that this folder throws as UserError, `{name}` standing for
 * an argument.
 */
export const RESULT_ERRORS: Readonly<Record<string, string>> = {
  'result.nothingOpen': 'No result is open. Run a command first.',
  'result.nothingToAccept': 'This result changes nothing, so there is nothing to accept.',
  'result.documentClosed':
    'The document that this result was made for is closed. Nothing was changed.',
  'result.documentDeleted':
    'The file that this result was made for no longer exists. Nothing was changed.',
  'result.documentReadOnly': 'The file is read-only. Nothing was changed.',
  'result.documentBusy':
    'The file kept changing while the result was applied. Nothing was changed: accept again.',
  'result.onlyClashes':
    'Every change of this result touches lines that you have edited since ({lines}). Nothing was changed.',
  'result.fileExists': 'A file of this name exists by now. Save the tests under another name.',
  'result.notSaved': 'The file could not be saved. It is still open.',
  'result.throughLink':
    'A link leads this place outside the opened folder, so nothing was written there.',
  'result.outsideFolder': 'The place for the new file is outside the workspace folder.',
};
