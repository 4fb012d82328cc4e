import assert from 'node:assert/strict';
import type { TextDocument, Uri } from 'vscode';
import { window } from 'vscode';
import { severalIn } from '../../../src/editor/documents/openDocuments.ts';
import { FixAll } from '../../../src/editor/inPlace/fixAll.ts';
import type { Gathered } from '../../../src/editor/input/gather.ts';
import type { OneOfSeveral } from '../../../src/editor/runs/oneOfSeveral.ts';
import { userError } from '../../../src/editor/wording/editorCodes.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { Finding } from '../../../src/tasks/task.ts';
import { editorParts } from '../standIns.ts';
import { codeOf, ResultFixture, type, until } from './resultFixture.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line${index + 1}();\n`).join('');

const finding = (line: number, given: Partial<Finding> = {}): Finding => ({
  firstLine: line,
  lastLine: line,
  quote: `line${line}();`,
  severity: 'high',
  title: `Title ${line}`,
  trigger: 'any call',
  consequence: 'it fails',
  confidence: 0.9,
  suggestion: '',
  ...given,
});

describe('the fix of a whole review', () => {
  let fixture: ResultFixture;
  let shown: string[];
  /** The lines that were asked about, as `file:line`. */
  let asked: string[];
  /** What a run comes to. */
  let answer: (gathered: Gathered) => Partial<RunResult>;
  const { showWarningMessage, showInformationMessage } = window;

  beforeEach(() => {
    fixture = new ResultFixture();
    shown = [];
    asked = [];
    answer = ({ input }) => ({ answer: { kind: 'edits', text: marked(input), summary: '' } });
    const keep = async (text: string): Promise<undefined> => {
      shown.push(text);
    };
    Object.assign(window, { showWarningMessage: keep, showInformationMessage: keep });
  });

  afterEach(async () => {
    Object.assign(window, { showWarningMessage, showInformationMessage });
    await fixture.dispose();
  });

  /** The text with the line that was asked about changed. */
  function marked({ source, diagnostics: [given] }: Gathered['input']): string {
    const at = (given?.firstLine ?? 0) - 1;
    return source
      .split('\n')
      .map((line, index) => (index === at ? `fixed(); // ${line}` : line))
      .join('\n');
  }

  const present = (document: TextDocument, found: readonly Finding[], runId = 1) =>
    fixture.results.findings.present({
      runId,
      uri: document.uri,
      baseText: document.getText(),
      target: { firstLine: 1, lastLine: document.lineCount },
      findings: found,
      hidden: [],
    });

  function fixAll(refused: ReadonlySet<string> = new Set()): FixAll {
    let runs = 0;
    const one = (uri: Uri, document: TextDocument): OneOfSeveral => ({
      gatherFix: async (given) => {
        if (refused.has(uri.path)) throw userError('document.neverSend');
        const { firstLine, lastLine } = given;
        const input = {
          task: 'fix',
          language: 'javascript',
          source: document.getText(),
          target: { firstLine, lastLine },
          targetKind: 'selection',
          path: undefined,
          instruction: undefined,
          diagnostics: [given],
        } as const;
        const place = { root: undefined, isInWorkspace: false, path: undefined, fullPath: '' };
        return { input, document, uri, place, rules: undefined as never };
      },
      estimate: async () => ({
        tier: 'haiku',
        model: 'claude-haiku-5-5',
        costNusd: 10,
        confirmAboveNusd: Infinity,
      }),
      carryOut: async (gathered, agreed) => {
        runs += 1;
        asked.push(`${uri.path.split('/').at(-1)}:${gathered.input.diagnostics[0]?.firstLine}`);
        const none = { kind: 'edits', text: '', summary: '' } as const;
        const result = { ...fixture.result('fix', none, 100 + runs), costNusd: 7 };
        agreed.spentNusd += 7;
        return {
          gathered,
          prepared: undefined as never,
          result: { ...result, ...answer(gathered) },
          answered: undefined,
          checkDetails: {},
        };
      },
    });
    const { findings } = fixture.results;
    const open = (uri: Uri): TextDocument => {
      const found = documents.find((document) => document.uri.toString() === uri.toString());
      return found ?? assert.fail();
    };
    return new FixAll({
      findings,
      fixesIn: ({ uri }, work) => work(one(uri, open(uri))),
      results: fixture.results,
      errors: editorParts().errors,
    });
  }

  let documents: TextDocument[];
  const file = async (name: string, count: number): Promise<TextDocument> => {
    const document = await fixture.file(name, lines(count));
    documents = [...documents, document];
    return document;
  };
  beforeEach(() => {
    documents = [];
  });

  const proposals = (): readonly Uri[] =>
    window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap((tab) => severalIn(tab) ?? []);

  it('is one proposal of its files, accepted as a whole, merged with what was typed since', async () => {
    const [a, b] = [await file('a.js', 4), await file('b.js', 4)];
    await present(a, [finding(1), finding(3)]);
    await present(b, [finding(2)], 2);
    await fixture.results.findings.joinRuns([1, 2]);
    await fixAll().start(undefined);
    assert.deepEqual(asked, ['a.js:1', 'a.js:3', 'b.js:2']);
    assert.equal(proposals().length, 2);
    assert.match(shown[0] ?? '', /^Fixed: 3 of 3 problems, in 2 files\./);
    assert.equal(a.getText(), lines(4));
    await type(a, 4, 0, 'typed();\n');
    await fixture.results.acceptResult();
    assert.equal(
      a.getText(),
      'fixed(); // line1();\nline2();\nfixed(); // line3();\nline4();\ntyped();\n',
    );
    assert.match(b.getText(), /fixed\(\); \/\/ line2/);
    assert.deepEqual(proposals(), []);
    const verdicts = fixture.verdicts.map((given) => [
      given.runId,
      'verdict' in given ? given.verdict : '',
    ]);
    assert.deepEqual(
      verdicts.toSorted(([one], [other]) => Number(one) - Number(other)),
      [
        [101, 'applied'],
        [102, 'applied'],
        [103, 'applied'],
      ],
    );
  });

  it('of another review alone leaves the findings of others', async () => {
    const a = await file('a.js', 4);
    await present(a, [finding(1), finding(3)]);
    const b = await file('b.js', 4);
    await present(b, [finding(2)], 2);
    await fixAll().start(1);
    assert.deepEqual(asked, ['a.js:1', 'a.js:3']);
  });

  it('that a budget ends half-way keeps what is done, and says of each what was not', async () => {
    const [a, b] = [await file('a.js', 6), await file('b.js', 6)];
    await present(a, [finding(1), finding(3), finding(5)]);
    await present(b, [finding(2)], 2);
    await fixture.results.findings.joinRuns([1, 2]);
    const good = answer;
    const failure = {
      code: 'budgetStopped',
      args: { budget: 'budgetDay', limitNusd: 10, spentNusd: 9, worstNusd: 5 },
    };
    answer = (gathered) =>
      asked.length < 2 ? good(gathered) : { outcome: 'failed', answer: undefined, failure };
    await fixAll().start(undefined);
    assert.deepEqual(asked, ['a.js:1', 'a.js:3']);
    assert.equal(proposals().length, 1);
    assert.match(shown[0] ?? '', /^Fixed: 1 of 4 problems, in 1 files\..* Not fixed: 3\./);
  });

  it('goes on after one that no answer passed for, and asks nobody where a fix has changed the lines', async () => {
    const a = await file('a.js', 6);
    await present(a, [finding(1), finding(2), finding(3), finding(5)]);
    const good = answer;
    answer = (gathered) => {
      const { firstLine } = gathered.input.diagnostics[0] ?? {};
      if (firstLine === 1) return { outcome: 'rejected', answer: undefined };
      // The second takes the third with it, and puts two lines above the fifth.
      const text = gathered.input.source.replace(
        'line2();\nline3();\n',
        'x();\ny();\nz();\nw();\n',
      );
      return firstLine === 2 ? { answer: { kind: 'edits', text, summary: '' } } : good(gathered);
    };
    await fixAll().start(undefined);
    assert.deepEqual(asked, ['a.js:1', 'a.js:2', 'a.js:7']);
    assert.match(shown[0] ?? '', /^Fixed: 2 of 4 problems, in 1 files\./);
    await fixture.results.acceptResult();
    assert.equal(
      a.getText(),
      'line1();\nx();\ny();\nz();\nw();\nline4();\nfixed(); // line5();\nline6();\n',
    );
  });

  it('leaves a file that may not be sent, and says so', async () => {
    const [a, b] = [await file('a.js', 4), await file('b.js', 4)];
    await present(a, [finding(1)]);
    await present(b, [finding(2)], 2);
    await fixture.results.findings.joinRuns([1, 2]);
    await fixAll(new Set([a.uri.path])).start(undefined);
    assert.deepEqual(asked, ['b.js:2']);
    assert.match(shown[0] ?? '', /Not fixed: 1\./);
  });

  it('leaves findings whose lines were deleted', async () => {
    const a = await file('a.js', 4);
    await present(a, [finding(1), finding(3)]);
    await type(a, 0, 0, '', [1, 0]);
    await fixAll().start(undefined);
    assert.deepEqual(asked, ['a.js:2']);
  });

  it('of two hundred findings is one proposal', async () => {
    const a = await file('a.js', 200);
    await present(
      a,
      Array.from({ length: 200 }, (_, index) => finding(index + 1)),
    );
    await fixAll().start(undefined);
    assert.equal(asked.length, 200);
    assert.match(shown[0] ?? '', /^Fixed: 200 of 200 problems, in 1 files\./);
  });

  it('is discarded where its editor is closed without a word', async () => {
    const a = await file('a.js', 4);
    await present(a, [finding(1), finding(3)]);
    await fixAll().start(undefined);
    const tab = window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab && severalIn(tab));
    await window.tabGroups.close(tab);
    const verdicts = await fixture.booked(2);
    assert.ok(verdicts.every((given) => 'verdict' in given && given.verdict === 'discarded'));
    assert.equal(a.getText(), lines(4));
  });

  it('is nothing where there are no findings', async () => {
    assert.equal(await codeOf(fixAll().start(undefined)), 'fixAll.none');
    await until(window.onDidChangeActiveTextEditor, () => true);
  });
});
