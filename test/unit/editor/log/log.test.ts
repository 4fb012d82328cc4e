import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, it } from 'mocha';
import { OutputLog } from '../../../../src/editor/log/log.ts';
import { Redaction } from '../../../../src/editor/log/redaction.ts';

describe('the log', () => {
  let lines: string[];
  let log: OutputLog;

  beforeEach(() => {
    lines = [];
    const add = (line: string) => void lines.push(line);
    const channel = { info: add, warn: add, error: add, show: () => undefined };
    // Of the output channel only these are used.
    log = new OutputLog(
      channel as unknown as ConstructorParameters<typeof OutputLog>[0],
      new Redaction(),
    );
  });

  const told = () => lines.join('\n');

  it('says what failed of a file, and not which', () => {
    const path = join(import.meta.dirname, "no such o'folder, or (other)", 'secret plan.ts');
    assert.throws(
      () => fs.readFileSync(path),
      (error) => {
        log.error('The file could not be read.', error);
        return true;
      },
    );
    assert.match(told(), /^The file could not be read\.\nError ENOENT \(open\)\n/);
    assert.match(told(), /^ {4}at .*readFileSync \(node:fs:\d+/m);
    for (const part of ['secret', 'no such', 'folder', 'unit', 'log.test']) {
      assert.ok(!told().includes(part), `${part} in ${told()}`);
    }
  });

  it('names the functions of our own bundle, and where in it they are', () => {
    const error = new Error('no');
    error.stack = [
      'Error: no /home/me/a.ts',
      '    at Store.query (/home/me/.vscode/extensions/tierwise.tierwise-0.1.0/dist/ledgerWorker.cjs:3:77)',
      '    at async Promise.all (index 0)',
      '    at async C:\\Users\\John Smith\\x\\dist\\extension.cjs:1:2',
      '    at Object.<anonymous> (file:///home/me/secret/plan.js:1:2)',
      '    at eval (eval at secret (/home/me/secret.js:1:1), <anonymous>:1:1)',
      '    at /home/me/secret/plan.ts:1:2',
    ].join('\n');
    log.error('It failed.', error);
    assert.deepEqual(told().split('\n'), [
      'It failed.',
      'Error: no',
      '    at Store.query (ledgerWorker.cjs:3:77)',
      '    at async Promise.all (elsewhere)',
      '    at extension.cjs:1:2',
      '    at Object.<anonymous> (elsewhere)',
      '    at eval (elsewhere)',
      '    at elsewhere',
    ]);
  });

  const kept = {
    "Cannot read properties of undefined (reading 'tier')":
      "TypeError: Cannot read properties of undefined (reading 'tier')",
    "command 'tierwise.review' not found": "TypeError: command 'tierwise.review' not found",
    "It couldn't be done, and won't be": "TypeError: It couldn't be done, and won't be",
    'connect ECONNREFUSED 127.0.0.1:443': 'TypeError: connect ECONNREFUSED 127.0.0.1:443',
    'first and/or second, 3/4 of HTTP/1.1': 'TypeError: first and/or second, 3/4 of HTTP/1.1',
  } as const;

  for (const [message, expected] of Object.entries(kept)) {
    it(`stays useful: ${message}`, () => {
      const error = new TypeError(message);
      error.stack = '';
      log.error('It failed.', error);
      assert.equal(told(), `It failed.\n${expected}`);
    });
  }

  it('keeps nothing of what a parser has read', () => {
    for (const read of ['const secret = 1;', '[{"secret": "x"} secret', '"secret']) {
      assert.throws(
        () => JSON.parse(read),
        (error) => {
          log.error('It failed.', error);
          return true;
        },
      );
    }
    log.error('It failed.', new Error('Unexpected text "const secret = 1;" here\nsecret too'));
    log.error('It failed.', 'the secret is `a secret of two lines');
    assert.doesNotMatch(told().replaceAll('the secret is', ''), /secret/);
  });

  it('tells of causes too, as far as they are known', () => {
    const cause = Object.assign(new Error("open '/home/me/secret'"), {
      code: 'EMFILE',
      syscall: 'open',
    });
    log.error('It failed.', new TypeError('fetch failed', { cause }));
    assert.match(told(), /\nTypeError: fetch failed\n[^]*\ncaused by Error EMFILE \(open\)\n/);
    assert.doesNotMatch(told(), /secret/);
  });

  it('leaves what we say ourselves as it is', () => {
    const own = [
      'Set aside as aside/ledger.sqlite.1790000000000: a broken database',
      'Told: budget.day {"spent":12,"limit":"5"} at 3/4',
      'run 7 attempt 2 opus: overloaded (HTTP 529)',
      'breaker anthropic: closed -> open (5 failures)',
      'The folder ledger cannot be used (EACCES)',
    ];
    for (const line of own) log.warn(line);
    assert.deepEqual(lines, own);
    lines = [];
    log.info('model list at https://user:pass@gateway.example:8443/v1/secret?key=secret');
    assert.deepEqual(lines, ['model list at https://gateway.example:8443']);
  });

  it('has no path in it, whatever system, form and names', () => {
    const name = fc
      .array(
        fc.constantFrom('Zq', ' Zq', '-Zq', '.Zq', 'Zq_', 'Zqé', '#Zq', '%20Zq', '@Zq', '[Zq]'),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((parts) => `Zq${parts.join('')}Zq`);
    const names = fc.array(name, { minLength: 1, maxLength: 4 });
    const root = fc.constantFrom(
      ['/', '/'],
      ['/home/', '/'],
      ['~/', '/'],
      ['C:\\', '\\'],
      ['d:/', '/'],
      ['\\\\server\\', '\\'],
      ['\\\\?\\C:\\', '\\'],
      ['file:///', '/'],
      ['file:///c%3A/', '/'],
      ['vscode-remote://ssh-remote%2Bhost/', '/'],
      ['git:/', '/'],
    );
    const frame = fc.constantFrom(
      ['cannot open ', ''],
      ["cannot open '", "'"],
      ['cannot open "', '": denied'],
      ['cannot open `', '` twice'],
      ['(', ')'],
      ['', ': not found'],
      ['see ', ' -> '],
      ['path=', ', mode=1'],
    );
    fc.assert(
      fc.property(
        names,
        root,
        frame,
        fc.boolean(),
        (parts, [start, mark], [before, after], isUri) => {
          const isAddress = isUri || /^\w\w+:/.test(start ?? '');
          const written = parts.map((part) => (isAddress ? encodeURIComponent(part) : part));
          const path = `${start}${written.join(mark)}.ts`;
          lines = [];
          log.warn(`${before}${path}${after}`);
          log.info(`${before}${path}${after}`);
          log.error(`${before}${path}${after}`, new Error(`${before}${path}${after}`));
          log.error('It failed.', Object.assign(new Error(path), { code: 'ENOENT', path }));
          assert.doesNotMatch(told(), /Zq/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
