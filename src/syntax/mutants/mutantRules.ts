import type { Node } from '@vscode/tree-sitter-wasm';
import type { MutantOperator } from './mutant.ts';
import type { MutantTable } from './mutantTable.ts';
import { PART_RULES } from './partRules.ts';
import { patterns } from './patternRule.ts';
import type { Change, Place, Rule, Seen } from './rule.ts';
import { has, partOf } from './rule.ts';

function operators({ node, table }: Seen): readonly Change[] {
  if (!table.operations.includes(node.type)) return [];
  const signs = table.unary[node.type] ?? {};
  return node.children.flatMap((token) => {
    if (token === null || token.isNamed || !has(table.spellings, token.type)) return [];
    if (has(signs, token.type)) return [];
    if (/^\+=?$/.test(token.type) && joinsTexts(node, table)) return [];
    return (table.spellings[token.type] ?? []).map(([operator, after]) => ({
      operator,
      start: token.startIndex,
      end: token.endIndex,
      after,
    }));
  });
}

function joinsTexts(node: Node, { strings }: MutantTable): boolean {
  return node.namedChildren.some((child) => child !== null && strings.includes(child.type));
}

/** Whether a loop around it waits for what is assigned here: it would not end. */
export function isAwaited(node: Node, { awaited }: Place): boolean {
  if (awaited === '' || !/assign|update|inc_|dec_|unary/.test(node.type)) return false;
  const target = node.firstNamedChild?.text ?? '';
  return target.length < 80 && hasWord(awaited, target);
}

function hasWord(text: string, word: string): boolean {
  if (word === '') return false;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\w$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + word.length] ?? ' '))
      return true;
  }
  return false;
}

/** What is in brackets that belong to the statement around it. */
function bare(condition: Node): Node {
  if (condition.type === 'condition_clause')
    return condition.childForFieldName('value') ?? condition;
  return condition.type === 'parenthesized_expression' && condition.namedChildCount === 1
    ? (condition.firstNamedChild ?? condition)
    : condition;
}

function decisions({ node, table }: Seen): readonly Change[] {
  if (!has(table.decisions, node.type)) return [];
  const found = partOf(node, table.decisions[node.type]);
  if (found === null) return [];
  const condition = bare(found);
  const { type, text, startIndex: start, endIndex: end } = condition;
  if (table.booleans.includes(type) || table.passed.includes(type)) return [];
  if (/declaration|^let_|^empty_statement$/.test(type)) return [];
  const isLoop = table.loops.includes(node.type);
  const { not, always, never } = table.words;
  const change = (operator: MutantOperator, after: string): Change => ({
    operator,
    start,
    end,
    after,
  });
  return [
    ...(isOppositeElsewhere(condition, table) ? [] : [change('negation', not(text))]),
    change(isLoop ? 'loop' : 'branch', never(text)),
    ...(isLoop ? [] : [change('branch', always(text))]),
  ];
}

/** Whether the opposite of a condition is had by changing its one operator. */
function isOppositeElsewhere(condition: Node, table: MutantTable): boolean {
  if (has(table.unary, condition.type)) return true;
  if (!table.operations.includes(condition.type)) return false;
  const tokens = condition.children.filter(
    (child) => child !== null && !child.isNamed && has(table.spellings, child.type),
  );
  return tokens.length === 1 && isComparison(tokens[0]?.type ?? '', table);
}

function isComparison(spelling: string, { spellings }: MutantTable): boolean {
  return spellings[spelling]?.some(([operator]) => operator === 'comparison') === true;
}

function unary({ node, table }: Seen): readonly Change[] {
  if (!has(table.unary, node.type)) return [];
  const sign = node.firstChild;
  const operand = node.lastNamedChild;
  const operator = table.unary[node.type]?.[sign?.type ?? ''];
  if (operator === undefined || operand === null) return [];
  return [{ operator, start: node.startIndex, end: node.endIndex, after: operand.text }];
}

function constants({ node, place, table }: Seen): readonly Change[] {
  const { startIndex: start, endIndex: end, type } = node;
  const change = (operator: MutantOperator, after: string | undefined): readonly Change[] =>
    after === undefined ? [] : [{ operator, start, end, after }];
  const { isTrue, isFalse } = table.words;
  if (table.booleans.includes(type)) {
    const { text } = node;
    return change('constant', text === isTrue ? isFalse : text === isFalse ? isTrue : undefined);
  }
  if (table.numbers.includes(type)) return change('constant', otherNumber(node.text));
  if (!table.strings.includes(type) || place.isWording) return [];
  // A directive or documentation.
  if (/^(?:expression_statement|jsx_attribute)$/.test(place.parent?.type ?? '')) return [];
  return change('string', otherString(node.text));
}

/** The next number; of one its neighbour below. */
function otherNumber(text: string): string | undefined {
  const [, whole = '', rest = ''] = /^(\d{1,15})((?:\.\d+)?(?:[a-zA-Z]\w*)?)$/.exec(text) ?? [];
  if (whole === '' || (whole.startsWith('0') && (whole.length > 1 || /^[a-zA-Z]/.test(rest)))) {
    return undefined;
  }
  return `${whole === '1' ? 0 : Number(whole) + 1}${rest}`;
}

