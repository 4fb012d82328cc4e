import type { Node } from '@vscode/tree-sitter-wasm';

/** Parameters that name the object itself and are passed by no caller. */
const RECEIVERS = new Set(['self', 'cls']);

/** Names in a parameter list, in order, without sigils. */
export function parameterNames(
  list: Node | null,
  skipped: readonly string[],
  isMethod: boolean,
): readonly string[] {
  if (list === null) return [];
  if (list.type === 'identifier') return [list.text];
  const names = list.namedChildren.flatMap((child) =>
    child === null || skipped.includes(child.type) ? [] : namesIn(child, skipped),
  );
  return isMethod && RECEIVERS.has(names[0] ?? '') ? names.slice(1) : names;
}

function namesIn(parameter: Node, skipped: readonly string[]): readonly string[] {
  if (parameter.type.endsWith('comment')) return [];
  const named = parameter.childrenForFieldName('name').flatMap((name) => name?.text ?? []);
  if (named.length > 0) return named.map(bare);
  const inner =
    parameter.childForFieldName('pattern') ??
    parameter.childForFieldName('left') ??
    parameter.childForFieldName('declarator');
  if (inner !== null) return skipped.includes(inner.type) ? [] : namesIn(inner, skipped);
  // A type alone: the parameter has no name.
  if (parameter.type.endsWith('parameter_declaration')) return [];
  if (parameter.type.endsWith('pattern') && /^[[{]/.test(parameter.text)) return [parameter.text];
  if (
    /identifier$|_pattern$|splat|^name$|^destructured|^block_parameter$|^variable_name$/.test(
      parameter.type,
    )
  ) {
    return [bare(parameter.text)];
  }
  const declarator = parameter.namedChildren.find((child) => child?.type === 'variable_declarator');
  const first = declarator ?? parameter.firstNamedChild;
  return first === null || /type/.test(first.type) ? [] : namesIn(first, skipped);
}

/** A name without the marks of variadic, reference and variable. */
function bare(name: string): string {
  return name.replace(/^(?:\.\.\.|[*&$@]|mut |ref )+/, '').replace(/:[^]*/, '');
}
