import { posix } from 'node:path';

import type { AnswerCase } from './cases.ts';
import { inputOn } from './cases.ts';
import type { SourceFile } from './corpus.ts';
import { isFitting } from './corpus.ts';
import type { Choices } from './random.ts';

/** Pairs of a source and its test, of one package and language. */
const MOST_PAIRS = 6;

/** What a source file's own test may be called. */
function stemsOf(path: string): readonly string[] {
  const stem = posix.basename(path).replace(/\.[^.]+$/, '');
  return [`${stem}.test`, `${stem}.spec`, `test_${stem}`, `${stem}_test`, `${stem}_spec`].concat(
    `${stem}Test`,
    `${stem}Tests`,
  );
}

/** Real tests of a package with the file that each is named for. */
export function testPairs(
  files: readonly SourceFile[],
  choices: Choices,
): readonly { readonly source: SourceFile; readonly test: SourceFile }[] {
  const tests = files.filter((file) => file.isTest && isFitting(file));
  const pairs = files
    .filter((file) => !file.isTest && isFitting(file))
    .flatMap((source) => {
      const stems = new Set(stemsOf(source.path));
      const own = tests.filter(
        (test) =>
          test.language === source.language &&
          stems.has(posix.basename(test.path).replace(/\.[^.]+$/, '')),
      );
      const [test] = own;
      return test !== undefined && own.length === 1 ? [{ source, test }] : [];
    });
  const byLanguage = Object.groupBy(pairs, ({ source }) => source.language);
  return Object.values(byLanguage).flatMap((of = []) => choices.some(of, MOST_PAIRS));
}

/** Marks that a gate refuses by rule, whoever wrote them. */
const MARKED =
  /\.(?:skip|only|todo)\b|\bx?(?:it|describe)\.(?:skip|only|fails)|\bxit\(|[Ss]kip(?:Test|If|Unless)?\b|SkipNow|@Ignore|@Disabled|\[Ignore|\[Explicit|Inconclusive|markTest|\bpending\b|xfail|expectedFailure|#\[ignore|\bfocus\b|importorskip|assume/;

/** The package as the tests task sees it, without the test that is to be written. */
function projectFor(
  files: readonly SourceFile[],
  hidden: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.filter(({ path }) => path !== hidden).map(({ path, text }) => [path, text]),
  );
}

/** The authors' test as the answer, and spoiled forms of it. */
export function testCases(
  { source, test }: { readonly source: SourceFile; readonly test: SourceFile },
  files: readonly SourceFile[],
): readonly AnswerCase[] {
  if (MARKED.test(test.text)) return [];
  const project = projectFor(files, test.path);
  const make = (kind: string, good: boolean, code: string): AnswerCase => ({
    type: 'answer',
    task: 'tests',
    kind,
    good,
    file: source,
    input: inputOn('tests', source, source.text),
    reply: JSON.stringify({ code }),
    project,
  });
  const spoiled = Object.entries(SPOILED).flatMap(([kind, spoil]) => {
    const text = spoil(test.text, source.language);
    return text === test.text ? [] : [make(kind, false, text)];
  });
  return [make('the authors\u2019 test', true, test.text), ...spoiled];
}

const SPOILED: Readonly<Record<string, (text: string, language: string) => string>> = {
  'no assertion': (text) =>
    text.replace(
      /^.*\b\w*(?:[Aa]ssert|[Ee]xpect|[Vv]erify|[Rr]aise|[Ss]hould|[Tt]hrow|[Ff]ail|[Ff]atal|[Mm]ust|refute|unwrap|Error|panic|ok\()\w*.*$/gm,
      '',
    ),
  'a test skipped': skipped,
  'cut off': (text) => text.slice(0, Math.floor(text.length * 0.6)).replace(/\w+\W*$/, '('),
  'no test at all': () => 'x\n',
};

function skipped(text: string, language: string): string {
  switch (language) {
    case 'typescript':
    case 'typescriptreact':
    case 'javascript':
      return text.replace(/^(\s*)(it|test)\(/m, '$1$2.skip(');
    case 'python':
      return text.replace(/^([ \t]*)((?:async )?def test)/m, '$1@pytest.mark.skip\n$1$2');
    case 'go':
      return text.replace(/^(func Test\w*\(t \*testing\.T\) \{\n)/m, '$1\tt.Skip()\n');
    case 'java':
      return text.replace(/^([ \t]*)@Test\b/m, '$1@Disabled\n$1@Test');
    case 'csharp':
      return text.replace(/^([ \t]*)\[Test\]/m, '$1[Ignore("later")]\n$1[Test]');
    case 'php':
      return text.replace(
        /(function test\w*\([^)]*\)[^{]*\{\n)/,
        '$1        $this->markTestSkipped();\n',
      );
    case 'ruby':
      return text.replace(/^(\s*)it (["'])/m, '$1xit $2');
    default:
      return text;
  }
}
