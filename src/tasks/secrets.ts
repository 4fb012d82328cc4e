/** What stands in place of what looks like a key. */
const MASK = '...';

/** What keys of known makers look like, tokens that are signed, and keys of files. */
const KNOWN: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /(?<![A-Za-z0-9])(?:sk|pk|rk)[-_][\w-]{8,}/g,
  /(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_|glpat-|npm_|hf_|pypi-|dop_v1_)[\w-]{16,}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /(?<![A-Za-z0-9])xox[a-z]-[\w-]{8,}/g,
  /(?<![A-Za-z0-9])(?:AIza|ya29\.)[\w-]{20,}/g,
];

/** A value behind a name that says what it is: a line of an environment, a header, a setting. */
const NAMED =
  /(?<![\w.-])((?:[\w.-]{0,60}?)(?:secret|token|passw(?:or)?d|api[-_]?key|private[-_]?key|access[-_]?key|credential|authorization)[\w.-]{0,60}["']?[ \t]{0,4}[:=][ \t]{0,4}(?:Bearer |Basic )?["']?)([^\s"',;(){}]{8,})/gi;

/** A name and a password in an address. */
const IN_ADDRESS = /(?<=:\/\/)[^\s/:@"']{1,200}:[^\s/@"']{1,200}(?=@)/g;

/** Anything without blanks that may be random; a path is taken apart at its strokes. */
const LONG = /[A-Za-z0-9+_=-]{20,}/g;

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
function isRandom(text: string): boolean {
  const digits = text.match(/\d/g)?.length ?? 0;
  const hex = text.replaceAll('-', '');
  if (/^(?:[0-9a-f]{32,}|[0-9A-F]{32,})$/.test(hex)) {
    return digits >= 4 && bitsPerSign(hex) >= LEAST_BITS.hex;
  }
  const isMixed = digits >= 2 && /[a-z]/.test(text) && /[A-Z]/.test(text);
  return isMixed && bitsPerSign(text) >= LEAST_BITS.other;
}

/**
 * A tool's words as a model may read them: what looks like a key and is not in the code itself, which
 * is sent anyway, is left out. Tests and checkers may print whatever they can read.
 */
export function withoutSecrets(words: string, own = ''): string {
  const isOwn = (text: string): boolean => own !== '' && own.includes(text);
  const masked = (text: string): string => (isOwn(text) ? text : MASK);
  let told = words;
  for (const pattern of KNOWN) told = told.replace(pattern, masked);
  return told
    .replace(IN_ADDRESS, masked)
    .replace(NAMED, (whole: string, name: string, value: string) =>
      isOwn(value) || !/\d/.test(value) ? whole : name + MASK,
    )
    .replace(LONG, (text) => (isRandom(text) ? masked(text) : text));
}
