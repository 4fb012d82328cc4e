/** A path of this machine, and what stands for it. */
export type Mask = readonly [path: string, shown: string];

/** A text without paths of this machine, as programs write them: plain, escaped or as an address. */
export function maskedPaths(text: string, masks: readonly Mask[]): string {
  const all = masks
    .filter(([path]) => /[^\\/]/.test(path))
    .flatMap(([path, shown]) => formsOf(path).map((form): Mask => [form, shown]))
    // What lies in another goes first.
    .sort(([one], [other]) => other.length - one.length);
  let masked = text;
  for (const mask of all) masked = replaced(masked, mask);
  return masked;
}

function formsOf(path: string): readonly string[] {
  const bare = path.replace(/(?<![\\/])[\\/]+$/, '');
  const slashes = bare.replaceAll('\\', '/');
  const address = `file://${slashes.startsWith('/') ? '' : '/'}${encodeURI(slashes)}`;
  return [...new Set([address, bare, slashes, bare.replaceAll('\\', '\\\\')])];
}

/** Only where the whole path stands, or the start of a longer one. */
function replaced(text: string, [path, shown]: Mask): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + path.length)) {
    const after = text.charAt(at + path.length);
    if (/[\w.-]/.test(text.charAt(at - 1)) || /[\w-]/.test(after)) continue;
    const isFolder = after === '/' || after === '\\';
    pieces.push(text.slice(from, at), shown === '' && !isFolder ? '.' : shown);
    from = at + path.length + (shown === '' && isFolder ? 1 : 0);
  }
  return pieces.join('') + text.slice(from);
}
