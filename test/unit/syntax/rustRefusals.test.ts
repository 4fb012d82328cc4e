import assert from 'node:assert/strict';
import { never, startSyntax } from './samples.ts';

/** What rustc takes, and what it refuses of the same kind, in the words of its errors. */
const ROWS = [
  ['#![a]\n// x\n#![b]\nfn a() {}\n', true],
  ['#!/usr/bin/env x\n#![a]\n', true],
  ['mod a {\n  #![b]\n  fn c() {}\n}\n', true],
  ['fn a() {\n  #![b]\n  let c = 1;\n}\n', true],
  ['fn a() {}\n#![b]\n', false],
  ['use a;\n#![b]\n', false],
  ['fn a() {\n  let b = "x \\\n  y";\n}\n', true],
  ['fn a() {\n  let b = "x \\\\  \n  y";\n}\n', true],
  ['fn a() {\n  let b = r"x \\  \n  y";\n}\n', true],
  ['fn a() {\n  let b = "x \\  \n  y";\n}\n', false],
] as const;

describe('what rustc refuses of what the grammar reads', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  for (const [text, isTaken] of ROWS) {
    it(`is ${isTaken ? 'not ' : ''}an error: ${JSON.stringify(text)}`, async () => {
      const facts = await syntax.facts('rust', text, never);
      assert.equal(facts?.errors.length === 0, isTaken);
    });
  }
});
