import type { Node, TreeCursor } from '@vscode/tree-sitter-wasm';
import { isDirective } from './directives.ts';
import { DocComments } from './docComments.ts';
import { docstringOf, DOCUMENTED_BY_STRING, isPlainString, STRING_START } from './docstrings.ts';
import type { DeclarationRule, LanguageTable } from './languageTable.ts';
import { lineAt, lineStartsOf } from './lines.ts';
import { parameterNames } from './parameters.ts';
import type {
  Declaration,
  DeclarationKind,
  ExportedName,
  SyntaxErrorAt,
  SyntaxFacts,
  TextRange,
} from './syntax.ts';
import type { TypeMeaning, TypeMeanings } from './typeMeanings.ts';

/** A language whose trees are read. */
export interface ReadGrammar {
  readonly language: string;
  readonly table: LanguageTable;
  readonly meanings: TypeMeanings;
}

/** What the code of a text is made of: nodes by type, leaves with their text; no comments. */
export interface CodeStream {
  /** A node's type id, or one of the constants below. */
  readonly kinds: readonly number[];
  /** For leaves the range of their text; for all else an empty range where it stands. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Entries of a stream that no grammar names. */
const GAP = 1_000_000;
const CLOSE = 1_000_001;
/** A comment that a tool obeys. */
export const DIRECTIVE = 1_000_002;

/** What surrounds the node that the walk is at. */
interface Scope {
  readonly path: string;
  readonly kind: DeclarationKind | undefined;
  readonly exported: boolean;
}

interface Wrapper {
  readonly type: string;
  readonly node: Node;
}

/** Where the walk is: what holds for all nodes with the same parent. */
interface Level {
  /** undefined: no declarations are listed here. */
  readonly scope: Scope | undefined;
  readonly wrappers: readonly Wrapper[];
  /** Type of the parent. */
  readonly type: string;
  /** Whether the parent was noted and has to be closed. */
  readonly isOpen: boolean;
  /** Whether something other than a comment has come below the parent. */
  hasChild: boolean;
}

interface Found extends Omit<Declaration, 'comment' | 'path' | 'firstLine' | 'lastLine'> {
  readonly path: string;
  /** Path of what it is a member of; empty at the top of the file. */
  readonly container: string;
  /** Whether it can be seen outside as soon as its container can. */
  readonly isOpen: boolean;
  /** Where a docstring would stand: the body's node start; null elsewhere. */
  readonly docstring: TextRange | null;
}

/** Characters by which a list of exports is known. */
const LIST_START = 40;

/** One walk over a tree, and what it has found. */
export class TreeWalk {
  readonly #language: string;
  readonly #table: LanguageTable;
  readonly #text: string;
  readonly #meanings: TypeMeanings;
  readonly #hasErrors: boolean;
  readonly #lineStarts: readonly number[];

  readonly #comments: TextRange[] = [];
  readonly #strings: TextRange[] = [];
  readonly #imports: TextRange[] = [];
  readonly #errors: SyntaxErrorAt[] = [];
  readonly #found: Found[] = [];
  readonly #exports: ExportedName[] = [];
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Up to here the text is accounted for, as a leaf, a comment or white space. */
  #seen = 0;

  constructor({ language, table, meanings }: ReadGrammar, text: string, hasErrors: boolean) {
    this.#language = language;
    this.#table = table;
    this.#meanings = meanings;
    this.#text = text;
    this.#hasErrors = hasErrors;
    this.#lineStarts = lineStartsOf(text);
  }

  /** Walks the whole tree without recursion: a long chain of operators nests deeply. */
  run(cursor: TreeCursor, what: 'all' | 'code'): void {
    const around: Level[] = [];
    let level: Level = {
      scope: what === 'all' ? { path: '', kind: undefined, exported: true } : undefined,
      wrappers: [],
      type: '',
      isOpen: false,
      hasChild: false,
    };
    for (;;) {
      const typeId = cursor.nodeTypeId;
      const meaning = this.#meanings.of(typeId);
      if (!this.#isDone(cursor, meaning, level, around.at(-1))) {
        const inner = this.#below(cursor, meaning, level);
        if (cursor.gotoFirstChild()) {
          if (inner.isOpen) this.#push(typeId, this.#seen, this.#seen);
          around.push(level);
          level = inner;
          continue;
        }
        this.#leaf(typeId, cursor.startIndex, cursor.endIndex);
      }
      while (!cursor.gotoNextSibling()) {
        const outer = around.pop();
        if (outer === undefined) return;
        cursor.gotoParent();
        if (level.isOpen) this.#push(CLOSE, this.#seen, this.#seen);
        level = outer;
      }
    }
  }

