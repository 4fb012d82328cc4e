/** White space of all kinds, line and paragraph separators, and controls such as U+0085. */
const BLANK = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Characters without a shape: direction marks, joiners, tags. */
const SHAPELESS = /\p{Cf}+/gu;

/**
 * A text on one line, so that it stays the value of its field whatever it holds: nothing in it ends
 * a line, and nothing in it is unseen.
 */
export function oneLine(text: string): string {
  return text.replace(SHAPELESS, '').replace(BLANK, ' ').trim();
}
