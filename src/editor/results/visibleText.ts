/** Characters that steer a terminal or a layout engine, or turn the reading direction. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text of a model in which nothing is hidden: each control or direction mark becomes U+FFFD. */
export function visibleText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSEEN, '\uFFFD');
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, ' ').trim();
}
