import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { TaskInput, TestRun, TestRunner } from '../../../../src/tasks/task.ts';
import { emptiedSubject } from '../../../../src/tasks/testing/proof/emptiedSubject.ts';
import { never, sample, startSyntax } from '../../syntax/samples.ts';
import { checked, codes, inputFor, prepare, projectOf, promptText } from '../taskBench.ts';

/** Not spelled out: no test of this project may hold such a call, not even in a string. */
const SKIP = 'skip';
const ONLY = 'only';

interface Sample {
  readonly language: string;
  readonly file: string;
  readonly path: string;
  readonly project: Readonly<Record<string, string>>;
  /** A good new file. */
  readonly code: string;
  /** A good file that is there, cases for it, and lines that must then stand together. */
  readonly existing: string;
  readonly imports: string;
  readonly cases: string;
  readonly joined: string;
}

const SAMPLES: readonly Sample[] = [
  {
    language: 'typescript',
    file: 'limiter.ts',
    path: 'src/limiter.ts',
    project: { 'package.json': '{"devDependencies":{"vitest":"4"}}' },
    code: `import { describe, expect, it } from 'vitest';
import { isLabel } from './limiter';

describe('isLabel', () => {
  it.each([['ab/', true], ['A', false]])('judges %s', (text, wanted) => {
    expect(isLabel(text)).toBe(wanted); // it.${SKIP}('no') is only a comment
  });
  it('is not fooled by ")"', () => expect(isLabel(")")).toBe(false));
});
`,
    existing: `import { describe, expect, it } from 'vitest';
import { isLabel } from './limiter';

describe('limiter', () => {
  it('labels', () => {
    expect(isLabel('a/')).toBe(true);
  });
});
`,
    imports: "import { isLabel } from './limiter';\nimport { TokenLimiter } from './limiter';",
    cases:
      "it('takes', () => {\n  expect(new TokenLimiter({ capacity: 1, refillPerSecond: 1 }).take()).toBe('allowed');\n});",
    joined: `import { isLabel } from './limiter';
import { TokenLimiter } from './limiter';

describe('limiter', () => {
  it('labels', () => {
    expect(isLabel('a/')).toBe(true);
  });

  it('takes', () => {
    expect(new TokenLimiter({ capacity: 1, refillPerSecond: 1 }).take()).toBe('allowed');
  });
});
`,
  },
  {
    language: 'python',
    file: 'inventory.py',
    path: 'shop/inventory.py',
    project: { 'pyproject.toml': 'pytest' },
    code: `import pytest

from shop.inventory import Item, OutOfStock


@pytest.mark.parametrize("count,low", [(1, True), (9, False)])
def test_low(count, low):
    text = """
def not_a_test():
"""
    assert Item("a", count).is_low() is low


class TestErrors:
    async def test_raises(self):
        with pytest.raises(OutOfStock):
            raise OutOfStock("x")
`,
    existing: `from shop.inventory import Item


def test_low():
    assert Item("a", 1).is_low()


if __name__ == "__main__":
    test_low()
`,
    imports: 'from shop.inventory import LOW_STOCK',
    cases: 'def test_limit():\n    assert not Item("a", LOW_STOCK).is_low()',
    joined: `from shop.inventory import Item
from shop.inventory import LOW_STOCK


def test_low():
    assert Item("a", 1).is_low()


def test_limit():
    assert not Item("a", LOW_STOCK).is_low()


if __name__ == "__main__":
`,
  },
  {
    language: 'go',
    file: 'queue.go',
    path: 'queue/queue.go',
    project: {},
    code: `package queue

import "testing"

func TestPush(t *testing.T) {
	q := New[int](1)
	for _, tc := range []struct{ in int }{{1}, {2}} {
		t.Run("x", func(t *testing.T) {
			if err := q.Push(tc.in); err != nil {
				t.Fatalf("push: %v", err)
			}
		})
	}
}
`,
    existing: `package queue

import "testing"

func TestPush(t *testing.T) {
	if err := New[int](1).Push(1); err != nil {
		t.Fatal(err)
	}
}
`,
    imports: 'import "errors"',
    cases:
      'func TestClosed(t *testing.T) {\n\tif !errors.Is(ErrClosed, ErrClosed) {\n\t\tt.Error("not itself")\n\t}\n}',
    joined: `import "testing"
import "errors"

func TestPush(t *testing.T) {`,
  },
  {
    language: 'java',
    file: 'Account.java',
    path: 'src/main/java/com/example/bank/Account.java',
    project: { 'pom.xml': '' },
    code: `package com.example.bank;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

class AccountTest {
  @Test
  void withdraws() {
    assertTrue(new Account(5).withdraw(3));
  }
}
`,
    existing: `package com.example.bank;

import org.junit.jupiter.api.Test;

class AccountTest {
  @Test
  void withdraws() {
    assertTrue(new Account(5).withdraw(3));
  }
}
`,
    imports: 'import static org.junit.jupiter.api.Assertions.assertFalse;',
    cases: '@Test\nvoid refuses() {\n  assertFalse(new Account(1).withdraw(3));\n}',
    joined: `  }

  @Test
  void refuses() {
    assertFalse(new Account(1).withdraw(3));
  }
}
`,
  },
  {
    language: 'csharp',
    file: 'Store.cs',
    path: 'Shop/Store.cs',
    project: { 'Shop/Shop.csproj': '', 'Tests/Shop.Tests.csproj': 'xunit' },
    code: `using Xunit;
using Example.Shop;

namespace Example.Tests
{
    public class StoreTests
    {
        [Theory]
        [InlineData("a")]
        public void Adds(string key) => Assert.True(new Store<string>("x").TryAdd(key, "b"));

        [Fact]
        public void Names()
        {
            Assert.Equal("x", new Store<string>("x").Name);
        }
    }
}
`,
    existing: `using Xunit;

namespace Example.Tests
{
    public class StoreTests
    {
        [Fact]
        public void Names()
        {
            Assert.Equal("x", new Store<string>("x").Name);
        }
    }
}
`,
    imports: 'using Example.Shop;',
    cases:
      '[Fact]\npublic void Adds()\n{\n    Assert.True(new Store<string>("x").TryAdd("a", "b"));\n}',
    joined: `        }

        [Fact]
        public void Adds()
        {
            Assert.True(new Store<string>("x").TryAdd("a", "b"));
        }
    }
}
`,
  },
  {
    language: 'ruby',
    file: 'ledger.rb',
    path: 'lib/ledger.rb',
    project: { Gemfile: "gem 'rspec'" },
    code: `require 'ledger'

RSpec.describe Books::Ledger do
  it 'adds' do
    expect(described_class.new(currency: 'EUR').add(1).entries.size).to eq(1)
  end

  specify { expect(described_class).to be_a(Class) }
end
`,
    existing: `require 'ledger'

RSpec.describe Books::Ledger do
  it 'adds' do
    expect(described_class.new(currency: 'EUR').entries).to be_empty
  end
end
`,
    imports: "require 'json'",
    cases:
      "it 'refuses zero' do\n  expect { described_class.new(currency: 'EUR').add(0) }.to raise_error(ArgumentError)\nend",
    joined: `  end

  it 'refuses zero' do
    expect { described_class.new(currency: 'EUR').add(0) }.to raise_error(ArgumentError)
  end
end
`,
  },
  {
    language: 'php',
    file: 'Router.php',
    path: 'src/Router.php',
    project: { 'composer.json': '{}' },
    code: `<?php

namespace Tests;

use App\\Http\\Router;
use PHPUnit\\Framework\\TestCase;

final class RouterTest extends TestCase
{
    public function testRejectsEmpty(): void
    {
        $this->expectException(\\InvalidArgumentException::class);
        (new Router('x'))->add('');
    }
}
`,
    existing: `<?php

namespace Tests;

use PHPUnit\\Framework\\TestCase;

final class RouterTest extends TestCase
{
    public function testOne(): void
    {
        $this->assertTrue(true);
    }
}
`,
    imports: 'use App\\Http\\Router;',
    cases:
      "public function testAdds(): void\n{\n    $this->assertNotNull((new Router('x'))->add('/a'));\n}",
    joined: `    }

    public function testAdds(): void
    {
        $this->assertNotNull((new Router('x'))->add('/a'));
    }
}
`,
  },
];

