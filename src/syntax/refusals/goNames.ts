import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { around, partsOf } from './nodeParts.ts';

const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration']);
export const GO_FUNCTIONS: ReadonlySet<string> = new Set([...FUNCTIONS, 'func_literal']);

/** Statements that have a scope of their own around their parts. */
const SCOPED: ReadonlySet<string> = new Set([
  'block',
  'if_statement',
  'for_statement',
  'expression_switch_statement',
  'type_switch_statement',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
]);

interface Declared {
  /** The node that declares it. */
  readonly by: number;
  isUsed: boolean;
}

/** Names by the scopes of Go's blocks; what no block declares is of the file or of the language. */
class GoScope {
  readonly own = new Map<string, Declared>();
  readonly #outer: GoScope | undefined;

  constructor(outer?: GoScope) {
    this.#outer = outer;
  }

  use(name: string): void {
    const found = this.own.get(name);
    if (found !== undefined) found.isUsed = true;
    else this.#outer?.use(name);
  }
}

/** Reads the names of one function, and notes the declarations that Go's compiler refuses. */
class GoNames {
  readonly refused: Set<number>;

  constructor(refused: Set<number>) {
    this.refused = refused;
  }

  readFunction(node: Node, outer?: GoScope): void {
    const scope = new GoScope(outer);
    for (const field of ['receiver', 'parameters', 'result'] as const) {
      const list = node.childForFieldName(field);
      if (list?.type === 'parameter_list') this.#declareParameters(list, scope);
    }
    const body = node.childForFieldName('body');
    if (body !== null) this.#children(body, scope);
    this.#close(scope);
  }

  /** Parameters need no use, but are of the body's own scope. */
  #declareParameters(list: Node, scope: GoScope): void {
    for (const parameter of partsOf(list)) {
      for (const name of fieldsOf(parameter, 'name')) {
        if (name.text === '_') continue;
        if (scope.own.has(name.text)) this.refused.add(list.id);
        scope.own.set(name.text, { by: list.id, isUsed: true });
      }
    }
  }

  #close(scope: GoScope): void {
    for (const { by, isUsed } of scope.own.values()) if (!isUsed) this.refused.add(by);
  }

  #children(node: Node, scope: GoScope): void {
    for (const child of partsOf(node)) this.#visit(child, scope);
  }

  #visit(node: Node, scope: GoScope): void {
    switch (node.type) {
      case 'identifier':
      // The grammar takes some values for types.
      case 'type_identifier':
      case 'package_identifier':
      case 'iota':
      case 'nil':
      case 'true':
      case 'false':
        return scope.use(node.text);
      case 'func_literal':
        return this.readFunction(node, scope);
      case 'short_var_declaration':
        this.#field(node, 'right', scope);
        return this.#declareNew(node, scope);
      case 'var_spec':
        this.#field(node, 'value', scope);
        return this.#declareAll(node, scope, false);
      case 'const_spec':
        this.#field(node, 'value', scope);
        return this.#declareAll(node, scope, true);
      case 'range_clause':
      case 'receive_statement':
        this.#field(node, 'right', scope);
        return node.children.some((one) => one?.type === ':=')
          ? this.#declareNew(node, scope)
          : this.#assign(node, scope);
      case 'assignment_statement':
        this.#field(node, 'right', scope);
        return node.childForFieldName('operator')?.text === '='
          ? this.#assign(node, scope)
          : this.#field(node, 'left', scope);
    }
    if (!SCOPED.has(node.type)) return this.#children(node, scope);
    const inner = new GoScope(scope);
    if (node.type === 'type_switch_statement') this.#readSwitch(node, inner);
    else this.#children(node, inner);
    this.#close(inner);
  }

  /** The name of a switch over types is another one in each case: one use of it is enough. */
  #readSwitch(node: Node, scope: GoScope): void {
    const [alias, value] = [node.childForFieldName('alias'), node.childForFieldName('value')];
    this.#field(node, 'initializer', scope);
    if (value !== null) this.#visit(value, scope);
    const inner = new GoScope(scope);
    for (const name of alias === null ? [] : partsOf(alias)) {
      inner.own.set(name.text, { by: node.id, isUsed: false });
    }
    for (const child of partsOf(node)) {
      if (child.type.endsWith('_case')) this.#visit(child, inner);
    }
    this.#close(inner);
  }

  #field(node: Node, field: string, scope: GoScope): void {
    for (const child of fieldsOf(node, field)) this.#visit(child, scope);
  }

  /** `:=` needs one name that is new in its scope. */
  #declareNew(node: Node, scope: GoScope): void {
    const left = node.childForFieldName('left');
    if (left === null) return;
    const names = partsOf(left);
    const fresh = names.filter(({ text }) => text !== '_' && !scope.own.has(text));
    if (fresh.length === 0 && node.type === 'short_var_declaration') this.refused.add(node.id);
    for (const name of fresh) scope.own.set(name.text, { by: node.id, isUsed: false });
  }

  #declareAll(node: Node, scope: GoScope, isUsed: boolean): void {
    for (const name of fieldsOf(node, 'name')) {
      if (name.type !== 'identifier' || name.text === '_') continue;
      if (scope.own.has(name.text)) this.refused.add(node.id);
      scope.own.set(name.text, { by: node.id, isUsed });
    }
  }

  /** A name that is only given a value is not used by that. */
  #assign(node: Node, scope: GoScope): void {
    const left = node.childForFieldName('left');
    if (left === null) return;
    for (const target of left.type === 'expression_list' ? partsOf(left) : [left]) {
      if (target.type !== 'identifier') this.#visit(target, scope);
    }
  }
}

export function fieldsOf(node: Node, field: string): readonly Node[] {
  return node.childrenForFieldName(field).filter((one) => one !== null && one.isNamed) as Node[];
}

/** The declarations of a tree that were found to be refused. */
const known = new WeakMap<Tree, Set<number>>();

/** Reads the names of a function, with all functions in it; those in others have been read by then. */
export function readNames(node: Node): void {
  if (node.type === 'func_literal' && around(node, GO_FUNCTIONS) !== undefined) return;
  const refused = known.get(node.tree) ?? new Set<number>();
  known.set(node.tree, refused);
  new GoNames(refused).readFunction(node);
}

/** Whether a declaration, in a function that was read, has an unused name or nothing new. */
export function declaresRefused({ tree, id }: Node): boolean {
  return known.get(tree)?.has(id) === true;
}
