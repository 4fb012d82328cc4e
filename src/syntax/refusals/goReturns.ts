import type { Node } from '@vscode/tree-sitter-wasm';
import { GO_FUNCTIONS } from './goNames.ts';
import { around, partsOf } from './nodeParts.ts';

/** How many values a function gives back, and whether they have names. */
function resultsOf(owner: Node): { readonly count: number; readonly isNamed: boolean } {
  const result = owner.childForFieldName('result');
  if (result === null) return { count: 0, isNamed: false };
  if (result.type !== 'parameter_list') return { count: 1, isNamed: false };
  const all = partsOf(result).map((one) => one.childrenForFieldName('name').length);
  const isNamed = all.some((names) => names > 0);
  return { count: all.reduce((sum, names) => sum + Math.max(1, names), 0), isNamed };
}

/** Another number of values than the function gives back. */
export function isWrongReturn(node: Node): boolean {
  const owner = around(node, GO_FUNCTIONS);
  if (owner === undefined) return true;
  const { count, isNamed } = resultsOf(owner);
  const [list] = partsOf(node);
  const values = list === undefined ? [] : partsOf(list);
  if (values.length === 0) return count > 0 && !isNamed;
  // A call may give back several at once.
  const [first] = values;
  const isCall = values.length === 1 && first?.type === 'call_expression';
  return values.length !== count && !(isCall && count > 1);
}

/** A function that gives something back and may come to its end without. */
export function isMissingReturn(node: Node): boolean {
  const body = node.childForFieldName('body');
  return body !== null && resultsOf(node).count > 0 && !isBlockEnded(body);
}

function statementsOf(block: Node): readonly Node[] {
  return partsOf(block).flatMap((one) => (one.type === 'statement_list' ? partsOf(one) : []));
}

function isBlockEnded(block: Node): boolean {
  const last = statementsOf(block).findLast(({ type }) => type !== 'empty_statement');
  return last !== undefined && isEnded(last);
}

/** Whether nothing comes behind a statement: the language's own list of such statements. */
function isEnded(node: Node, label?: string): boolean {
  switch (node.type) {
    case 'return_statement':
    case 'goto_statement':
      return true;
    case 'expression_statement':
      return /^panic\s*\(/.test(node.text);
    case 'block':
      return isBlockEnded(node);
    case 'if_statement': {
      const [one, other] = ['consequence', 'alternative'].map((field) =>
        node.childForFieldName(field),
      );
      return Boolean(one && other) && isBlockEnded(one as Node) && isEnded(other as Node);
    }
    case 'for_statement':
      return isEndless(node) && !isLeft(node, label);
    case 'labeled_statement': {
      const name = node.childForFieldName('label')?.text;
      const inner = partsOf(node).at(-1);
      return inner !== undefined && isEnded(inner, name);
    }
    case 'select_statement':
    case 'expression_switch_statement':
    case 'type_switch_statement':
      return isSwitchEnded(node, label);
    default:
      return false;
  }
}

function isEndless(node: Node): boolean {
  const body = node.childForFieldName('body');
  const heads = partsOf(node).filter(({ id }) => id !== body?.id);
  return heads.every(
    (one) => one.type === 'for_clause' && one.childForFieldName('condition') === null,
  );
}

function isSwitchEnded(node: Node, label?: string): boolean {
  const cases = partsOf(node).filter(({ type }) => type.endsWith('_case'));
  const isSelect = node.type === 'select_statement';
  if (!isSelect && !cases.some(({ type }) => type === 'default_case')) return false;
  return !isLeft(node, label) && cases.every(isCaseEnded);
}

function isCaseEnded(node: Node): boolean {
  const last = statementsOf(node).findLast(({ type }) => type !== 'empty_statement');
  return last !== undefined && (last.type === 'fallthrough_statement' || isEnded(last));
}

/** What `break` alone leaves. */
const BREAKABLE: ReadonlySet<string> = new Set([
  'for_statement',
  'select_statement',
  'expression_switch_statement',
  'type_switch_statement',
]);

/** Whether a `break` somewhere in a statement leaves it. */
function isLeft(node: Node, label: string | undefined): boolean {
  const leaves = (at: Node, isOwn: boolean): boolean =>
    partsOf(at).some((child) => {
      if (GO_FUNCTIONS.has(child.type)) return false;
      if (child.type === 'break_statement') {
        const name = child.firstNamedChild?.text;
        return name === undefined ? isOwn : name === label;
      }
      return leaves(child, isOwn && !BREAKABLE.has(child.type));
    });
  return leaves(node, true);
}
