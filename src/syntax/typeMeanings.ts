import type { Language, Node } from '@vscode/tree-sitter-wasm';
import type { DeclarationRule, ExportList, LanguageTable } from './languageTable.ts';

/** The number that tree-sitter gives to what it could not read. */
const ERROR_TYPE_ID = 65_535;

/** What a grammar's type of node means; looked up by number, because names are dear to fetch. */
export interface TypeMeaning {
  readonly type: string;
  readonly isNamed: boolean;
  readonly role: 'comment' | 'string' | 'error' | 'import' | 'statement' | 'other';
  readonly exportList: ExportList | undefined;
  readonly rule: DeclarationRule | undefined;
  readonly refused: ((node: Node) => boolean) | undefined;
  readonly isWrapper: boolean;
  readonly isScope: boolean;
  readonly isOpaque: boolean;
}

/** The meanings of one grammar's types. */
export class TypeMeanings {
  readonly #table: LanguageTable;
  readonly #grammar: Language;
  readonly #known = new Map<number, TypeMeaning>();

  constructor(table: LanguageTable, grammar: Language) {
    this.#table = table;
    this.#grammar = grammar;
  }

  of(typeId: number): TypeMeaning {
    const known = this.#known.get(typeId);
    if (known !== undefined) return known;
    const isError = typeId === ERROR_TYPE_ID;
    const type = isError ? 'ERROR' : (this.#grammar.nodeTypeForId(typeId) ?? '');
    const isNamed = isError || this.#grammar.nodeTypeIsNamed(typeId);
    const meaning = meaningOf(type, isNamed, this.#table);
    this.#known.set(typeId, meaning);
    return meaning;
  }
}

function meaningOf(type: string, isNamed: boolean, table: LanguageTable): TypeMeaning {
  return {
    type,
    isNamed,
    role: roleOf(type, table),
    exportList: ownOf(table.exportLists, type),
    rule: table.declarations[type],
    // Keywords are called as what they begin.
    refused: isNamed ? ownOf(table.refused, type) : undefined,
    isWrapper: table.wrappers.includes(type),
    isScope: Object.hasOwn(table.scopes, type),
    isOpaque: table.opaque.includes(type),
  };
}

function ownOf<T>(table: Readonly<Record<string, T>> | undefined, type: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, type) ? table[type] : undefined;
}

function roleOf(type: string, table: LanguageTable): TypeMeaning['role'] {
  if (type === 'ERROR') return 'error';
  if (table.comments.includes(type)) return 'comment';
  if (table.strings.includes(type)) return 'string';
  if (table.imports.includes(type)) return 'import';
  return table.docstrings && type === 'expression_statement' ? 'statement' : 'other';
}
