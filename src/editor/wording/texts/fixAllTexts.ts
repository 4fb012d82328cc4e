/** What is said of the fix of all findings of a review. */
export const FIX_ALL_TEXTS = {
  'fixAll.title': 'Fix All of This Review',
  'fixAll.tab': 'Tierwise: Fix All',
  'fixAll.none': 'No finding of a review stands here. Run Review Code first.',
  'fixAll.running': 'The findings of a review are being fixed already.',
  'fixAll.ask': 'Fix {count} problems in {files} files for about {cost}?',
  'fixAll.askUnpriced':
    'Fix {count} problems in {files} files for about {cost}? The price of {unpriced} is not known.',
  'fixAll.go': 'Fix All',
  'fixAll.place': '{file} ({index} of {count})',
  'fixAll.fileTitle': '{count} fixed · checked: {checked} · {cost}',
  'fixAll.done': 'Fixed: {fixed} of {count} problems, in {files} files. {cost} was spent.',
  'fixAll.open': 'Not fixed: {count}.',
  'fixAll.showOpen': 'Show What Was Not Fixed',
  'fixAll.openTitle': 'Not fixed',
  'fixAll.at': '{file}, line {line}',
  'fixAll.overtaken': 'The fix of another problem has changed its lines.',
  'fixAll.rejected': 'No answer passed the check: {problem}',
  'fixAll.rejectedBare': 'No answer passed the check.',
  'fixAll.notReached': 'It was not reached.',
} as const satisfies Readonly<Record<string, string>>;
