import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Parser, Tree } from '@vscode/tree-sitter-wasm';
import treeSitter from '@vscode/tree-sitter-wasm';
import type { Analysis } from './analysis.ts';
import { TreeReader } from './analysis.ts';
import { compareAnalyses } from './compare.ts';
import { equivalence, isCompared } from './equivalence/equivalence.ts';
import type { SupportedLanguage } from './languages/languages.ts';
import { GRAMMARS, isSupported, LANGUAGES } from './languages/languages.ts';
import { orderedMutants } from './mutants/chooseMutants.ts';
import { markedText } from './mutants/entries.ts';
import type { Mutant } from './mutants/mutant.ts';
import { mutated } from './mutants/mutant.ts';
import { mutantsOf } from './mutants/mutantsOf.ts';
import type { CodeEquivalence } from './syntax.ts';
import type {
  NumberedRequest,
  SyntaxRequest,
  SyntaxResponse,
  SyntaxWorkerData,
} from './syntaxMessages.ts';
import { editsBetween, editTree } from './textEdits.ts';

/** What reads one language. */
interface Tools {
  readonly parser: Parser;
  readonly reader: TreeReader;
}

/** A text that was analysed, with its tree to parse the next one from. */
interface Kept {
  readonly language: string;
  readonly analysis: Analysis;
  /** What of it was read. */
  readonly what: 'all' | 'code';
  readonly tree: Tree;
}

/** Analyses kept: a gate asks for the same two texts several times. */
const KEPT = 6;
/** Candidates that are tried for each mutant that is wanted. */
const SPARE = 2;
/** ms after which no further mutant of a text is tried. */
const MUTANTS_LIMIT_MS = 4_000;
/** A text is parsed from another's tree when at most this share of it is new. */
const MOST_NEW = 0.3;

const { wasmDir, parseLimitMs } = workerData as SyntaxWorkerData;
const port = parentPort;
if (port === null) throw new Error('The syntax worker runs only as a worker thread.');

const started = treeSitter.Parser.init({ locateFile: () => join(wasmDir, 'tree-sitter.wasm') });
const tools = new Map<SupportedLanguage, Promise<Tools>>();
const kept = new Map<string, Kept>();

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
    if (request.type === 'compareMeaning') {
      const { language, before, after } = request;
      return { id, type: 'equivalence', equivalence: await equivalenceOf(language, before, after) };
    }
    if (request.type === 'mutants') {
      return { id, type: 'mutants', mutants: await mutantsIn(request) };
    }
    if (request.type === 'marked') {
      return { id, type: 'marked', text: await markedIn(request.language, request.text) };
    }
    const before = await analysisOf(request.language, request.before);
    const after = await analysisOf(request.language, request.after, 'code');
    return { id, type: 'comparison', comparison: compareAnalyses(before, after) };
  } catch (error) {
    return { id, type: 'failed', detail: error instanceof Error ? error.message : 'unknown' };
  }
}

async function equivalenceOf(
  language: string,
  before: string,
  after: string,
): Promise<CodeEquivalence> {
  if (!isSupported(language)) throw new Error(`There is no grammar for ${language}.`);
  if (!isCompared(language)) {
    const one = await analysisOf(language, before);
    const other = await analysisOf(language, after, 'code');
    const isRead = one.facts.errors.length === 0 && other.facts.errors.length === 0;
    return isRead && compareAnalyses(one, other).same ? { same: true, but: [] } : { same: false };
  }
  const { parser } = await toolsFor(language);
  const one = parse(parser, before, null);
  try {
    const other = parse(parser, after, null);
    try {
      return equivalence(language, { text: before, tree: one }, { text: after, tree: other });
    } finally {
      other.delete();
    }
  } finally {
    one.delete();
  }
}

async function analysisOf(
  language: string,
  text: string,
  what: 'all' | 'code' = 'all',
): Promise<Analysis> {
  if (!isSupported(language)) throw new Error(`There is no grammar for ${language}.`);
  const key = `${language}\n${text}`;
  const known = kept.get(key);
  kept.delete(key);
  const entry = await readAs(what, language, text, known);
  kept.set(key, entry);
  for (const [oldest, { tree }] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    tree.delete();
  }
  return entry.analysis;
}

