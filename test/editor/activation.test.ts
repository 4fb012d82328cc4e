import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';

describe('the extension', () => {
  const extension = extensions.getExtension('tierwise.tierwise');

  it('is there and activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest names', async () => {
    const manifest = extension?.packageJSON as
      { contributes?: { commands?: readonly { command: string }[] } } | undefined;
    const registered = new Set(await commands.getCommands(true));
    const missing = (manifest?.contributes?.commands ?? [])
      .map(({ command }) => command)
      .filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
