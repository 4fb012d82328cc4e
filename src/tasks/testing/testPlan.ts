import type { Declaration } from '../../syntax/syntax.ts';
import type { Framework } from './framework.ts';
import type { Sign } from './mentions.ts';

/** Where new tests go and how they reach their subject. */
export interface TestPlan {
  readonly framework: Framework;
  /** No sign of a framework was found. */
  readonly isDefault: boolean;
  readonly path: string;
  /** Language id of that file where it may be another than the subject's. */
  readonly language?: string;
  /** Present text of the file at `path`: cases are added to it. */
  readonly existing: string | undefined;
  readonly sibling: { readonly path: string; readonly text: string } | undefined;
  /** What the tests import, as they write it. */
  readonly subject: string;
  /** What is said of its style where that is not what the framework has usually. */
  readonly style?: string;
  /** Any of these in the code of the tests shows that they reach the subject. */
  readonly reached: readonly Sign[];
  /** New tests have to mention one of these names, where being in reach says nothing. */
  readonly mentions?: readonly string[];
}

/** The file that tests are wanted for. */
export interface Subject {
  readonly path: string;
  readonly source: string;
  /** The source with comments and strings as blanks, where its grammar is known. */
  readonly code?: string;
  readonly declarations: readonly Declaration[];
}
