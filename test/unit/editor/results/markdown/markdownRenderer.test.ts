import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { MarkdownRenderer } from '../../../../../src/editor/results/markdown/markdownRenderer.ts';
import { safeMarkdown } from '../../../../../src/editor/results/markdown/safeMarkdown.ts';
import { safeText } from '../../../../../src/editor/wording/safeText.ts';

const root = join(import.meta.dirname, '../../../../..');
const real = join(root, 'src/editor/results/markdown/markdownWorker.ts');
const hanging = join(root, 'test/support/hangingMarkdownWorker.ts');

describe('Markdown that is rendered in a thread of its own', () => {
  let renderer: MarkdownRenderer | undefined;

  afterEach(() => renderer?.dispose());

  it('is what the same thread would have made, names as links too', async () => {
    renderer = new MarkdownRenderer(real, 30_000);
    const links = new Map([['total', '/src/sum.ts#L3']]);
    for (const markdown of ['# One\n\n`total` *is* [x](https://evil.example)', '', '<img src=x>']) {
      assert.equal(await renderer.render(markdown, links), safeMarkdown(markdown, links));
    }
  });

  it('is shown as it was written where that takes too long, and the next is rendered', async () => {
    renderer = new MarkdownRenderer(hanging, 1_000);
    assert.equal(await renderer.render('*hang* <b>'), safeText('*hang* <b>'));
    assert.equal(await renderer.render('fine'), 'rendered: fine');
  });

  it('is shown as it was written where the thread dies of it', async () => {
    renderer = new MarkdownRenderer(hanging, 30_000);
    assert.equal(await renderer.render('die [x](y)'), safeText('die [x](y)'));
    assert.equal(await renderer.render('fine'), 'rendered: fine');
  });

  it('leaves this thread free over the texts that its parser is slow at', async () => {
    renderer = new MarkdownRenderer(real, 1_000);
    const shown = renderer.render('*a_'.repeat(100_000));
    let turns = 0;
    const count = setInterval(() => {
      turns += 1;
    });
    await shown;
    clearInterval(count);
    assert.ok(turns > 10);
  });
});
