import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { mutated } from '../../../../src/syntax/mutants/mutant.ts';
import { sameBehaviour } from '../../../../src/tasks/change/sameBehaviour.ts';
import { compiled } from '../../../../src/typeCheck/compiled.ts';
import type { EditKind } from '../../../bench/proof/edit.ts';
import { scriptEdits } from '../../../bench/proof/scriptEdits.ts';
import { never, sample, startSyntax } from '../../syntax/samples.ts';
import { inputFor, projectOf } from '../taskBench.ts';

/** What the code alone shows, as `npm run bench:proof` has it on packages. */
const SHOWN = {
  javascript: ['comment added', 'comment removed', 'local renamed', 'declarations reordered'],
  typescript: ['comment added', 'comment removed', 'local renamed'],
} satisfies Readonly<Record<string, readonly EditKind[]>>;

describe('what the code alone shows of functions', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());
  const project = { options: {}, ambient: [], hasConfig: true, hasTransforms: false };
  const tools = {
    syntax,
    files: projectOf({}),
    diagnostics: {
      errorsIn: () => Promise.resolve([]),
      javascriptOf: (path: string, _: string, text: string) =>
        Promise.resolve(compiled(path, text, project)),
    },
  };

  async function changesOf(language: string, file: string) {
    const text = sample(file);
    const facts = await syntax.facts(language, text, never);
    const functions = (facts?.declarations ?? []).filter(
      ({ kind, bodyStart }) => /^(?:function|method)$/.test(kind) && bodyStart !== null,
    );
    const isSame = async (now: string): Promise<boolean> =>
      (await sameBehaviour(
        inputFor('refactor', language, text, { path: file }),
        tools,
        now,
        never,
      )) !== undefined;
    return { text, functions, isSame };
  }

  for (const [language, file] of [
    ['javascript', 'cart.js'],
    ['typescript', 'limiter.ts'],
  ] as const) {
    it(`are edits of ${language} that change nothing, and no mutant`, async () => {
      const { text, functions, isSame } = await changesOf(language, file);
      const shown: readonly EditKind[] = SHOWN[language];
      assert.ok(functions.length > 0);
      for (const one of functions) {
        for (const { kind, text: edited } of scriptEdits(file, text, one)) {
          if (shown.includes(kind)) assert.ok(await isSame(edited), `${one.path}: ${kind}`);
        }
        const wish = { ranges: [one], seed: 'slice', most: 8 };
        for (const mutant of (await syntax.mutants(language, text, wish, never)) ?? []) {
          const { before, after: now } = mutant;
          assert.ok(!(await isSame(mutated(text, mutant))), `${one.path}: ${before} -> ${now}`);
        }
      }
    });
  }
});
