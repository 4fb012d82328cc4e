/** What can be wrong with the place where a command was run. */
export const DOCUMENT_TEXTS = {
  'document.noEditor': 'Open a source file first, then run this command again.',
  'document.notText': 'This file cannot be read as text, so there is nothing to work on.',
  'document.notebook': 'Notebooks are not supported yet. Open the code as a file.',
  'document.foreignDocument': 'This is not a source file, so there is nothing to work on.',
  'document.empty': 'This file is empty, so there is nothing to work on.',
  'document.blankSelection': 'The selection holds only white space. Select some code, or nothing.',
  'document.tooLarge': 'This file is {size}. Files up to {limit} can be sent.',
  'document.readOnly': 'This file is read-only, so {task} cannot change it.',
  'document.noPlaceForTests': 'Save this file first, so that there is a place for its tests.',
  'document.neverSend': 'This file is on the never-send list, so nothing of it was sent.',
  'document.ignoreFile':
    'The file .tierwiseignore cannot be used, so nothing is sent. It must be UTF-8, up to 500 lines, with few ** in each.',
  'document.outside':
    'A link leads to this file outside the opened folder. Open it from where it lies.',
  'document.noDiagnostic': 'There is no problem reported here that could be fixed.',
} as const satisfies Readonly<Record<string, string>>;

/** What a run looks at, to stand in a sentence. */
export const PLACE_TEXTS = {
  'place.file': 'the whole of {file}',
  'place.declaration': '{name} of {file}',
  'place.line': 'line {line} of {file}',
  'place.lines': 'lines {firstLine}-{lastLine} of {file}',
} as const satisfies Readonly<Record<string, string>>;
