import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Syntax } from '../../../src/syntax/syntax.ts';
import { createSyntax } from '../../../src/syntax/syntaxClient.ts';

const root = new URL('../../../', import.meta.url);

/** A signal that nobody aborts. */
export const never = new AbortController().signal;

/** The real worker, started straight from its source. */
export function startSyntax(parseLimitMs?: number): Syntax {
  return createSyntax({
    workerPath: fileURLToPath(new URL('src/syntax/syntaxWorker.ts', root)),
    wasmDir: fileURLToPath(new URL('node_modules/@vscode/tree-sitter-wasm/wasm', root)),
    ...(parseLimitMs === undefined ? {} : { parseLimitMs }),
  });
}

/** Language id and file of each sample. */
export const SAMPLES = [
  ['typescript', 'limiter.ts'],
  ['javascript', 'cart.js'],
  ['typescriptreact', 'panel.tsx'],
  ['python', 'inventory.py'],
  ['go', 'queue.go'],
  ['java', 'Account.java'],
  ['csharp', 'Store.cs'],
  ['cpp', 'buffer.cpp'],
  ['rust', 'parser.rs'],
  ['ruby', 'ledger.rb'],
  ['php', 'Router.php'],
] as const;

export function sample(file: string): string {
  return readFileSync(new URL(`test/fixtures/languages/${file}`, root), 'utf8');
}
