import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { codes, startTools } from '../taskBench.ts';
import { gateCases, judged } from './testGateCases.ts';

/** Not spelled out: no test of this project may hold such a call, not even in a string. */
const SKIP = 'skip';
const ONLY = 'only';

interface Frame {
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  /** A file of tests around the statements of one case, and what stands around that. */
  code(body: string, around?: string): string;
}

const jest = (body: string, around = ''): string =>
  `const { page } = require('./page');\n${around}\ntest('pages', () => {\n  ${body}\n});\n`;

const FRAMES: Readonly<Record<string, Frame>> = {
  javascript: {
    path: 'page.js',
    files: {
      'package.json': '{"scripts":{"test":"jest"}}',
      'page.js': 'exports.page = (o) => o;\n',
    },
    code: jest,
  },
  python: {
    path: 'page.py',
    files: { 'pyproject.toml': 'pytest', 'page.py': 'def page(**o):\n    return o\n' },
    code: (body, around = '') =>
      `from page import page\n${around}\n\n\ndef test_page():\n    ${body}\n`,
  },
  go: {
    path: 'page.go',
    files: { 'page.go': 'package page\n\nfunc Page(a int) int { return a }\n' },
    code: (body, around = '') =>
      `package page\n\nimport "testing"\n${around}\nfunc TestPage(t *testing.T) {\n\t${body}\n}\n`,
  },
  java: {
    path: 'src/main/java/Page.java',
    files: {
      'pom.xml': '',
      'src/main/java/Page.java': 'class Page {\n  int of(int a) {\n    return a;\n  }\n}\n',
    },
    code: (body, around = '') =>
      `class PageTest {\n  ${around}\n  @Test\n  void pages() {\n    ${body}\n  }\n}\n`,
  },
  csharp: {
    path: 'src/Page.cs',
    files: {
      'src/App.csproj': '',
      'src/Page.cs': 'public class Page {\n  public int Of(int a) => a;\n}\n',
    },
    code: (body, around = '') =>
      `public class PageTests\n{\n    ${around}\n    [Fact]\n    public void Pages()\n    {\n        ${body}\n    }\n}\n`,
  },
  ruby: {
    path: 'lib/page.rb',
    files: {
      Gemfile: "gem 'rspec'",
      'lib/page.rb': 'class Page\n  def of(a)\n    a\n  end\nend\n',
    },
    code: (body, around = '') =>
      `RSpec.describe Page do\n  ${around}\n  it 'pages' do\n    ${body}\n  end\nend\n`,
  },
  php: {
    path: 'src/Page.php',
    files: {
      'composer.json': '{}',
      'src/Page.php':
        '<?php\nclass Page\n{\n    public function of($a)\n    {\n        return $a;\n    }\n}\n',
    },
    code: (body, around = '') =>
      `<?php\nclass PageTest extends TestCase\n{\n    ${around}\n    public function testPage(): void\n    {\n        ${body}\n    }\n}\n`,
  },
  rust: {
    path: 'src/page.rs',
    files: {
      'Cargo.toml': '',
      'src/page.rs': '#[cfg(test)]\nmod tests;\n\npub fn page(a: i32) -> i32 {\n    a\n}\n',
    },
    code: (body, around = '') =>
      `use super::*;\n${around}\n#[test]\nfn pages() {\n    ${body}\n}\n`,
  },
};

type Line = readonly [language: string, body: string, around?: string];

