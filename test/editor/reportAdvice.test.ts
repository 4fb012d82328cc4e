import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import { changeSetting } from '../../src/editor/usage/reportAdvice.ts';

const set = (name: string): unknown =>
  workspace.getConfiguration('tierwise').inspect(name)?.globalValue;

describe('a setting that the report advises', () => {
  afterEach(async () => {
    await commands.executeCommand('notifications.clearAll');
    const settings = workspace.getConfiguration('tierwise');
    for (const name of ['budget.perMonth', 'routing.start.docs']) {
      await settings.update(name, undefined, ConfigurationTarget.Global);
    }
  });

  for (const [setting, value] of [
    ['budget.perMonth', 12],
    ['routing.start.docs', 'opus'],
  ] as const) {
    it(`is set by the click, and taken back by Undo: ${setting}`, async () => {
      assert.equal(set(setting), undefined);
      const seen: unknown[] = [];
      const changed = Promise.withResolvers<void>();
      const done = changeSetting({ setting, value }, () => {
        seen.push(set(setting));
        changed.resolve();
      });
      await changed.promise;
      assert.deepEqual(seen, [value]);
      await commands.executeCommand('notification.acceptPrimaryAction');
      await done;
      assert.deepEqual(seen, [value, undefined]);
    });
  }
});
