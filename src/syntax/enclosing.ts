import type { Declaration, LineRange } from './syntax.ts';

/** The innermost declaration that holds all of these lines, or undefined. */
export function enclosingDeclaration(
  declarations: readonly Declaration[],
  range: LineRange,
): Declaration | undefined {
  let innermost: Declaration | undefined;
  for (const declaration of declarations) {
    const holds =
      declaration.firstLine <= range.firstLine && declaration.lastLine >= range.lastLine;
    if (holds && (!innermost || sizeOf(declaration) <= sizeOf(innermost))) innermost = declaration;
  }
  return innermost;
}

function sizeOf({ start, end }: Declaration): number {
  return end - start;
}