  /** Notes a node; true: what is below it has been dealt with. */
  #isDone(
    cursor: TreeCursor,
    { role, exportList, refused }: TypeMeaning,
    level: Level,
    outer: Level | undefined,
  ): boolean {
    if (role === 'comment') {
      this.#comment(cursor.startIndex, cursor.endIndex);
      return true;
    }
    const isFirst = !level.hasChild;
    level.hasChild = true;
    if (this.#hasErrors && (role === 'error' || cursor.nodeIsMissing)) {
      this.#error(cursor.startIndex);
    }
    if (refused?.(cursor.currentNode) === true) this.#error(cursor.startIndex);
    if (role === 'string') {
      const start = cursor.startIndex;
      const end = cursor.endIndex;
      // What stands in it is not walked through.
      if (this.#isMisread(cursor)) this.#error(start);
      this.#strings.push({ start, end });
      this.#leaf(cursor.nodeTypeId, start, end);
      return true;
    }
    if (role === 'statement') {
      const holder = level.type === 'block' ? outer?.type : level.type;
      return isFirst && DOCUMENTED_BY_STRING.has(holder ?? '') && this.#isDocstring(cursor);
    }
    if (role === 'import') {
      this.#imports.push({ start: cursor.startIndex, end: cursor.endIndex });
    }
    if (exportList !== undefined) {
      const start = cursor.startIndex;
      if (exportList.starts.test(this.#text.slice(start, start + LIST_START))) {
        // A list of names may be as long as the file.
        const names = exportList.names(cursor.currentNode, level.scope?.path);
        for (const name of names) this.#exports.push(name);
      }
    }
    return false;
  }

  #isMisread({ currentNode }: TreeCursor): boolean {
    return this.#hasErrors && this.#table.misreadsStrings !== true && currentNode.hasError;
  }

  /** Notes a first statement that is a plain string as a comment. */
  #isDocstring(cursor: TreeCursor): boolean {
    const start = cursor.startIndex;
    if (!STRING_START.test(this.#text.slice(start, start + 2))) return false;
    if (!isPlainString(cursor.currentNode)) return false;
    const end = cursor.endIndex;
    this.#comments.push({ start, end });
    this.#gap(start);
    this.#seen = end;
    return true;
  }

  /** What surrounds the children of a node. */
  #below(cursor: TreeCursor, meaning: TypeMeaning, { scope, wrappers }: Level): Level {
    const { type, isNamed: isOpen, rule } = meaning;
    const level = (inner: Scope | undefined, around: readonly Wrapper[] = []): Level => ({
      scope: inner,
      wrappers: around,
      type,
      isOpen,
      hasChild: false,
    });
    if (scope === undefined) return level(undefined);
    const declared = rule && this.#declare(rule, cursor.currentNode, scope, wrappers);
    if (declared !== undefined) return level(declared.inner);
    if (meaning.isWrapper) return level(scope, [...wrappers, { type, node: cursor.currentNode }]);
    if (meaning.isScope) return level(this.#scope(type, cursor.currentNode, scope));
    return level(meaning.isOpaque && !isBodyOfModule(cursor.currentNode) ? undefined : scope);
  }

  /** What stands at the top of the file and may not: grammars take pieces of code for files too. */
  top({ children }: Node): void {
    const { isMisplaced } = this.#table;
    if (isMisplaced === undefined) return;
    for (const child of children) {
      if (child?.isNamed === true && isMisplaced(child)) this.#error(child.startIndex);
    }
    this.#errors.sort((one, other) => one.line - other.line || one.column - other.column);
  }

  facts(): SyntaxFacts {
    const declarations = this.#withPaths();
    const given = this.#givenAway(declarations);
    return {
      errors: this.#errors,
      declarations,
      comments: this.#comments,
      strings: this.#strings,
      imports: this.#imports,
      ...(this.#table.exportLists === undefined ? {} : { exports: given }),
    };
  }

  /** What has a word of its own at its declaration is called so whatever else it is called. */
  #givenAway(declarations: readonly Declaration[]): readonly ExportedName[] {
    const marked = new Set(this.#found.flatMap(({ exported, path }) => (exported ? path : [])));
    const visible = new Set(declarations.flatMap(({ exported, path }) => (exported ? path : [])));
    return this.#exports
      .filter(({ within }) => within === undefined || visible.has(within))
      .map((one) => (one.local !== undefined && marked.has(one.local) ? { name: one.name } : one));
  }

  code(): CodeStream {
    this.#gap(this.#text.length);
    return { kinds: this.#kinds, starts: this.#starts, ends: this.#ends };
  }

  #push(kind: number, start: number, end: number): void {
    this.#kinds.push(kind);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Text that no leaf covers counts as code as soon as it is more than white space. */
  #gap(upTo: number): void {
    if (upTo <= this.#seen) return;
    const text = this.#text.slice(this.#seen, upTo);
    if (/\S/.test(text)) {
      const lead = text.length - text.trimStart().length;
      const trail = text.length - text.trimEnd().length;
      this.#push(GAP, this.#seen + lead, upTo - trail);
    }
    this.#seen = upTo;
  }

  #leaf(typeId: number, start: number, end: number): void {
    this.#gap(start);
    const from = Math.max(start, this.#seen);
    this.#seen = Math.max(this.#seen, end);
    if (from < end && /\S/.test(this.#text.slice(from, end))) this.#push(typeId, from, end);
    else if (start === end) this.#push(typeId, start, start);
  }

  #comment(start: number, end: number): void {
    this.#gap(start);
    this.#seen = Math.max(this.#seen, end);
    const text = this.#text.slice(start, end).trimEnd();
    this.#comments.push({ start, end: start + text.length });
    if (isDirective(this.#language, text)) this.#push(DIRECTIVE, start, start + text.length);
  }

  #error(start: number): void {
    const line = lineAt(this.#lineStarts, start);
    this.#errors.push({ line, column: start - (this.#lineStarts[line - 1] ?? 0) });
  }

  #scope(type: string, node: Node, scope: Scope): Scope {
    const name = this.#table.scopes[type]?.(node);
    return name === undefined ? scope : { ...scope, path: joined(scope.path, name), kind: 'class' };
  }

  #declare(
    rule: DeclarationRule,
    node: Node,
    scope: Scope,
    wrappers: readonly Wrapper[],
  ): { readonly inner: Scope | undefined } | undefined {
    const given = rule.name === undefined ? node.childForFieldName('name')?.text : rule.name(node);
    const name = given?.replace(/\s+/g, ' ');
    const kind =
      typeof rule.kind === 'string' ? rule.kind : rule.kind(node, { within: scope.kind });
    if (name === undefined || name === '' || kind === undefined) return undefined;
    const container = rule.container?.(node);
    const path = joined(container === undefined ? scope.path : joined(scope.path, container), name);
    const types = wrappers.map((wrapper) => wrapper.type);
    const isOpen = this.#table.exported({
      name,
      kind,
      node,
      wrappers: types,
      within: scope.kind,
      containerExported: true,
    });
    const exported = scope.exported && isOpen;
    const whole = this.#wholeOf(rule, node, wrappers);
    const parameters = rule.parameters
      ? rule.parameters(node)
      : node.childForFieldName('parameters');
    const body = rule.body ? rule.body(node) : node.childForFieldName('body');
    const isMethod = scope.kind !== undefined || container !== undefined;
    this.#found.push({
      name,
      path,
      container: scope.path,
      isOpen,
      kind,
      parameters: parameterNames(parameters, this.#table.skippedParameters, isMethod),
      exported,
      start: this.#leadingStart(whole),
      end: whole.endIndex,
      bodyStart: body?.startIndex ?? null,
      docstring: this.#table.docstrings ? docstringOf(body) : null,
    });
    return { inner: rule.members === true ? { path, kind, exported } : undefined };
  }

  /** The declaring node with what is wrapped around it alone. */
  #wholeOf(rule: DeclarationRule, node: Node, wrappers: readonly Wrapper[]): Node {
    const own = rule.whole ? rule.whole(node) : node;
    if (own.id === node.id && rule.whole !== undefined) return own;
    return wrappers[0]?.node ?? own;
  }

  /** Decorators and attributes that stand before a declaration as siblings. */
  #leadingStart(node: Node): number {
    let first = node;
    for (
      let before = node.previousSibling;
      before !== null && this.#table.leading.includes(before.type);
      before = before.previousSibling
    ) {
      first = before;
    }
    return first.startIndex;
  }

