import type { TestPlan } from './testPlan.ts';

const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const IMPORT = /\bimport\s+([^'"`;()]*?)\s*from\s*['"][^'"\n]+['"]/g;

/**
 * Whether tests can reach their subject, and do where that can be seen.
 * @param text without comments
 * @param newText the part of it that is new
 */
export function usesSubject(text: string, newText: string, plan: TestPlan): boolean {
  if (!plan.reached.some((pattern) => pattern.test(text))) return false;
  if (plan.mentions !== undefined && plan.mentions.length > 0) {
    const wanted = new Set(plan.mentions);
    if (!(newText.match(NAMES) ?? []).some((name) => wanted.has(name))) return false;
  }
  return !isOnlyImported(text, plan);
}

/** Whether a script imports names of its subject and never mentions one of them again. */
function isOnlyImported(text: string, { reached }: TestPlan): boolean {
  const rest = text.replace(IMPORT, '');
  // It is reached in another way too, say by a call of `require`.
  if (reached.some((pattern) => pattern.test(rest))) return false;
  const bound = [...text.matchAll(IMPORT)]
    .filter(([statement]) => reached.some((pattern) => pattern.test(statement)))
    .flatMap(
      ([, clause = '']) => clause.replace(/[\p{L}\p{N}_$*]+\s+as\s+/gu, '').match(NAMES) ?? [],
    )
    .filter((name) => name !== 'type');
  if (bound.length === 0) return false;
  const used = new Set(rest.match(NAMES));
  return !bound.some((name) => used.has(name));
}
