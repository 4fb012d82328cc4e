import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'mocha';
import { pythonIndentationError } from '../../../src/tasks/change/pythonIndentation.ts';
import { never, startSyntax } from './samples.ts';

/** Pieces of code that a language's own compiler refuses though they look right, and such that it takes. */
interface Forms {
  readonly refused: readonly string[];
  readonly taken: readonly string[];
}

/** Programs that read a list of texts and say of each whether the compiler takes it. */
const JUDGES = {
  python: [
    'python3',
    '-c',
    `
import json, sys, warnings
warnings.simplefilter('ignore')
def takes(text):
    try:
        compile(text + '\\n', 'm', 'exec')
        return True
    except (SyntaxError, ValueError):
        return False
print(json.dumps([takes(text) for text in json.load(sys.stdin)]))
`,
  ],
  ruby: [
    'ruby',
    '-W0',
    '-rjson',
    '-e',
    `
takes = JSON.parse($stdin.read).map do |text|
  RubyVM::AbstractSyntaxTree.parse(text + "\\n")
  true
rescue SyntaxError
  false
end
puts JSON.generate(takes)
`,
  ],
  // One process for each text is slow: the benchmark of the compilers asks them.
  php: undefined,
  go: undefined,
} as const satisfies Record<string, readonly [string, ...string[]] | undefined>;

type Language = keyof typeof JUDGES;
const LANGUAGES = Object.keys(JUDGES) as Language[];

function formsOf(language: Language): Forms {
  const file = new URL(`../../fixtures/languages/forms/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Forms;
}

/** What the compiler says of each form; undefined: it is not here. */
function judged(language: Language, texts: readonly string[]): readonly boolean[] | undefined {
  const judge = JUDGES[language];
  if (judge === undefined) return undefined;
  const [program, ...args] = judge;
  const { status, stdout } = spawnSync(program, args, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
  });
  return status === 0 ? (JSON.parse(stdout) as readonly boolean[]) : undefined;
}

describe('forms that a grammar takes', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  const isTaken = async (language: Language, text: string): Promise<boolean> => {
    const whole = `${text}\n`;
    const facts = (await syntax.facts(language, whole, never)) ?? assert.fail();
    if (facts.errors.length > 0) return false;
    return language !== 'python' || pythonIndentationError(whole, facts) === undefined;
  };

  for (const language of LANGUAGES) {
    const { refused, taken } = formsOf(language);

    it(`are refused where the compiler of ${language} refuses them, and there alone`, async () => {
      const wrong: string[] = [];
      for (const text of taken) if (!(await isTaken(language, text))) wrong.push(text);
      for (const text of refused) if (await isTaken(language, text)) wrong.push(text);
      assert.deepEqual(wrong, []);
    });

    const said = judged(language, [...taken, ...refused]);
    const where = said === undefined ? 'is not asked here' : 'says the same';
    it(`are told by the compiler of ${language}, which ${where}`, () => {
      if (said === undefined) return;
      const other = [...taken, ...refused].filter((_, at) => said[at] !== at < taken.length);
      assert.deepEqual(other, []);
    });
  }
});