/** Ordinary words, and the assertions of libraries. */
const RIGHT: readonly Line[] = [
  ['javascript', 'expect(page([1], { skip: 1, todo: 2, only: true })).toEqual([]);'],
  ['javascript', 'const t = page(1);\n  expect(t.skip(2)).toBe(t.only);'],
  ['javascript', 'const { skip, todo } = page(1);\n  expect(skip).toBe(todo);'],
  ['javascript', 'const fit = (points) => page(points);\n  expect(fit([1], (a) => a)).toBe(1);'],
  ['javascript', "expect(queue.pending()).toBe(page('pending'));"],
  ['javascript', 'const pending = () => page(1);\n  expect(pending()).toBe(1);'],
  ['javascript', "page(1).should.deep.equal({ skip: 'x' });"],
  ['javascript', 'sinon.assert.calledOnce(page);'],
  ['javascript', 'page(1);\n  td.verify(page(1));'],
  ['javascript', "render(page(1));\n  screen.getByText('one');"],
  ['javascript', 'assert.that(page(1), is(1));'],
  ['python', 'assert_that(page(a=1)).is_equal_to({"a": 1})'],
  ['python', 'assert_that(page(a=1), equal_to({"a": 1}))'],
  ['python', 'np.testing.assert_allclose(page(a=1)["a"], 1)'],
  ['python', 'pd.testing.assert_series_equal(page(a=1), page(a=1))'],
  ['python', 'expect(page(a=1)).to(equal({"a": 1}))'],
  ['python', 'page(a=1).should.equal({"a": 1})'],
  ['python', 'check.equal(page(a=1), {"a": 1})'],
  ['python', 'eq_(page(a=1), {"a": 1})'],
  ['python', 'mocked.assert_called_once_with(page(a=1))'],
  ['python', 'skip = page(skip=1)\n    assert skip == {"skip": 1}'],
  ['go', 'assert.Equal(t, 1, Page(1))'],
  ['go', 'a := assertions{t}\n\ta.Require().Equal(1, Page(1))'],
  ['go', 'NewWithT(t).Expect(Page(1)).To(Equal(1))'],
  ['go', 'So(Page(1), ShouldEqual, 1)'],
  ['go', 'Page(1)\n\tmocked.AssertExpectations(t)'],
  ['go', 'it := Page(1)\n\tskip(it)\n\trequire.Equal(t, 1, it)'],
  ['java', 'assertThat(new Page().of(1)).isEqualTo(1);'],
  ['java', 'then(new Page().of(1)).isOne();'],
  ['java', 'MatcherAssert.assertThat(new Page().of(1), is(1));'],
  ['java', 'StepVerifier.create(new Page().of(1)).expectNext(1).verifyComplete();'],
  ['java', 'await().until(() -> new Page().of(1) == 1);'],
  ['java', 'given().when().get(new Page().of(1)).then().statusCode(200);'],
  ['java', 'int ignore = new Page().of(1);\n    assertEquals(1, ignore);'],
  ['csharp', 'new Page().Of(1).Should().Be(1);'],
  ['csharp', 'new Page().Of(1).ShouldBe(1);'],
  ['csharp', 'mocked.DidNotReceive().Of(new Page().Of(1));'],
  ['csharp', 'A.CallTo(() => fake.Of(new Page().Of(1))).MustHaveHappened();'],
  ['csharp', 'Check.That(new Page().Of(1)).IsEqualTo(1);'],
  ['csharp', 'mocked.Verify(one => one.Of(new Page().Of(1)));'],
  [
    'csharp',
    'var request = new Request { Skip = 1 };\n        Assert.Equal(1, new Page().Of(request.Skip));',
  ],
  ['csharp', 'var Skip = new Page().Of(1);\n        Assert.Equal(1, list[Ignore] + Skip);'],
  ['ruby', 'expect(Page.new.of(skip: 1, pending: 2, focus: true)).to eq(1)'],
  ['ruby', 'skip = Page.new.of(1)\n    expect(skip).to eq(1)'],
  ['ruby', 'example = Page.new.of(1)\n    example.should eq(1)'],
  ['ruby', 'line = fit [1, 2]\n    expect(Page.new.of(line)).to eq(1)'],
  ['ruby', 'Page.new.of(1).must_equal 1'],
  ['php', "$mock->shouldReceive('of')->once()->with((new Page)->of(1));"],
  ['php', '\\Mockery::mock()->expects()->of((new Page)->of(1));'],
  ['php', 'expect((new Page)->of(1))->toBe(1);'],
  ['php', 'Assert::assertSame(1, (new Page)->of(1));'],
  ['php', "$skip = (new Page)->of(['skip' => 1]);\n        self::assertSame(1, $skip);"],
  ['rust', 'assert_that!(page(1), eq(1));'],
  ['rust', 'expect_eq!(page(1), 1);'],
  ['rust', 'insta::assert_snapshot!(page(1));'],
  ['rust', 'let ignore = page(1);\n    assert_eq!(ignore, 1);'],
];

