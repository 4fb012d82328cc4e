import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isInstructionFile } from '../../../../src/editor/settings/instructionFiles.ts';

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
