import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

import treeSitter from '@vscode/tree-sitter-wasm';
import type { Parser, Tree } from '@vscode/tree-sitter-wasm';

import type { Analysis } from './analysis.ts';
import { TreeReader } from './analysis.ts';
import { compareAnalyses } from './compare.ts';
import type { SupportedLanguage } from './languageIds.ts';
import { GRAMMARS, isSupported } from './languageIds.ts';
import { TABLES } from './languages/tables.ts';
import type { NumberedRequest, SyntaxResponse, SyntaxWorkerData } from './syntaxMessages.ts';

/** What reads one language. */
interface Tools {
  readonly parser: Parser;
  readonly reader: TreeReader;
}

/** Analyses kept: a gate asks for the same two texts several times. */
const KEPT = 6;

const { wasmDir, parseLimitMs } = workerData as SyntaxWorkerData;
const port = parentPort;
if (port === null) throw new Error('The syntax worker runs only as a worker thread.');

const started = treeSitter.Parser.init({ locateFile: () => join(wasmDir, 'tree-sitter.wasm') });
const tools = new Map<SupportedLanguage, Promise<Tools>>();
const kept = new Map<string, Analysis>();

/** One request at a time, in order: parsers are shared. */
let queue = Promise.resolve();
port.on('message', (message: NumberedRequest) => {
  queue = queue.then(async () => port.postMessage(await answer(message)));
});

async function answer({ id, request }: NumberedRequest): Promise<SyntaxResponse> {
  try {
    if (request.type === 'facts') {
      return { id, type: 'facts', facts: (await analysisOf(request.language, request.text)).facts };
    }
    const before = await analysisOf(request.language, request.before);
    const after = await analysisOf(request.language, request.after);
    return { id, type: 'comparison', comparison: compareAnalyses(before, after) };
  } catch (error) {
    return { id, type: 'failed', detail: error instanceof Error ? error.message : 'unknown' };
  }
}

async function analysisOf(language: string, text: string): Promise<Analysis> {
  if (!isSupported(language)) throw new Error(`There is no grammar for ${language}.`);
  const key = `${language}\n${text}`;
  const known = kept.get(key);
  kept.delete(key);
  const analysis = known ?? (await read(language, text));
  kept.set(key, analysis);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return analysis;
}

async function read(language: SupportedLanguage, text: string): Promise<Analysis> {
  const { parser, reader } = await toolsFor(language);
  const tree = parse(parser, text);
  try {
    return reader.read(text, tree);
  } finally {
    tree.delete();
  }
}

function toolsFor(language: SupportedLanguage): Promise<Tools> {
  let known = tools.get(language);
  if (known === undefined) {
    known = load(language);
    tools.set(language, known);
  }
  return known;
}

async function load(language: SupportedLanguage): Promise<Tools> {
  await started;
  const file = join(wasmDir, `tree-sitter-${GRAMMARS[language]}.wasm`);
  const grammar = await treeSitter.Language.load(file);
  const parser = new treeSitter.Parser().setLanguage(grammar);
  return { parser, reader: new TreeReader(language, TABLES[language], grammar) };
}

function parse(parser: Parser, text: string): Tree {
  const limit = performance.now() + parseLimitMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > limit });
  if (tree !== null) return tree;
  parser.reset();
  throw new Error(`Parsing took longer than ${parseLimitMs} ms.`);
}
