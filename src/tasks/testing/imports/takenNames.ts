import type { Declaration, SyntaxFacts, TextRange } from '../../../syntax/syntax.ts';

/** Languages in which functions of one name may differ in their parameters. */
const OVERLOADS = new Set(['java', 'csharp', 'cpp']);
const NAMED_ONCE = new Set(['function', 'method', 'class', 'constant']);
/** Languages in which two methods of one name are an error; elsewhere they are accessors and the like. */
const ONE_METHOD = new Set(['java', 'csharp', 'cpp', 'php', 'go']);
/** What may be there several times, or is the name of a macro. */
const OFTEN = /^(?:init|_|[A-Z][A-Z0-9_]*|operator\b.*)$/;

/**
 * A name that new code declares a second time in the same place: the compiler takes it for an error,
 * or the old case of that name is silently gone.
 */
export function takenName(
  language: string,
  facts: SyntaxFacts | undefined,
  added: readonly TextRange[],
): string | undefined {
  const all = facts?.declarations ?? [];
  const isNew = ({ start }: Declaration) =>
    added.some((range) => start >= range.start && start < range.end);
  const byPath = new Map<string, Declaration[]>();
  for (const one of all) {
    const isMethod = one.kind === 'method' && !ONE_METHOD.has(language);
    if (!NAMED_ONCE.has(one.kind) || (isMethod && !one.name.startsWith('test'))) continue;
    if (OFTEN.test(one.name) && one.kind !== 'constant') continue;
    const path = one.path.replace(/#\d+/g, '');
    const known = byPath.get(path);
    if (known === undefined) byPath.set(path, [one]);
    else known.push(one);
  }
  for (const same of byPath.values()) {
    const fresh = same.find(isNew);
    if (same.length < 2 || fresh === undefined) continue;
    const others = same.filter((one) => one !== fresh);
    const isOverload = (one: Declaration) =>
      OVERLOADS.has(language) && one.parameters.length !== fresh.parameters.length;
    // Signatures of one function, conditional imports and the like have no body of their own.
    const clash = others.find(
      (one) => one.kind === fresh.kind && !isOverload(one) && hasBody(one) && hasBody(fresh),
    );
    if (clash !== undefined) return fresh.name;
  }
  return undefined;
}

/** Cases that macros make, by what must be theirs alone in a file. */
const CASE_NAMES: Readonly<Record<string, RegExp>> = {
  gtest: /^[ \t]*(?:TYPED_)?TEST(?:_F|_P)?[ \t]*\(\s{0,99}(\w+\s{0,99},\s{0,99}\w+)\s{0,99}\)/gm,
  catch2: /^[ \t]*(?:TEST_CASE|SCENARIO)[ \t]*\(\s{0,99}("[^"\n]+")/gm,
};

/** A case of that name, made a second time by a macro: the compiler or the runner refuses it. */
export function takenCase(
  framework: string,
  code: string,
  added: readonly TextRange[],
): string | undefined {
  const pattern = CASE_NAMES[framework];
  if (pattern === undefined) return undefined;
  const seen = new Map<string, number>();
  const all = [...code.matchAll(pattern)].map(({ 1: name = '', index }) => ({
    name: name.replace(/\s+/g, ''),
    isNew: added.some(({ start, end }) => index >= start && index < end),
  }));
  for (const { name } of all) seen.set(name, (seen.get(name) ?? 0) + 1);
  return all.find(({ name, isNew }) => isNew && (seen.get(name) ?? 0) > 1)?.name;
}

function hasBody({ bodyStart, kind }: Declaration): boolean {
  return bodyStart !== null || kind === 'constant';
}
