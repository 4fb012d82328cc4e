/**
 * Characters that steer a terminal or a layout engine, or turn the reading direction, and letters that
 * fonts leave blank.
 */
const UNSEEN =
  /(?![\n\t]|[\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Text of a model in which nothing is hidden: each control or direction mark becomes U+FFFD. */
export function visibleText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSEEN, '\uFFFD');
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, ' ').trim();
}
