import type { Language, Tree } from '@vscode/tree-sitter-wasm';
import type { LanguageTable } from './languageTable.ts';
import type { SyntaxFacts } from './syntax.ts';
import type { CodeStream, ReadGrammar } from './treeWalk.ts';
import { TreeWalk } from './treeWalk.ts';
import { TypeMeanings } from './typeMeanings.ts';

/** All that is read off one tree in one walk. */
export interface Analysis {
  readonly language: string;
  readonly text: string;
  readonly facts: SyntaxFacts;
  readonly code: CodeStream;
}

/** Reads trees of one language. */
export class TreeReader {
  readonly #grammar: ReadGrammar;

  constructor(language: string, table: LanguageTable, grammar: Language) {
    this.#grammar = { language, table, meanings: new TypeMeanings(table, grammar) };
  }

  /**
   * Reads a tree once, front to back.
   * @param what `code`: without its declarations, whose names are dear to fetch
   */
  read(text: string, tree: Tree, what: 'all' | 'code' = 'all'): Analysis {
    const walk = new TreeWalk(this.#grammar, text, tree.rootNode.hasError);
    const cursor = tree.walk();
    walk.run(cursor, what);
    cursor.delete();
    walk.top(tree.rootNode);
    const { language } = this.#grammar;
    return { language, text, facts: walk.facts(), code: walk.code() };
  }
}
