import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, Diagnostic, Hover, TextDocument } from 'vscode';
import {
  commands,
  DiagnosticSeverity,
  languages,
  MarkdownString,
  Position,
  Range,
  Uri,
  window,
} from 'vscode';
import { COMMANDS, INTERNAL_COMMANDS } from '../../../src/editor/ids.ts';
import { Findings } from '../../../src/editor/results/findings/findings.ts';
import type { Finding } from '../../../src/tasks/task.ts';
import { ResultFixture, type } from './resultFixture.ts';

const CODE =
  'function first() {\n  return secretToken();\n}\n\nfunction second() {\n  eval(input);\n}\n';

const FIRST: Finding = {
  firstLine: 2,
  lastLine: 2,
  quote: '  return secretToken();',
  severity: 'high',
  title: 'The token leaks',
  trigger: 'any call of `first`',
  consequence: 'the caller sees it [x](command:y)',
  confidence: 0.9,
  suggestion: 'See https://evil.example ![i](http://evil.example/i.png)',
};
const SECOND: Finding = {
  firstLine: 6,
  lastLine: 6,
  quote: '  eval(input);',
  severity: 'low',
  title: 'eval',
  trigger: '',
  consequence: '',
  confidence: 0.6,
  suggestion: '',
};
const HIDDEN: Finding = { ...SECOND, firstLine: 5, lastLine: 5, title: 'A name', confidence: 0.2 };

