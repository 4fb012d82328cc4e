import type { TextRange } from '../../syntax/syntax.ts';
import type { TestPlan } from './testPlan.ts';

const RENAMED = /(?<![\p{L}\p{N}_$*])[\p{L}\p{N}_$*]+\s+as\s+/gu;
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** `import`, what it binds, and where from. */
interface Import extends TextRange {
  readonly clause: string;
}

/** The imports of a script; each begins at the last such word before its `from`. */
function importsIn(text: string): readonly Import[] {
  const starts = [...text.matchAll(/\bimport\b/g)].map(({ index }) => index);
  return starts.flatMap((start, order) => {
    const piece = text.slice(start, starts[order + 1]);
    const stop = piece.search(/['"`;()]/);
    const [, clause] = /^import(\s[^]*)\bfrom$/.exec(piece.slice(0, stop).trimEnd()) ?? [];
    const from = /^(?:'[^'"\n]+|"[^'"\n]+)['"]/.exec(piece.slice(stop))?.[0];
    if (stop < 0 || clause === undefined || from === undefined) return [];
    return [{ start, end: start + stop + from.length, clause }];
  });
}

/**
 * Whether tests can reach their subject, and do where that can be seen.
 * @param text without comments
 * @param newText the part of it that is new
 */
export function usesSubject(text: string, newText: string, plan: TestPlan): boolean {
  if (!plan.reached.some((sign) => sign.test(text))) return false;
  if (plan.mentions !== undefined && plan.mentions.length > 0) {
    const wanted = new Set(plan.mentions);
    if (!(newText.match(NAMES) ?? []).some((name) => wanted.has(name))) return false;
  }
  return !isOnlyImported(text, plan);
}

/** Whether a script imports names of its subject and never mentions one of them again. */
function isOnlyImported(text: string, { reached }: TestPlan): boolean {
  const imports = importsIn(text);
  let rest = '';
  let at = 0;
  for (const { start, end } of imports) {
    rest += text.slice(at, start);
    at = end;
  }
  rest += text.slice(at);
  // It is reached in another way too, say by a call of `require`.
  if (reached.some((sign) => sign.test(rest))) return false;
  const bound = imports
    .filter(({ start, end }) => reached.some((sign) => sign.test(text.slice(start, end))))
    .flatMap(({ clause }) => clause.replace(RENAMED, '').match(NAMES) ?? [])
    .filter((name) => name !== 'type');
  if (bound.length === 0) return false;
  const used = new Set(rest.match(NAMES));
  return !bound.some((name) => used.has(name));
}
