import type { Node } from '@vscode/tree-sitter-wasm';
import type { Change, Seen } from './rule.ts';
import { has, partOf } from './rule.ts';

/** One side of an operator left out. Of several of the same in a row each side goes by itself. */
function sides({ node, table }: Seen): readonly Change[] {
  if (!table.operations.includes(node.type)) return [];
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  const spelling = sideOperator(node, table.sides);
  if (left === null || right === null || spelling === undefined) return [];
  const isRow =
    table.operations.includes(left.type) && sideOperator(left, [spelling]) !== undefined;
  const change = (start: number, end: number): Change => ({
    operator: 'logic',
    start,
    end,
    after: '',
  });
  return [
    change(left.endIndex, right.endIndex),
    ...(isRow ? [] : [change(left.startIndex, right.startIndex)]),
  ];
}

function sideOperator(node: Node, spellings: readonly string[]): string | undefined {
  return node.children.find((one) => one !== null && !one.isNamed && spellings.includes(one.type))
    ?.type;
}

function methods({ node, place, table }: Seen): readonly Change[] {
  const rule = table.calls.includes(node.type) ? table.methods : undefined;
  const name = rule && partOf(node, rule.name);
  const receiver = rule && partOf(node, rule.receiver);
  if (rule === undefined || !name) return [];
  const isShort =
    receiver !== undefined && receiver !== null && receiver.endIndex - receiver.startIndex < 20;
  const key = isShort ? `${receiver.text}.${name.text}` : '';
  const opposites = [key, name.text].filter((one) => has(rule.opposites, one));
  const swapped = opposites.map((one): Change => ({
    operator: 'method',
    start: name.startIndex,
    end: name.endIndex,
    after: rule.opposites[one] ?? '',
  }));
  const isHanded = (node.childForFieldName('arguments')?.namedChildCount ?? 0) > 0;
  const mayGo =
    rule.leftOut.includes(name.text) || (isHanded && rule.leftOutWith.includes(name.text));
  // What it comes to is not used there: the whole statement is left out elsewhere.
  if (
    !receiver ||
    receiver.type === 'super' ||
    !mayGo ||
    place.parent?.type === table.leftOut.wrapper
  )
    return swapped;
  const gone: Change = {
    operator: 'method',
    start: receiver.endIndex,
    end: node.endIndex,
    after: '',
  };
  return [...swapped, gone];
}

function missing({ node, table }: Seen): readonly Change[] {
  const after = table.missing?.[node.type]?.(node);
  if (after === undefined) return [];
  return [{ operator: 'missing', start: node.startIndex, end: node.endIndex, after }];
}

/** What stands between the braces of a block. */
function emptied({ node, table: { emptied: parts = {} } }: Seen): readonly Change[] {
  const block = partOf(node, has(parts, node.type) ? parts[node.type] : undefined);
  if (block === null || block.namedChildren.every((one) => one?.type === 'comment')) return [];
  return [{ operator: 'block', start: block.startIndex + 1, end: block.endIndex - 1, after: '' }];
}

/** What is done to parts of expressions, and to whole blocks. */
export const PART_RULES = [sides, methods, missing, emptied] as const;
