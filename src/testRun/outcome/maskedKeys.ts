/** What stands for a key. */
const KEY = '<key>';

/** A whole private key, or what is left of one at the end. */
const BLOCK =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g;

/** Keys that tell by their start whose they are. */
const KNOWN: readonly RegExp[] = [
  /\b(?:sk-|[spr]k_(?:live|test)_)[\w-]{6,}/g,
  /\b(?:gh[opsur]_|npm_|hf_|dop_v1_|shpat_|sq0[a-z]{3}-)[A-Za-z0-9]{20,}/g,
  /\b(?:github_pat_|gl(?:pat|rt|dt|cbt|ptt)-|dckr_pat_|xox[a-z]-|xapp-|pypi-|ya29\.|lin_api_|figd_|SG\.|AIza|AGE-SECRET-KEY-|PMAK-|NRAK-|hvs\.|ATATT|ATCTT)[\w.=-]{16,}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
];

/** A key behind its name; the name stays. */
const NAMED: readonly RegExp[] = [
  /\bBearer[ \t]{1,9}(?=[^\s"',;]{8})([^\s"',;]+)/gi,
  /\bauthorization["']?[ \t]{0,9}[=:][ \t]{0,9}["']?(?:Basic|Digest|token)[ \t]{1,9}([^\s"',;]+)/gi,
  // Of an address the password.
  /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"']{0,200}:([^\s/@"']{1,200})@/gi,
  // As an environment writes it, and files that are read into one.
  /\b[A-Z0-9_]{0,80}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIALS?)[A-Z0-9_]{0,80}["']?[ \t]{0,9}[=:][ \t]{0,9}["']?(?=[^\s"',;]{4})([^\s"',;]+)/g,
  /(?:api[_-]?key|access[_-]?key|private[_-]?key|secret(?:[_-]?key)?|client[_-]?secret|(?:access|auth|refresh|id)[_-]?token|_authToken|passw(?:or)?d|passphrase)["']?[ \t]{0,9}[=:][ \t]{0,9}["']?(?=[^\s"',;]{6})([^\s"',;]+)/gi,
];

/** What may be a key by its length alone. */
const LONG = /[A-Za-z0-9+/_=-]{32,}/g;

/** A text of a program without what is, or looks like, a key. Linear in its length. */
export function maskedKeys(text: string): string {
  let masked = text.replace(BLOCK, KEY);
  for (const shape of KNOWN) masked = masked.replace(shape, KEY);
  for (const shape of NAMED) {
    masked = masked.replace(shape, (found: string, value: string) => {
      const at = found.lastIndexOf(value);
      return found.slice(0, at) + KEY + found.slice(at + value.length);
    });
  }
  return masked.replace(LONG, (piece) => (looksRandom(piece) ? KEY : piece));
}

const LETTERS = [/[a-z]/, /[A-Z]/, /\d/];

/** Letters and digits that change as in no word or path. */
function looksRandom(piece: string): boolean {
  const isHex = /^(?:0x)?(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(piece);
  if (isHex) return /\d/.test(piece) && /[a-f]/i.test(piece);
  if (!/\d/.test(piece) || !/[a-z]/i.test(piece)) return false;
  const kinds = piece.split('').map((letter) => LETTERS.findIndex((kind) => kind.test(letter)));
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  const isMixed = kinds.includes(0) && kinds.includes(1);
  const isParted = /[/_-]/.test(piece);
  return isMixed ? changes > piece.length * 0.4 : !isParted && changes > piece.length * 0.3;
}
