import assert from 'node:assert/strict';
import type { DiagnosticCollection, TextDocument } from 'vscode';
import { Diagnostic, DiagnosticSeverity, languages, Range } from 'vscode';
import { AcceptedWatch } from '../../../src/editor/results/acceptedWatch.ts';
import { addedErrors } from '../../../src/editor/results/proposals/documentErrors.ts';
import type { Verdict } from '../../../src/models/booking.ts';
import { ResultFixture, type } from './resultFixture.ts';

const BEFORE = 'const a = 1;\nconst b = 2;\n';
const AFTER = 'const a = 1;\nconst b = c;\n';

describe('after a result was accepted', () => {
  let fixture: ResultFixture;
  let server: DiagnosticCollection;
  let late: AcceptedWatch;
  let booked: Verdict[];
  let next: PromiseWithResolvers<Verdict>;

  beforeEach(() => {
    fixture = new ResultFixture();
    server = languages.createDiagnosticCollection('server');
    booked = [];
    next = Promise.withResolvers();
    late = new AcceptedWatch({
      onDidAccept: fixture.results.onDidAccept,
      verdicts: {
        verdict: async (verdict) => {
          booked.push(verdict);
          next.resolve(verdict);
        },
      },
      repair: async () => undefined,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => 5,
      settleMs: 50,
      mostMs: 1_000,
    });
  });

  afterEach(async () => {
    late.dispose();
    server.dispose();
    await fixture.dispose();
  });

  function error(message: string, line = 0): Diagnostic {
    return new Diagnostic(new Range(line, 0, line, 5), message, DiagnosticSeverity.Error);
  }

  async function accept(document: TextDocument): Promise<void> {
    await fixture.propose(document, AFTER);
    await fixture.results.acceptResult();
  }

  it('new errors are booked with its run, once they have settled', async () => {
    const document = await fixture.file('a.txt', BEFORE);
    server.set(document.uri, [error('old')]);
    await accept(document);
    server.set(document.uri, [error('old', 1), error('new')]);
    server.set(document.uri, [error('old', 1), error('new'), error('old')]);
    assert.deepEqual(await next.promise, { runId: 1, at: 5, lateProblems: 2 });
    assert.equal(booked.length, 1);
  });

  it('no errors are booked where the same are there, wherever they stand', async () => {
    const document = await fixture.file('a.txt', BEFORE);
    server.set(document.uri, [error('old')]);
    await accept(document);
    const warning = error('style');
    warning.severity = DiagnosticSeverity.Warning;
    server.set(document.uri, [error('old', 1), warning]);
    assert.equal((await next.promise).lateProblems, 0);
  });

  it('nothing is booked for what the user types, and nothing where nobody speaks', async () => {
    const document = await fixture.file('a.txt', BEFORE);
    await accept(document);
    await type(document, 0, 0, 'typed');
    server.set(document.uri, [error('new')]);
    const other = await fixture.file('b.txt', BEFORE);
    await accept(other);
    server.set(other.uri, [error('new')]);
    // The later one has been booked: the earlier one would have been before.
    assert.equal((await next.promise).runId, 2);
    assert.equal(booked.length, 1);
  });

  it('errors are told apart by what they say', () => {
    const [one, two] = [error('x'), error('x')];
    two.code = 7;
    assert.deepEqual(addedErrors([one], [two, one]), [two]);
    assert.deepEqual(addedErrors([one], [one, one]), [one]);
    assert.deepEqual(addedErrors([one, two], []), []);
  });
});
