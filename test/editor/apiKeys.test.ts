import assert from 'node:assert/strict';
import { CancellationError } from 'vscode';
import { Connections } from '../../src/editor/connection/connections.ts';
import type { Ask } from '../../src/editor/question.ts';
import type { Configuration } from '../../src/editor/settings/configuration.ts';
import type { SettingsRead } from '../../src/editor/settings/settingRules.ts';
import { editorParts } from './standIns.ts';

const ORIGIN = 'https://api.anthropic.com';

const unasked: Ask = () => assert.fail('nothing is to be asked');

describe('the API key', () => {
  it('is kept for each origin by itself, and forgotten when cleared', async () => {
    const { keys, secrets } = editorParts();
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'stored-key');
    assert.equal(await keys.stored(ORIGIN), 'stored-key');
    assert.equal(await keys.stored('https://gateway.example'), undefined);
    assert.equal(await keys.clear(ORIGIN), 'key.cleared');
    assert.equal(await keys.stored(ORIGIN), undefined);
    assert.equal(await keys.clear(ORIGIN), 'key.noneToClear');
  });

  it('is read once, and again when it was set or cleared anywhere', async () => {
    const { keys, secrets } = editorParts();
    assert.equal(await keys.stored(ORIGIN), undefined);
    // None may be a storage that was locked.
    assert.equal(await keys.stored(ORIGIN), undefined);
    assert.equal(secrets.reads, 2);
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'one');
    assert.deepEqual([await keys.stored(ORIGIN), await keys.stored(ORIGIN)], ['one', 'one']);
    assert.equal(secrets.reads, 3);
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'other');
    assert.equal(await keys.stored(ORIGIN), 'other');
    await secrets.delete(`tierwise.apiKey:${ORIGIN}`);
    assert.equal(await keys.stored(ORIGIN), undefined);
  });

  it('makes a connection known beforehand where nothing has to be asked for it', async () => {
    const { connections, secrets, memory } = editorParts('environment-key');
    assert.equal(await connections.known(), undefined);
    await memory.update('tierwise.environmentKey', true);
    assert.equal((await connections.known())?.apiKey, 'environment-key');
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'stored-key');
    assert.deepEqual(await connections.known(), await connections.forRun(unasked));
    const demo = editorParts(undefined, 'http://127.0.0.1:9');
    assert.equal(await demo.connections.known(), undefined);
  });

  it('of the environment is used only after a yes, and only for its own origin', async () => {
    const { keys, memory } = editorParts('environment-key');
    await memory.update('tierwise.environmentKey', false);
    assert.equal(await keys.fromEnvironment(ORIGIN, unasked), undefined);
    await memory.update('tierwise.environmentKey', true);
    assert.equal(await keys.fromEnvironment(ORIGIN, unasked), 'environment-key');
    assert.equal(await keys.fromEnvironment('https://gateway.example', unasked), undefined);
  });

  it('of the environment is asked about once, and whoever closes the question has not answered', async () => {
    const { keys } = editorParts('environment-key');
    const questions: string[] = [];
    const answers = [undefined, 'Use This Key'];
    const ask: Ask = async (question) => {
      questions.push(question);
      return answers.shift();
    };
    assert.equal(await keys.fromEnvironment(ORIGIN, ask), undefined);
    assert.equal(await keys.fromEnvironment(ORIGIN, ask), 'environment-key');
    assert.equal(await keys.fromEnvironment(ORIGIN, unasked), 'environment-key');
    assert.equal(questions.length, 2);
    // The key of another address is another matter.
    assert.equal(await keys.clear('https://gateway.example'), 'key.noneToClear');
    assert.equal(await keys.fromEnvironment(ORIGIN, unasked), 'environment-key');
  });

  it('goes nowhere while the settings do not say where', async () => {
    const { keys, configuration } = editorParts();
    const forRun = (values: Partial<SettingsRead>, awsRegion?: string) => {
      const read = (): SettingsRead => ({ ...configuration.read(), ...values });
      const partial: Pick<Configuration, 'read'> = { read };
      return new Connections(keys, partial as Configuration, undefined, awsRegion).forRun(unasked);
    };
    for (const values of [
      { provider: null },
      { provider: 'bedrock', region: null },
      { provider: 'vertex', region: null },
      { provider: 'vertex', region: 'eu', project: null },
    ] as const) {
      await assert.rejects(forRun(values), { name: 'UserError', code: 'settings.place' });
    }
    await assert.rejects(forRun({ baseUrl: '' }), { name: 'UserError', code: 'api.badUrl' });
    const bedrock = await forRun({ provider: 'bedrock' }, 'evil.example/');
    assert.equal(bedrock.address.origin, 'https://bedrock-runtime.us-east-1.amazonaws.com');
    const european = await forRun({ provider: 'bedrock' }, 'eu-central-1');
    assert.equal(european.region, 'eu-central-1');
  });

  it('of the environment stays undecided where the run that asked is cancelled', async () => {
    const { keys, memory } = editorParts('environment-key');
    const cancelled: Ask = () => Promise.reject(new CancellationError());
    await assert.rejects(keys.fromEnvironment(ORIGIN, cancelled), CancellationError);
    assert.deepEqual(memory.keys(), []);
  });

  it('is asked about anew once it was cleared', async () => {
    const { keys, memory } = editorParts('environment-key');
    await memory.update('tierwise.environmentKey', true);
    assert.equal(await keys.clear(ORIGIN), 'key.cleared');
    assert.deepEqual(memory.keys(), []);
  });

  it('never reaches the log', async () => {
    const { keys, secrets, log, lines } = editorParts();
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'unusual key shape 42');
    await keys.stored(ORIGIN);
    log.error('failed with unusual key shape 42', new Error('at unusual key shape 42'));
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines.join('\n'), /unusual key shape/);
  });

  it('is the demo key where the demo API stands in, until a real one is set', async () => {
    const { connections, secrets } = editorParts(undefined, 'http://127.0.0.1:9');
    const demo = await connections.forRun(unasked);
    assert.deepEqual(
      [demo.isDemo, demo.apiKey, demo.address.baseUrl],
      [true, 'demo-key', 'http://127.0.0.1:9'],
    );
    assert.equal(connections.isDemo, true);
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'real-key');
    const real = await connections.forRun(unasked);
    assert.deepEqual([real.isDemo, real.apiKey, real.address.baseUrl], [false, 'real-key', ORIGIN]);
    assert.equal(connections.isDemo, false);
  });
});
