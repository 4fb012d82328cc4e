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

const DOXYGEN_FILES =
  /[@\\](?:(?:dont|html|latex|rtf|man|docbook|xml|verb)?include|snippet|(?:dot|msc|dia)file)\b/;

/** What else makes a tool run what a comment holds, or take a file into it. */
const RUNS: Readonly<Record<string, RegExp>> = {
  python: /(?:^|\s)>>>(?:\s|$)|^\s*(?:`{3,}|~{3,})\s*\{|^\s*:(?:file|url):\s/,
  scala: /^\s*>>>/,
  julia: /jldoctest|^\s*`{3,}\s*@\w/,
  java: /\{@snippet\b/,
  kotlin: /@sample\b|<!---\s*[A-Z]/,
  // Roxygen runs these while it writes its pages.
  r: /`r\s|^\s*(?:`{3,}|~{3,})\s*\{|\\Sexpr\b/,
  ruby: /^\s*doctest\s?:/,
  csharp: /<include\b/i,
  fsharp: /<include\b/i,
  c: DOXYGEN_FILES,
  cpp: DOXYGEN_FILES,
  'objective-c': DOXYGEN_FILES,
};

/** Languages whose fenced examples `deno test --doc` runs. */
const DENO = new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact']);
const DENO_FENCE = /^(\s*(?:[-*+]\s+)?)```([^`]*)$/;
const DENO_RUNS = /^(?:[cm]?[jt]s|[jt]sx|javascript|typescript)$/i;

/** The first line of a comment that a test runner would run, or undefined. */
export function exampleThatRuns(language: string, text: string): string | undefined {
  if (language === 'rust') return rustTest(text);
  const runs = Object.hasOwn(RUNS, language) ? RUNS[language] : undefined;
  const found = text
    .split('\n')
    .find(
      (line) =>
        PROMPT.test(line) || runs?.test(line) || (language === 'python' && isSphinxTool(line)),
    );
  return found ?? (DENO.has(language) ? denoTest(text) : undefined);
}

/** A comment whose examples no runner runs by themselves, as far as that is a word behind a fence. */
export function withoutTests(language: string, text: string): string {
  if (language === 'rust') return withoutRustTests(text);
  if (language === 'ruby') return withoutYardTests(text);
  return DENO.has(language) ? withoutDenoTests(text) : text;
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
