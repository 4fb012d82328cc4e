import type { Declaration, SyntaxFacts, TextRange } from '../../../syntax/syntax.ts';
import type { Framework } from '../framework.ts';
import { testsOf } from '../languages/languages.ts';

const NAMED_ONCE = new Set(['function', 'method', 'class', 'constant']);
/** What may be there several times, or is the name of a macro. */
const OFTEN = /^(?:init|_|[A-Z][A-Z0-9_]*|operator\b.*)$/;

/**
 * A name that new code declares a second time in the same place: the compiler takes it for an error,
 * or the old case of that name is silently gone.
 */
export function takenName(
  language: string,
  code: string,
  facts: SyntaxFacts | undefined,
  added: readonly TextRange[],
): string | undefined {
  const { hasOverloads = false, oneMethodAName = false, hasTemplates } = testsOf(language) ?? {};
  const all = facts?.declarations ?? [];
  const signature = (one: Declaration) => signatureOf(code, one, hasTemplates === true);
  const isNew = ({ start }: Declaration) =>
    added.some((range) => start >= range.start && start < range.end);
  const byPath = new Map<string, Declaration[]>();
  for (const one of all) {
    const isMethod = one.kind === 'method' && !oneMethodAName;
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
    const isOverload = (one: Declaration) => hasOverloads && signature(one) !== signature(fresh);
    // Signatures of one function, conditional imports and the like have no body of their own.
    const clash = others.find(
      (one) => one.kind === fresh.kind && !isOverload(one) && hasBody(one) && hasBody(fresh),
    );
    if (clash !== undefined) return fresh.name;
  }
  return undefined;
}

/** A case of that name, made a second time by a macro: the compiler or the runner refuses it. */
export function takenCase(
  { uniqueCases: pattern }: Framework,
  code: string,
  added: readonly TextRange[],
): string | undefined {
  if (pattern === undefined) return undefined;
  const seen = new Map<string, number>();
  const all = [...code.matchAll(pattern)].map(({ 1: name = '', index }) => ({
    name: name.replace(/\s+/g, ''),
    isNew: added.some(({ start, end }) => index >= start && index < end),
  }));
  for (const { name } of all) seen.set(name, (seen.get(name) ?? 0) + 1);
  return all.find(({ name, isNew }) => isNew && (seen.get(name) ?? 0) > 1)?.name;
}

/**
 * The list of parameters without their names, and what follows it: two functions of one such cannot both be there, whatever
 * they give. A template may be another by what it gives as well.
 */
function signatureOf(
  code: string,
  { name, start, bodyStart, parameters }: Declaration,
  hasTemplates: boolean,
): string {
  const head = code.slice(start, bodyStart ?? start);
  const at = Math.max(0, head.indexOf(name));
  const isTemplate = hasTemplates && head.slice(0, at).includes('<');
  const words = head.slice(isTemplate ? 0 : at).match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
  return words.filter((one) => !parameters.includes(one)).join(' ');
}

function hasBody({ bodyStart, kind }: Declaration): boolean {
  return bodyStart !== null || kind === 'constant';
}
