const QUOTED = /"[^"\n]*"|`[^`\n]*`/g;

/**
 * A checker's message as a model may read it: what it quotes as text or as a path and the code itself
 * does not have comes from other files, which nobody has chosen to send.
 */
export function withoutForeignLiterals(message: string, source: string): string {
  return message.replaceAll(QUOTED, (quoted) => {
    const mark = quoted.charAt(0);
    const isOwn = quoted.length <= 2 || source.includes(quoted.slice(1, -1));
    return isOwn ? quoted : `${mark}...${mark}`;
  });
}
