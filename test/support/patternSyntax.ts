/** A part of a regular expression. A set takes one character; its source is a pattern by itself. */
export type Part =
  | { readonly kind: 'set'; readonly source: string }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly least: number; readonly most: number; readonly part: Part }
  | { readonly kind: 'place'; readonly sign: '^' | '$' | '\\b' | '\\B' }
  | {
      readonly kind: 'look';
      readonly isAhead: boolean;
      readonly isNot: boolean;
      readonly part: Part;
    };

const OPENINGS = /\(\?(?:<([A-Za-z_]\w*)>|(:)|(<?)([=!]))|\(/y;
const COUNT = /\*|\+|\?|\{(\d+)(?:(,)(\d*))?\}/y;
const ESCAPE =
  /\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|k<[^>]*>|[1-9]\d*|[^])/y;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;

/** Reads the source of a pattern that JavaScript took, without the `v` flag. */
export function parsePattern(source: string): Part {
  return new PatternReader(source).read();
}

class PatternReader {
  readonly #source: string;
  readonly #groups = new Map<string, Part>();
  #at = 0;
  #groupCount = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#source.length) throw new Error(`unread: ${this.#source.slice(this.#at)}`);
    return part;
  }

  #alternatives(): Part {
    const parts = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      parts.push(this.#sequence());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'any', parts };
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#next)) {
      parts.push(this.#counted(this.#one()));
    }
    return { kind: 'all', parts };
  }

  #counted(part: Part): Part {
    const count = this.#take(COUNT);
    if (count === undefined) return part;
    if (this.#source[this.#at] === '?') this.#at += 1;
    const [sign, from, comma, to] = count;
    if (sign === '*') return { kind: 'repeat', least: 0, most: Infinity, part };
    if (sign === '+') return { kind: 'repeat', least: 1, most: Infinity, part };
    if (sign === '?') return { kind: 'repeat', least: 0, most: 1, part };
    const least = Number(from);
    const most = comma === undefined ? least : to ? Number(to) : Infinity;
    return { kind: 'repeat', least, most, part };
  }

  #one(): Part {
    const sign = this.#next;
    if (sign === '(') return this.#group();
    if (sign === '[') return { kind: 'set', source: this.#taken(CLASS)[0] };
    if (sign === '\\') return this.#escape(this.#taken(ESCAPE)[0]);
    const whole = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    this.#at += whole.length;
    return sign === '^' || sign === '$' ? { kind: 'place', sign } : { kind: 'set', source: whole };
  }

  #group(): Part {
    const [opening, name, , behind, look] = this.#taken(OPENINGS);
    const isCapturing = opening === '(' || name !== undefined;
    const number = isCapturing ? (this.#groupCount += 1) : 0;
    const part = this.#alternatives();
    this.#at += 1;
    if (isCapturing) this.#groups.set(String(number), part);
    if (name !== undefined) this.#groups.set(name, part);
    if (look === undefined) return part;
    return { kind: 'look', isAhead: behind !== '<', isNot: look === '!', part };
  }

  /** What a group took is taken to be anything that the group may take. */
  #escape(escape: string): Part {
    if (escape === '\\b' || escape === '\\B') return { kind: 'place', sign: escape };
    const named = /^\\(?:k<(.*)>|([1-9]\d*))$/.exec(escape);
    if (named === null) return { kind: 'set', source: escape };
    return this.#groups.get(named[1] ?? named[2] ?? '') ?? { kind: 'all', parts: [] };
  }

  get #next(): string {
    return this.#source.charAt(this.#at);
  }

  #taken(pattern: RegExp): RegExpExecArray {
    const found = this.#take(pattern);
    if (found === undefined) throw new Error(`unread: ${this.#source.slice(this.#at)}`);
    return found;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}
