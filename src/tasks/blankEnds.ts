/** A text without the empty lines in front of it and the white space behind it. */
export function withoutBlankEnds(text: string): string {
  return text.replace(/^\n+/, '').trimEnd();
}
