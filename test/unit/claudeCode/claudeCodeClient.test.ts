import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ClaudeCodeClient } from '../../../src/claudeCode/claudeCodeClient.ts';
import { logPlaces } from '../../../src/claudeCode/logPlaces.ts';
import { LogWriter } from '../../support/claudeCodeLogs.ts';
import { ALL_DAYS, costOfCalls, LogHome, NOON, TODAY } from './logHome.ts';

const workerPath = join(import.meta.dirname, '../../../src/claudeCode/claudeCodeWorker.ts');

describe("the reader of Claude Code's logs", () => {
  it('reads them in a thread of its own, and forgets them', async () => {
    const home = new LogHome();
    const client = new ClaudeCodeClient({
      workerPath,
      folder: home.state,
      places: [home.projects],
    });
    try {
      const writer = new LogWriter(home.settings);
      writer.session('streamed', NOON);
      const ask = { prices: {}, periods: [ALL_DAYS], today: TODAY };
      const { notKept, spend } = await client.read(ask);
      assert.equal(spend.periods[0]?.costNusd, costOfCalls(writer.calls));
      assert.equal(notKept, false);
      await client.forget();
      assert.equal(existsSync(home.state), false);
    } finally {
      await client.dispose();
      home.remove();
    }
  });

  it('says so when it cannot', async () => {
    const client = new ClaudeCodeClient({
      workerPath: '/nowhere.cjs',
      folder: '/nowhere',
      places: [],
    });
    const ask = { prices: {}, periods: [], today: TODAY };
    await assert.rejects(client.read(ask), /stopped/);
    await client.dispose();
  });
});

describe("where Claude Code's logs lie", () => {
  const home = join('/home', 'someone');
  const usual = [join(home, '.claude', 'projects'), join(home, '.config', 'claude', 'projects')];

  it('is below the home, and where the settings of the desktop are', () => {
    assert.deepEqual(logPlaces({ home, env: {} }), usual);
    const [, elsewhere] = logPlaces({ home, env: { XDG_CONFIG_HOME: '/settings' } });
    assert.equal(elsewhere, join('/settings', 'claude', 'projects'));
  });

  it('is what CLAUDE_CONFIG_DIR names too, one or several, by the folder or its projects', () => {
    const env = { CLAUDE_CONFIG_DIR: ' /a , ~/b,/c/projects,, ~/.claude' };
    assert.deepEqual(logPlaces({ home, env }), [
      join('/a', 'projects'),
      join(home, 'b', 'projects'),
      '/c/projects',
      ...usual,
    ]);
  });
});
