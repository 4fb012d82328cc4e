/** Whether a path is one of a test, by the names that test files have in all the languages here. */
export function isTestFile(path: string): boolean {
  return /[._-](?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)__tests__\/(?:.*\/)?[^/]+\.[cm]?[jt]sx?$|(?:^|\/)test_[^/]*\.(?:py|rb)$|_(?:test|spec)\.(?:py|go|rb)$|\wTests?\.(?:java|cs|php|c|cc|cpp|cxx)$|(?:[-_.](?:unit)?tests?|(?:^|\/)test_[^/]*)\.(?:c|cc|cpp|cxx)$/.test(
    path,
  );
}
