import type { Documentation } from '../../syntax/language.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import { rustTest, withoutRustTests } from './rustTests.ts';

/** Prompts of sessions that test runners play again, in any language's comments. */
const PROMPT = /(?:^|\s)(?:prop|scala|iex|ghci|julia)>(?:\s|$)/;

/** Directives of Sphinx for readers alone: others run code, or take files in. */
const SPHINX = new Set(
  'note warning deprecated versionadded versionchanged versionremoved seealso tip important hint caution attention danger error admonition rubric code code-block sourcecode parsed-literal highlight math list-table table footnote container topic sidebar epigraph centered hlist glossary index todo class only productionlist image figure option envvar function method attribute data module currentmodule property exception describe object'.split(
    ' ',
  ),
);
const SPHINX_DIRECTIVE = /^\s*\.\.\s+(?:\|[^|]{1,80}\|\s+)?(?:\w{1,20}:)?([A-Za-z][\w.+-]*)\s?::/;

const DENO_FENCE = /^(\s*(?:[-*+]\s+)?)```([^`]*)$/;
const DENO_RUNS = /^(?:[cm]?[jt]s|[jt]sx|javascript|typescript)$/i;

/** Who runs examples: whether a line is one, the line of a comment that is, a comment without them. */
interface ExampleRunner {
  readonly runsLine?: (line: string) => boolean;
  readonly found?: (text: string) => string | undefined;
  readonly without?: (text: string) => string;
}

const RUNNERS: Readonly<Record<NonNullable<Documentation['examples']>, ExampleRunner>> = {
  deno: { found: denoTest, without: withoutDenoTests },
  rustdoc: { found: rustTest, without: withoutRustTests },
  sphinx: { runsLine: isSphinxTool },
  yard: { without: withoutYardTests },
};

function runnerOf({ examples }: Partial<Documentation>): ExampleRunner | undefined {
  return examples && RUNNERS[examples];
}

/** The first line of a comment that a test runner would run, or undefined. */
export function exampleThatRuns(language: string, text: string): string | undefined {
  const known: Partial<Documentation> = languageOf(language).documentation ?? {};
  const runner = runnerOf(known);
  // Rustdoc has its own prompts for text.
  if (known.examples === 'rustdoc') return runner?.found?.(text);
  const runs = (line: string) =>
    PROMPT.test(line) || known.runs?.test(line) === true || runner?.runsLine?.(line) === true;
  return text.split('\n').find(runs) ?? runner?.found?.(text);
}

/** A comment whose examples no runner runs by themselves, as far as that is a word behind a fence. */
export function withoutTests(language: string, text: string): string {
  return runnerOf(languageOf(language).documentation ?? {})?.without?.(text) ?? text;
}

function isSphinxTool(line: string): boolean {
  const name = SPHINX_DIRECTIVE.exec(line)?.[1];
  return name !== undefined && !SPHINX.has(name.toLowerCase());
}

/** Deno leaves out what says `ignore`, and takes a fence without a language for its own. */
function withoutDenoTests(text: string): string {
  let isOpen = false;
  return text
    .split('\n')
    .map((line) => {
      const [, start = '', info] = DENO_FENCE.exec(line) ?? [];
      if (info === undefined) return line;
      isOpen = !isOpen;
      const [language = '', ...more] = info.trim().split(/\s+/);
      if (!isOpen || (language !== '' && !DENO_RUNS.test(language))) return line;
      if (language === '') return `${start}\`\`\`text`;
      const words = [language, ...more.filter((word) => word !== 'ignore'), 'ignore'];
      return `${start}\`\`\`${words.join(' ')}`;
    })
    .join('\n');
}

/** It pairs all it finds, in a line or across lines: only whole lines are told apart for sure. */
function denoTest(text: string): string | undefined {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    if (!line.includes('```')) continue;
    const info = DENO_FENCE.exec(line)?.[2]?.trim();
    if (info === undefined) return line;
    if (open === undefined) {
      const [language = '', ...more] = info.split(/\s+/);
      if (language === '' || (DENO_RUNS.test(language) && !more.includes('ignore'))) return line;
      open = line;
    } else if (info === '') open = undefined;
    else return line;
  }
  return open;
}

/** YARD's runner plays those examples again that say with these signs what comes of them. */
function withoutYardTests(text: string): string {
  return text.includes('@example') ? text.replace(/#[ \t]*=>/g, '# ->') : text;
}
