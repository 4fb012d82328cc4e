import type { Syntax, SyntaxFacts } from '../../../syntax/syntax.ts';
import type { ProjectFiles } from '../../task.ts';
import type { ProbeLanguage } from './probeLanguage.ts';

/** Files that are followed from one. */
const MOST_FILES = 40;
/** Longer ones are not looked into, in UTF-16 units. */
const LONGEST = 300_000;

/** What is asked for of the world. */
interface Followed {
  readonly syntax: Pick<Syntax, 'facts'>;
  readonly files: ProjectFiles;
  readonly language: string;
}

/** A text that is to be called, and where it stands. */
export interface CalledText {
  readonly path: string;
  readonly text: string;
  readonly facts: SyntaxFacts;
}

/**
 * Whether a text does nothing but compute, and neither does anything else of the project that it
 * imports, however far that goes.
 * @throws the signal's reason when it is aborted
 */
export async function isSelfContained(
  called: CalledText,
  { importsOf, besideOf }: Pick<ProbeLanguage, 'importsOf' | 'besideOf'>,
  { syntax, files, language }: Followed,
  signal: AbortSignal,
): Promise<boolean> {
  const known = new Set([called.path]);
  const open: CalledText[] = [called];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const imported = importsOf(next.path, next.text, next.facts);
    if (imported === undefined) return false;
    const beside =
      besideOf === undefined ? [] : await files.find(besideOf(next.path), next.path, MOST_FILES);
    const parts = beside.filter((path) => !isTestFile(path)).map((path) => [path]);
    for (const paths of [...imported, ...parts]) {
      const found = await firstOf(paths, known, files);
      // Of a package, or of nobody knows where.
      if (found === undefined) return false;
      if (found.text === undefined) continue;
      known.add(found.path);
      if (known.size > MOST_FILES || found.text.length > LONGEST) return false;
      const facts = await syntax.facts(language, found.text, signal);
      if (facts === undefined) return false;
      open.push({ path: found.path, text: found.text, facts });
    }
  }
  return true;
}

/** Tests of a module run beside it, and are no part of it. */
function isTestFile(path: string): boolean {
  return /_test\.\w+$/.test(path);
}

/** The first path that is there; without its text where that was looked into or does nothing at all. */
async function firstOf(
  paths: readonly string[],
  known: ReadonlySet<string>,
  files: ProjectFiles,
): Promise<{ readonly path: string; readonly text: string | undefined } | undefined> {
  for (const path of paths) {
    if (known.has(path)) return { path, text: undefined };
    const text = await files.read(path);
    if (text === undefined) continue;
    return { path, text: path.endsWith('.json') ? undefined : text.replace(/\r\n?/g, '\n') };
  }
  return undefined;
}
