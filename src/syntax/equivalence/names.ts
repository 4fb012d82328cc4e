import type { PlainNode } from './plainTree.ts';

/** A name as one place of the code declares it. */
export class Binding {
  readonly name: string;
  /** Whether something beyond the code that uses it may know its name; then it keeps it. */
  isFixed: boolean;
  /** Its value is a function that is called so: only calls do not give that name away. */
  isNamedFunction = false;
  /** Whether it is used other than by calling it with positions alone. */
  isPassedOn = false;

  constructor(name: string, isFixed: boolean) {
    this.name = name;
    this.isFixed = isFixed;
  }

  /** Whether it may be called otherwise without anybody seeing it. */
  get mayBeRenamed(): boolean {
    return !this.isFixed && !(this.isNamedFunction && this.isPassedOn);
  }
}

/** Where names are declared. */
export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | undefined;
  readonly bindings = new Map<string, Binding>();

  constructor(kind: ScopeKind, parent: Scope | undefined) {
    this.kind = kind;
    this.parent = parent;
  }

  /** The binding of a name here, made where there is none. */
  declare(name: string, isFixed: boolean): Binding {
    const known = this.bindings.get(name);
    if (known !== undefined) {
      known.isFixed ||= isFixed;
      return known;
    }
    const binding = new Binding(name, isFixed);
    this.bindings.set(name, binding);
    return binding;
  }
}

/** What a scope belongs to; a `body` is a function's own, below that of its parameters. */
export type ScopeKind = 'file' | 'function' | 'body' | 'block' | 'class' | 'comprehension';

/** What the names of a file stand for. */
export interface Names {
  /** The binding that an identifier declares or uses; one that is not listed is declared nowhere here. */
  readonly bindingOf: ReadonlyMap<PlainNode, Binding>;
}

/** Reads the names of a tree; undefined: they cannot be told, so that none may change. */
export type NameReader = (root: PlainNode, text: string) => Names | undefined;
