import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Redaction } from '../../../../src/editor/log/redaction.ts';
import {
  addressProblem,
  keyProblem,
  parseApiAddress,
  parseMessagesAddress,
} from '../../../../src/editor/settings/apiOrigin.ts';

describe("the API's address", () => {
  it('keeps its path and gives the origin that a key belongs to', () => {
    assert.deepEqual(parseApiAddress('https://gateway.example/anthropic/'), {
      baseUrl: 'https://gateway.example/anthropic',
      origin: 'https://gateway.example',
    });
    assert.equal(parseApiAddress('https://api.anthropic.com').baseUrl, 'https://api.anthropic.com');
  });

  it('of the Messages API needs no version, which clients add', () => {
    for (const [text, baseUrl] of [
      ['https://Gateway.Example/v1', 'https://gateway.example'],
      ['https://gateway.example/api/v1/', 'https://gateway.example/api'],
      ['https://gateway.example/v1/team', 'https://gateway.example/v1/team'],
      ['https://gateway.example/apiv1', 'https://gateway.example/apiv1'],
    ] as const) {
      const address = parseMessagesAddress(text);
      assert.deepEqual(address, { baseUrl, origin: 'https://gateway.example' });
    }
  });

  it('is told to be wrong as soon as it is set', () => {
    assert.equal(addressProblem('https://gateway.example'), undefined);
    assert.equal(addressProblem('http://localhost.evil.example')?.code, 'api.plainHttp');
    assert.equal(addressProblem('https://me:secret@gateway.example')?.code, 'api.badUrl');
  });

  for (const address of ['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:9/x']) {
    it(`takes plain http on this machine: ${address}`, () => {
      assert.equal(parseApiAddress(address).baseUrl, address);
    });
  }

  for (const address of [
    'http://api.anthropic.com',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://192.168.0.1',
    'http://0.0.0.0',
  ]) {
    it(`refuses plain http to another machine: ${address}`, () => {
      assert.throws(() => parseApiAddress(address), { name: 'UserError', code: 'api.plainHttp' });
    });
  }

  for (const address of [
    '',
    'api.anthropic.com',
    'ftp://x',
    'file:///etc/passwd',
    'https://user:word@x',
    'https://x/?key=1',
    'https://x/#y',
    'javascript:alert(1)',
  ]) {
    it(`refuses what is no plain address: ${address}`, () => {
      assert.throws(() => parseApiAddress(address), { name: 'UserError', code: 'api.badUrl' });
    });
  }
});

describe('a key', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['', 'key.empty'],
    ['  \n', 'key.empty'],
    ['sk-ant-abc', undefined],
    ['  sk-ant-abc\n', undefined],
    ['sk ant', 'key.characters'],
    ['sk\u0000ant', 'key.characters'],
    ['sk\nant', 'key.characters'],
    ['schlüssel', 'key.characters'],
    ['sk\u200bant', 'key.characters'],
  ];
  for (const [typed, problem] of table) {
    it(`${JSON.stringify(typed)} is ${problem ?? 'fine'}`, () => {
      assert.equal(keyProblem(typed), problem);
    });
  }
});

describe('the redaction of log lines', () => {
  const redaction = new Redaction();
  redaction.hide('my-gateway-token');
  redaction.hide('abc');

  for (const line of [
    'sk-ant-api03-SECRETSECRET',
    'Authorization: Bearer SECRETSECRET',
    '{"authorization":"SECRETSECRET"}',
    'x-api-key: SECRETSECRET',
    'ANTHROPIC_API_KEY=SECRETSECRET',
    'of my-gateway-token',
  ]) {
    it(`hides the key in ${JSON.stringify(line.replace(/SECRET|gateway/g, '…'))}`, () => {
      assert.doesNotMatch(redaction.apply(line), /SECRET|my-gateway-token/);
    });
  }

  it('leaves ordinary lines as they are', () => {
    const line = 'abc: run 12 ended, keyRejected 401, key.missing, task-list';
    assert.equal(redaction.apply(line), line);
  });
});