describe('tests', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  const inputOf = ({ language, file, path }: Sample): TaskInput =>
    inputFor('tests', language, sample(file), { path });
  const toolsOf = ({ project }: Sample, more: Readonly<Record<string, string>> = {}) => ({
    syntax,
    files: projectOf({ ...project, ...more }),
  });
  const [typescript] = SAMPLES as readonly [Sample, ...Sample[]];

  for (const one of SAMPLES) {
    it(`accepts a new file in ${one.language}`, async () => {
      const result = await checked(toolsOf(one), inputOf(one), { code: one.code });
      assert.deepEqual(result.problems, []);
      assert.equal(result.strength, 'checks');
      assert.deepEqual(result.notes, [{ code: 'notes.notRun', args: {} }]);
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(result.answer.text, one.code);
      assert.equal(result.answer.replaces, undefined);
    });

    it(`puts cases into an existing file in ${one.language}`, async () => {
      const { path } = await planned(one);
      const tools = toolsOf(one, { [path]: one.existing });
      const prepared = await prepare(tools, inputOf(one));
      const text = promptText(prepared);
      assert.match(text, /\ninsert: yes\n/);
      assert.ok(text.includes(`\n${one.existing}\n</sibling-`));
      const reply = JSON.stringify({ imports: one.imports, cases: one.cases });
      const result = await prepared.check(reply, never);
      assert.deepEqual(result.problems, []);
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(result.answer.replaces, one.existing);
      assert.ok(result.answer.text.includes(one.joined), result.answer.text);
    });
  }

  async function planned(one: Sample): Promise<{ readonly path: string }> {
    const result = await checked(toolsOf(one), inputOf(one), { code: one.code });
    assert.ok(result.answer?.kind === 'newFile');
    return result.answer;
  }

  it('of Rust go into the file itself, into a module of their own or the one there', async () => {
    const source = sample('parser.rs');
    const input = inputFor('tests', 'rust', source, { path: 'src/parser.rs' });
    const tools = { syntax, files: projectOf({ 'src/parser.rs': source }) };
    const cases = '#[test]\nfn counts() {\n    assert_eq!(count("a".into()), 1);\n}';
    const first = await checked(tools, input, { imports: '', cases });
    assert.deepEqual(first.problems, []);
    assert.ok(first.answer?.kind === 'newFile');
    assert.ok(first.answer.text.startsWith(source.trimEnd()));
    assert.ok(
      first.answer.text.endsWith(
        '#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn counts() {\n        assert_eq!(count("a".into()), 1);\n    }\n}\n',
      ),
    );
    const again = inputFor('tests', 'rust', first.answer.text, { path: 'src/parser.rs' });
    const second = await checked(tools, again, {
      imports: 'use std::fmt::Write;',
      cases: cases.replace('counts', 'more'),
    });
    assert.deepEqual(second.problems, []);
    assert.ok(second.answer?.kind === 'newFile');
    assert.match(second.answer.text, /use super::\*;\n {4}use std::fmt::Write;\n/);
    assert.match(
      second.answer.text,
      /\n {4}#\[test\]\n {4}fn more\(\) \{\n {8}assert_eq![^}]*\}\n\}\n$/,
    );
  });

  it('append whole groups and keep what is there', async () => {
    const tools = toolsOf(typescript, { 'src/limiter.test.ts': typescript.existing });
    const cases =
      "describe('more', () => {\n  it('x', () => {\n    expect(isLabel('')).toBe(false);\n  });\n});";
    const result = await checked(tools, inputOf(typescript), { imports: '', cases });
    assert.deepEqual(result.problems, []);
    assert.ok(result.answer?.kind === 'newFile');
    assert.equal(result.answer.text, `${typescript.existing}\n${cases}\n`);
  });

  it('go into the group that is there, also with a comment before the first', async () => {
    const tools = toolsOf(typescript, { 'src/limiter.test.ts': typescript.existing });
    const commented = `// Takes one.\n/* And\n more. */\n${typescript.cases}`;
    const { imports } = typescript;
    const result = await checked(tools, inputOf(typescript), { imports, cases: commented });
    assert.deepEqual(result.problems, []);
    assert.ok(result.answer?.kind === 'newFile');
    assert.match(result.answer.text, /\n {2}\/\/ Takes one\.\n[^]*\n {2}\}\);\n\}\);\n$/);
  });

  it('import no name a second time', async () => {
    const tools = toolsOf(typescript, { 'src/limiter.test.ts': typescript.existing });
    const imports = [
      "import { expect, it, vi } from 'vitest';",
      "import { isLabel, TokenLimiter as isLabel2 } from './limiter';",
      "import { describe } from 'vitest';",
    ].join('\n');
    const cases = "it('x', () => {\n  expect(vi.isMockFunction(isLabel2)).toBe(false);\n});";
    const result = await checked(tools, inputOf(typescript), { imports, cases });
    assert.ok(result.answer?.kind === 'newFile');
    assert.deepEqual(result.answer.text.split('\n').slice(0, 5), [
      "import { describe, expect, it } from 'vitest';",
      "import { isLabel } from './limiter';",
      "import { vi } from 'vitest';",
      "import { TokenLimiter as isLabel2 } from './limiter';",
      '',
    ]);
  });

  it('may use helpers that assert', async () => {
    const code = `import { expect, it } from 'vitest';
import { isLabel } from './limiter';

function judged(text: string, wanted: boolean) {
  expect(isLabel(text)).toBe(wanted);
}

it('labels', () => judged('a', true));
`;
    assert.deepEqual(codes(await checked(toolsOf(typescript), inputOf(typescript), { code })), []);
  });

  it('count an example of Go only where its output is compared', async () => {
    const go = SAMPLES.find(({ language }) => language === 'go');
    assert.ok(go);
    const example = 'func ExampleNew() {\n\tfmt.Println(New(1))\n}\n';
    const printing = example.replace('\n}', '\n\t// Output: 1\n}');
    const alone = go.code.slice(0, go.code.indexOf('func Test'));
    const judged = async (code: string) => codes(await checked(toolsOf(go), inputOf(go), { code }));
    assert.deepEqual(await judged(`${go.code}\n${example}`), []);
    assert.deepEqual(await judged(alone + printing), []);
    assert.deepEqual(await judged(alone + example), ['tests.noCases']);
  });

  const BAD: readonly (readonly [language: string, find: string, replace: string, code: string])[] =
    [
      ['typescript', 'expect(isLabel(text)).toBe(wanted);', 'isLabel(text);', 'tests.noAssertion'],
      ['typescript', ').toBe(wanted);', ');', 'tests.noAssertion'],
      [
        'typescript',
        'expect(isLabel(text)).toBe(wanted);',
        'isLabel(text);\n    expect(true).toBe(true);\n    assert.ok(true);\n    assert.equal(1, 1);',
        'tests.noAssertion',
      ],
      [
        'python',
        'assert Item("a", count).is_low() is low',
        'Item("a", count).is_low()\n    assert True, "fine"\n    assert 1 == 1',
        'tests.noAssertion',
      ],
      [
        'python',
        'import Item, OutOfStock',
        'import Item, OutOfStock\n\npytestmark = pytest.mark.skip',
        'tests.skipped',
      ],
      [
        'java',
        'assertTrue(new Account(5).withdraw(3));',
        'new Account(5).withdraw(3);\n    assertTrue(true);',
        'tests.noAssertion',
      ],
      [
        'csharp',
        'Assert.Equal("x", new Store<string>("x").Name);',
        'new Store<string>("x");\n            Assert.True(true);',
        'tests.noAssertion',
      ],
      [
        'ruby',
        "expect(described_class.new(currency: 'EUR').add(1).entries.size).to eq(1)",
        'expect(true).to be true',
        'tests.noAssertion',
      ],
      [
        'php',
        '$this->expectException(\\InvalidArgumentException::class);',
        '$this->assertTrue(true);',
        'tests.noAssertion',
      ],
      ['typescript', "from './limiter'", "from './other'", 'tests.noImport'],
      ['typescript', "it('is not", `it.${SKIP}('is not`, 'tests.skipped'],
      ['typescript', "it('is not", "xit('is not", 'tests.skipped'],
      ['typescript', "it('is not", `it.${ONLY}('is not`, 'tests.focused'],
      ['typescript', "describe('isLabel'", `describe.${ONLY}('isLabel'`, 'tests.focused'],
      [
        'typescript',
        "describe('isLabel', () => {",
        "describe('isLabel', () => {{",
        'tests.syntaxError',
      ],
      ['python', 'assert Item', 'Item', 'tests.noAssertion'],
      [
        'python',
        'from shop.inventory import Item, OutOfStock',
        'Item = OutOfStock = int',
        'tests.noImport',
      ],
      [
        'python',
        '@pytest.mark.parametrize("count,low", [(1, True), (9, False)])',
        '@pytest.mark.skip',
        'tests.skipped',
      ],
      ['python', 'def test_low(count, low)', 'def test_low(count, low', 'tests.syntaxError'],
      ['go', 't.Fatalf("push: %v", err)', '_ = err', 'tests.noAssertion'],
      ['go', 'q := New', 't.Skip("later")\n\tq := New', 'tests.skipped'],
      ['go', 'package queue', 'package other', 'tests.noImport'],
      ['go', 'func TestPush(', 'func push(', 'tests.noCases'],
      [
        'java',
        'assertTrue(new Account(5).withdraw(3));',
        'new Account(5).withdraw(3);',
        'tests.noAssertion',
      ],
      ['java', '@Test\n', '@Test\n  @Disabled\n', 'tests.skipped'],
      [
        'csharp',
        'Assert.Equal("x", new Store<string>("x").Name);',
        'new Store<string>("x");',
        'tests.noAssertion',
      ],
      ['csharp', '[Fact]', '[Fact(Skip = "later")]', 'tests.skipped'],
      ['ruby', "it 'adds' do", "xit 'adds' do", 'tests.skipped'],
      ['ruby', "it 'adds' do", "fit 'adds' do", 'tests.focused'],
      [
        'ruby',
        "expect(described_class.new(currency: 'EUR').add(1).entries.size).to eq(1)",
        'described_class.new',
        'tests.noAssertion',
      ],
      [
        'php',
        '$this->expectException(\\InvalidArgumentException::class);',
        '',
        'tests.noAssertion',
      ],
      [
        'php',
        '$this->expect',
        "$this->markTestSkipped('x');\n        $this->expect",
        'tests.skipped',
      ],
    ];
  for (const [language, find, replace, code] of BAD) {
    it(`are rejected in ${language} as ${code} with "${replace}"`, async () => {
      const one = SAMPLES.find((each) => each.language === language) ?? typescript;
      assert.ok(one.code.includes(find));
      const bad = one.code.replace(find, () => replace);
      assert.deepEqual(codes(await checked(toolsOf(one), inputOf(one), { code: bad })), [code]);
    });
  }

  it('take an assertion that can fail, wherever it says true', async () => {
    const said = async (assertion: string) => {
      const code = typescript.code.replace('expect(isLabel(text)).toBe(wanted);', assertion);
      return codes(await checked(toolsOf(typescript), inputOf(typescript), { code }));
    };
    for (const assertion of [
      'expect(isLabel(text)).toBe(true);',
      'expect(true).toBe(isLabel(text));',
      'assert.equal(true, isLabel(text));',
      'assert.ok(isLabel(text), true);',
      'expect(isLabel(text), true);',
      'expect(isLabel(text))\n      .toBe(true);',
      'if (!isLabel(text)) assert(false);',
    ]) {
      assert.deepEqual(await said(assertion), [], assertion);
    }
  });

  it('may say true once in a while, as for what only must not throw', async () => {
    const more =
      "\nit('does not throw', () => {\n  isLabel('');\n  expect(true).toBe(true);\n});\n";
    const said = async (code: string) =>
      codes(await checked(toolsOf(typescript), inputOf(typescript), { code }));
    assert.deepEqual(await said(typescript.code + more), []);
    const most = typescript.code + more + more.replace('does', 'did');
    assert.deepEqual(await said(most), ['tests.noAssertion', 'tests.noAssertion']);
  });

  it('have to use what they import of the subject', async () => {
    const [imported, ...rest] = [
      "import { isLabel } from './limiter';",
      "import { expect, it } from 'vitest';",
      "it('works', () => expect(works(1)).toBe(2));",
    ];
    const said = async (...lines: readonly (string | undefined)[]) => {
      const code = `${lines.join('\n')}\n`;
      return codes(await checked(toolsOf(typescript), inputOf(typescript), { code }));
    };
    assert.deepEqual(await said(imported, 'const works = (n: number) => n + 1;', ...rest), [
      'tests.noImport',
    ]);
    const named = "import { type TokenLimiter, isLabel as works } from './limiter';";
    assert.deepEqual(await said(named, ...rest), []);
    assert.deepEqual(await said("import works from './limiter';", ...rest), []);
    assert.deepEqual(await said("import * as works from './limiter';", ...rest), []);
    assert.deepEqual(await said("const { works } = require('./limiter');", ...rest), []);
  });

  it('have to mention the subject where everything near it is in reach', async () => {
    const go = SAMPLES.find(({ language }) => language === 'go');
    assert.ok(go);
    const other = `${go.code.slice(0, go.code.indexOf('func Test'))}func TestSum(t *testing.T) {
	if 1+1 != 2 {
		t.Fatal("no")
	}
}
`;
    assert.deepEqual(codes(await checked(toolsOf(go), inputOf(go), { code: other })), [
      'tests.noImport',
    ]);
    const source = sample('parser.rs');
    const rust = inputFor('tests', 'rust', source, { path: 'src/parser.rs' });
    const tools = { syntax, files: projectOf({ 'src/parser.rs': source }) };
    const cases = '#[test]\nfn sums() {\n    assert_eq!(1 + 1, 2);\n}';
    assert.deepEqual(codes(await checked(tools, rust, { imports: '', cases })), ['tests.noImport']);
  });

  it('are judged by what is new in an existing file', async () => {
    const skipped = typescript.existing.replace("it('labels'", `it.${SKIP}('labels'`);
    const tools = toolsOf(typescript, { 'src/limiter.test.ts': skipped });
    const { imports, cases } = typescript;
    assert.deepEqual(codes(await checked(tools, inputOf(typescript), { imports, cases })), []);
    const more = cases.replace('it(', `it.${SKIP}(`);
    assert.deepEqual(codes(await checked(tools, inputOf(typescript), { imports, cases: more })), [
      'tests.skipped',
    ]);
    assert.deepEqual(codes(await checked(tools, inputOf(typescript), { imports, cases: ' ' })), [
      'tests.noCases',
    ]);
  });

  it('report a run that fails', async () => {
    const testRunner = {
      run: () => Promise.resolve({ type: 'failed', failures: 2, output: 'expected 1' } as const),
    };
    const tools = { ...toolsOf(typescript), testRunner };
    const result = await checked(tools, inputOf(typescript), { code: typescript.code });
    assert.deepEqual(codes(result), ['tests.failed']);
    assert.match(result.problems[0]?.detail ?? '', /2 of the tests fail.*expected 1/);
  });

  it('tell the model enough of a run that fails to mend it', async () => {
    const output = `${'a line of output\n'.repeat(50)}expected 1, got 2`;
    const testRunner = {
      run: () => Promise.resolve({ type: 'failed', failures: 1, output } as const),
    };
    const tools = { ...toolsOf(typescript), testRunner };
    const result = await checked(tools, inputOf(typescript), { code: typescript.code });
    assert.match(result.problems[0]?.detail ?? '', /expected 1, got 2/);
  });

  describe('that run', () => {
    const runs: (string | undefined)[] = [];
    const checkedWith = (...outcomes: readonly TestRun[]) => {
      runs.length = 0;
      const testRunner: TestRunner = {
        run: (_test, subject) => {
          runs.push(subject?.text);
          return Promise.resolve(outcomes[runs.length - 1] ?? { type: 'notRun' });
        },
      };
      const input = { ...inputOf(typescript), target: { firstLine: 50, lastLine: 56 } };
      return checked({ ...toolsOf(typescript), testRunner }, input, { code: typescript.code });
    };
    const failed = { type: 'failed', failures: 2, output: 'expected 1' } as const;

    it('prove something when they fail without the subject', async () => {
      const result = await checkedWith({ type: 'passed' }, failed);
      assert.deepEqual([codes(result), result.strength, result.notes], [[], 'proves', []]);
      const [first, second = ''] = runs;
      assert.equal(first, undefined);
      assert.match(
        second,
        /isLabel = \(text: string\): boolean => \{ throw new Error\('emptied'\); \};?\n/,
      );
      assert.match(second, /takeAll\(.*\{ throw new Error\('emptied'\); \}\n/);
      assert.match(second, /this\.#tokens -= count;/);
      const facts = await syntax.facts('typescript', second, never);
      assert.deepEqual(facts?.errors, []);
    });

    it('are rejected when they fail, or pass without the subject', async () => {
      assert.deepEqual(codes(await checkedWith(failed)), ['tests.failed']);
      assert.deepEqual(codes(await checkedWith({ type: 'passed' }, { type: 'passed' })), [
        'tests.passWithoutSubject',
      ]);
    });

    it('say what they could reach', async () => {
      for (const [isIsolated, network, code] of [
        [true, false, 'notes.isolated'],
        [true, true, 'notes.isolatedWithNetwork'],
        [false, true, 'notes.notIsolated'],
      ] as const) {
        const passed = { type: 'passed', isIsolated, network } as const;
        const proven = await checkedWith(passed, failed);
        assert.deepEqual(proven.notes, [{ code, args: {} }]);
        const half = await checkedWith(passed, { type: 'notRun' });
        assert.deepEqual(
          half.notes.map((one) => one.code),
          ['notes.notProven', code],
        );
      }
    });

    it('say when they could not run', async () => {
      const unrun = await checkedWith({ type: 'notRun' });
      assert.deepEqual([unrun.strength, unrun.notes[0]?.code], ['checks', 'notes.notRun']);
      const apart = await checkedWith({ type: 'notRun', reason: 'isolation' });
      assert.deepEqual([apart.strength, apart.notes[0]?.code], ['checks', 'notes.notIsolatable']);
      const half = await checkedWith({ type: 'passed' }, { type: 'notRun' });
      assert.deepEqual([half.strength, half.notes[0]?.code], ['checks', 'notes.notProven']);
    });
  });

  for (const { language, file } of SAMPLES.filter((one) => one.language !== 'ruby')) {
    it(`are tried on a subject in ${language} whose bodies throw and that still parses`, async () => {
      const source = sample(file);
      const facts = await syntax.facts(language, source, never);
      assert.ok(facts);
      const emptied = emptiedSubject(language, source, facts, { firstLine: 1, lastLine: 999 });
      assert.match(emptied ?? '', /emptied/);
      assert.deepEqual((await syntax.facts(language, emptied ?? '', never))?.errors, []);
    });
  }

  it('need a place and a known language', async () => {
    const untitled = inputFor('tests', 'typescript', 'export function a() {}\n', {
      path: undefined,
    });
    await assert.rejects(prepare(toolsOf(typescript), untitled), { code: 'input.untitled' });
    for (const path of [
      'src/a.test.ts',
      'a.spec.jsx',
      'tests/test_a.py',
      'a_test.go',
      'a/BTest.java',
    ]) {
      const own = inputFor('tests', 'typescript', 'export function a() {}\n', { path });
      await assert.rejects(prepare(toolsOf(typescript), own), { code: 'nothingToDo.isTestFile' });
    }
    const kotlin = inputFor('tests', 'kotlin', 'fun a() = 1\n', { path: 'a.kt' });
    await assert.rejects(prepare(toolsOf(typescript), kotlin), { code: 'input.unknownLanguage' });
  });
});