/** A text without signs; of one that has none a word. */
function otherString(text: string): string | undefined {
  if (text.startsWith('%')) return "''";
  const [, before = '', quote = ''] = /^([\w@$#]{0,9})("""|'''|["'`])/.exec(text) ?? [];
  if (quote === '') return undefined;
  const prefix = /^[rR]?[bB][rR]?$/.test(before) ? before.replace(/r/i, '') : '';
  const isEmpty = text.length <= before.length + 2 * quote.length;
  const plain = quote.slice(0, 1);
  return `${prefix}${plain}${isEmpty ? 'mutant' : ''}${plain}`;
}

function collections({ node, table }: Seen): readonly Change[] {
  if (!has(table.collections, node.type)) return [];
  const isFilled = node.namedChildCount > 0;
  const after = (isFilled ? table.collections : table.filled)?.[node.type];
  if (after === undefined) return [];
  return [{ operator: 'collection', start: node.startIndex, end: node.endIndex, after }];
}

function returns({ node, place, table }: Seen): readonly Change[] {
  const { values } = table;
  if (!has(values.returned, node.type)) return [];
  const value = partOf(node, values.returned[node.type]);
  if (value === null || table.passed.includes(value.type)) return [];
  const within = table.functions.includes(node.type) ? node : place.within;
  return otherValues(value, within, table)
    .filter((after) => after !== value.text && after !== bareOf(value, table).text)
    .map((after) => ({
      operator: 'returnValue',
      start: value.startIndex,
      end: value.endIndex,
      after,
    }));
}

/** A value without what stands around it and does nothing where it runs. */
function bareOf(value: Node, table: MutantTable): Node {
  const isTraceless = table.values.traceless?.includes(value.type) === true;
  const inner = isTraceless ? value.firstNamedChild : null;
  return inner === null ? value : bareOf(inner, table);
}

function otherValues(value: Node, within: Node | undefined, table: MutantTable): readonly string[] {
  const { words, values } = table;
  const type = within?.childForFieldName(values.typeField ?? '')?.text;
  if (type !== undefined) {
    const [, ...others] = values.byType?.find(([pattern]) => pattern.test(type)) ?? [];
    return others.map(String);
  }
  const inner = value.type === 'argument_list' ? (value.firstNamedChild ?? value) : value;
  if (table.booleans.includes(inner.type)) return [];
  if (isDecision(inner, table)) return [words.isTrue, words.isFalse];
  return values.nothing === undefined ? [] : [values.nothing];
}

function isDecision(value: Node, table: MutantTable): boolean {
  if (has(table.unary, value.type))
    return table.unary[value.type]?.[value.firstChild?.type ?? ''] === 'negation';
  return (
    table.operations.includes(value.type) &&
    value.children.some(
      (child) => child !== null && !child.isNamed && isComparison(child.type, table),
    )
  );
}

function leftOut({ node, place, table }: Seen): readonly Change[] {
  const { leftOut: rule, words } = table;
  const inner = node.type === rule.wrapper ? node.firstNamedChild : node;
  if (inner === null) return [];
  const isWrapped = node.type === rule.wrapper;
  const kinds = isWrapped ? rule.wrapped : rule.bare;
  if (!has(kinds, inner.type)) return [];
  if (!isWrapped && rule.holders?.includes(place.parent?.type ?? '') === false) return [];
  if (isAwaited(inner, place) || rule.isNeeded?.(inner) === true) return [];
  const callee = calleeOf(inner, table);
  if (callee !== undefined && (isNoise(callee, table) || /^super\b/.test(callee))) return [];
  const throws = callee !== undefined && rule.throwing?.test(callee) === true;
  const operator = throws ? 'exception' : (kinds[inner.type] ?? 'statement');
  return [{ operator, start: node.startIndex, end: node.endIndex, after: words.leftOut }];
}

/** Fields that name what is called, over all languages. */
const NAMES = ['function', 'method', 'name', 'macro', 'constructor', 'type'] as const;

/** What a node calls, as far as it stands before the arguments; undefined for what is no call. */
export function calleeOf(node: Node, { calls }: MutantTable): string | undefined {
  if (!calls.includes(node.type)) return undefined;
  const names = NAMES.flatMap((field) => node.childForFieldName(field) ?? []);
  const end = names[0]?.endIndex ?? node.endIndex;
  return node.text.slice(0, end - node.startIndex).slice(-200);
}

/** Whether nobody tests that this is called. */
export function isNoise(callee: string, { noise }: MutantTable): boolean {
  return noise.some((pattern) => pattern.test(callee));
}

function awaits({ node, table }: Seen): readonly Change[] {
  const value = table.awaits.includes(node.type) ? node.lastNamedChild : null;
  if (value === null) return [];
  return [{ operator: 'await', start: node.startIndex, end: node.endIndex, after: value.text }];
}

function exits({ node, place, table }: Seen): readonly Change[] {
  const { startIndex: start, endIndex: end } = node;
  if (table.continues.includes(node.type)) {
    const after = node.text.replace(/^(?:continue|next)\b/, 'break');
    return place.leaves === 'loop' ? [{ operator: 'loop', start, end, after }] : [];
  }
  if (!table.breaks.includes(node.type) || node.namedChildCount > 0) return [];
  return place.leaves === 'loop'
    ? [{ operator: 'loop', start, end, after: table.words.leftOut }]
    : [];
}

/** All that is done to code. */
export const RULES: readonly Rule[] = [
  operators,
  decisions,
  unary,
  constants,
  collections,
  returns,
  leftOut,
  awaits,
  exits,
  ...PART_RULES,
  patterns,
];
