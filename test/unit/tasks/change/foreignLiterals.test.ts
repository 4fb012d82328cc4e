import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { withoutForeignLiterals } from '../../../../src/tasks/change/foreignLiterals.ts';
import { withoutMachinePaths } from '../../../../src/tasks/machinePaths.ts';

const SECRET = 'sk-live-0123456789';
const source =
  "import { apiKey } from './credentials';\nconst n: number = apiKey;\nconst a: 'mine' = n;\n";

const CASES: readonly (readonly [language: string, message: string, told: string])[] = [
  [
    'typescript',
    `Type '"${SECRET}"' is not assignable to type 'number'.`,
    `Type '"..."' is not assignable to type 'number'.`,
  ],
  ['typescript', `Type '\`${SECRET}\${string}\`' is not.`, "Type '`...`' is not."],
  [
    'typescript',
    `Type '"mine"' is not assignable to type '"${SECRET}" | ""'.`,
    `Type '"mine"' is not assignable to type '"..." | ""'.`,
  ],
  // An escaped quote ends no text.
  ['typescript', `Type '"a\\"${SECRET}\\"b"' is not.`, `Type '"..."' is not.`],
  ['typescript', `Type '"a\\\\" | "${SECRET}"' is not.`, `Type '"..." | "..."' is not.`],
  ['typescript', `Type '"${SECRET}`, `Type '"..."`],
  ['typescript', `Type '\`a\\\`${SECRET}\`' is not.`, "Type '`...`' is not."],
  ['typescript', "Type '47110815' is not assignable.", "Type '...' is not assignable."],
  [
    'typescript',
    `Module '"/home/me/project/credentials"' has no exported member 'b'.`,
    `Module '"..."' has no exported member 'b'.`,
  ],
  ['typescript', "Cannot find name 'apiKey'.", "Cannot find name 'apiKey'."],
  [
    'typescript',
    "File '/home/me/my project/lib/a.ts' is not a module.",
    "File '.../a.ts' is not a module.",
  ],
  // Pyright and mypy put types into double quotes, and texts into single ones in them.
  [
    'python',
    `Type "Literal['${SECRET}']" is not assignable to declared type "list[int]"`,
    `Type "Literal['...']" is not assignable to declared type "list[int]"`,
  ],
  ['python', `Type "Literal['it\\'s ${SECRET}']" is no "int"`, `Type "Literal['...']" is no "int"`],
  ['python', `Type "Literal['a"${SECRET}"b']" is no "int"`, `Type "Literal['...']" is no "int"`],
  ['python', `Type "Literal[b'${SECRET}', 'mine']"`, `Type "Literal[b'...', 'mine']"`],
  ['python', 'Type "Literal[47110815]" is no "str"', 'Type "Literal[...]" is no "str"'],
  ['python', `Type "Literal['${SECRET.slice(0, 9)}…`, `Type "Literal['...'`],
  [
    'python',
    `Type "(key: str = "${SECRET}", n: int = 1) -> None" is no "Callable[[], None]"`,
    `Type "(key: str = "...", n: int = 1) -> None" is no "Callable[[], None]"`,
  ],
  ['python', 'Cannot access attribute "x" for class "type[Foo]"', 'the same'],
  ['python', `"${SECRET}" is not a known attribute`, '"..." is not a known attribute'],
  ['python', '"correct horse battery" is no name', '"..." is no name'],
  ['python', "Instance of 'Foo' has no 'bar' member", 'the same'],
  ['rust', "expected `&str`, found `Vec<&'a dyn Show>`", 'the same'],
  ['rust', `expected \`${SECRET}\`, found "${SECRET}"`, 'expected `...`, found "..."'],
  [
    'go',
    `cannot use "${SECRET}" (untyped string constant) as int value`,
    'cannot use "..." (untyped string constant) as int value',
  ],
  [
    'go',
    `cannot use K (constant "${SECRET}" of type string) as int value`,
    'cannot use K (constant "..." of type string) as int value',
  ],
  [
    'go',
    'cannot use P (untyped int constant 987654321) as int8 value in declaration (overflows)',
    'cannot use P (untyped int constant ...) as int8 value in declaration (overflows)',
  ],
  ['php', "expects int, 'AKIAIOSFODNN7EXAMPLE' given.", "expects int, '...' given."],
  ['php', `returns '${SECRET}/d+f=='.`, "returns '...'."],
  ['php', "returns 'it\\'s hunter' or 'mine'.", "returns '...' or 'mine'."],
  ['php', "g() doesn't return int, can't be 'hunter'.", "g() doesn't return int, can't be '...'."],
  ['php', "Expected type 'int|null'. Found 'string'.", 'the same'],
  ['php', 'expects string, string(hunter) provided', 'expects string, string(...) provided'],
  ['typescript', "Type '987654321987654321n' is not.", "Type '...' is not."],
  ['typescript', "Type '-9.87654321e+30' is not.", "Type '-...' is not."],
  ['typescript', "Type '1n' is not assignable to type '12'.", 'the same'],
  [
    'python',
    'signature is (key: str, n: int = 123456789)',
    'signature is (key: str, n: int = ...)',
  ],
  ['python', 'Syntax requires Python 3.10 or newer', 'the same'],
  [
    'csharp',
    "Constant value '987654321987' cannot be converted to a 'int'",
    "Constant value '...' cannot be converted to a 'int'",
  ],
  ['csharp', "error CS0029: no conversion from 'System.Int32' to 'A.B<string>'", 'the same'],
  ['cpp', "due to requirement 'K == 987654321ULL'", "due to requirement 'K == ...'"],
  ['cpp', "evaluates to '987'654'321 == 0x3ADE68B1'", "evaluates to '... == ...'"],
  ['cpp', "no conversion from 'const char *' to 'std::array<int, 4>'", 'the same'],
  ['java', 'constant 4.7110815e4f is no int', 'constant ... is no int'],
  ['rust', 'the literal `987_654_321_i64` is too large', 'the literal `...` is too large'],
  ['swift', `'${SECRET}' is no name`, "'<key>' is no name"],
];