/** What is skipped or focused, or asserts nothing, all the same. */
const WRONG: readonly (readonly [code: string, ...line: Line])[] = [
  [
    'tests.skipped',
    'javascript',
    'expect(page(1)).toBe(1);',
    `test.${SKIP}('more', () => expect(page(2)).toBe(2));`,
  ],
  [
    'tests.skipped',
    'javascript',
    'expect(page(1)).toBe(1);',
    `describe.${SKIP}.each([1])('n', (n) => { test('x', () => expect(page(n)).toBe(n)); });`,
  ],
  [
    'tests.skipped',
    'javascript',
    'expect(page(1)).toBe(1);',
    `test('more', { ${SKIP}: true }, () => expect(page(2)).toBe(2));`,
  ],
  [
    'tests.skipped',
    'javascript',
    'expect(page(1)).toBe(1);',
    "xit('more', () => expect(page(2)).toBe(2));",
  ],
  ['tests.skipped', 'javascript', `this.${SKIP}();\n  expect(page(1)).toBe(1);`],
  ['tests.skipped', 'javascript', `t.${SKIP}('later');\n  expect(page(1)).toBe(1);`],
  [
    'tests.focused',
    'javascript',
    'expect(page(1)).toBe(1);',
    "fit('more', async () => { expect(page(2)).toBe(2); });",
  ],
  [
    'tests.focused',
    'javascript',
    'expect(page(1)).toBe(1);',
    `test('more', { ${ONLY}: true }, () => expect(page(2)).toBe(2));`,
  ],
  [
    'tests.focused',
    'javascript',
    'expect(page(1)).toBe(1);',
    `test.concurrent.${ONLY}('more', () => expect(page(2)).toBe(2));`,
  ],
  [
    'tests.skipped',
    'python',
    'assert page(a=1) == {"a": 1}',
    '\n\n@unittest.skip("later")\ndef test_more():\n    assert page()',
  ],
  ['tests.skipped', 'go', 't.Skip("later")\n\trequire.Equal(t, 1, Page(1))'],
  [
    'tests.skipped',
    'java',
    'assertEquals(1, new Page().of(1));',
    '@Test(enabled = false)\n  void more() {\n    assertEquals(2, new Page().of(2));\n  }',
  ],
  [
    'tests.skipped',
    'csharp',
    'Assert.Equal(1, new Page().Of(1));',
    '[Fact(DisplayName = "x", Skip = "later")]\n    public void More() { Assert.Equal(2, new Page().Of(2)); }',
  ],
  [
    'tests.skipped',
    'csharp',
    'Assert.Equal(1, new Page().Of(1));',
    '[Fact, Ignore("later")]\n    public void More() { Assert.Equal(2, new Page().Of(2)); }',
  ],
  ['tests.skipped', 'ruby', "skip 'later'\n    expect(Page.new.of(1)).to eq(1)"],
  ['tests.skipped', 'ruby', "pending('later')\n    expect(Page.new.of(1)).to eq(1)"],
  [
    'tests.skipped',
    'ruby',
    'expect(Page.new.of(1)).to eq(1)',
    "it 'more', skip: true do\n    expect(Page.new.of(2)).to eq(2)\n  end",
  ],
  [
    'tests.focused',
    'ruby',
    'expect(Page.new.of(1)).to eq(1)',
    "it 'more', :focus do\n    expect(Page.new.of(2)).to eq(2)\n  end",
  ],
  [
    'tests.skipped',
    'rust',
    'assert_eq!(page(1), 1);',
    '#[test]\n#[ignore = "later"]\nfn more() {\n    assert_eq!(page(2), 2);\n}\n',
  ],
  ['tests.noAssertion', 'javascript', 'page(1);'],
  ['tests.noAssertion', 'python', 'page(a=1)'],
  ['tests.noAssertion', 'go', 'strings.Contains("a", fmt.Sprint(Page(1)))'],
  ['tests.noAssertion', 'csharp', 'new Page().Of(1);'],
  ['tests.noAssertion', 'ruby', 'Page.new.of(1)'],
];

describe('marks of tests', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const one of gateCases('T9', 'T10', 'X1')) {
    it(`are told from ordinary words: ${one.id}`, async () => {
      assert.deepEqual((await judged(tools, one)).problems, []);
    });
  }

  const said = async ([language, body, around]: Line): Promise<readonly string[]> => {
    const frame = FRAMES[language];
    assert.ok(frame);
    const { path, files } = frame;
    const answer = { code: frame.code(body, around) };
    return codes(await judged(tools, { id: body, language, path, files, answer }));
  };

  for (const line of RIGHT) {
    it(`are told from ordinary words, and assertions from calls, in ${line[0]}: ${line[1]}`, async () => {
      assert.deepEqual(await said(line), []);
    });
  }

  for (const [code, ...line] of WRONG) {
    it(`are seen in ${line[0]} as ${code}: ${line[2] ?? line[1]}`, async () => {
      assert.deepEqual(await said(line), [code]);
    });
  }

  it('may stand in a comment in PHP', async () => {
    const frame = FRAMES['php'];
    assert.ok(frame);
    const judge = async (asserted: string) => {
      const code = frame
        .code(asserted)
        .replace('public function testPage', '/** @test */\n    public function it_pages');
      return codes(await judged(tools, { id: 'p', language: 'php', ...frame, answer: { code } }));
    };
    assert.deepEqual(await judge('self::assertSame(1, (new Page)->of(1));'), []);
    assert.deepEqual(await judge('(new Page)->of(1);'), ['tests.noAssertion']);
  });

  it('do not hide that a suite has to be run', async () => {
    const frame = FRAMES['go'];
    assert.ok(frame);
    const suite =
      'package page\n\nimport "testing"\n\ntype S struct{ suite.Suite }\n\nfunc (s *S) TestPage() {\n\ts.Equal(1, Page(1))\n}\n';
    const judge = async (code: string) =>
      codes(await judged(tools, { id: 's', language: 'go', ...frame, answer: { code } }));
    assert.deepEqual(await judge(suite), ['tests.notCollected']);
    const run = 'func TestS(t *testing.T) {\n\tsuite.Run(t, new(S))\n}\n';
    assert.deepEqual(await judge(`${suite}\n${run}`), []);
  });
});