  #withPaths(): readonly Declaration[] {
    const counts = new Map<string, number>();
    const given = new Set(this.#exports.flatMap(({ local }) => local ?? []));
    const comments = new DocComments(this.#language, this.#table, this.#text, this.#comments);
    return this.#found.map((found) => {
      const count = (counts.get(found.path) ?? 0) + 1;
      counts.set(found.path, count);
      const { docstring, container, isOpen, ...rest } = found;
      // Members of what a list gives away can be seen as well.
      const isGiven = given.has(found.path) || (isOpen && container !== '' && given.has(container));
      if (isGiven) given.add(found.path);
      return {
        ...rest,
        path: count === 1 ? found.path : `${found.path}#${count}`,
        exported: found.exported || isGiven,
        firstLine: lineAt(this.#lineStarts, found.start),
        lastLine: lineAt(this.#lineStarts, Math.max(found.start, found.end - 1)),
        comment: this.#table.docstrings ? docstring : comments.before(found.start),
      };
    });
  }
}

function joined(container: string, name: string): string {
  return container === '' ? name : `${container}.${name}`;
}

/** A block that is the body of a namespace, and so no opaque one. */
function isBodyOfModule(node: Node): boolean {
  return (
    node.parent !== null &&
    ['internal_module', 'module', 'ambient_declaration'].includes(node.parent.type)
  );
}
