const ACRONYMS = new Set(
  'API CPU CSS CSV DNS FIFO HTML HTTP HTTPS ID IO IP JSON LRU SQL TCP TTL URI URL UTC UUID XML YAML'.split(
    ' ',
  ),
);

/** Words of an identifier in lower case, abbreviations kept as they are. */
export function wordsOf(identifier: string): readonly string[] {
  return identifier
    .replace(/^[_$#~]+|[_$?!]+$/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word.toLowerCase()));
}

const VERBS = new Set(
  (
    'add append apply ask assert assign attach await batch bind book build calculate call cancel charge ' +
    'check choose clamp clean clear clone close collect combine compare compute connect convert copy ' +
    'count create cut debounce decode decrease delete describe detach detect disable disconnect dispose ' +
    'download draw drop dump emit empty enable encode end ensure enter escape estimate evaluate execute expand ' +
    'expect export extract fail fetch fill filter find finish fire flush fold follow format forward ' +
    'freeze gather generate get give group guard guess handle hash hide import increase increment ' +
    'init initialize insert inspect install invoke join keep leave limit list listen load lock log ' +
    'lookup make map mark mask match measure merge migrate move normalise normalize notify open order pack pad ' +
    'parse pause peek pick poll pop post prepare print process publish pull push put query queue raise read ' +
    'rebuild receive record redirect reduce refresh refund register reject release reload remove rename render ' +
    'repeat replace reply report request require reserve reset resize resolve restore resume retry ' +
    'return reverse revert rotate round run sanitize save scan schedule search select send serialize serve ' +
    'set settle shift show shuffle skip sleep slice slugify sort split start stop store strip submit subscribe ' +
    'subtract sum swap sync take test throttle toggle tokenize trace track transfer transform translate trim ' +
    'truncate try undo uninstall unlock unpack unregister unsubscribe update evict memoize prorate remind summarize switch upload use validate verify ' +
    'visit wait walk warn watch withdraw wrap write zip allow consume acquire escalate'
  ).split(' '),
);

/** Whether a word is one that functions begin their names with. */
export function isVerb(word: string): boolean {
  return VERBS.has(word) || (word.startsWith('re') && VERBS.has(word.slice(2)));
}

/** Third person of a verb: `apply` becomes `applies`. */
export function thirdPerson(verb: string): string {
  if (/(?:s|sh|ch|x|z|o)$/.test(verb)) {
    return `${verb}es`;
  }
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

/** First letter in upper case. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `a cart`, `an order`. */
export function withArticle(noun: string): string {
  if (/^[A-Z]{2}/.test(noun)) {
    return `${/^[AEFHILMNORSX]/.test(noun) ? 'an' : 'a'} ${noun}`;
  }
  if (isPlural(noun)) {
    return noun;
  }
  return /^(?:[aeiou](?!ni|se)|hour)/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** Whether a noun already stands in the plural, as far as its last letters tell. */
export function isPlural(noun: string): boolean {
  return /(?:[^su]s|ies|children|people|data)$/.test(noun);
}

/** The words of an identifier as a noun phrase. */
export function nounOf(identifier: string): string {
  return wordsOf(identifier)
    .map((word) => (word === 'max' ? 'maximum' : word === 'min' ? 'minimum' : word))
    .join(' ')
    .replace(/^(maximum|minimum) (\w+)$/, (text, extreme: string, noun: string) =>
      isPlural(noun) ? `${extreme} number of ${noun}` : text,
    );
}

/** Names as they stand after `the given`; a single letter stays a name. */
export function given(names: readonly string[]): string {
  return names.every((name) => name.length === 1)
    ? listed(names)
    : `the given ${listed(names.map(nounOf))}`;
}
