import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { createSyntax } from '../../../src/syntax/syntaxClient.ts';
import { never, sample, startSyntax } from './samples.ts';

describe('the syntax client', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  it('knows which languages have a grammar', async () => {
    assert.ok(syntax.supports('typescript'));
    assert.ok(!syntax.supports('kotlin'));
    assert.ok(!syntax.supports('toString'));
    assert.equal(await syntax.facts('kotlin', 'fun a() {}', never), undefined);
    assert.equal(await syntax.compareCode('kotlin', 'a', 'b', never), undefined);
  });

  it('reports where a text does not parse', async () => {
    const facts = await syntax.facts('typescript', 'const a = 1;\nconst b = ;\n', never);
    assert.equal(facts?.errors[0]?.line, 2);
  });

  it('lists comments, strings and imports by their offsets', async () => {
    const text = sample('cart.js');
    const facts = await syntax.facts('javascript', text, never);
    const pieces = (ranges: readonly { start: number; end: number }[] = []) =>
      ranges.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(pieces(facts?.comments), ['/**\n * Rounds to cents.\n */']);
    assert.deepEqual(pieces(facts?.imports), ["import { readFileSync } from 'node:fs';"]);
    assert.deepEqual(pieces(facts?.strings), ["'use strict'", "'node:fs'", "'quantity'", "'utf8'"]);
  });

  it('counts offsets in UTF-16 units', async () => {
    const text = "const a = '😀é'; // 日本\nfunction b() {}\n";
    const facts = await syntax.facts('typescript', text, never);
    const [b] = facts?.declarations.slice(1) ?? [];
    assert.equal(text.slice(b?.start, b?.end), 'function b() {}');
  });

  it('rejects with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const asked = syntax.facts('go', sample('queue.go'), controller.signal);
    controller.abort(reason);
    await assert.rejects(asked, reason);
    await assert.rejects(syntax.facts('go', 'package a', controller.signal), reason);
  });

  it('survives a text that nests as deeply as a machine would write it', async () => {
    const text = `const a = ${'1 + '.repeat(20_000)}1;\nfunction b() {}\n`;
    const facts = await syntax.facts('typescript', text, never);
    assert.equal(facts?.declarations.length, 2);
  });

  it('gives up on a parse that takes too long, and answers the next question', async () => {
    const impatient = startSyntax(0);
    try {
      const text = sample('limiter.ts').repeat(200);
      await assert.rejects(impatient.facts('typescript', text, never), { name: 'SyntaxFailure' });
      assert.equal(await impatient.facts('kotlin', '', never), undefined);
    } finally {
      await impatient.dispose();
    }
  });

  it('rejects after a second worker has died as well', async () => {
    const broken = createSyntax({ workerPath: '/nowhere/worker.js', wasmDir: '/nowhere' });
    try {
      await assert.rejects(broken.facts('go', 'package a', never), { name: 'SyntaxFailure' });
    } finally {
      await broken.dispose();
    }
  });

  it('rejects when the grammars are not there', async () => {
    const { pathname } = new URL('../../../src/syntax/syntaxWorker.ts', import.meta.url);
    const broken = createSyntax({ workerPath: pathname, wasmDir: '/nowhere' });
    try {
      await assert.rejects(broken.facts('go', 'package a', never), { name: 'SyntaxFailure' });
    } finally {
      await broken.dispose();
    }
  });

  it('ends what is open when it is disposed, and starts nothing more', async () => {
    const ending = startSyntax();
    const open = ending.facts('go', sample('queue.go'), never);
    const rejected = assert.rejects(open, { name: 'SyntaxFailure' });
    await ending.dispose();
    await rejected;
    await assert.rejects(ending.facts('go', 'package a', never), { name: 'SyntaxFailure' });
  });
});
