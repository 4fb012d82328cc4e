/**
 * Characters that a reader does not see or that change how text is read: controls (tab and line
 * feed apart), format characters such as bidirectional marks, zero-width ones and tags, and line
 * separators. Joiners stay allowed: scripts and emoji need them.
 */
const HIDDEN = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The first hidden character of a text that `allowed` does not have already, or undefined. */
export function hiddenCharacter(text: string, allowed = ''): number | undefined {
  const known = new Set<string>();
  for (const [character] of text.matchAll(HIDDEN)) {
    if (known.has(character)) continue;
    if (!allowed.includes(character)) return character.codePointAt(0);
    known.add(character);
  }
  return undefined;
}
