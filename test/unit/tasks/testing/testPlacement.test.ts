import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { codes, startTools } from '../taskBench.ts';
import type { Placed } from './placementSiblings.ts';
import { SIBLINGS } from './placementSiblings.ts';
import type { TestGateCase } from './testGateCases.ts';
import { gateCase, judged } from './testGateCases.ts';

const GIVEN: readonly (readonly [id: string, placed: Placed])[] = [
  [
    'T1.python-last-class',
    { has: ['add(1, 2), 3)\n\n    def test_big(self):\n', '31)\n\n\nclass FakeClock'] },
  ],
  [
    'T1.csharp-last-class',
    {
      has: ['    }\n\n    [Fact]\n    public void Adds_big()', '    }\n}\n\ninternal static class'],
    },
  ],
  [
    'T2.php-use-before-declare',
    {
      has: [
        '<?php\n\ndeclare(strict_types=1);\n\nnamespace App\\Tests;\n\nuse App\\Calc;\n\nfinal',
      ],
    },
  ],
  ['T3.use-strict', { has: ["'use strict';\n\nconst {", "calc');\nconst assert = require("] }],
  ['T4.cjs-redeclared', { has: ["{ add } = require('./calc');\nconst { sub } = require("] }],
  ['T4.esm-default-redeclared', { has: ["import add from './calc';\n\nit("], lacks: ['"./calc"'] }],
  [
    'T5.future-import',
    { has: ['"""Tests."""\nfrom __future__ import annotations\nimport pytest\n'] },
  ],
  ['T6.describe-each', { has: ["  });\n\n  it('adds negatives', () => {", '  });\n});\n'] }],
  ['T7.python-two-spaces', { has: ['3)\n\n  def test_sub(self):\n    self.'] }],
  ['T8.rust-mod-tests-file-below', { has: ['#[test]\nfn adds()'], path: 'src/tests.rs' }],
  ['T8.rust-mod-tests-file-above-impl', { has: ['#[test]\nfn counts()'], path: 'src/tests.rs' }],
];

describe('new cases in a test file that is there', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const judge = async (one: TestGateCase, { has, lacks = [], path, problems = [] }: Placed) => {
    const result = await judged(tools, one);
    assert.deepEqual(codes(result), problems, JSON.stringify(result.problems));
    if (problems.length > 0) return;
    assert.ok(result.answer?.kind === 'newFile');
    const { text } = result.answer;
    if (path !== undefined) assert.equal(result.answer.path, path);
    for (const piece of has) assert.ok(text.includes(piece), `${piece}\n---\n${text}`);
    for (const piece of lacks) assert.ok(!text.includes(piece), `not ${piece}\n---\n${text}`);
  };

  for (const [id, placed] of GIVEN) {
    it(`stand where they should: ${id}`, () => judge(gateCase(id), placed));
  }

  for (const { what, test, subject, project, ...one } of SIBLINGS) {
    it(`stand where they should: ${what}`, () => {
      const files = { ...project, [test[0]]: test[1], [subject[0]]: subject[1] };
      return judge({ ...one, id: what, files, path: subject[0] }, one);
    });
  }
});
