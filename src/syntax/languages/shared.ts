import type { WidthFile } from '../language.ts';

/** How long lines are by clang-format, which formats several languages. */
export const CLANG_WIDTH: readonly WidthFile[] = ['.clang-format', '_clang-format'].map((name) => ({
  name,
  width: /^ColumnLimit\s{0,4}:\s{0,4}(\d{2,3})/m,
  otherwise: 80,
}));

/** Annotations of the JVM's languages that keep a checker quiet. */
export const SUPPRESSED = /@\s{0,3}(?:\w{1,20}:)?\[?\s{0,3}(?:\w{1,40}\.){0,6}Suppress\w{0,40}/gi;
