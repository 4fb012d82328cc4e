/** What stands in place of what looks like a key. */
const MASK = '<key>';

/** Keys of files, and those that tell by their start whose they are. */
const KNOWN: readonly RegExp[] = [
  // Whole, or what is left of one at the end.
  /-----BEGIN [A-Z0-9 ]{0,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g,
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

/** Any value behind a name that says what it is; without a digit it may be a word. */
const LOOSELY_NAMED =
  /(?<![\w.-])(?:[\w.-]{0,60}?)(?:secret|token|passw(?:or)?d|api[-_]?key|private[-_]?key|access[-_]?key|credential|authorization)[\w.-]{0,60}["']?[ \t]{0,4}[:=][ \t]{0,4}(?:Bearer |Basic )?["']?([^\s"',;(){}]{8,})/gi;

/** What may be a key by its length alone: strokes and all, or between them. */
const LONG = /[A-Za-z0-9+/_=-]{32,}/g;
const SHORTER = /[A-Za-z0-9+_=-]{20,}/g;

const LEAST_BITS = { hex: 3, other: 3.8 } as const;

/** Bits of information in each sign of a text, by how often it has each. */
function bitsPerSign(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a text is as mixed as no name is: hex digits, or letters of both cases and digits. */
function isMixed(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  const hex = text.replaceAll('-', '');
  if (/^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(hex)) {
    return digits >= 4 && bitsPerSign(hex) >= LEAST_BITS.hex;
  }
  const hasAll = digits >= 2 && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return hasAll && bitsPerSign(text) >= LEAST_BITS.other;
}

const LETTERS = [/[a-z]/, /[A-Z]/, /\d/];

/** Letters and digits that change as in no word or path. */
function changesOften(piece: string): boolean {
  const isHex = /^(?:0x)?(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(piece);
  if (isHex) return /\d/.test(piece) && /[a-f]/i.test(piece);
  if (!/\d/.test(piece) || !/[a-z]/i.test(piece)) return false;
  const kinds = piece.split('').map((letter) => LETTERS.findIndex((kind) => kind.test(letter)));
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  const hasBoth = kinds.includes(0) && kinds.includes(1);
  const isParted = /[/_-]/.test(piece);
  return hasBoth ? changes > piece.length * 0.4 : !isParted && changes > piece.length * 0.3;
}

/**
 * A tool's words without what looks like a key and is not in the code itself, which is sent anyway:
 * tests and checkers may print whatever they can read. Linear in their length.
 */
export function withoutSecrets(words: string, own = ''): string {
  const isOwn = (text: string): boolean => own !== '' && own.includes(text);
  const masked = (text: string): string => (isOwn(text) ? text : MASK);
  const withMasked = (whole: string, value: string): string => {
    const at = whole.lastIndexOf(value);
    return whole.slice(0, at) + masked(value) + whole.slice(at + value.length);
  };
  let told = words;
  for (const pattern of KNOWN) told = told.replace(pattern, masked);
  for (const pattern of NAMED) told = told.replace(pattern, withMasked);
  return told
    .replace(LOOSELY_NAMED, (whole: string, value: string) =>
      /\d/.test(value) ? withMasked(whole, value) : whole,
    )
    .replace(LONG, (text) => (changesOften(text) ? masked(text) : text))
    .replace(SHORTER, (text) => (isMixed(text) ? masked(text) : text));
}
