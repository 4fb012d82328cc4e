import assert from 'node:assert/strict';
import { ConfigurationTarget, workspace } from 'vscode';
import type { AskWorkspaceSpend } from '../../src/editor/settings/configuration.ts';
import { Configuration } from '../../src/editor/settings/configuration.ts';
import { editorParts } from './standIns.ts';

const { Global, Workspace } = ConfigurationTarget;

describe('settings of a workspace that make a task dearer', () => {
  async function set(target: ConfigurationTarget, name: string, value: unknown): Promise<void> {
    await workspace.getConfiguration('tierwise').update(name, value, target);
  }

  afterEach(async () => {
    for (const name of ['routing.start.docs', 'routing.only.docs']) {
      await set(Workspace, name, undefined);
      await set(Global, name, undefined);
    }
  });

  /** Settings for one run, and how often the user was asked for them. */
  function asking(answer: boolean, isRemote = false) {
    const { memory } = editorParts();
    const configuration = new Configuration(memory, undefined, () => isRemote);
    let asked = 0;
    const ask: AskWorkspaceSpend = async () => {
      asked += 1;
      return answer;
    };
    const forRun = async () =>
      (await configuration.forRun('docs', undefined, undefined, ask)).routing;
    return { forRun, count: () => asked };
  }

  it('are asked about once for each value, and hold only after a yes', async () => {
    const no = asking(false);
    assert.equal((await no.forRun()).start.docs, 'auto');
    assert.equal(no.count(), 0);
    await set(Workspace, 'routing.start.docs', 'opus');
    assert.equal((await no.forRun()).start.docs, 'auto');
    assert.equal((await no.forRun()).start.docs, 'auto');
    assert.equal(no.count(), 1);

    const yes = asking(true);
    assert.equal((await yes.forRun()).start.docs, 'opus');
    assert.equal((await yes.forRun()).start.docs, 'opus');
    assert.equal(yes.count(), 1);
    await set(Workspace, 'routing.start.docs', 'sonnet');
    assert.equal((await yes.forRun()).start.docs, 'sonnet');
    assert.equal(yes.count(), 2);
  });

  it('let go nothing that the user holds down, unasked', async () => {
    const { forRun, count } = asking(false);
    await set(Global, 'routing.only.docs', 'haiku');
    await set(Workspace, 'routing.only.docs', 'any');
    assert.equal((await forRun()).only.docs, 'haiku');
    assert.equal(count(), 1);
  });

  it('are those of the other machine, too, in a remote window', async () => {
    await set(Global, 'routing.start.docs', 'opus');
    const local = asking(false);
    assert.equal((await local.forRun()).start.docs, 'opus');
    assert.equal(local.count(), 0);
    const no = asking(false, true);
    assert.equal((await no.forRun()).start.docs, 'auto');
    assert.equal(no.count(), 1);
    assert.equal((await asking(true, true).forRun()).start.docs, 'opus');
  });

  it('let go nothing that is held down, in a remote window neither', async () => {
    const { forRun, count } = asking(false, true);
    await set(Global, 'routing.only.docs', 'haiku');
    await set(Workspace, 'routing.only.docs', 'any');
    assert.equal((await forRun()).only.docs, 'haiku');
    assert.equal(count(), 1);
  });

  it('are not asked about where they make it cheaper', async () => {
    const { forRun, count } = asking(false);
    await set(Workspace, 'routing.only.docs', 'haiku');
    assert.equal((await forRun()).only.docs, 'haiku');
    assert.equal(count(), 0);
  });
});
