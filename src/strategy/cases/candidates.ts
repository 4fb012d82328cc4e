import { estimateTokens } from '../../models/tokens.ts';
import type { Declaration, Syntax } from '../../syntax/syntax.ts';
import type { ProjectFiles, TestToRun } from '../../tasks/task.ts';
import { mentionOf } from '../../tasks/testing/mentions.ts';
import { reachingTests } from '../../tasks/testing/places/reachingTests.ts';
import type { EmptiedFunction } from '../../tasks/testing/proof/emptiedSubject.ts';
import { emptiedFunction } from '../../tasks/testing/proof/emptiedSubject.ts';
import type { Texts } from '../git/commitProjects.ts';
import type { Commit, CommittedFile } from '../git/commits.ts';
import { isTestOf, languageOfSource } from './sourceFiles.ts';

/** A function that a commit has changed together with its tests. */
export interface Candidate {
  readonly commit: Commit;
  readonly path: string;
  readonly language: string;
  /** The file as the commit has it. */
  readonly source: string;
  readonly declaration: Declaration;
  readonly emptied: EmptiedFunction;
  /** Tests that the commit has changed and that reach the file. */
  readonly tests: readonly TestToRun[];
}

/** What choosing needs. */
export interface Choosing {
  readonly syntax: Pick<Syntax, 'facts'>;
  readonly texts: Texts;
  readonly filesOf: (commit: Commit, signal: AbortSignal) => Promise<ProjectFiles>;
  /** The folder, from the top of the repository: '' or with a `/` at its end. */
  readonly prefix: string;
  /** What is not sent. */
  readonly isKeptBack: (path: string) => boolean;
}

/** A commit of more files says little of a single function. */
const MOST_FILES = 40;
const MOST_SOURCES = 4;
/** Functions that are tried of one commit. */
const MOST_OF_A_COMMIT = 2;
const MOST_TESTS = 3;
/** Lines of a body: shorter ones ask nothing of anybody, longer ones cost too much. */
const LINES = { least: 3, most: 80 };
/** Tokens of a source file and of its tests, which are sent to each tier. */
const TOKENS = { source: 8_000, tests: 5_000 };
const CALLABLE: ReadonlySet<string> = new Set(['function', 'method']);

/**
 * Functions that a commit has changed together with their tests, those first that the tests name and that are long
 * enough to say something.
 */
export async function candidatesIn(
  choosing: Choosing,
  commit: Commit,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const { prefix, isKeptBack } = choosing;
  if (commit.files.length > MOST_FILES) return [];
  const below = commit.files
    .filter(({ path }) => path.startsWith(prefix))
    .map((file) => ({ ...file, path: file.path.slice(prefix.length) }))
    .filter(({ path }) => !isKeptBack(path));
  const sources = below.filter((file) => isSourceWithTests(file.path, below));
  const found: Candidate[] = [];
  for (const file of sources.slice(0, MOST_SOURCES)) {
    signal.throwIfAborted();
    found.push(...(await candidatesOf(choosing, { commit, file, changed: below }, signal)));
  }
  return found.toSorted((one, other) => worth(other) - worth(one)).slice(0, MOST_OF_A_COMMIT);
}

/** Whether it is a source beside which a test of its language has changed. */
function isSourceWithTests(path: string, changed: readonly CommittedFile[]): boolean {
  const language = languageOfSource(path);
  if (language === undefined || isTestOf(language, path)) return false;
  return changed.some((file) => isTestOf(language, file.path));
}

/** A file of a commit, with all that the commit changed. */
interface Changed {
  readonly commit: Commit;
  readonly file: CommittedFile;
  readonly changed: readonly CommittedFile[];
}

async function candidatesOf(
  { syntax, texts, filesOf }: Choosing,
  { commit, file, changed }: Changed,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const { path } = file;
  const language = languageOfSource(path);
  const source = await texts.one(file.after, signal);
  if (language === undefined || source === undefined) return [];
  if (estimateTokens(source, 'code') > TOKENS.source) return [];
  const facts = await syntax.facts(language, source, signal);
  if (facts === undefined || facts.errors.length > 0) return [];
  const before = file.before === undefined ? '' : ((await texts.one(file.before, signal)) ?? '');
  const earlier = await bodiesOf({ syntax }, language, before, signal);
  const functions = facts.declarations.filter(
    (one) => isOfSize(one, source) && earlier.get(one.path) !== textOf(one, source),
  );
  if (functions.length === 0) return [];
  const subject = { path, source, declarations: facts.declarations };
  const reaching = await reachingTests(language, subject, await filesOf(commit, signal), 8);
  const tests = reaching.filter((test) => isChanged(test, changed)).slice(0, MOST_TESTS);
  const tokens = tests.reduce((sum, { text }) => sum + estimateTokens(text, 'code'), 0);
  if (tests.length === 0 || tokens > TOKENS.tests) return [];
  return functions.flatMap((declaration) => {
    const emptied = emptiedFunction(language, source, declaration);
    if (emptied === undefined) return [];
    return [{ commit, path, language, source, declaration, emptied, tests }];
  });
}

/** Functions of a text by their path, as they are written. */
async function bodiesOf(
  { syntax }: Pick<Choosing, 'syntax'>,
  language: string,
  text: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const facts = text === '' ? undefined : await syntax.facts(language, text, signal);
  return new Map((facts?.declarations ?? []).map((one) => [one.path, textOf(one, text)]));
}

/** Its code, however it is indented. */
function textOf({ start, end }: Declaration, text: string): string {
  const lines = text.slice(start, end).split('\n');
  return lines.map((line) => line.trim()).join('\n');
}

function isOfSize({ kind, bodyStart, end }: Declaration, source: string): boolean {
  if (!CALLABLE.has(kind) || bodyStart === null) return false;
  const lines = source.slice(bodyStart, end).split('\n').length;
  return lines >= LINES.least && lines <= LINES.most;
}

/** A runner that takes all of a folder may be asked by another of its files. */
function isChanged({ path, framework }: TestToRun, changed: readonly CommittedFile[]): boolean {
  if (changed.some((file) => file.path === path)) return true;
  if (framework !== 'go test') return false;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return changed.some((file) => file.path.startsWith(folder) && isTestOf('go', file.path));
}

/** What its tests name comes first, then what is longer, as far as that says more. */
function worth({ declaration, source, tests }: Candidate): number {
  const named = mentionOf([declaration.name], 'asWritten');
  const isNamed = tests.some(({ text }) => named.test(text));
  const lines = source.slice(declaration.start, declaration.end).split('\n').length;
  return (isNamed ? 1_000 : 0) + Math.min(lines, 40);
}
