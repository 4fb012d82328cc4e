import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { Diagnostics, GivenDiagnostic } from '../../../../src/tasks/task.ts';
import { sample } from '../../syntax/samples.ts';
import { checked, codes, inputFor, prepare, promptText, startTools } from '../taskBench.ts';

/** An answer that changes one line of a source by what is found in it. */
function lineChange(source: string, find: string, replace: string) {
  const lines = source.split('\n');
  const from = lines.findIndex((line) => line.includes(find)) + 1;
  const line = lines[from - 1] ?? '';
  assert.ok(from > 0, `there is "${find}"`);
  return {
    edits: [
      {
        from,
        to: from,
        firstLine: line,
        lastLine: line,
        replace: line.replace(find, () => replace),
      },
    ],
    replacements: [],
    summary: 'Changed a line.',
  };
}

const diagnostic = (firstLine: number, message: string): GivenDiagnostic => ({
  firstLine,
  lastLine: firstLine,
  message,
  source: 'ts',
  ruleCode: '2304',
});

describe('refactor and fix', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  it('keeps quiet on an export that the parser overlooks in a file that never parsed', async () => {
    const helper = 'static void helper(void)\n{\n    {\n    }\n}';
    const main =
      'int main(int argc, char** argv)\n{\n#if LOOPS\n    {\n#endif\n#if LOOPS\n    }\n#endif\n}';
    const source = `${helper}\n\n${main}\n`;
    const lines = source.split('\n');
    const edit = (from: number, to: number, replace: string) => ({
      from,
      to,
      firstLine: lines[from - 1],
      lastLine: lines[to - 1],
      replace,
    });
    const verdict = async (signature: string) =>
      codes(
        await checked(tools, inputFor('refactor', 'c', source), {
          edits: [edit(1, 5, main.replace(/^.*$/m, signature)), edit(7, 15, helper)],
          replacements: [],
          summary: 'Moved.',
        }),
      );
    assert.deepEqual(await verdict('int main(int argc, char** argv)'), []);
    assert.deepEqual(await verdict('int start(int argc, char** argv)'), ['edits.lostExport']);
    assert.deepEqual(await verdict('static int main(int argc, char** argv)'), ['edits.lostExport']);
  });

  const GOOD = [
    [
      'typescript',
      'limiter.ts',
      'const elapsed = now - this.last;',
      'const elapsed =\n      now - this.last;',
    ],
    ['javascript', 'cart.js', 'let sum = 0', 'let sum = 0;'],
    ['typescriptreact', 'panel.tsx', 'className="body"', 'className="panel"'],
    ['python', 'inventory.py', 'count = item.count', 'count = max(0, item.count)'],
    ['go', 'queue.go', 'size = defaultSize', 'size = defaultSize * 1'],
    ['java', 'Account.java', 'balance -= amount;', 'balance = balance - amount;'],
    ['csharp', 'Store.cs', 'Name = name;', 'this.Name = name;'],
    ['cpp', 'buffer.cpp', 'return true;', 'return !false;'],
    ['rust', 'parser.rs', 'self.lines += 1;', 'self.lines = self.lines + 1;'],
    ['ruby', 'ledger.rb', '@rate = rate', '@rate = rate.to_f'],
    ['php', 'Router.php', 'return $this;', 'return ($this);'],
  ] as const;
  /** Everything in one edit. */
  const rewritten = (source: string, replace: string) => {
    const lines = source.trimEnd().split('\n');
    return {
      edits: [
        {
          from: 1,
          to: lines.length,
          firstLine: lines[0],
          lastLine: lines.at(-1),
          replace: replace.trimEnd(),
        },
      ],
      replacements: [],
      summary: 'Moved.',
    };
  };

  it('let overloads change places, but neither go nor take other parameters', async () => {
    const one = '  public int sum(int a) {\n    return a;\n  }';
    const two = '  public int sum(int a, int b) {\n    return a + b;\n  }';
    const typeOf = (...members: readonly string[]) =>
      `public class Sums {\n${members.join('\n\n')}\n}\n`;
    const source = typeOf(one, two);
    const input = inputFor('refactor', 'java', source);
    const said = async (text: string) =>
      codes(await checked(tools, input, rewritten(source, text)));
    assert.deepEqual(await said(typeOf(two, one)), []);
    assert.deepEqual(await said(typeOf(two)), ['edits.lostExport']);
    assert.deepEqual(await said(typeOf(two, two.replace('int b', 'int b, int c'))), [
      'edits.changedParameters',
    ]);
  });

  it('judge a file that did not parse before by its brackets', async () => {
    const odd = '#ifdef LOOP\n  while (go()) {\n#endif\n  run();\n#ifdef LOOP\n  }\n#endif\n';
    const source = `static int a() {\n  return 1;\n}\n\nint main() {\n${odd}  return 0;\n}\n`;
    const input = inputFor('refactor', 'c', source);
    const moved = source.replace('  run();', '  run();\n  run();');
    assert.deepEqual(codes(await checked(tools, input, rewritten(source, moved))), []);
    const broken = source.replace('return 1;\n}', 'return 1;\n');
    const said = codes(await checked(tools, input, rewritten(source, broken)));
    assert.ok(said.includes('edits.syntaxError') || said.includes('edits.lostExport'), said.join());
  });

  it('see a bracket lost where the parser had lost its way before, and one that was missing', async () => {
    const source = 'EXPORT(a b c;\nint f() {\n  return g(1);\n}\nint h( { return 1; }\n';
    const input = inputFor('refactor', 'cpp', source);
    const said = async (find: string, replace: string) =>
      codes(await checked(tools, input, lineChange(source, find, replace)));
    assert.deepEqual(await said('g(1);', 'g(2);'), []);
    assert.ok((await said('g(1);', 'g(1;')).includes('edits.syntaxError'));
    assert.ok((await said('return g(1);', 'return g(1); }')).includes('edits.syntaxError'));
    assert.deepEqual(await said('int h( {', 'int h() {'), []);
  });

  for (const [language, file, find, replace] of GOOD) {
    const source = sample(file);
    it(`accepts an edit of ${file}`, async () => {
      const result = await checked(
        tools,
        inputFor('refactor', language, source),
        lineChange(source, find, replace),
      );
      assert.deepEqual(result.problems, []);
      // Two of them change nothing but the layout.
      const same = file === 'limiter.ts' || file === 'cart.js';
      assert.equal(result.strength, same ? 'proves' : 'checks');
      assert.ok(result.answer?.kind === 'edits');
      assert.equal(
        result.answer.text,
        source.replace(find, () => replace),
      );
      assert.deepEqual(result.notes, [
        ...(same ? [{ code: 'notes.sameCode', args: {} }] : []),
        { code: 'notes.typesNotChecked', args: {} },
      ]);
    });
    it(`rejects an edit that breaks the syntax of ${file}`, async () => {
      const broken = lineChange(source, find, `${replace} ) ( }`);
      const result = await checked(tools, inputFor('refactor', language, source), broken);
      assert.deepEqual(codes(result), ['edits.syntaxError']);
    });
  }

  const LOST = [
    ['typescript', 'limiter.ts', 'export const isLabel', 'const isLabel', 'edits.lostExport'],
    [
      'typescript',
      'limiter.ts',
      'export class TokenLimiter',
      'class TokenLimiter',
      'edits.lostExport',
    ],
    [
      'typescript',
      'limiter.ts',
      'export { describeDecision as describe };',
      '',
      'edits.lostExport',
    ],
    [
      'typescript',
      'limiter.ts',
      'take(count = 1, label?: string)',
      'take(count = 1)',
      'edits.changedParameters',
    ],
    [
      'python',
      'inventory.py',
      'def is_low(self, limit: int',
      'def is_low(self, bound: int',
      'edits.changedParameters',
    ],
    ['python', 'inventory.py', 'def total(self)', 'def _total(self)', 'edits.lostExport'],
    ['go', 'queue.go', 'func New[', 'func newQueue[', 'edits.lostExport'],
    ['go', 'queue.go', 'Push(job T, more ...T)', 'Push(job T)', 'edits.changedParameters'],
    ['java', 'Account.java', 'public boolean withdraw(', 'boolean withdraw(', 'edits.lostExport'],
    [
      'csharp',
      'Store.cs',
      'TryAdd(string key, TItem item',
      'TryAdd(string name, TItem item',
      'edits.changedParameters',
    ],
    [
      'cpp',
      'buffer.cpp',
      'std::size_t size() const {',
      'std::size_t length() const {',
      'edits.lostExport',
    ],
    ['rust', 'parser.rs', 'pub fn get(', 'fn get(', 'edits.lostExport'],
    ['ruby', 'ledger.rb', 'def report', 'private def report', 'edits.lostExport'],
    ['php', 'Router.php', 'public function add(', 'private function add(', 'edits.lostExport'],
  ] as const;
  for (const [language, file, find, replace, code] of LOST) {
    it(`reports ${code} when ${file} has "${replace}" instead of "${find}"`, async () => {
      const source = sample(file);
      const answer = lineChange(source, find, replace);
      const result = await checked(tools, inputFor('refactor', language, source), answer);
      assert.deepEqual(codes(result), [code]);
    });
  }

  describe('names that a list gives away', () => {
    const LISTED = 'function a(x) {\n  return x;\n}\nexport { a as b };\n';
    const DEFAULT = 'class A {\n  run() {}\n  end() {}\n}\nexport default A;\n';
    const COMMON =
      'function add(a) {\n  return a;\n}\nclass K {\n  run() {}\n}\nmodule.exports = { sum: add, K, x: 1 };\n';
    const PYTHON = '__all__ = ["a", "_b"]\n\ndef a(x):\n    return x\n\ndef _b():\n    return 1\n';
    const lost = ['edits.lostExport'];
    const CASES = [
      ['javascript', LISTED, LISTED.replace('as b', 'as z'), lost],
      ['javascript', LISTED, LISTED.replace('a(x)', 'c(x)').replace('a as', 'c as'), []],
      [
        'javascript',
        LISTED,
        LISTED.replace('a(x)', 'c(x, y)').replace('a as', 'c as'),
        ['edits.changedParameters'],
      ],
      ['javascript', LISTED, 'export function b(x) {\n  return x;\n}\n', []],
      ['typescript', DEFAULT, DEFAULT.replace('  end() {}\n', ''), lost],
      ['typescript', DEFAULT, DEFAULT.replaceAll('A', 'B'), []],
      ['typescript', DEFAULT, DEFAULT.replace('export default A;\n', ''), lost],
      ['typescript', DEFAULT, DEFAULT.replace('class', 'export default class').slice(0, -18), []],
      [
        'typescript',
        'export class A {}\nexport default A;\n',
        'export class B {}\nexport default B;\n',
        lost,
      ],
      ['typescript', "export * from './x';\nexport const q = 1;\n", 'export const q = 1;\n', lost],
      ['typescript', "export { y as z, w } from './y';\n", "export { y as z } from './y';\n", lost],
      ['typescript', 'const a = 1;\nexport = a;\n', 'const a = 1;\n', lost],
      [
        'typescript',
        'export interface P {\n  a: 1;\n}\nexport declare namespace N {\n  export { type P as P };\n}\n',
        'interface P {\n  a: 1;\n}\nexport declare namespace N {\n  export { type P as P };\n}\n',
        lost,
      ],
      ['javascript', COMMON, COMMON.replace('sum: add', 'add'), lost],
      ['javascript', COMMON, COMMON.replace('run()', 'ran()'), lost],
      ['javascript', COMMON, COMMON.replace(', x: 1', ''), lost],
      [
        'javascript',
        COMMON,
        COMMON.replace(
          'module.exports = { sum: add, K, x: 1 };',
          'exports.sum = add;\nexports.K = K;\nexports.x = 1;',
        ),
        [],
      ],
      [
        'javascript',
        'module.exports = function () {\n  return 1;\n};\n',
        'function f() {\n  return 1;\n}\nmodule.exports = f;\n',
        [],
      ],
      ['typescript', 'export enum E {\n  A,\n  B = 2,\n}\n', 'export enum E {\n  A,\n}\n', lost],
      ['typescript', 'export enum E {\n  A,\n}\n', 'export enum F {\n  A,\n}\n', lost],
      ['typescript', 'enum E {\n  A,\n}\n', 'enum E {\n  B,\n}\n', []],
      ['typescript', 'export const { a, b: c } = d;\n', 'export const { a } = d;\n', lost],
      ['java', 'public enum E {\n  A, B;\n}\n', 'public enum E {\n  A;\n}\n', lost],
      ['csharp', 'public enum E { A, B = 2 }\n', 'public enum E { A }\n', lost],
      ['cpp', 'enum class E { A, B };\n', 'enum class E { A };\n', lost],
      ['php', '<?php\nenum E { case A; case B; }\n', '<?php\nenum E { case A; }\n', lost],
      ['rust', 'pub enum E { A, B(u8) }\n', 'pub enum E { A }\n', lost],
      ['rust', 'pub use a::{b::C, d as E};\n', 'pub use a::b::C;\npub use a::d as E;\n', []],
      ['rust', 'pub use a::{b::C, d as E};\n', 'pub use a::b::C;\npub use a::d;\n', lost],
      ['go', 'package a\n\nvar A, B = 1, 2\n', 'package a\n\nvar A = 1\n', lost],
      ['go', 'package a\n\nvar A, B = 1, 2\n', 'package a\n\nvar A = 1\nvar B = 2\n', []],
      [
        'ruby',
        'class A\n  attr_reader :x, :y\n  private\n  attr_reader :z\nend\n',
        'class A\n  attr_reader :x\n  def y = @y\nend\n',
        [],
      ],
      ['ruby', 'class A\n  attr_reader :x, :y\nend\n', 'class A\n  attr_reader :x\nend\n', lost],
      ['python', PYTHON, PYTHON.replace('"a", ', ''), lost],
      ['python', PYTHON, PYTHON.replaceAll('_b', '_c'), lost],
      ['python', PYTHON, PYTHON.replace('["a", "_b"]', '[\n    "_b",\n    "a",\n]'), []],
    ] as const;
    for (const [language, source, text, expected] of CASES) {
      it(`${expected.length === 0 ? 'stay' : 'are lost'} in ${JSON.stringify(text)}`, async () => {
        const input = inputFor('refactor', language, source);
        assert.deepEqual(codes(await checked(tools, input, rewritten(source, text))), expected);
      });
    }
  });

  it('lets a diagnostic name what may change', async () => {
    const source = 'export function makeIt(unused: number) {\n  return 1;\n}\n';
    const said = async (message: string) => {
      const input = inputFor('fix', 'typescript', source, {
        diagnostics: [diagnostic(1, message)],
      });
      const answer = lineChange(source, 'makeIt(unused: number)', 'makeIt()');
      return codes(await checked(tools, input, answer));
    };
    assert.deepEqual(await said("The parameter of 'makeIt' is never used."), []);
    assert.deepEqual(await said('Something else.'), ['edits.changedParameters']);
  });

  it('looks for exports by their lines where the parser overlooks them', async () => {
    const source = 'foo(( {\nexport const useIt = 1;\nexport function g() {}\n';
    const input = inputFor('refactor', 'typescript', source);
    const said = async (find: string, replace: string) =>
      codes(await checked(tools, input, lineChange(source, find, replace)));
    assert.deepEqual(await said('useIt', 'useThat'), ['edits.lostExport']);
    assert.deepEqual(await said('export const', 'const'), ['edits.lostExport']);
    assert.deepEqual(await said('= 1', '= 2'), []);
  });

  it('takes no longer name for one that is lost in a file that never parsed', async () => {
    const odd = 'macro_rules! m {\n  ($a:expr) => {{ ) }};\n}\n#[cfg(a)]\nfn f( {\n';
    const source = `${odd}pub trait Both {\n  fn a(&self);\n}\n`;
    const renamed = lineChange(source, 'trait Both', 'trait BothOther');
    const result = await checked(tools, inputFor('refactor', 'rust', source), renamed);
    assert.deepEqual(codes(result), ['edits.lostExport']);
  });

  it('lets the instruction name what may change', async () => {
    const source = sample('limiter.ts');
    const input = inputFor('refactor', 'typescript', source, {
      instruction: 'Make isLabel private.',
    });
    const answer = lineChange(source, 'export const isLabel', 'const isLabel');
    assert.deepEqual(codes(await checked(tools, input, answer)), []);
  });

  it('tolerates a file that does not parse already', async () => {
    const source = 'function a( {\n  return 1;\n}\nconst b = 2;\n';
    const answer = lineChange(source, 'const b = 2', 'const b = 3');
    assert.deepEqual(
      codes(await checked(tools, inputFor('refactor', 'typescript', source), answer)),
      [],
    );
  });

  it('checks anchors alone for a language without a grammar, and says so', async () => {
    const source = 'fun a() = 1\n';
    const result = await checked(
      tools,
      inputFor('refactor', 'kotlin', source),
      lineChange(source, '1', '2'),
    );
    assert.deepEqual(codes(result), []);
    assert.ok(result.notes.some(({ code }) => code === 'notes.noGrammar'));
  });

  it('rejects no edits, hidden characters and edits out of range', async () => {
    const source = sample('limiter.ts');
    const input = inputFor('refactor', 'typescript', source);
    const none = { edits: [], replacements: [], summary: '' };
    assert.deepEqual(codes(await checked(tools, input, none)), ['edits.none']);
    const hidden = lineChange(source, 'TICK_MS = 100', 'TICK_MS = 100 /* \u202e */');
    assert.deepEqual(codes(await checked(tools, input, hidden)), ['answer.hiddenCharacters']);
    const outside = {
      ...none,
      edits: [{ from: 900, to: 999, firstLine: '', lastLine: '', replace: 'x' }],
    };
    assert.deepEqual(codes(await checked(tools, input, outside)), ['edits.outOfRange']);
  });

  it('keeps a hidden character that the source has already', async () => {
    const source = "const mark = '\u200e';\nconst b = 1;\n";
    const answer = lineChange(source, 'const mark', 'export const mark');
    assert.deepEqual(
      codes(await checked(tools, inputFor('refactor', 'typescript', source), answer)),
      [],
    );
  });

  it('lets no answer have more of what is hidden than the source has', async () => {
    const source = "const mark = '\u200e';\nconst b = 1;\n";
    const more = lineChange(source, 'const b', "const c = '\u200e';\nconst b");
    const input = inputFor('refactor', 'typescript', source);
    assert.deepEqual(codes(await checked(tools, input, more)), ['answer.hiddenCharacters']);
  });

  it('rejects names in letters of two alphabets and what stands far to the right', async () => {
    const source = 'const total = 1;\nconst payp\u0430l = total;\n';
    const input = inputFor('refactor', 'typescript', source);
    const answer = (code: string) => lineChange(source, 'const total = 1;', code);
    for (const [code, found] of [
      ['const t\u043etal = 1;', ['answer.mixedLetters']],
      ['const total = payp\u0430l;', []],
      [`const total = 1;${' '.repeat(250)}steal();`, ['answer.farBlanks']],
      [`const total = 1;${' '.repeat(250)}\nconst more = 1;`, []],
    ] as const) {
      assert.deepEqual(codes(await checked(tools, input, answer(code))), found, code);
    }
  });

  it('says when a change goes beyond the lines that were asked for', async () => {
    const source = 'const a = 1;\nconst b = 2;\nconst c = 3;\n';
    const target = { firstLine: 2, lastLine: 2 };
    const outsideOf = async (answer: unknown, targetKind: 'selection' | 'file' = 'selection') => {
      const input = inputFor('refactor', 'typescript', source, { target, targetKind });
      const { notes } = await checked(tools, input, answer);
      return notes.filter(({ code }) => code === 'notes.outsideSelection').map(({ args }) => args);
    };
    const longer = lineChange(source, 'const b', 'const bb = 4;\nconst b');
    assert.deepEqual(await outsideOf(longer), []);
    assert.deepEqual(await outsideOf(lineChange(source, 'a = 1', 'a = 5')), [{ line: 1 }]);
    assert.deepEqual(await outsideOf(lineChange(source, 'c = 3', 'c = 5')), [{ line: 3 }]);
    assert.deepEqual(await outsideOf(lineChange(source, 'c = 3', 'c = 5'), 'file'), []);
  });

  it('lists the diagnostics to fix in the prompt and needs at least one', async () => {
    const given = [diagnostic(3, "Cannot find\nname 'x'.")];
    const source = 'const a = 1;\n\nx();\n';
    const prepared = await prepare(
      tools,
      inputFor('fix', 'typescript', source, { diagnostics: given }),
    );
    assert.match(promptText(prepared), /diagnostics:\n- 3: Cannot find name 'x'\. \[ts 2304\]\n/);
    await assert.rejects(prepare(tools, inputFor('fix', 'typescript', source)), {
      code: 'nothingToDo.noDiagnostics',
    });
  });

  it('takes no fix that only silences the checker, unless that is asked for', async () => {
    const CASES = [
      ['typescript', 'x();\n', '// @ts-expect-error\nx();'],
      ['javascript', 'x();\n', 'x(); // eslint-disable-line no-undef'],
      ['python', 'x()\n', 'x()  # type: ignore'],
      ['python', 'x()\n', 'x()  # noqa: F821'],
      ['go', 'package a\n', 'package a //nolint:all'],
      ['java', 'class A {}\n', '@SuppressWarnings("unchecked") class A {}'],
      ['csharp', 'class A {}\n', '#pragma warning disable CS0168\nclass A {}'],
      ['rust', 'fn a() {}\n', '#[allow(dead_code)]\nfn a() {}'],
      ['cpp', 'int a();\n', 'int a(); // NOLINT'],
      ['ruby', 'x\n', 'x # rubocop:disable Lint/Void'],
      ['php', '<?php\n', '<?php // @phpstan-ignore-line'],
    ] as const;
    for (const [language, source, text] of CASES) {
      const said = async (instruction?: string, before: string = source) => {
        const input = inputFor('fix', language, before, {
          diagnostics: [diagnostic(1, 'Wrong.')],
          instruction,
        });
        return codes(await checked(tools, input, rewritten(before, `${text}\n`)));
      };
      assert.deepEqual(await said(), ['fix.suppressed'], text);
      assert.deepEqual(await said('Just ignore it.'), [], text);
    }
  });

  describe('with a checker of types', () => {
    const source = 'const a = 1;\nx();\n';
    const given = diagnostic(2, "Cannot find name 'x'.");
    const fixWith = (later: readonly GivenDiagnostic[] | undefined, before = [given]) => {
      const diagnostics: Diagnostics = {
        errorsIn: (_path, _language, text) => Promise.resolve(text === source ? before : later),
      };
      const input = inputFor('fix', 'typescript', source, { diagnostics: [given] });
      return checked({ ...tools, diagnostics }, input, lineChange(source, 'x();', 'void a;'));
    };

    it('proves that the given diagnostics are gone', async () => {
      const result = await fixWith([]);
      assert.deepEqual([codes(result), result.strength, result.notes], [[], 'proves', []]);
    });

    it('rejects a fix whose diagnostic remains, also on another line', async () => {
      assert.deepEqual(codes(await fixWith([{ ...given, firstLine: 1 }])), [
        'fix.diagnosticRemains',
      ]);
    });

    it('rejects new errors', async () => {
      assert.deepEqual(codes(await fixWith([diagnostic(1, 'Other.')])), ['edits.newDiagnostics']);
    });

    it('proves nothing about a diagnostic that the checker did not have', async () => {
      const result = await fixWith([], []);
      assert.deepEqual([codes(result), result.strength], [[], 'checks']);
      assert.deepEqual(result.notes, [{ code: 'notes.typesNotChecked', args: {} }]);
    });

    it('says when the checker cannot say', async () => {
      const result = await fixWith(undefined);
      assert.deepEqual([codes(result), result.strength], [[], 'checks']);
    });
  });
});
