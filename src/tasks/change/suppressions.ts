import type { Problem } from '../task.ts';
import { problem } from '../problemCodes.ts';

/** What tells a checker to keep quiet, in comments, attributes and annotations. */
const SUPPRESSION =
  /@ts-(?:ignore|expect-error|nocheck)|(?:eslint|tslint|oxlint|stylelint)-disable|(?:biome|deno-lint|phpstan|prettier)-ignore|\$FlowFixMe|#\s*noqa\b|#\s*(?:type|pyright|mypy|ty):\s*ignore|#\s*pyright:\s*basic|pylint:\s*disable|\/\/\s*nolint\b|\/\/lint:ignore|NOLINT(?:NEXTLINE|BEGIN)?\b|NOSONAR|#\s*nosec\b|noinspection\b|@SuppressWarnings|#pragma\s+(?:warning|GCC diagnostic|clang diagnostic)\b|\[\s*(?:assembly:\s*)?SuppressMessage|#!?\[\s*allow\s*\(|rubocop:\s*disable|@?psalm-suppress|ReSharper disable|cppcheck-suppress/g;

const ASKS_FOR_IT = /\b(?:suppress|ignor|silenc|disabl|allow|noqa|nolint)/i;

/** Whether a fix silences the checker more than the file did before; not where that is asked for. */
export function suppressionProblem(
  before: string,
  after: string,
  instruction: string | undefined,
): Problem | undefined {
  if (ASKS_FOR_IT.test(instruction ?? '')) return undefined;
  const known = before.match(SUPPRESSION) ?? [];
  const isKnown = new Set<string>(known);
  const now = after.match(SUPPRESSION) ?? [];
  const count = now.length - known.length;
  if (count <= 0) return undefined;
  const found = now.find((one) => !isKnown.has(one)) ?? now.at(-1) ?? '';
  return problem('fix.suppressed', { count }, { found });
}
