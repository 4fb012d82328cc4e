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
    const listed = await host.workbench.paletteCommands('Tierwise: ');
    await host.workbench.screenshot('palette');
    assert.ok(listed.includes('Tierwise: Review Code'), listed.join('\n'));
  });
});
