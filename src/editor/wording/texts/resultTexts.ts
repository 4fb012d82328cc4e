/** Why nothing could be done with a result. */
export const RESULT_ERROR_TEXTS = {
  'result.nothingOpen': 'No result is open. Run a command first.',
  'result.nothingToAccept': 'This result changes nothing, so there is nothing to accept.',
  'result.documentClosed':
    'The document that this result was made for is closed. Nothing was changed.',
  'result.documentDeleted':
    'The file that this result was made for no longer exists. Nothing was changed.',
  'result.documentReadOnly': 'The file is read-only. Nothing was changed.',
  'result.documentBusy':
    'The file kept changing while the result was applied. Nothing was changed: accept again.',
  'result.staleText':
    'The editor does not show the file as it is on the disk. Nothing was changed: run Revert File, and accept again.',
  'result.onlyClashes':
    'Every change of this result touches lines that you have edited since ({lines}). Nothing was changed.',
  'result.fileExists': 'A file of this name exists by now. Save the tests under another name.',
  'result.notSaved': 'The file could not be saved. It is still open.',
  'result.throughLink':
    'A link leads this place outside the opened folder, so nothing was written there.',
  'result.outsideFolder': 'The place for the new file is outside the workspace folder.',
} as const satisfies Readonly<Record<string, string>>;

/** What is said of a result, and what can be done with it. */
export const RESULT_TEXTS = {
  'lens.accept': 'Accept',
  'lens.discard': 'Discard',
  'lens.refine': 'Refine...',
  'lens.escalate': 'Retry with Opus',
  'lens.about': '{place}: {about}',
  'review.none': 'No problems found in {place}.',
  'review.one': '1 problem found in {place}.',
  'review.several': '{count} problems found in {place}.',
  'result.noChange': 'There is nothing to change in {place}. {about}',
  'result.about': '{place}: {about}',
  'result.newFile': '{file}, for {place}: {about}',
  'explain.done': 'Explained: {place}.',
  'offer.wholeFile': 'Whole File',
  'offer.private': 'Private Ones Too',
} as const satisfies Readonly<Record<string, string>>;
