import type { Binding, Names } from './names.ts';
import { Scope } from './names.ts';
import type { PlainNode } from './plainTree.ts';
import { childAt } from './plainTree.ts';

const FUNCTIONS = new Set([
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'arrow_function',
  'method_definition',
]);
const DECLARED_FUNCTIONS = new Set(['function_declaration', 'generator_function_declaration']);
const ANONYMOUS = new Set(['function_expression', 'generator_function', 'arrow_function', 'class']);
const BLOCKS = new Set([
  'statement_block',
  'for_statement',
  'for_in_statement',
  'switch_body',
  'catch_clause',
  'class_static_block',
]);

/** Names that mean something to the language or to whoever looks at a function from outside. */
const SPECIAL = new Set(
  'arguments eval undefined NaN Infinity let static yield await async of get set exports module require'.split(
    ' ',
  ),
);

/** Names by which markup is made where there is any. */
const MARKUP = new Set(['React', 'Fragment', 'createElement', 'preact', 'jsx', 'h']);

/** Names that keep themselves: a container of dependencies, or Jest's own hoisting, goes by them. */
const TOLD = /^(?:\$|mock)/i;

/** What looks names up by their text: where it is used none may change. */
const REFLECTS = new Set(['eval', 'Function']);

/** Reads the names of JavaScript; undefined where names are looked up by their text. */
export function javascriptNames(root: PlainNode, text: string): Names | undefined {
  const reader = new JavascriptNames(text);
  return reader.read(root) ? { bindingOf: reader.bindingOf } : undefined;
}

class JavascriptNames {
  readonly bindingOf = new Map<PlainNode, Binding>();
  readonly #text: string;
  readonly #references: { readonly node: PlainNode; readonly scope: Scope }[] = [];
  /** Names that keep themselves wherever they stand. */
  readonly #poisoned = new Set<string>();
  readonly #caught = new Set<string>();
  readonly #variables = new Set<string>();
  #reflects = false;
  #isModule = false;
  #hasMarkup = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(root: PlainNode): boolean {
    const file = new Scope('file', undefined);
    this.#visit(root, file);
    if (this.#reflects) return false;
    for (const { node, scope } of this.#references) this.#resolve(node, scope);
    // In a `catch` a variable of its name is begun in its place.
    for (const name of this.#caught) if (this.#variables.has(name)) this.#poisoned.add(name);
    for (const binding of new Set(this.bindingOf.values())) {
      const isSpecial = SPECIAL.has(binding.name) || (this.#hasMarkup && MARKUP.has(binding.name));
      if (isSpecial || this.#poisoned.has(binding.name)) binding.isFixed = true;
    }
    // What a script declares at its top is seen by all other scripts.
    // Markup may be made by a function that is known by its name.
    const isSeen = !this.#isModule || this.#hasMarkup;
    if (isSeen) for (const binding of file.bindings.values()) binding.isFixed = true;
    return true;
  }

  #name(node: PlainNode): string {
    return this.#text.slice(node.start, node.end);
  }

  #visit(node: PlainNode, outer: Scope): void {
    const { type } = node;
    if (type === 'with_statement') this.#reflects = true;
    if (type.startsWith('jsx_')) this.#hasMarkup = true;
    if (type === 'import_statement' || type === 'export_statement') this.#isModule = true;
    if (DECLARED_FUNCTIONS.has(type)) this.#declareFunction(node, outer);
    if (type === 'class_declaration') this.#declareName(childAt(node, 'name'), outer, true);
    const scope = this.#scopeOf(node, outer);
    this.#declareIn(node, scope);
    if (type === 'identifier' || type.startsWith('shorthand_property_identifier')) {
      this.#reference(node, outer);
      return;
    }
    for (const child of node.children) this.#visit(child, isOutside(child, node) ? outer : scope);
  }

  /** The scope of what is in a node. */
  #scopeOf(node: PlainNode, outer: Scope): Scope {
    const { type, parent } = node;
    if (FUNCTIONS.has(type)) {
      const own = childAt(node, 'name');
      const isExpression = type === 'function_expression' || type === 'generator_function';
      const named = isExpression && own !== undefined ? new Scope('block', outer) : outer;
      if (named !== outer) this.#declareName(own, named, true);
      return new Scope('function', named);
    }
    if (type === 'statement_block' && parent !== undefined && FUNCTIONS.has(parent.type)) {
      return new Scope('body', outer);
    }
    if (type === 'class') {
      const scope = new Scope('block', outer);
      this.#declareName(childAt(node, 'name'), scope, true);
      return scope;
    }
    if (type === 'class_static_block') return new Scope('body', outer);
    return BLOCKS.has(type) ? new Scope('block', outer) : outer;
  }

  /** Declares what a node declares, in the scope of what is in it. */
  #declareIn(node: PlainNode, scope: Scope): void {
    switch (node.type) {
      case 'variable_declarator':
        return this.#declareVariable(node, scope);
      case 'formal_parameters':
        for (const child of node.children) this.#declarePattern(child, scope, false);
        return;
      case 'catch_clause': {
        const caught = childAt(node, 'parameter');
        if (caught !== undefined) this.#caught.add(this.#name(caught));
        return this.#declarePattern(caught, scope, false);
      }
      case 'arrow_function':
        return this.#declarePattern(childAt(node, 'parameter'), scope, false);
      case 'for_in_statement': {
        const kind = childAt(node, 'kind');
        if (kind === undefined) return;
        const isVar = this.#name(kind) === 'var';
        return this.#declarePattern(childAt(node, 'left'), isVar ? variables(scope) : scope, false);
      }
      case 'import_clause':
      case 'namespace_import':
        for (const child of node.children) {
          if (child.type === 'identifier') this.#declareName(child, scope, false);
        }
        return;
      case 'import_specifier':
        return this.#declareName(childAt(node, 'alias') ?? childAt(node, 'name'), scope, false);
      case 'export_specifier':
        for (const child of node.children) this.#poisoned.add(this.#name(child));
        return;
    }
  }

