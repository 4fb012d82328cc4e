import type { ArgsNamed, CodeArgs } from '../models/codes.ts';
import { oneLine } from './oneLine.ts';
import type { ProblemCode, ProblemKind } from './problemCodes.ts';
import { PROBLEMS } from './problemCodes.ts';
import type { Problem } from './task.ts';

/** Longest piece of code or answer that a detail repeats. */
const LONGEST_WORD = 200;

/** A problem; `words` are pieces of code or answer for the detail and are never stored. */
export function problem<Code extends ProblemCode>(
  code: Code,
  args: ArgsNamed<(typeof PROBLEMS)[Code]['args'][number]>,
  words: Readonly<Record<string, string>> = {},
): Problem {
  const { detail, repairable, longest = LONGEST_WORD }: ProblemKind = PROBLEMS[code];
  const values: Readonly<Record<string, string | number>> = { ...words, ...(args as CodeArgs) };
  const worded = detail.replace(/\{(\w+)\}/g, (_, name: string) =>
    oneLine(String(values[name] ?? '')).slice(0, longest),
  );
  return { code, args, detail: worded, repairable };
}