describe('what a checker quotes from other files', () => {
  for (const [language, message, told] of CASES) {
    it(`is not told to a model: ${message}`, () => {
      const expected = told === 'the same' ? message : told;
      assert.equal(withoutForeignLiterals(message, source, language), expected);
    });
  }

  it('is left out whatever stands in it', () => {
    const language = fc.constantFrom('typescript', 'python');
    // As the checkers write a text: TypeScript in double quotes, Pyright in single ones.
    const written = { typescript: '"', python: "'" } as const;
    fc.assert(
      fc.property(language, fc.string(), fc.string(), (name, before, after) => {
        const mark = written[name];
        const text = `${before}${SECRET}${after}`.replaceAll(/[\\\n]|["'`]/g, (sign) =>
          sign === mark || sign === '\\' ? `\\${sign}` : sign === '\n' ? '\\n' : sign,
        );
        const type = name === 'python' ? `"Literal['${text}']"` : `'"${text}"'`;
        const told = withoutForeignLiterals(`Type ${type} is not assignable.`, source, name);
        assert.ok(!told.includes(SECRET), told);
      }),
    );
  });

  it('is not looked for in more of a message than anybody reads', () => {
    const long = `Type '${`"${SECRET}" | `.repeat(1_000)}'`;
    const told = withoutForeignLiterals(long, source, 'typescript');
    assert.ok(told.length < 5_000);
    assert.doesNotMatch(told, /sk-live/);
  });

  it('is found in a time that grows with the message alone', () => {
    for (const part of [
      '"',
      '\\"',
      "'",
      '`\\',
      'Literal[',
      '= "',
      '/a',
      "'/",
      'Literal["',
      '1.',
      "1'",
      'int(',
      '0x',
      '1e',
    ]) {
      for (const language of ['typescript', 'python', 'rust', 'php']) {
        assert.equal(
          typeof withoutForeignLiterals(part.repeat(200_000 / part.length), source, language),
          'string',
        );
      }
    }
  });
});

describe('where things lie on this machine', () => {
  for (const [said, told] of [
    ['at run (/home/me/.cache/copy/src/a.test.ts:3:1)', 'at run (.../a.test.ts:3:1)'],
    ["Cannot find module '/Users/John Smith/p/a.js'", "Cannot find module '.../a.js'"],
    ['C:\\Users\\me\\p\\a.ts(1,2): error', '.../a.ts(1,2): error'],
    ['file:///home/me/p/a.mjs:3', '.../a.mjs:3'],
    ['see https://eslint.org/docs/rules', 'see https://eslint.org/docs/rules'],
    ['expected 1/2/3, got src/a/b.ts', 'expected 1/2/3, got src/a/b.ts'],
    ['got /api/items', 'got /api/items'],
  ] as const) {
    it(`is not told: ${said}`, () => {
      assert.equal(withoutMachinePaths(said, 'get("/api/items")'), told);
    });
  }
});
