const KEY_SHAPES: readonly RegExp[] = [
  /\bsk-[\w-]{6,}/g,
  /\bBearer\s+[^\s"',;]+/gi,
  /(?:x-api-key|authorization|api[_-]?key)["']?\s*[:=]\s*["']?[^\s"',;]+/gi,
];

const HIDDEN = '[hidden]';

/** Takes keys out of lines before they reach the log. */
export class Redaction {
  readonly #secrets = new Set<string>();

  /** From now on this text never appears; short ones are left, as they would hide ordinary words. */
  hide(secret: string): void {
    if (secret.length >= 6) this.#secrets.add(secret);
  }

  /** The line without anything that is, or looks like, a key. */
  apply(line: string): string {
    let clean = line;
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, HIDDEN);
    for (const shape of KEY_SHAPES) clean = clean.replaceAll(shape, HIDDEN);
    return clean;
  }
}
