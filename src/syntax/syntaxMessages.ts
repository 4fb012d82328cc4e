import type { Mutant, MutantWish } from './mutants/mutant.ts';
import type { CodeComparison, CodeEquivalence, SyntaxFacts } from './syntax.ts';

/** What the worker is told when it starts. */
export interface SyntaxWorkerData {
  /** Folder with the `.wasm` files. */
  readonly wasmDir: string;
  /** ms that one parse may take. */
  readonly parseLimitMs: number;
}

/** What the worker is asked. */
export type SyntaxRequest =
  | { readonly type: 'facts'; readonly language: string; readonly text: string }
  | { readonly type: 'marked'; readonly language: string; readonly text: string }
  | {
      readonly type: 'compare' | 'compareMeaning';
      readonly language: string;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly type: 'mutants';
      readonly language: string;
      readonly text: string;
      readonly wish: MutantWish;
    };

/** A request under its number. */
export interface NumberedRequest {
  readonly id: number;
  readonly request: SyntaxRequest;
}

/** What the worker answers; `failed` holds a technical sentence without any code. */
export type SyntaxResponse =
  | { readonly id: number; readonly type: 'facts'; readonly facts: SyntaxFacts }
  | { readonly id: number; readonly type: 'comparison'; readonly comparison: CodeComparison }
  | { readonly id: number; readonly type: 'equivalence'; readonly equivalence: CodeEquivalence }
  | { readonly id: number; readonly type: 'mutants'; readonly mutants: readonly Mutant[] }
  /** `text`: undefined where the language has no way to tell. */
  | { readonly id: number; readonly type: 'marked'; readonly text: string | undefined }
  | { readonly id: number; readonly type: 'failed'; readonly detail: string };