describe('findings', () => {
  let fixture: ResultFixture;
  let findings: Findings;
  let document: TextDocument;
  let kept: Uri;

  const log = { info: () => undefined, warn: () => undefined, error: assert.fail };

  beforeEach(async () => {
    fixture = new ResultFixture();
    kept = Uri.file(join(fixture.folder, 'storage'));
    findings = new Findings(kept, log);
    document = await fixture.file('cart.js', CODE);
  });

  afterEach(async () => {
    findings.dispose();
    await fixture.dispose();
  });

  async function present(
    runId: number,
    found: readonly Finding[],
    hidden: readonly Finding[] = [],
    target = { firstLine: 1, lastLine: 8 },
  ): Promise<void> {
    const { uri } = document;
    await findings.present({ runId, uri, baseText: CODE, target, findings: found, hidden });
  }

  function shown(uri = document.uri): readonly Diagnostic[] {
    return languages.getDiagnostics(uri).filter(({ source }) => source === 'Tierwise');
  }

  function lines(): readonly (readonly [number, string])[] {
    return shown().map(({ range, message }) => [
      range.start.line + 1,
      message.split('\n')[0] ?? '',
    ]);
  }

  it('are diagnostics at their lines, with a severity', async () => {
    await present(1, [FIRST, SECOND]);
    const [first, second] = shown();
    assert.equal(first?.message, `${FIRST.title}\n${FIRST.consequence}`);
    assert.deepEqual(first.range, new Range(1, 2, 1, 23));
    assert.equal(first.severity, DiagnosticSeverity.Warning);
    assert.equal(second?.severity, DiagnosticSeverity.Information);
  });

  it('say all they know in a hover from which nothing can be followed', async () => {
    await present(1, [FIRST]);
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new Position(1, 5),
    );
    const texts = hovers
      .flatMap(({ contents }) => contents)
      .filter((content) => content instanceof MarkdownString);
    const ours = texts.find(({ value }) => value.includes('any call of'));
    assert.ok(ours);
    assert.notEqual(ours.isTrusted, true);
    assert.notEqual(ours.supportHtml, true);
    assert.match(ours.value, /https&#58;&#47;&#47;evil&#46;example/);
    assert.doesNotMatch(ours.value.replaceAll(/&#\d+;/g, ''), /[^\p{L}\p{M}\p{Nd} \n]/u);
  });

  it('offer a fix and a dismissal, and nothing that is applied unasked', async () => {
    await present(1, [FIRST, SECOND]);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new Range(1, 4, 1, 4),
    );
    const ids: readonly string[] = [COMMANDS.fix, INTERNAL_COMMANDS.dismissFinding];
    const ours = actions.filter(({ command }) => ids.includes(command?.command ?? ''));
    const [fix, dismiss] = ids.map((id) => ours.filter(({ command }) => command?.command === id));
    assert.ok(fix?.[0] && dismiss?.[0]);
    assert.equal(fix[0].isPreferred ?? false, false);
    assert.equal(fix[0].edit, undefined);
    const args: unknown = fix[0].command?.arguments;
    const [asked] = args as [{ readonly diagnostics: readonly Diagnostic[] }];
    assert.deepEqual(
      asked.diagnostics.map(({ message }) => message),
      [`${FIRST.title}\n${FIRST.consequence}`],
    );
    const [uri, id] = (dismiss[0].command?.arguments ?? []) as [Uri, string];
    await findings.dismiss(uri, id);
    assert.deepEqual(lines(), [[6, 'eval']]);
  });

  it('of low confidence are shown when asked for', async () => {
    await present(1, [FIRST], [HIDDEN]);
    assert.deepEqual(lines(), [[2, 'The token leaks']]);
    await findings.showHidden(document.uri);
    assert.deepEqual(lines(), [
      [2, 'The token leaks'],
      [5, 'A name'],
    ]);
  });

  it('move with their lines, vanish with their text and come back with it', async () => {
    await present(1, [FIRST, SECOND]);
    await type(document, 0, 0, '// new\n\n');
    assert.deepEqual(lines(), [
      [4, 'The token leaks'],
      [8, 'eval'],
    ]);
    await type(document, 3, 9, 'public');
    assert.deepEqual(lines(), [[8, 'eval']]);
    await commands.executeCommand('undo');
    assert.deepEqual(lines(), [
      [4, 'The token leaks'],
      [8, 'eval'],
    ]);
  });

  it('stand at their text when the user typed during the review', async () => {
    await type(document, 0, 0, '// new\n');
    await type(document, 6, 2, '', [6, 6]);
    await present(1, [FIRST, SECOND]);
    assert.deepEqual(lines(), [[3, 'The token leaks']]);
  });

  it('give way to a new review of the same lines alone', async () => {
    await present(1, [FIRST, SECOND]);
    await present(2, [], [], { firstLine: 5, lastLine: 7 });
    assert.deepEqual(lines(), [[2, 'The token leaks']]);
  });

  it('survive the window, at their text, without any code being kept', async () => {
    await present(1, [FIRST, SECOND], [HIDDEN]);
    findings.dispose();
    assert.deepEqual(shown(), []);
    const file = readFileSync(join(kept.fsPath, 'findings.json'), 'utf8');
    assert.doesNotMatch(file, /secretToken|eval\(input/);
    await type(document, 0, 0, '// new\n');

    const later = new Findings(kept, log);
    try {
      await later.restore();
      assert.deepEqual(lines(), [
        [3, 'The token leaks'],
        [7, 'eval'],
      ]);
      await later.showHidden(document.uri);
      assert.equal(shown().length, 3);
    } finally {
      later.dispose();
    }
  });

  it('say what came of a test that was to show them, over a reload too', async () => {
    await present(1, [FIRST, SECOND]);
    const found = findings.find(document.uri, '1-shown-0');
    assert.equal(found?.title, FIRST.title);
    const kind = { path: 'cart.test.js', framework: 'vitest', cases: ['keeps its token'] };
    const text = "it('keeps its token', () => {})";
    const { uri } = document;
    await findings.mark(
      uri,
      '1-shown-0',
      { type: 'shown', ...kind },
      { ...kind, text, replaces: undefined },
    );
    await findings.mark(uri, '1-shown-1', { type: 'notRun', cause: 'declined' }, undefined);
    const [first, second] = shown();
    const line = 'Shown by a test that fails: cart.test.js';
    assert.equal(first?.message, `${FIRST.title}\n${FIRST.consequence}\n${line}`);
    assert.equal(second?.message, 'eval');
    const given = { firstLine: 2, lastLine: 2, source: 'Tierwise', ruleCode: 'high' };
    const asked = { ...given, message: first?.message ?? '' };
    assert.deepEqual(findings.testsFor(uri, asked), [{ ...kind, text, replaces: undefined }]);
    assert.deepEqual(findings.testsFor(uri, { ...asked, message: FIRST.title }), []);
    assert.deepEqual(findings.testsFor(uri, { ...asked, source: 'eslint' }), []);

    findings.dispose();
    const file = readFileSync(join(kept.fsPath, 'findings.json'), 'utf8');
    assert.doesNotMatch(file, /=> \{\}/);
    const later = new Findings(kept, log);
    try {
      await later.restore();
      assert.equal(shown()[0]?.message, first?.message);
      const none = { text: undefined, replaces: undefined };
      assert.deepEqual(later.testsFor(uri, asked), [{ ...kind, ...none }]);
    } finally {
      later.dispose();
    }
  });

  it('are brought back for files that no editor has open, if their text is there', async () => {
    const path = join(fixture.folder, 'other.js');
    writeFileSync(path, CODE);
    const uri = Uri.file(path);
    const target = { firstLine: 1, lastLine: 8 };
    const review = { runId: 3, uri, baseText: CODE, target, findings: [FIRST, SECOND], hidden: [] };
    await findings.present(review);
    findings.dispose();
    writeFileSync(path, `// new\n${CODE.replace('eval(input)', 'run(input)')}`);

    const later = new Findings(kept, log);
    try {
      await later.restore();
      assert.deepEqual(
        shown(uri).map(({ range }) => range.start.line + 1),
        [3],
      );
    } finally {
      later.dispose();
    }
  });

  it('that are damaged on disk are set aside', async () => {
    await present(1, [FIRST]);
    writeFileSync(join(kept.fsPath, 'findings.json'), '{"version":1,');
    const later = new Findings(kept, log);
    try {
      await later.restore();
      assert.ok(existsSync(join(kept.fsPath, 'findings.json.damaged')));
    } finally {
      later.dispose();
    }
  });

  it('are cleared, kept ones too', async () => {
    await present(1, [FIRST]);
    await findings.clear();
    assert.deepEqual(shown(), []);
    assert.match(readFileSync(join(kept.fsPath, 'findings.json'), 'utf8'), /"documents":\[\]/);
  });

  it('come from a run through the results', async () => {
    const answer = { kind: 'findings', findings: [FIRST], hidden: [] } as const;
    const origin = fixture.origin(document, 'review');
    await fixture.results.present(fixture.result('review', answer), origin);
    assert.deepEqual(lines(), [[2, 'The token leaks']]);
    assert.equal(window.activeTextEditor?.document, document);
  });
});
