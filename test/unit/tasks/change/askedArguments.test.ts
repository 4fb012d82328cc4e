import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { askedArguments } from '../../../../src/tasks/change/probes/askedArguments.ts';
import { probesOf } from '../../../../src/tasks/change/probes/probesOf.ts';
import type { CheckQuestion } from '../../../../src/tasks/task.ts';
import { never, startSyntax } from '../../syntax/samples.ts';

const CODE = {
  javascript: 'export function pick(list, at = 0) {\n  return list[at];\n}\n',
  python: 'def pick(values, at=0, *rest, last=None):\n    return values[at]\n',
} as const;

describe('arguments that a model writes', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  async function asked(language: keyof typeof CODE, reply: string | undefined) {
    const text = CODE[language];
    const probes = probesOf(language);
    const facts = await syntax.facts(language, text, never);
    assert.ok(probes && facts);
    const questions: CheckQuestion[] = [];
    const sideModel = {
      reply: async (question: CheckQuestion) => {
        questions.push(question);
        return reply;
      },
    };
    const found = await askedArguments(facts.declarations, text, probes, sideModel);
    return {
      lists: found.get('pick')?.map((list) => list.join('; ')),
      names: found.size,
      questions,
    };
  }

  const calls = (...lists: readonly string[]): string =>
    JSON.stringify({ calls: lists.map((list) => ({ name: 'pick', arguments: list })) });

  it('are data, written anew in the language', async () => {
    const lists = ['[["a", "b\\u2028"], 1]', '[{"__proto__": {"x": null}, "y": [true]}]', '[]'];
    const script = await asked('javascript', calls(...lists));
    assert.deepEqual(script.lists, [
      '["a", "b\u2028"]; 1',
      '{ ["__proto__"]: { ["x"]: null }, ["y"]: [true] }',
      '',
    ]);
    const python = await asked('python', calls('[[1, null, true], 0, 5, "z"]', '[{"a": -0.5}]'));
    assert.deepEqual(python.lists, ['[1, None, True]; 0; last="z"', '{"a": -0.5}']);
  });

  it('are left out where they are anything else', async () => {
    const other = [
      '[process.exit()]',
      '[1); import("node:fs"); (1]',
      '{"a": 1}',
      '1',
      '[1, 2, 3]',
      '[[[[[[[1]]]]]]]',
      `["${'x'.repeat(500)}"]`,
      '[undefined]',
    ];
    assert.deepEqual((await asked('javascript', calls(...other, '[1]'))).lists, ['1']);
    const unknown = JSON.stringify({ calls: [{ name: 'other', arguments: '[1]' }] });
    for (const reply of [unknown, 'No.', '{"calls": 1}', undefined]) {
      assert.equal((await asked('javascript', reply)).names, 0);
    }
  });

  it('are a few for each function, in one question with its code alone', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `[${at}]`);
    const { lists, questions } = await asked('javascript', calls(...many));
    assert.equal(lists?.length, 12);
    assert.equal(questions.length, 1);
    const shown = JSON.stringify(questions[0]?.prompt.turns);
    assert.match(shown, /<function-[0-9a-f]{8} name=\\"pick\\">/);
  });
});
