import type { Names } from './names.ts';
import { Binding, Scope } from './names.ts';
import type { PlainNode } from './plainTree.ts';
import { childAt, hasA } from './plainTree.ts';

const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** What a place that is assigned to may be made of. */
const PATTERNS = new Set(
  'pattern_list tuple_pattern list_pattern list_splat_pattern dictionary_splat_pattern tuple list list_splat expression_list as_pattern_target parenthesized_expression'.split(
    ' ',
  ),
);

/** What looks names up by their text, or at the frames of its callers: where it is used none may change. */
const REFLECTS = new Set(
  'eval exec locals vars dir globals inspect _getframe currentframe settrace numexpr evaluate query pandasql sqldf interact breakpoint set_trace'.split(
    ' ',
  ),
);

/** Those that call what they are given with positions alone. */
const CALLERS = new Set(['map', 'filter', 'reduce', 'sorted', 'min', 'max']);

/** Reads the names of Python; undefined where names are looked up by their text. */
export function pythonNames(root: PlainNode, text: string): Names | undefined {
  const reader = new PythonNames(text);
  return reader.read(root) ? { bindingOf: reader.bindingOf } : undefined;
}

/** A use of a name, to be looked up when all are declared. */
interface Reference {
  readonly node: PlainNode;
  readonly scope: Scope;
}

class PythonNames {
  readonly bindingOf = new Map<PlainNode, Binding>();
  readonly #text: string;
  readonly #references: Reference[] = [];
  /** Names that keep themselves wherever they stand. */
  readonly #poisoned = new Set<string>();
  /** Words in strings, by the outermost function that they are in. */
  readonly #words = new Map<Scope, Set<string>>();
  /** Parameters of functions, which only positions may give. */
  readonly #parameters: { readonly of: Binding; readonly binding: Binding }[] = [];
  readonly #declared: { readonly binding: Binding; readonly scope: Scope }[] = [];
  #reflects = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(root: PlainNode): boolean {
    const file = new Scope('file', undefined);
    // What a function declares holds in all of it, also above: first all declarations, then all uses.
    this.#visit(root, file);
    if (this.#reflects) return false;
    for (const { node, scope } of this.#references) this.#resolve(node, scope);
    for (const { binding, scope } of this.#declared) {
      // A frame is looked into by names in strings: the query of a table, a template.
      const words = outermost(scope);
      const isTold = words !== undefined && this.#words.get(words)?.has(binding.name) === true;
      if (isTold || this.#poisoned.has(binding.name)) binding.isFixed = true;
    }
    for (const { of, binding } of this.#parameters) {
      if (!of.mayBeRenamed) binding.isFixed = true;
    }
    return true;
  }

  #name({ start, end }: PlainNode): string {
    return this.#text.slice(start, end);
  }

  #visit(node: PlainNode, scope: Scope): void {
    switch (node.type) {
      case 'identifier':
        return this.#reference(node, scope);
      case 'string':
        this.#noteWords(node, scope);
        break;
      case 'function_definition':
        return this.#visitFunction(node, scope);
      case 'lambda':
        return this.#visitLambda(node, scope);
      case 'class_definition':
        return this.#visitClass(node, scope);
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
        return this.#declareImports(node, scope);
      case 'global_statement':
      case 'nonlocal_statement':
        for (const child of node.children) if (child.isNamed) this.#poisoned.add(this.#name(child));
        break;
      case 'case_pattern':
      case 'type_parameter':
      case 'type_alias_statement':
        this.#poisonAll(node);
        break;
    }
    if (COMPREHENSIONS.has(node.type)) return this.#visitComprehension(node, scope);
    this.#declareIn(node, scope);
    for (const child of node.children) this.#visit(child, scope);
  }

