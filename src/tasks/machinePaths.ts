/** A whole path between quotes, spaces included. */
const QUOTED = /(['"`])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/)[^'"`\n]*[\\/]([^'"`\n\\/]+)\1/g;

/** A whole path between blanks and signs; what an address begins with stands before none. */
const BARE =
  /(?<![\p{L}\p{N}_.~\-/\\:])(?:file:\/\/)?(?:[A-Za-z]:[\\/]|\/)(?:[^\s'"`:*?<>|()\\/]{1,255}[\\/]){1,64}([^\s'"`:*?<>|()\\/]{1,255})/gu;

/**
 * A tool's words without where things lie on this machine: of a whole path only the file's name is
 * left. What `own` has stays: the code itself is sent anyway.
 */
export function withoutMachinePaths(words: string, own = ''): string {
  const isOwn = (path: string): boolean => own !== '' && own.includes(path);
  return words
    .replace(QUOTED, (whole: string, mark: string, name: string) =>
      isOwn(whole.slice(1, -1)) ? whole : `${mark}.../${name}${mark}`,
    )
    .replace(BARE, (whole: string, name: string) => (isOwn(whole) ? whole : `.../${name}`));
}