/** The text in which what is entered tells so; undefined: that cannot be told. */
async function markedIn(language: string, text: string): Promise<string | undefined> {
  if (!isSupported(language)) throw new Error(`There is no grammar for ${language}.`);
  const { entries } = LANGUAGES[language].mutants;
  if (entries === undefined) return undefined;
  await analysisOf(language, text);
  const { tree } = kept.get(`${language}\n${text}`) ?? {};
  return tree && markedText(entries, text, tree);
}

/** Mutants that parse as well as the text; those are parsed from its tree. */
async function mutantsIn({
  language,
  text,
  wish,
}: Extract<SyntaxRequest, { readonly type: 'mutants' }>): Promise<readonly Mutant[]> {
  if (!isSupported(language)) throw new Error(`There is no grammar for ${language}.`);
  const { facts: before } = await analysisOf(language, text);
  const { tree } = kept.get(`${language}\n${text}`) ?? {};
  if (tree === undefined) return [];
  const { parser, reader } = await toolsFor(language);
  const until = performance.now() + MUTANTS_LIMIT_MS;
  const found = mutantsOf(LANGUAGES[language].mutants, text, tree, wish.ranges);
  const chosen: Mutant[] = [];
  for (const one of orderedMutants(found, wish.seed, wish.most * SPARE)) {
    if (chosen.length === wish.most || performance.now() > until) break;
    const { functionAt: _function, blockAt: _block, ...mutant } = one;
    const edited = tree.copy();
    editTree(edited, text, [{ start: one.start, end: one.end, text: one.after }]);
    const changed = parse(parser, mutated(text, one), edited);
    // Nothing is moved, so what parses stands where it did; only beside older errors all is read.
    const isSound =
      before.errors.length === 0
        ? !changed.rootNode.hasError
        : reader.read(mutated(text, one), changed, 'code').facts.errors.length <=
          before.errors.length;
    if (isSound) chosen.push(mutant);
    edited.delete();
    changed.delete();
  }
  return chosen;
}

async function readAs(
  what: 'all' | 'code',
  language: SupportedLanguage,
  text: string,
  known: Kept | undefined,
): Promise<Kept> {
  if (known?.what === 'all' || (known !== undefined && what === 'code')) return known;
  const { parser, reader } = await toolsFor(language);
  const tree = known?.tree ?? parsedAgain(parser, language, text) ?? parse(parser, text, null);
  try {
    return { language, analysis: reader.read(text, tree, what), what, tree };
  } catch (error) {
    tree.delete();
    throw error;
  }
}

/**
 * The tree of a text that is little different from one of before. Only between texts without
 * errors: what the parser makes of an error depends on where it comes from.
 */
function parsedAgain(parser: Parser, language: string, text: string): Tree | undefined {
  for (const base of [...kept.values()].reverse()) {
    const { analysis } = base;
    if (base.language !== language || analysis.facts.errors.length > 0) continue;
    if (Math.abs(analysis.text.length - text.length) > MOST_NEW * text.length) continue;
    const edits = editsBetween(analysis.text, text);
    const changed = edits.reduce((sum, { start, end, text: added }) => {
      return sum + Math.max(end - start, added.length);
    }, 0);
    if (changed > MOST_NEW * text.length) continue;
    const edited = base.tree.copy();
    try {
      editTree(edited, analysis.text, edits);
      const tree = parse(parser, text, edited);
      if (!tree.rootNode.hasError) return tree;
      tree.delete();
      return undefined;
    } finally {
      edited.delete();
    }
  }
  return undefined;
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
  return { parser, reader: new TreeReader(language, LANGUAGES[language].tree, grammar) };
}

function parse(parser: Parser, text: string, from: Tree | null): Tree {
  const limit = performance.now() + parseLimitMs;
  const tree = parser.parse(text, from, { progressCallback: () => performance.now() > limit });
  if (tree !== null) return tree;
  parser.reset();
  throw new Error(`Parsing took longer than ${parseLimitMs} ms.`);
}
