import type { Node } from '@vscode/tree-sitter-wasm';
import type { DeclarationKind, ExportedName } from './syntax.ts';

/** How one type of node declares something. Fields left out have the usual field names. */
export interface DeclarationRule {
  /** undefined from the function: this node declares nothing after all. */
  readonly kind: DeclarationKind | ((node: Node, place: Place) => DeclarationKind | undefined);
  /** Default: the text of field `name`. undefined from it: declares nothing. */
  readonly name?: (node: Node) => string | undefined;
  /** Default: field `parameters`. */
  readonly parameters?: (node: Node) => Node | null;
  /** Default: field `body`. */
  readonly body?: (node: Node) => Node | null;
  /** The declarations in it are its members and are listed too. */
  readonly members?: boolean;
  /** The node whose text is the declaration, when it is not the node itself. */
  readonly whole?: (node: Node) => Node;
  /** Names of containers that the node itself gives, say a receiver's type. */
  readonly container?: (node: Node) => string | undefined;
}

/** Where a node stands. */
interface Place {
  /** Kind of the declaration around it; undefined at the top of the file. */
  readonly within: DeclarationKind | undefined;
}

/** What decides whether a declaration is visible outside. */
export interface Visibility {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** The declaring node. */
  readonly node: Node;
  /** Types of the wrappers around it, say `export_statement`. */
  readonly wrappers: readonly string[];
  readonly within: DeclarationKind | undefined;
  /** Whether the declaration around it is visible; true at the top of the file. */
  readonly containerExported: boolean;
}

/** A node that gives names away. */
export interface ExportList {
  /** How the node's text starts; others of its type are passed over. */
  readonly starts: RegExp;
  /** @param scope path of the declaration around it; undefined where nothing is declared */
  names(node: Node, scope: string | undefined): readonly ExportedName[];
}

/** A language as data: which nodes of its grammar mean what. */
export interface LanguageTable {
  readonly comments: readonly string[];
  /** Strings, characters, regular expressions, templates: compared whole. */
  readonly strings: readonly string[];
  readonly imports: readonly string[];
  readonly declarations: Readonly<Record<string, DeclarationRule>>;
  /** Nodes that only surround a declaration and belong to it, say decorators' parents. */
  readonly wrappers: readonly string[];
  /** Siblings before a declaration that belong to it, say attributes. */
  readonly leading: readonly string[];
  /** Nodes in which no declaration is listed, say lambdas. */
  readonly opaque: readonly string[];
  /** The grammar stumbles over strings that compilers read. */
  readonly misreadsStrings?: true;
  /** What compilers refuse and the grammar takes, by the type of the node. */
  readonly refused?: Readonly<Record<string, (node: Node) => boolean>>;
  /** Whether a node may not stand where it does, at the top of a file, though the grammar takes it there. */
  readonly isMisplaced?: (atTop: Node) => boolean;
  /** Nodes that only name a container, say Rust's `impl`. */
  readonly scopes: Readonly<Record<string, (node: Node) => string | undefined>>;
  /** Types of children of a parameter list that are no parameters for a caller, say `self`. */
  readonly skippedParameters: readonly string[];
  exported(visibility: Visibility): boolean;
  /** Names given away without a declaration, as in `export { a }`, by the type of the node. */
  readonly exportLists?: Readonly<Record<string, ExportList>>;
  /** Whether a comment before a declaration documents it. */
  isDocumentation(comment: string): boolean;
  /** Whether it does so across blank lines, by the language's own rules; left out: none does. */
  readonly reachesAcross?: (comment: string) => boolean;
  /** Whether documentation is the first statement of a body rather than a comment before it. */
  readonly docstrings: boolean;
}

/** The members of an enum, by the types that their nodes have. */
export function enumMembers(...types: readonly string[]): ExportList {
  return {
    starts: /^/,
    names: (node, scope) => {
      const name = fieldText(node, 'name');
      const body = node.childForFieldName('body');
      if (name === undefined || body === null || scope === undefined) return [];
      const within = scope === '' ? name : `${scope}.${name}`;
      return body.namedChildren.flatMap((child) => {
        if (child === null || !types.includes(child.type)) return [];
        const member = fieldText(child, 'name') ?? child.text;
        return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(member)
          ? [{ name: `${within}.${member}`, within }]
          : [];
      });
    },
  };
}

/** The text of a node's field, or undefined. */
export function fieldText(node: Node, field: string): string | undefined {
  return node.childForFieldName(field)?.text;
}

/** A `try` that neither catches nor ends with anything: no language here has it. */
export function isUnhandled({ namedChildren }: Node): boolean {
  return !namedChildren.some((child) => /^(?:except|catch|finally)_/.test(child?.type ?? ''));
}

/** Whether a node has a direct child of that type, named or not. */
export function hasChild(node: Node, type: string): boolean {
  return node.children.some((child) => child?.type === type);
}

/** Words of a node's `modifiers` or `modifier` children. */
export function modifierWords(node: Node): readonly string[] {
  return node.children
    .filter((child) => child?.type === 'modifiers' || child?.type === 'modifier')
    .flatMap((child) => child?.text.split(/\s+/) ?? []);
}
