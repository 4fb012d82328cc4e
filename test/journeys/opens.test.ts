import assert from 'node:assert/strict';
import { journey } from '../support/journey.ts';

describe('VS Code with Tierwise', () => {
  const host = journey({ name: 'opens' });

  it('opens a file of the sample', async () => {
    await host.workbench.openFile('invoice.ts');
    assert.match(await host.workbench.editorText(), /export function groupByCustomer/);
    await host.workbench.screenshot('file');
  });

  it('lists the Tierwise commands in the palette', async () => {
    // The list draws only rows that are in view, and those that were used last come first.
    const listed = await host.workbench.paletteCommands('Tierwise: Re');
    await host.workbench.screenshot('palette');
    // Not "Refine...": that is there once a run has ended, and this may be the window's first journey.
    for (const title of ['Review Code', 'Review Uncommitted Changes', 'Refactor...']) {
      assert.ok(listed.includes(`Tierwise: ${title}`), listed.join('\n'));
    }
  });
});
