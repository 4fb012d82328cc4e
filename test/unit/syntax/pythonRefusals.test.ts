import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pythonIndentationError } from '../../../src/tasks/change/pythonIndentation.ts';
import { never, startSyntax } from './samples.ts';

interface Forms {
  readonly refused: readonly string[];
  readonly taken: readonly string[];
}

const FORMS = JSON.parse(
  readFileSync(new URL('../../fixtures/languages/pythonForms.json', import.meta.url), 'utf8'),
) as Forms;

/** Says of each text in a list whether CPython compiles it. */
const JUDGE = `
import json, sys, warnings
warnings.simplefilter('ignore')
def takes(text):
    try:
        compile(text + '\\n', 'm', 'exec')
        return True
    except (SyntaxError, ValueError):
        return False
print(json.dumps([takes(text) for text in json.load(sys.stdin)]))
`;

describe('forms of Python', () => {
  const syntax = startSyntax();

  const isTaken = async (text: string): Promise<boolean> => {
    const facts = (await syntax.facts('python', `${text}\n`, never)) ?? assert.fail();
    return facts.errors.length === 0 && pythonIndentationError(`${text}\n`, facts) === undefined;
  };

  it('are taken or refused as by its compiler', async () => {
    const wrong: string[] = [];
    for (const text of FORMS.taken) if (!(await isTaken(text))) wrong.push(`refused: ${text}`);
    for (const text of FORMS.refused) if (await isTaken(text)) wrong.push(`taken: ${text}`);
    assert.deepEqual(wrong, []);
  });

  it('are judged by the compiler, where there is one', () => {
    const input = JSON.stringify([...FORMS.taken, ...FORMS.refused]);
    const { status, stdout } = spawnSync('python3', ['-c', JUDGE], { input, encoding: 'utf8' });
    if (status !== 0) return;
    const judged = JSON.parse(stdout) as readonly boolean[];
    const expected = [...FORMS.taken.map(() => true), ...FORMS.refused.map(() => false)];
    assert.deepEqual(judged, expected);
  });
});
