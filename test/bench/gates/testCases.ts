import { posix } from 'node:path';
import type { AnswerCase } from './cases.ts';
import { inputOn } from './cases.ts';
import type { SourceFile } from './corpus.ts';
import { isFitting } from './corpus.ts';
import type { Choices } from './random.ts';

/** Pairs of a source and its test, of one package and language. */
const MOST_PAIRS = 6;

/** Rust: tests at the end of a file, and the file without them. */
export function innerTests(
  files: readonly SourceFile[],
  choices: Choices,
): readonly { readonly source: SourceFile; readonly cases: string }[] {
  const found = files
    .filter((file) => file.language === 'rust' && isFitting(file))
    .flatMap((file) => {
      const parts = /^([\s\S]*\n)#\[cfg\(test\)\]\nmod tests? \{\n([\s\S]*)\n\}\s*$/.exec(
        file.text,
      );
      const [, text = '', cases = ''] = parts ?? [];
      const says = cases.split('#[test]').slice(1);
      const isFit = says.length > 0 && says.every((one) => SAYS_SOMETHING.test(one));
      return isFit && !MARKED.test(cases) ? [{ source: { ...file, text }, cases }] : [];
    });
  return choices.some(found, MOST_PAIRS);
}

/** The cases of such a file as they are put into it, and spoiled forms of them. */
export function innerTestCases({
  source,
  cases,
}: {
  readonly source: SourceFile;
  readonly cases: string;
}): readonly AnswerCase[] {
  const make = (kind: string, good: boolean, text: string): AnswerCase => ({
    type: 'answer',
    task: 'tests',
    kind,
    good,
    file: source,
    input: inputOn('tests', source, source.text),
    reply: JSON.stringify({ imports: '', cases: text }),
    project: { [source.path]: source.text },
  });
  return [
    make('the authors\u2019 test', true, cases),
    make('no assertion', false, SPOILED['no assertion']?.(cases, 'rust') ?? ''),
    make('a test skipped', false, cases.replace('#[test]', '#[test]\n    #[ignore]')),
    make('cut off', false, SPOILED['cut off']?.(cases, 'rust') ?? ''),
  ];
}

/** What a source file's own test may be called, without its extension. */
function stemsOf(path: string): readonly string[] {
  const stem = posix.basename(path).replace(/\.[^.]+$/, '');
  return ['.test', '.spec', '-test', '_test', '_spec', 'Test', 'Tests']
    .map((end) => stem + end)
    .concat(`test_${stem}`, `test-${stem}`);
}

/** The tests that are named for a file. */
export function testsOf(source: SourceFile, tests: readonly SourceFile[]): readonly SourceFile[] {
  const stems = new Set(stemsOf(source.path));
  return tests.filter(
    (test) =>
      test.language === source.language &&
      // Go's tests stand beside their subject.
      (source.language !== 'go' || posix.dirname(test.path) === posix.dirname(source.path)) &&
      stems.has(posix.basename(test.path).replace(/\.[^.]+$/, '')),
  );
}

/** Real tests of a package with the file that each is named for. */
export function testPairs(
  files: readonly SourceFile[],
  choices: Choices,
): readonly { readonly source: SourceFile; readonly test: SourceFile }[] {
  const tests = files.filter((file) => file.isTest && file.language !== 'rust' && isFitting(file));
  const pairs = files
    .filter((file) => !file.isTest && isFitting(file))
    .flatMap((source) => {
      const own = testsOf(source, tests);
      const [test] = own;
      return test !== undefined && own.length === 1 ? [{ source, test }] : [];
    });
  const byLanguage = Object.groupBy(pairs, ({ source }) => source.language);
  return Object.values(byLanguage).flatMap((of = []) => choices.some(of, MOST_PAIRS));
}

/** Marks that a gate refuses by rule, whoever wrote them. */
const MARKED =
  /\.(?:skip|only|todo)\b|\bx?(?:it|describe)\.(?:skip|only|fails)|\bxit\(|[Ss]kip(?:Test|If|Unless|f)?\b|SkipNow|@Ignore|@Disabled|\[Ignore|\[Explicit|Inconclusive|markTest|\bpending\b|xfail|expectedFailure|#\[ignore|\bfocus\b|importorskip|assume/;

/** Where a test begins, and words of which each has one: found without the code measured. */
const BEGINS =
  /@Test\b|\bpublic void test|^func (?:\([^)]*\) )?Test|\bdef test|\[Test\b|\[TestCase\b|\bfunction test|^\s*(?:it|test|specify)\b|#\[test\]|^(?:TYPED_)?TEST(?:_F|_P)?\(|^TEST_CASE\w*\(|^(?:static )?(?:void|int) test\w*\([^;]*$/m;
const SAYS_SOMETHING =
  /assert|expect|verify|should|raise|throw|fail|must|refute|panic|check|Output:|Error|Exception|unwrap|Result|\.is|\bt\.|\?;/i;

/** In Go a test can only fail by what it does with its `t`, and names of subjects say nothing. */
const GO_SAYS_SOMETHING =
  /\b[tb]\.(?:Error|Fatal|Fail|Run)|\([tb][,)]|\b(?:assert|require)\.|Output:/;

/** What the rules of the gate ask of every test: each case asserts, and the subject is named. */
function isGood(test: SourceFile, source: SourceFile): boolean {
  const [head = '', ...cases] = test.text.split(new RegExp(BEGINS, 'gm'));
  const stem = posix.basename(source.path).replace(/\.[^.]+$/, '');
  return (
    !MARKED.test(test.text) &&
    cases.length > 0 &&
    cases.every((text) =>
      (source.language === 'go' ? GO_SAYS_SOMETHING : SAYS_SOMETHING).test(
        text.replace(/^.*$|\/\/(?!\s*Output).*/m, '').replace(/\/\/(?!\s*Output).*/g, ''),
      ),
    ) &&
    (source.language === 'go' || new RegExp(`\\b${stem}\\b`, 'i').test(head))
  );
}

/** A path below the folder that imports are found in. */
function rooted(file: SourceFile): SourceFile {
  return { ...file, path: file.path.replace(/^.*?\/dist-packages\//, '') };
}

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
  { source: asStored, test }: { readonly source: SourceFile; readonly test: SourceFile },
  files: readonly SourceFile[],
): readonly AnswerCase[] {
  if (!isGood(test, asStored)) return [];
  const project = projectFor(files.map(rooted), rooted(test).path);
  const source = rooted(asStored);
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
      /^.*\b\w*(?:[Aa]ssert|ASSERT|[Ee]xpect|EXPECT|REQUIRE|CHECK|[Vv]erify|[Rr]aise|[Ss]hould|[Tt]hrow|[Ff]ail|[Ff]atal|[Mm]ust|refute|unwrap|Error|panic|ok\(|[Cc]heck|Result|matches|eq!|\(t,)\w*.*$/gm,
      '',
    ),
  'a test skipped': skipped,
  'cut off': (text) => text.slice(0, Math.floor(text.length * 0.6)).replace(/\w+\W*$/, '\n('),
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
    case 'c':
    case 'cpp':
      return text
        .replace(/^(TEST(?:_F)?\([^)]*\) \{\n)/m, '$1  GTEST_SKIP();\n')
        .replace(/^(TEST_CASE\("[^"]*)"\)/m, '$1", "[.]")')
        .replace(/^(TEST_CASE\("[^"]*", ")/m, '$1[.]');
    default:
      return text;
  }
}
