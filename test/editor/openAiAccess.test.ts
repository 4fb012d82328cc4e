import assert from 'node:assert/strict';
import { OpenAiAccess } from '../../src/editor/connection/openAiAccess.ts';
import { editorParts } from './standIns.ts';

const ORIGIN = 'https://api.openai.com';

/** A user who answers the question and gives a key, or does not. */
function user(agrees: boolean, key: string | undefined) {
  const { keys, memory, secrets } = editorParts();
  const asked: string[] = [];
  const access = new OpenAiAccess(
    {
      stored: (origin) => keys.stored(origin),
      clear: (origin) => keys.clear(origin),
      ask: async (origin) => {
        asked.push(origin);
        if (key !== undefined) await secrets.store(`tierwise.apiKey:${origin}`, key);
        return key;
      },
    },
    memory,
    async () => {
      asked.push('agreement');
      return agrees;
    },
  );
  return { access, asked, secrets, memory };
}

describe('access to OpenAI', () => {
  it('is off until the user has agreed and set a key, and asks for nothing by itself', async () => {
    const { access, asked, secrets } = user(true, 'sk-one');
    // A key alone, say of an earlier time, is no agreement.
    await secrets.store(`tierwise.apiKey:${ORIGIN}`, 'sk-old');
    assert.equal(access.isOn, false);
    assert.equal(await access.key(), undefined);
    assert.deepEqual(asked, []);
    await access.turnOn();
    assert.deepEqual(asked, ['agreement', ORIGIN]);
    assert.equal(access.isOn, true);
    assert.equal(await access.key(), 'sk-one');
  });

  it('stays off when the user does not agree, who is then not asked for a key', async () => {
    const { access, asked, memory } = user(false, 'sk-one');
    await access.turnOn();
    assert.deepEqual(asked, ['agreement']);
    assert.equal(access.isOn, false);
    assert.equal(await access.key(), undefined);
    assert.deepEqual(memory.keys(), []);
  });

  it('stays off when the user gives no key', async () => {
    const { access, memory } = user(true, undefined);
    await access.turnOn();
    assert.equal(access.isOn, false);
    assert.deepEqual(memory.keys(), []);
  });

  it('is off again, agreement and key, once the user says so, and asked about anew', async () => {
    const { access, asked, secrets } = user(true, 'sk-one');
    await access.turnOn();
    await access.turnOff();
    assert.equal(access.isOn, false);
    assert.equal(await access.key(), undefined);
    assert.equal(await secrets.get(`tierwise.apiKey:${ORIGIN}`), undefined);
    await access.turnOn();
    assert.deepEqual(asked, ['agreement', ORIGIN, 'agreement', ORIGIN]);
  });
});