  #declareVariable(node: PlainNode, scope: Scope): void {
    const statement = node.parent;
    const isVar = statement?.type === 'variable_declaration';
    const isExported = statement?.parent?.type === 'export_statement';
    const place = isVar ? variables(scope) : scope;
    const name = childAt(node, 'name');
    if (isVar && name !== undefined) this.#variables.add(this.#name(name));
    this.#declarePattern(name, place, isExported);
  }

  #declareFunction(node: PlainNode, outer: Scope): void {
    const name = childAt(node, 'name');
    if (name === undefined) return;
    const isExported = node.parent?.type === 'export_statement';
    // In a block it may be one of the whole function too.
    if (outer.kind === 'block') this.#poisoned.add(this.#name(name));
    this.#declareName(name, outer, isExported);
    const binding = this.bindingOf.get(name);
    if (binding !== undefined) binding.isNamedFunction = true;
  }

  #declarePattern(node: PlainNode | undefined, scope: Scope, isFixed: boolean): void {
    if (node === undefined) return;
    switch (node.type) {
      case 'identifier':
      case 'shorthand_property_identifier_pattern':
        return this.#declareName(node, scope, isFixed);
      case 'assignment_pattern':
      case 'object_assignment_pattern':
        return this.#declarePattern(childAt(node, 'left'), scope, isFixed);
      case 'pair_pattern':
        return this.#declarePattern(childAt(node, 'value'), scope, isFixed);
      case 'object_pattern':
      case 'array_pattern':
      case 'rest_pattern':
        for (const child of node.children) this.#declarePattern(child, scope, isFixed);
    }
  }

  #declareName(node: PlainNode | undefined, scope: Scope, isFixed: boolean): void {
    if (node === undefined) return;
    const name = this.#name(node);
    // A variable may be one with the parameter of its name, or begin as a copy of it.
    if (scope.kind === 'body' && scope.parent?.bindings.has(name) === true) {
      this.#poisoned.add(name);
    }
    this.bindingOf.set(node, scope.declare(name, isFixed || TOLD.test(name)));
  }

  #reference(node: PlainNode, scope: Scope): void {
    const name = this.#name(node);
    const { parent } = node;
    if (REFLECTS.has(name)) this.#reflects = true;
    if (name === 'module' || name === 'exports' || name === 'require') this.#isModule = true;
    if (parent?.type.startsWith('jsx_') === true && parent.type !== 'jsx_expression') {
      this.#poisoned.add(name);
    }
    if (parent?.type === 'import_specifier' && node.field === 'name') {
      if (childAt(parent, 'alias') !== undefined) return;
    }
    this.#references.push({ node, scope });
  }

  #resolve(node: PlainNode, from: Scope): void {
    const name = this.#name(node);
    const binding = this.bindingOf.get(node) ?? lookUp(from, name);
    if (binding === undefined) return;
    this.bindingOf.set(node, binding);
    this.#noteUse(node, binding);
  }

  /** What a use of a name tells of the name itself. */
  #noteUse(node: PlainNode, binding: Binding): void {
    const { parent, field } = node;
    if (parent === undefined) return;
    const value = valueGivenTo(node, parent);
    if (value !== undefined && ANONYMOUS.has(value.type)) {
      // A function without a name takes that of what it is assigned to.
      if (value.type === 'class') binding.isFixed = true;
      binding.isNamedFunction = true;
      return;
    }
    const isDeclared =
      (DECLARED_FUNCTIONS.has(parent.type) && field === 'name') ||
      (parent.type === 'variable_declarator' && field === 'name');
    const isCalled = parent.type === 'call_expression' && field === 'function';
    if (!isDeclared && !isCalled) binding.isPassedOn = true;
  }
}

/** Whether a part of a function is worked out where the function stands: a computed name, a decorator. */
function isOutside({ field, type }: PlainNode, node: PlainNode): boolean {
  return FUNCTIONS.has(node.type) && (field === 'name' || type === 'decorator');
}

/** The scope that a `var` belongs to. */
function variables(from: Scope): Scope {
  let scope = from;
  while (scope.kind === 'block' && scope.parent !== undefined) scope = scope.parent;
  return scope;
}

function lookUp(from: Scope, name: string): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    const found = scope.bindings.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a name is given where it stands at the left of something. */
function valueGivenTo(node: PlainNode, parent: PlainNode): PlainNode | undefined {
  const isLeft = node.field === 'left' || node.field === 'name';
  const given = isLeft ? (childAt(parent, 'right') ?? childAt(parent, 'value')) : undefined;
  let value = given;
  while (value?.type === 'parenthesized_expression') {
    value = value.children.find(({ isNamed }) => isNamed);
  }
  // One that has a name already keeps that.
  return value !== undefined && childAt(value, 'name') === undefined ? value : undefined;
}
