import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Declaration, Syntax, SyntaxFacts } from '../../../src/syntax/syntax.ts';
import { never } from '../../unit/syntax/samples.ts';
import { choicesFor } from '../gates/random.ts';
import type { PreservingEdit } from './edit.ts';
import type { Installed } from './packages/installed.ts';
import { isPlain, plainEdits } from './plainEdits.ts';
import { scriptEdits } from './scriptEdits.ts';

/** Lines of a function that there is something to say of. */
const LEAST_LINES = 3;
const MOST_LINES = 200;

const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.js': 'javascript',
  '.py': 'python',
  '.go': 'go',
  '.rs': 'rust',
  '.java': 'java',
  '.php': 'php',
  '.rb': 'ruby',
};

/** Tests that stand in the file of what they test. */
const IN_TESTS = /^tests?\./;

/** A function of a package. */
export interface Subject {
  readonly project: Installed;
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly facts: SyntaxFacts;
  readonly declaration: Declaration;
}

/** Functions by a seed, from each language and package in turn; of one package each once. */
export async function subjectsOf(
  projects: readonly Installed[],
  syntax: Syntax,
  seed: string,
): Promise<readonly Subject[]> {
  const byLanguage = new Map<string, Subject[][]>();
  for (const project of projects) {
    const found: Subject[] = [];
    for (const [path, text] of Object.entries(project.texts)) {
      const language = LANGUAGES[extname(path)];
      if (language === undefined || !project.sources.test(path)) continue;
      const facts = await syntax.facts(language, text, never);
      if (facts === undefined || facts.errors.length > 0) continue;
      found.push(
        ...facts.declarations
          .filter((one) => isFunction(one) && !isTest(one, text))
          .map((declaration) => ({ project, path, language, text, facts, declaration })),
      );
    }
    const shuffled = [...choicesFor(seed, project.name, 'functions').some(found, found.length)];
    const language = shuffled[0]?.language;
    if (language === undefined) continue;
    byLanguage.set(language, [...(byLanguage.get(language) ?? []), shuffled]);
  }
  return inTurn([...byLanguage.values()].map(inTurn));
}

function isFunction({ kind, path, firstLine, lastLine, bodyStart }: Declaration): boolean {
  const lines = lastLine - firstLine + 1;
  const isCode = (kind === 'function' || kind === 'method') && !IN_TESTS.test(path);
  return isCode && bodyStart !== null && lines >= LEAST_LINES && lines <= MOST_LINES;
}

/** Whether it is a test by what stands above it, as in Rust. */
function isTest({ start }: Declaration, text: string): boolean {
  return /#\[(?:\w+::)*test\]\s*$/.test(text.slice(Math.max(0, start - 60), start));
}

/** The first of each, then the second of each. */
function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}

/** All edits that a function can have which leave what it does. */
export function editsOf(subject: Subject): Promise<readonly PreservingEdit[]> {
  const { language, path, text, declaration } = subject;
  if (isPlain(language)) return Promise.resolve(plainEdits(language, text, declaration));
  if (language !== 'python') return Promise.resolve(scriptEdits(path, text, declaration));
  const script = fileURLToPath(new URL('pythonEdits.py', import.meta.url));
  const { firstLine, lastLine } = declaration;
  return new Promise((resolve, reject) => {
    const child = execFile('python3', [script], (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout) as readonly PreservingEdit[]);
    });
    child.stdin?.end(JSON.stringify({ text, firstLine, lastLine }));
  });
}