  #visitFunction(node: PlainNode, outer: Scope): void {
    const name = childAt(node, 'name');
    const isDecorated = node.parent?.type === 'decorated_definition';
    const own = name && this.#declare(name, outer, isDecorated);
    if (own !== undefined) own.isNamedFunction = true;
    const scope = new Scope('function', outer);
    for (const child of node.children) {
      if (child.type === 'parameters') this.#visitParameters(child, scope, outer, own);
      else if (child === name) continue;
      // Types and defaults are worked out where the function stands.
      else this.#visit(child, child.type === 'block' ? scope : outer);
    }
  }

  #visitLambda(node: PlainNode, outer: Scope): void {
    const scope = new Scope('function', outer);
    const own = new Binding('', !isCalledByPosition(node, (each) => this.#name(each)));
    for (const child of node.children) {
      if (child.type === 'lambda_parameters') this.#visitParameters(child, scope, outer, own);
      else this.#visit(child, scope);
    }
  }

  #visitParameters(list: PlainNode, scope: Scope, outer: Scope, own: Binding | undefined): void {
    for (const child of list.children) {
      const name = child.type === 'identifier' ? child : parameterName(child);
      if (name !== undefined) {
        const binding = this.#declare(name, scope, own === undefined);
        if (own !== undefined) this.#parameters.push({ of: own, binding });
      }
      for (const part of child.children) if (part !== name) this.#visit(part, outer);
    }
  }

  #visitClass(node: PlainNode, outer: Scope): void {
    const name = childAt(node, 'name');
    if (name !== undefined) this.#declare(name, outer, true);
    const scope = new Scope('class', outer);
    for (const child of node.children) {
      if (child !== name) this.#visit(child, child.type === 'block' ? scope : outer);
    }
  }

  /** The first thing that a comprehension goes through is worked out where it stands. */
  #visitComprehension(node: PlainNode, outer: Scope): void {
    const scope = new Scope('comprehension', outer);
    const first = node.children.find(({ type }) => type === 'for_in_clause');
    for (const child of node.children) {
      if (child.type !== 'for_in_clause') this.#visit(child, scope);
      else {
        this.#declareTarget(childAt(child, 'left'), scope);
        for (const part of child.children) {
          const isFirst = child === first && part.field === 'right';
          this.#visit(part, isFirst ? outer : scope);
        }
      }
    }
  }

  #declareImports(node: PlainNode, scope: Scope): void {
    for (const child of node.children) {
      if (child.field !== 'name') continue;
      const alias = childAt(child, 'alias');
      if (alias !== undefined) this.#declare(alias, scope, false);
      else {
        const [first] = child.children;
        // What is imported without another name is called as its module calls it.
        if (first !== undefined) this.#poisoned.add(this.#name(first));
      }
    }
  }

  /** Declares what a node assigns to. */
  #declareIn(node: PlainNode, scope: Scope): void {
    switch (node.type) {
      case 'assignment':
      case 'augmented_assignment':
      case 'for_statement':
        return this.#declareTarget(childAt(node, 'left'), scope);
      case 'as_pattern_target':
        return this.#declareTarget(node, scope);
      case 'named_expression': {
        const name = childAt(node, 'name');
        let place = scope;
        while (place.kind === 'comprehension' && place.parent !== undefined) place = place.parent;
        if (name !== undefined) this.#declare(name, place, false);
        return;
      }
      case 'delete_statement':
        for (const child of node.children) this.#declareTarget(child, scope);
    }
  }

  #declareTarget(node: PlainNode | undefined, scope: Scope): void {
    if (node?.type === 'identifier') this.#declare(node, scope, false);
    else if (node !== undefined && PATTERNS.has(node.type)) {
      for (const child of node.children) this.#declareTarget(child, scope);
    }
  }

  /** What is not in a function is seen from outside. */
  #declare(node: PlainNode, scope: Scope, isFixed: boolean): Binding {
    const isOpen = scope.kind === 'file' || scope.kind === 'class';
    const name = this.#name(node);
    const binding = scope.declare(name, isFixed || isOpen || name.startsWith('__'));
    this.bindingOf.set(node, binding);
    this.#declared.push({ binding, scope });
    return binding;
  }

  #poisonAll(node: PlainNode): void {
    if (node.type === 'identifier') this.#poisoned.add(this.#name(node));
    for (const child of node.children) this.#poisonAll(child);
  }

  #noteWords(node: PlainNode, scope: Scope): void {
    const place = outermost(scope);
    // Documentation is no question that anybody asks.
    const isDocumentation = node.parent?.type === 'expression_statement';
    if (place === undefined || isDocumentation) return;
    const words = this.#words.get(place) ?? new Set();
    this.#words.set(place, words);
    for (const part of node.children) {
      if (part.type === 'interpolation') {
        // It writes the name itself.
        if (hasA(part, '=')) this.#poisonAll(part);
        continue;
      }
      for (const word of this.#name(part).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []) words.add(word);
    }
  }

  #reference(node: PlainNode, scope: Scope): void {
    const { parent, field } = node;
    const name = this.#name(node);
    if (REFLECTS.has(name)) this.#reflects = true;
    const isKey =
      (parent?.type === 'attribute' && field === 'attribute') ||
      (parent?.type === 'keyword_argument' && field === 'name');
    if (!isKey) this.#references.push({ node, scope });
  }

  #resolve(node: PlainNode, from: Scope): void {
    const name = this.#name(node);
    const binding = this.bindingOf.get(node) ?? lookUp(from, name);
    if (binding === undefined) return;
    this.bindingOf.set(node, binding);
    if (!isPositionalCall(node)) binding.isPassedOn = true;
    const { parent, field } = node;
    const value = field === 'left' && parent ? childAt(parent, 'right') : undefined;
    if (value?.type === 'lambda') binding.isPassedOn = true;
  }
}

/** The name that a parameter declares, whatever else is said of it. */
function parameterName(node: PlainNode): PlainNode | undefined {
  const named = childAt(node, 'name') ?? node.children.find(({ field }) => field === null);
  if (named === undefined || named.type === 'identifier') return named;
  return named.children.find(({ type }) => type === 'identifier');
}

/** Classes are passed over from within their methods. */
function lookUp(from: Scope, name: string): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'class' && scope !== from) continue;
    const found = scope.bindings.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The outermost function around a scope; undefined: none. */
function outermost(from: Scope): Scope | undefined {
  let found: Scope | undefined;
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'function') found = scope;
  }
  return found;
}

/** Whether a name is called here, its arguments given by position. */
function isPositionalCall({ parent, field }: PlainNode): boolean {
  if (parent?.type !== 'call' || field !== 'function') return false;
  const given = childAt(parent, 'arguments');
  return (
    given !== undefined && !hasA(given, 'keyword_argument') && !hasA(given, 'dictionary_splat')
  );
}

/** Whether a lambda goes to what calls it by position. */
function isCalledByPosition({ parent }: PlainNode, nameOf: (node: PlainNode) => string): boolean {
  const list = parent?.type === 'keyword_argument' ? parent.parent : parent;
  const call = list?.type === 'argument_list' ? list.parent : undefined;
  const called = call && childAt(call, 'function');
  if (called === undefined) return false;
  if (parent?.type === 'keyword_argument') {
    const name = childAt(parent, 'name');
    const isKey = name !== undefined && nameOf(name) === 'key';
    return isKey && /^(?:sorted|min|max|[^()]*\.sort)$/.test(nameOf(called));
  }
  return CALLERS.has(nameOf(called));
}
