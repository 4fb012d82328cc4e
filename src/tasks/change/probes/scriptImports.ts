import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import { masked } from '../../masking.ts';
import { folderOf } from '../../testing/projectPath.ts';
import type { ProbedImports } from './probeLanguage.ts';

/** What reaches beyond the code itself: with made-up arguments it might do harm, and says nothing. */
const WORLD =
  /\b(?:process|fetch|require|eval|Function|globalThis|window|document|navigator|localStorage|XMLHttpRequest|WebSocket|Worker|Deno|Bun|WebAssembly|setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bimport\s*[.(]/;

/** Modules without which little is written and that reach nothing. */
const HARMLESS =
  /^(?:node:)?(?:assert|buffer|events|path|punycode|querystring|string_decoder|url|util)$/;

const IMPORTED = /\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/g;
const REQUIRED = /\brequire\(\s{0,9}(?:'([^'\n]{1,200})'|"([^"\n]{1,200})")\s{0,9}\)/g;

/** What of the project a script imports; undefined: it does more than compute. */
export function scriptImports(
  path: string,
  text: string,
  facts: SyntaxFacts,
): ProbedImports | undefined {
  if (facts.errors.length > 0) return undefined;
  const required = [...masked(text, facts, 'comments').matchAll(REQUIRED)];
  let code = masked(text, facts, 'commentsAndStrings');
  for (const { 0: call, index } of required) {
    code = code.slice(0, index) + ' '.repeat(call.length) + code.slice(index + call.length);
  }
  if (WORLD.test(code)) return undefined;
  const names = required.map(([, one, other]) => one ?? other ?? '');
  for (const { start, end } of facts.imports) {
    const statement = text.slice(start, end);
    if (/^import\s+type\b/.test(statement)) continue;
    const found = [...statement.matchAll(IMPORTED)].map(([, from, bare]) => from ?? bare ?? '');
    if (found.length !== 1) return undefined;
    names.push(...found);
  }
  const own = names.filter((name) => !HARMLESS.test(name));
  if (own.some((name) => !/^\.{1,2}(?:\/|$)/.test(name))) return undefined;
  return own.map((name) => pathsOf(resolved(folderOf(path), name)));
}

/** The files that a relative import may mean: in TypeScript `./a.js` is `a.ts`. */
function pathsOf(path: string): readonly string[] {
  const [, bare = path, ending] = /^(.*)\.([cm]?)[jt]sx?$/.exec(path) ?? [];
  const kind = ending ?? '';
  const endings = [`.${kind}ts`, '.tsx', `.${kind}js`, '.jsx', '.mjs', '.cjs'];
  const folder = path === '' ? '' : `${path}/`;
  return [
    ...(/\.\w+$/.test(path) ? [path] : []),
    ...endings.map((one) => `${bare}${one}`),
    `${path}.json`,
    `${folder}index.ts`,
    `${folder}index.js`,
  ];
}

function resolved(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
