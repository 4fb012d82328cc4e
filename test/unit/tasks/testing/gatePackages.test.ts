import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checked, codes, inputFor, prepare, promptText, startTools } from '../taskBench.ts';

const CALC = 'func Add(a, b int) int { return a + b }\n';

describe('a package clause in a comment', () => {
  for (const [what, head] of [
    ['a block comment', '/*\nThis\npackage adds numbers.\n*/\npackage calc\n'],
    ['a line', '// x\n//\n/* package a\n\npackage b */\npackage calc\n'],
    [
      'a build line',
      '//go:build linux\n\n/*\npackage main\n*/\n\npackage calc // import "a/calc"\n',
    ],
  ] as const) {
    it(`is none in Go: ${what}`, async () => {
      const files = { 'go.mod': 'module m', 'calc.go': `${head}\n${CALC}` };
      const tools = startTools(files);
      const code =
        'package calc\n\nimport "testing"\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal("x")\n\t}\n}\n';
      const input = inputFor('tests', 'go', files['calc.go'], { path: 'calc.go' });
      assert.deepEqual(codes(await checked(tools, input, { code })), []);
      await tools.syntax.dispose();
    });
  }

  for (const [language, path, source, wanted] of [
    [
      'java',
      'src/main/java/a/Calc.java',
      '/*\n package b;\n*/\npackage a;\n\nclass Calc {}\n',
      'a.Calc',
    ],
    ['csharp', 'src/Calc.cs', '/*\nnamespace B\n*/\nnamespace A;\n\npublic class Calc {}\n', 'A'],
    [
      'php',
      'src/Calc.php',
      '<?php\n/*\nnamespace B;\n*/\nnamespace A;\n\nclass Calc {}\n',
      'A\\Calc',
    ],
    [
      'php',
      'src/Calc.php',
      "<?php\n\nnamespace A;\n\n$x = '\nnamespace B;\n';\n\nclass Calc {}\n",
      'A\\Calc',
    ],
  ] as const) {
    it(`is none in ${language}: ${JSON.stringify(source)}`, async () => {
      const tools = startTools({ [path]: source });
      const prepared = await prepare(tools, inputFor('tests', language, source, { path }));
      const subject = /^subject: (.*)$/m.exec(promptText(prepared))?.[1] ?? '';
      assert.ok(subject.includes(wanted), subject);
      assert.ok(!/\bB\b|\bb\./.test(subject), subject);
      await tools.syntax.dispose();
    });
  }
});
