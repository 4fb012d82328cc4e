import type { Declaration } from '../../../syntax/syntax.ts';
import type { ProbeLanguage, ProbeValues } from './probeLanguage.ts';

/** Lists for one function. */
const MOST_LISTS = 24;
/** Literals taken from code. */
const MOST_LITERALS = 12;

/**
 * Lists of arguments for a function, each argument as an expression: by its types where they are plain,
 * by what is usual where there are none, and by the literals of its code and of its tests.
 * @returns undefined where a type is none that can be made up
 */
export function argumentLists(
  { parameters, start, bodyStart, end }: Declaration,
  { text, literalsFrom, isTyped }: ProbedText,
  { values, passing, typeIn }: Pick<ProbeLanguage, 'values' | 'passing' | 'typeIn'>,
): readonly (readonly string[])[] | undefined {
  const signature = text.slice(start, bodyStart ?? start);
  const literals = literalsIn(literalsFrom, values.text);
  const pools: (readonly string[])[] = [];
  for (const name of parameters) {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return undefined;
    const passed = passing(name, signature);
    if (passed === undefined) continue;
    const said = typeIn?.(name, signature);
    const told = said === undefined ? undefined : values.typeNamed(said);
    const own = typeIn === undefined ? typeOf(name, signature, values) : told;
    const type = own ?? typeOfDefault(name, signature, values);
    if (isTyped && type === undefined) return undefined;
    const body = text.slice(bodyStart ?? end, end);
    const plain = poolFor(type ?? usedAs(name, body, values), literals, values);
    if (plain === undefined) return undefined;
    pools.push(plain.map(passed));
  }
  return listsFrom(pools);
}

/** A text whose functions are called. */
export interface ProbedText {
  readonly text: string;
  /** What values are taken from. */
  readonly literalsFrom: string;
  /** Whether each parameter has to have a type. */
  readonly isTyped: boolean;
}

/** What is said of a parameter behind its colon, without blanks; undefined: nothing. */
function typeOf(name: string, signature: string, { typeNamed }: ProbeValues): string | undefined {
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
  return typeNamed(type.replace(/\s+/g, ' ').trim());
}

/** The type of a plain default value. */
function typeOfDefault(
  name: string,
  signature: string,
  { byDefault }: ProbeValues,
): string | undefined {
  const at = placeOf(name, signature);
  const rest = at === undefined ? '' : signature.slice(at + name.length);
  const value = /^\s*=\s*(\S.{0,9})/.exec(rest)?.[1] ?? '';
  return byDefault.find(([starts]) => starts.test(value))?.[1];
}

/** What a name is used as, by the signs around it; where nothing tells, it may be anything. */
function usedAs(name: string, code: string, { uses, anything }: ProbeValues): string {
  const found = new Set<string>();
  const words = code.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu);
  for (const { 0: word, index } of words) {
    if (word !== name || code.charAt(index - 1) === '.') continue;
    const behind = code.slice(index + name.length, index + name.length + 40);
    const before = code.slice(Math.max(0, index - 10), index);
    const use = uses.find(([, after, first]) => after.test(behind) || first.test(before));
    if (use !== undefined) found.add(use[0]);
    // Something with parts of its own, or a function.
    else if (/^\s*(?:\??\.\s*[\p{L}_$]|\()/u.test(behind)) return 'object';
  }
  // The narrowest says most: what has a length and is made small is a text.
  const [narrowest] = uses.filter(([type]) => found.has(type));
  return narrowest?.[0] ?? anything;
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
function literalsIn(text: string, written = (literal: string): string => `'${literal}'`): Literals {
  const numbers = [...text.matchAll(/(?<![\w.$])\d{1,9}(?:\.\d{1,4})?(?![\w.])/g)].map(
    ([one]) => one,
  );
  const near = [...new Set(numbers)]
    .slice(0, MOST_LITERALS / 2)
    .flatMap((one) => [one, String(Number(one) + 1), String(Number(one) - 1)]);
  const strings = [...text.matchAll(/'([^'"\\\n`]{1,40})'|"([^'"\\\n`]{1,40})"/g)].map(
    ([, one, other]) => written(one ?? other ?? ''),
  );
  return { numbers: near, strings: [...new Set(strings)].slice(0, MOST_LITERALS) };
}

function poolFor(
  type: string,
  literals: Literals,
  { byType, literal, number, string, numbers, strings, whole = ['int'] }: ProbeValues,
): readonly string[] | undefined {
  const pools = type.split('|').map((part) => {
    const name = part.trim();
    if (literal.test(name)) return [name];
    if (number.includes(name)) {
      const isWhole = (one: string): boolean => !whole.includes(name) || !one.includes('.');
      return [...literals.numbers, ...numbers].filter(isWhole);
    }
    if (string.includes(name)) return [...literals.strings, ...strings];
    return Object.hasOwn(byType, name) ? byType[name] : undefined;
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
