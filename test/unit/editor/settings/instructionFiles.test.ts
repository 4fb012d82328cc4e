import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  isInstructionFile,
  isProjectsOwnInstructions,
  scopedInstructions,
} from '../../../../src/editor/settings/instructionFiles.ts';

describe('a file of instructions', () => {
  for (const path of ['AGENTS.md', 'docs/rules.mdc', 'a.txt', '.cursorrules', 'x.instructions']) {
    it(`may be ${path}`, () => assert.equal(isInstructionFile(path), true));
  }
  for (const path of [
    '.git/config',
    '.dev.vars',
    'a.json',
    '.md',
    'docs/.txt',
    'a.md/b',
    'md',
    '',
  ]) {
    it(`is never ${path || 'nothing'}`, () => assert.equal(isInstructionFile(path), false));
  }
});

describe('instructions for some files', () => {
  const APPLIES: readonly (readonly [
    applyTo: string,
    is: readonly string[],
    isNot: readonly string[],
  ])[] = [
    ['"**"', ['a.ts', 'src/a.ts'], []],
    ['**/*', ['a.ts', 'src/a.ts'], []],
    ['"**/*.ts,**/*.tsx"', ['a.ts', 'src/b.tsx'], ['a.js', 'a.ts/b.js']],
    ["'**/*.{ts,tsx}, docs/**'", ['a.ts', 'b/c.tsx', 'docs/x/y.md'], ['a.js', 'src/docs/a.md']],
    ['*.py', ['a.py'], ['src/a.py']],
    ['src/*.py', ['src/a.py'], ['src/b/a.py', 'lib/src/a.py']],
    ['src/*', ['src/a.py'], ['src/b/a.py']],
    ['src/**/*.py', ['src/a.py', 'src/b/c/a.py'], ['a.py']],
    ['./src/**', ['src/a.py'], ['a.py']],
    ['/src/**', ['src/a.py'], ['a.py']],
    ['["src/**", "lib/**"]', ['src/a.py', 'lib/a.py'], ['a.py']],
    ['\n  - src/**\n  - "lib/*.py"', ['src/a.py', 'lib/a.py'], ['lib/b/a.py']],
    ['', [], ['a.py']],
    ['!**', [], ['a.py']],
    ['{a,b}{c,d}{e,f}', [], ['ace']],
    [`${'**/a/'.repeat(20)}*`, [], ['a/a/a']],
    [Array.from({ length: 200 }, (_, index) => `a${index}`).join(','), [], ['a1']],
  ];
  for (const [applyTo, is, isNot] of APPLIES) {
    it(`are for what applyTo says: ${applyTo.slice(0, 40)}`, () => {
      const file = `---\ndescription: x\napplyTo: ${applyTo}\n---\n\nBe brief.\n`;
      const rules = scopedInstructions(file);
      assert.equal(rules.text, 'Be brief.');
      for (const path of is) assert.equal(rules.isFor(path), true, path);
      for (const path of isNot) assert.equal(rules.isFor(path), false, path);
    });
  }

  it('are for none without front matter that says so', () => {
    for (const file of [
      'Be brief.',
      'applyTo: **\n',
      '---\napplyTo: "**"\nBe brief.',
      '---\n---\nx',
      '',
    ]) {
      assert.equal(scopedInstructions(file).isFor('a.ts'), false, file);
    }
    assert.equal(scopedInstructions('---\n---\nBe brief.').text, 'Be brief.');
  });

  it('are files of a project, as those for all of it', () => {
    for (const path of ['agents.md', 'REVIEW.md', '.github/instructions/a/b.instructions.md']) {
      assert.equal(isProjectsOwnInstructions(path), true, path);
    }
    for (const path of ['docs/REVIEW.md', '.github/instructions/a.md', 'a.instructions.md']) {
      assert.equal(isProjectsOwnInstructions(path), false, path);
    }
  });
});
