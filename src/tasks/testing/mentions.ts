/** Something that a text shows or does not; a regular expression without state is one. */
export type Sign = Pick<RegExp, 'test'>;

const WORDS = /[\p{L}\p{N}_]+/gu;

/**
 * That one of some names stands in a text as a whole word: by one look at each word of the text,
 * for a subject may declare as many names as its tests have words.
 */
export function mentionOf(names: readonly string[], how: 'asWritten' | 'inAnyCase'): Sign {
  const same = (name: string) => (how === 'asWritten' ? name : name.toLowerCase());
  const wanted = new Set(names.map(same));
  return { test: (text) => (text.match(WORDS) ?? []).some((one) => wanted.has(same(one))) };
}

/** That a text shows the one and, behind its first place, the other. */
export function behind(first: RegExp, then: Sign): Sign {
  return {
    test: (text) => {
      const found = first.exec(text);
      return found !== null && then.test(text.slice(found.index + found[0].length));
    },
  };
}

/** A text as a piece of a regular expression. */
export function word(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
