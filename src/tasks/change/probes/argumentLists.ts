import type { Declaration } from '../../../syntax/syntax.ts';

/** Lists for one function. */
const MOST_LISTS = 24;
/** Literals taken from code. */
const MOST_LITERALS = 12;

const NUMBERS = ['0', '1', '-1', '2', '10', '0.5', '100'];
const STRINGS = ["'abc'", "''", "'A quick Brown fox, 12!'", "'a'", "'A b, c'", "'12'", "' x\\n'"];
const BOOLEANS = ['true', 'false'];
/** What may be anything that is plain. */
const ANYTHING = 'number | string | number[] | string[]';

/** Values by what a TypeScript type says. */
const BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  number: NUMBERS,
  string: STRINGS,
  boolean: BOOLEANS,
  bigint: ['0n', '1n', '-5n'],
  'number[]': ['[]', '[1]', '[3, 1, 2, 2]', '[-1, 0, 0.5]'],
  'string[]': ['[]', "['a']", "['b', 'a', 'a', '']"],
  'boolean[]': ['[]', '[true]', '[false, true]'],
  unknown: [...NUMBERS.slice(0, 3), ...STRINGS.slice(0, 3), 'null', '[]', '({})'],
  undefined: ['undefined'],
  null: ['null'],
};

/**
 * Lists of arguments for a function, each argument as JavaScript: by its types where they are plain,
 * by what is usual where there are none, and by the literals of its code and of its tests.
 * @returns undefined where a type is none that can be made up
 */
export function argumentLists(
  { parameters, start, bodyStart, end }: Declaration,
  text: string,
  literalsFrom: string,
  isTyped: boolean,
): readonly (readonly string[])[] | undefined {
  const signature = text.slice(start, bodyStart ?? start);
  const literals = literalsIn(literalsFrom);
  const pools: (readonly string[])[] = [];
  for (const name of parameters) {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return undefined;
    const type = typeOf(name, signature) ?? typeOfDefault(name, signature);
    if (isTyped && type === undefined) return undefined;
    const body = text.slice(bodyStart ?? end, end);
    const plain = poolFor(type ?? usedAs(name, body), literals);
    if (plain === undefined) return undefined;
    pools.push(plain);
  }
  return listsFrom(pools);
}

