import type { Binding, Names } from './names.ts';
import type { PlainNode } from './plainTree.ts';
import { childAt, hasA } from './plainTree.ts';

/** Code to be written down without what does not matter. */
export interface ReadCode {
  readonly text: string;
  readonly root: PlainNode;
  /** undefined: every name counts as it is written. */
  readonly names: Names | undefined;
}

/** Between two parts of what is written down. */
const END = '\u0001';

/** Lists whose last comma says nothing. */
const LISTS = new Set(
  'arguments object array formal_parameters object_pattern array_pattern named_imports export_clause argument_list parameters list dictionary set'.split(
    ' ',
  ),
);
const CLOSING = new Set([')', ']', '}']);

/** What begins with a word behind which no line may end. */
const BREAKING = new Set(['throw_statement', 'yield_expression']);

/** Parts that differ in nothing but the form in which a name is said twice. */
const SHORTHANDS: ReadonlySet<string> = new Set([
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
  'object_assignment_pattern',
]);

/** Writes code down so that two texts are the same where they differ in nothing that counts. */
export class Canonical {
  readonly #code: ReadCode;
  readonly #parts: string[] = [];
  readonly #numbers = new Map<Binding, number>();

  constructor(code: ReadCode) {
    this.#code = code;
  }

  /** Of the whole file, its units in the order given. */
  written(units: readonly PlainNode[]): string {
    for (const unit of units) this.#write(unit);
    return this.#parts.join(END);
  }

  #write(node: PlainNode): void {
    const { type, children } = node;
    if (SHORTHANDS.has(type)) return this.#writeShorthand(node);
    if (type === 'import_specifier' && childAt(node, 'alias') === undefined) {
      return this.#writeImported(node);
    }
    if (this.#isIdle(node)) return;
    if (children.length === 0 || isPlainString(node)) return this.#leaf(node);
    if (!node.isNamed) return void this.#parts.push(type);
    this.#parts.push(`(${type}`);
    let before: PlainNode | undefined;
    for (const child of children) {
      this.#gap(node, before?.end ?? node.start, child.start);
      if (before !== undefined && this.#breaks(node, before, child)) this.#parts.push('\n');
      this.#write(child);
      before = child;
    }
    this.#gap(node, before?.end ?? node.start, node.end);
    this.#parts.push(')');
  }

  /** What no node covers, as the text of a string in some grammars; in code, white space says nothing. */
  #gap(node: PlainNode, from: number, to: number): void {
    if (from >= to) return;
    const between = node.comments.filter(({ start, end }) => start >= from && end <= to);
    let text = '';
    let seen = from;
    for (const { start, end } of between) {
      text += this.#code.text.slice(seen, start);
      seen = end;
    }
    text += this.#code.text.slice(seen, to);
    const isMarkup = node.type === 'jsx_element' && !text.includes('\n');
    if (isVerbatim(node) || isMarkup || /\S/.test(text)) this.#parts.push(text);
  }

  /** Whether a line ends where the language lets it mean something. */
  #breaks(node: PlainNode, before: PlainNode, after: PlainNode): boolean {
    const isAtStart = BREAKING.has(node.type) && before === node.children[0];
    if (!isAtStart && before.type !== 'async' && after.type !== '=>') return false;
    return this.#code.text.slice(before.end, after.start).includes('\n');
  }

  #leaf(node: PlainNode): void {
    const text = this.#code.text.slice(node.start, node.end);
    if (node.type === 'identifier') return this.#identifier(node, text);
    this.#parts.push(
      `${node.isNamed ? node.type : ''} ${isPlainString(node) ? quoted(text) : text}`,
    );
  }

  #identifier(node: PlainNode, text: string): void {
    const binding = this.#code.names?.bindingOf.get(node);
    if (binding === undefined) return void this.#parts.push(`identifier ${text}`);
    const number = this.#numbers.get(binding) ?? this.#numbers.size;
    this.#numbers.set(binding, number);
    const name = binding.mayBeRenamed ? '' : text;
    this.#parts.push(`identifier ${name}\u0002${number}`);
  }

  /** `{ a }` as `{ a: a }`, and `{ a = 1 }` as `{ a: a = 1 }`. */
  #writeShorthand(node: PlainNode): void {
    const key = node.type === 'object_assignment_pattern' ? childAt(node, 'left') : node;
    if (key === undefined || key.children.length > 0) {
      return this.#writeChildren(node, `(${node.type}`);
    }
    const text = this.#code.text.slice(key.start, key.end);
    // The long form of this one does another thing.
    if (text === '__proto__') return void this.#parts.push(`${node.type} ${text}`);
    const isValue = node.type === 'shorthand_property_identifier';
    this.#parts.push(isValue ? '(pair' : '(pair_pattern', `property_identifier ${text}`, ' :');
    if (key === node) this.#identifier(key, text);
    else {
      this.#parts.push('(assignment_pattern');
      this.#identifier(key, text);
      for (const child of node.children) if (child !== key) this.#write(child);
      this.#parts.push(')');
    }
    this.#parts.push(')');
  }

  #writeChildren({ children }: PlainNode, head: string): void {
    this.#parts.push(head);
    for (const child of children) this.#write(child);
    this.#parts.push(')');
  }

  /** `{ a }` of an import as `{ a as a }`. */
  #writeImported(node: PlainNode): void {
    const name = childAt(node, 'name');
    if (name === undefined) return this.#writeChildren(node, '(import_specifier');
    const text = this.#code.text.slice(name.start, name.end);
    this.#parts.push('(import_specifier', `identifier ${text}`, ' as');
    this.#identifier(name, text);
    this.#parts.push(')');
  }

  /** Whether a sign says nothing: the end of a statement, or a comma with nothing behind it. */
  #isIdle({ type, parent, isNamed, start, field }: PlainNode): boolean {
    if (isNamed || parent === undefined) return false;
    if (type === ';') return parent.type !== 'for_statement' && parent.type !== 'empty_statement';
    if (type !== ',' || field !== null || !LISTS.has(parent.type)) return false;
    const at = parent.children.findIndex((child) => child.start === start && child.type === ',');
    const before = parent.children[at - 1];
    const after = parent.children[at + 1];
    // Two commas hold a place between them.
    return (
      before?.isNamed === true &&
      CLOSING.has(after?.type ?? '') &&
      at === parent.children.length - 2
    );
  }
}

/** Types of nodes in which white space and what stands between their parts count. */
function isVerbatim(node: PlainNode): boolean {
  if (node.type === 'interpolation') return hasA(node, '=');
  return node.type.includes('string') || node.type.startsWith('format_');
}

/** A string with nothing in it but itself. */
function isPlainString({ type, children }: PlainNode): boolean {
  return (
    type === 'regex' ||
    (type === 'string' &&
      children.every(
        ({ type: part }) => part !== 'interpolation' && part !== 'template_substitution',
      ))
  );
}

/** A string in double quotes where that changes nothing. */
function quoted(text: string): string {
  const inner = /^'([^'"\\\n]*)'$/.exec(text)?.[1];
  return inner === undefined ? text : `"${inner}"`;
}
