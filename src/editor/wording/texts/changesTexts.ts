/** The review of changes. */
export const CHANGES_TEXTS = {
  'changes.noGit': 'The Git extension of the editor is not there, so no changes can be found.',
  'changes.noRepository': 'No Git repository is open here.',
  'changes.none': 'There are no changed lines to review.',
  'changes.noneInside': 'No changed lines lie in the opened folders, and no other files are read.',
  'changes.branch': 'A branch of this name cannot be compared with. Choose another.',
  'changes.running': 'A review of changes is already running.',
  'changes.estimating': 'Estimating the cost: {file} ({index} of {files})',
  'changes.ask': 'Review {files} files for about {cost}?',
  'changes.askUnpriced':
    'Review {files} files for about {cost}? The price of {unpriced} is not known.',
  'changes.fileLines': 'about {cost} · changed lines: {lines}',
  'changes.noPrice': 'an unknown price',
  'changes.reviewed': 'Problems found: {findings}, in {files} files. {cost} was spent.',
  'changes.reviewedIncluded': 'Problems found: {findings}, in {files} files.',
  'changes.hidden': 'Hidden, of low confidence or refuted: {count}.',
  'changes.failed': 'Files without an accepted answer: {count}.',
  'changes.notReached': 'Files that were not reached: {count}.',
  'changes.leftOut': 'Files left out, because the change is too large for one review: {count}.',
  'changes.outside': 'Files left out, because they lie outside the opened folders: {count}.',
  'changes.skipped': 'Files skipped, being deleted, binary or made by tools: {count}.',
} as const satisfies Readonly<Record<string, string>>;