/** What is said of a parameter behind its colon, without blanks; undefined: nothing. */
function typeOf(name: string, signature: string): string | undefined {
  const at = placeOf(name, signature);
  if (at === undefined) return undefined;
  const rest = signature
    .slice(at + name.length)
    .trimStart()
    .replace(/^\?/, '')
    .trimStart();
  if (!rest.startsWith(':')) return undefined;
  let depth = 0;
  let type = '';
  for (const sign of rest.slice(1)) {
    if ('([{<'.includes(sign)) depth += 1;
    if (depth === 0 && ',)='.includes(sign)) break;
    if (')]}>'.includes(sign)) depth -= 1;
    type += sign;
  }
  return type
    .replace(/\breadonly\s+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The type of a plain default value. */
function typeOfDefault(name: string, signature: string): string | undefined {
  const at = placeOf(name, signature);
  const rest = at === undefined ? '' : signature.slice(at + name.length);
  const value = /^\s*=\s*(\S)/.exec(rest)?.[1] ?? '';
  if (/[\d.-]/.test(value)) return 'number';
  if (/['"`]/.test(value)) return 'string';
  if (value === '[') return 'number[] | string[]';
  return value === 't' || value === 'f' ? 'boolean' : undefined;
}

/** Signs behind, and before, a name that tell what it holds. */
const USES: readonly (readonly [type: string, behind: RegExp, before: RegExp])[] = [
  [
    'string',
    /^\s*\??\.\s*(?:to(?:Lower|Upper)Case|trim|split|replace|replaceAll|startsWith|endsWith|charAt|charCodeAt|codePointAt|padStart|padEnd|match|matchAll|repeat|normalize|localeCompare)\b/,
    /(?!)/,
  ],
  [
    'number[] | string[]',
    /^\s*\??\.\s*(?:map|filter|reduce|push|pop|shift|sort|forEach|join|some|every|find|flatMap|reverse)\b/,
    /\.\.\.$/,
  ],
  [
    'string | number[] | string[]',
    /^\s*(?:\??\.\s*(?:length|slice|indexOf|includes|at|concat)\b|\[)/,
    /\bof\s*$/,
  ],
  ['number', /^\s*(?:[-*/%<]|>(?!=?>)|\*\*)/, /[-*/%<]\s*$/],
];

/** What a name is used as, by the signs around it; where nothing tells, it may be anything. */
function usedAs(name: string, code: string): string {
  const found = new Set<string>();
  const words = code.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu);
  for (const { 0: word, index } of words) {
    if (word !== name || code.charAt(index - 1) === '.') continue;
    const behind = code.slice(index + name.length, index + name.length + 40);
    const before = code.slice(Math.max(0, index - 10), index);
    const use = USES.find(([, after, first]) => after.test(behind) || first.test(before));
    if (use !== undefined) found.add(use[0]);
    // Something with parts of its own, or a function.
    else if (/^\s*(?:\??\.\s*[\p{L}_$]|\()/u.test(behind)) return 'object';
  }
  // The narrowest says most: what has a length and is made small is a text.
  const [narrowest] = USES.filter(([type]) => found.has(type));
  return narrowest?.[0] ?? ANYTHING;
}

function placeOf(name: string, signature: string): number | undefined {
  const open = signature.indexOf('(');
  for (let at = signature.indexOf(name, open); at >= 0; at = signature.indexOf(name, at + 1)) {
    const around = [signature.charAt(at - 1), signature.charAt(at + name.length)];
    if (around.every((sign) => !/[\p{L}\p{N}_$]/u.test(sign))) return at;
  }
  return undefined;
}

interface Literals {
  readonly numbers: readonly string[];
  readonly strings: readonly string[];
}

/** Numbers of a text with their neighbours, and its short strings. */
function literalsIn(text: string): Literals {
  const numbers = [...text.matchAll(/(?<![\w.$])\d{1,9}(?:\.\d{1,4})?(?![\w.])/g)].map(
    ([one]) => one,
  );
  const near = [...new Set(numbers)]
    .slice(0, MOST_LITERALS / 2)
    .flatMap((one) => [one, String(Number(one) + 1), String(Number(one) - 1)]);
  const strings = [...text.matchAll(/'([^'"\\\n`]{1,40})'|"([^'"\\\n`]{1,40})"/g)].map(
    ([, one, other]) => `'${one ?? other ?? ''}'`,
  );
  return { numbers: near, strings: [...new Set(strings)].slice(0, MOST_LITERALS) };
}

function poolFor(type: string, { numbers, strings }: Literals): readonly string[] | undefined {
  const parts = type.split('|').map((part) => part.trim());
  const pools = parts.map((part) => {
    if (/^(?:'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?|true|false)$/.test(part)) return [part];
    const list = /^(?:Readonly)?Array<(\w+)>$/.exec(part)?.[1];
    const pool = BY_TYPE[list === undefined ? part : `${list}[]`];
    if (part === 'number') return [...numbers, ...NUMBERS];
    return part === 'string' ? [...strings, ...STRINGS] : pool;
  });
  return pools.some((pool) => pool === undefined) ? undefined : pools.flatMap((pool) => pool ?? []);
}

/** Each value of each pool at least once, as far as there is room, the others chosen round about. */
function listsFrom(pools: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (pools.length === 0) return [[]];
  const longest = Math.max(...pools.map(({ length }) => length));
  const lists = new Map<string, readonly string[]>();
  for (let round = 0; lists.size < MOST_LISTS && round < longest * pools.length; round += 1) {
    // Each pool is gone through at a pace of its own, so that values meet in many ways.
    const list = pools.map(
      (pool, index) => pool[(round + index * Math.floor(round / longest)) % pool.length] ?? '',
    );
    lists.set(list.join(', '), list);
  }
  return [...lists.values()];
}
