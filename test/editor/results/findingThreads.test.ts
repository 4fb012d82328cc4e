import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CommentController, CommentThread, TextDocument } from 'vscode';
import { commands, comments, Uri, workspace, WorkspaceEdit } from 'vscode';
import { FindingThreads } from '../../../src/editor/inPlace/findingThreads.ts';
import { idIn } from '../../../src/editor/inPlace/threadContext.ts';
import { Findings } from '../../../src/editor/results/findings/findings.ts';
import type { Finding } from '../../../src/tasks/task.ts';
import { ResultFixture, type } from './resultFixture.ts';

const CODE =
  'function first() {\n  return secretToken();\n}\n\nfunction second() {\n  eval(input);\n}\n';

const finding = (line: number, given: Partial<Finding> = {}): Finding => ({
  firstLine: line,
  lastLine: line,
  quote: CODE.split('\n')[line - 1] ?? '',
  severity: 'high',
  title: `Title ${line}`,
  trigger: 'any call',
  consequence: 'it leaks',
  confidence: 0.9,
  suggestion: '',
  ...given,
});

describe('threads of findings', () => {
  const log = { info: () => undefined, warn: () => undefined, error: assert.fail };
  let fixture: ResultFixture;
  let findings: Findings;
  let threads: FindingThreads;
  let document: TextDocument;
  let isOn: boolean;
  /** Threads that stand, in the order in which they were made. */
  let standing: CommentThread[];

  beforeEach(async () => {
    fixture = new ResultFixture();
    findings = new Findings(Uri.file(join(fixture.folder, 'storage')), log);
    document = await fixture.file('cart.js', CODE);
    isOn = true;
    standing = [];
    threads = new FindingThreads({
      controller: watched(comments.createCommentController('tierwise-test', 'Test')),
      findings,
      traitsOf: (_uri, { id }) => ({
        hasSuggestion: findings.replacementOf(id) !== undefined,
        canRun: false,
        isOneOfSeveral: true,
      }),
      isOn: () => isOn,
    });
  });

  afterEach(async () => {
    threads.dispose();
    findings.dispose();
    await fixture.dispose();
  });

  /** The editor lists threads to nobody: those that are made are kept here, too. */
  function watched(
    controller: CommentController,
  ): Pick<CommentController, 'createCommentThread' | 'dispose'> {
    return {
      createCommentThread: (...args) => {
        const thread = controller.createCommentThread(...args);
        const made = Object.create(thread, {
          dispose: {
            value: () => {
              standing = standing.filter((other) => other !== made);
              thread.dispose();
            },
          },
        }) as CommentThread;
        standing.push(made);
        return made;
      },
      dispose: () => controller.dispose(),
    };
  }

  const present = (found: readonly Finding[], uri = document.uri, runId = 1) =>
    findings.present({
      runId,
      uri,
      baseText: CODE,
      target: { firstLine: 1, lastLine: 8 },
      findings: found,
      hidden: [],
    });
  const lines = () => standing.map(({ range }) => (range?.end.line ?? -1) + 1);
  const bodies = () =>
    standing.flatMap((thread) =>
      thread.comments.map(({ body }) => (typeof body === 'string' ? body : body.value)),
    );

  it('stand at the lines, move with them, vanish with their text and come back', async () => {
    await present([finding(2), finding(6)]);
    assert.deepEqual(lines(), [2, 6]);
    assert.ok(standing.every(({ canReply }) => canReply === false));
    await type(document, 0, 0, '// new\n\n');
    assert.deepEqual(lines(), [4, 8]);
    await type(document, 3, 0, '', [4, 0]);
    assert.deepEqual(lines(), [7]);
    await commands.executeCommand('undo');
    assert.deepEqual(lines(), [8, 4]);
    const id = idIn(standing[0]?.contextValue) ?? '';
    await findings.dismiss(document.uri, id);
    assert.deepEqual(lines(), [4]);
    await findings.clear();
    assert.deepEqual(lines(), []);
  });

  it('go with a file that is renamed, and end with one that is deleted', async () => {
    await present([finding(2)]);
    const renamed = Uri.file(join(fixture.folder, 'basket.js'));
    const rename = new WorkspaceEdit();
    rename.renameFile(document.uri, renamed);
    await workspace.applyEdit(rename);
    assert.deepEqual(
      standing.map(({ uri }) => uri.path),
      [renamed.path],
    );
    const remove = new WorkspaceEdit();
    remove.deleteFile(renamed);
    await workspace.applyEdit(remove);
    assert.deepEqual(standing, []);
  });

  it('stay where their document is closed', async () => {
    await present([finding(2)]);
    await commands.executeCommand('workbench.action.closeAllEditors');
    assert.deepEqual(lines(), [2]);
  });

  it('show hostile words as they are, and no markup, link or icon', async () => {
    const lure =
      '<img src=x onerror=y> ![i](http://e.example/i.png) [x](command:y) $(zap) www.e.example\n# h\n```\u202e';
    const words = { title: lure, trigger: lure, consequence: lure, suggestion: lure };
    await present([finding(2, words)]);
    const [body = ''] = bodies();
    assert.doesNotMatch(body.replaceAll(/&#\d+;/g, ''), /[^\p{L}\p{M}\p{Nd} \n]/u);
    const [shown] = standing[0]?.comments ?? [];
    assert.ok(typeof shown?.body === 'object');
    assert.deepEqual(
      [shown.body.isTrusted, shown.body.supportHtml, shown.body.supportThemeIcons],
      [false, false, false],
    );
    assert.match(standing[0]?.label ?? '', /^High severity, confidence 90 %$/);
  });

  it('say to menus what can be done with each', async () => {
    await present([finding(2, { replacement: '  return undefined;' }), finding(6)]);
    assert.deepEqual(
      standing.map(({ contextValue }) => contextValue),
      ['finding suggestion several 1-shown-0', 'finding several 1-shown-1'],
    );
  });

  it('are none where they are not wanted, and come when they are', async () => {
    isOn = false;
    await present([finding(2)]);
    assert.deepEqual(standing, []);
    isOn = true;
    threads.refresh();
    assert.deepEqual(lines(), [2]);
    isOn = false;
    threads.refresh();
    assert.deepEqual(standing, []);
  });

  it('of two hundred findings are told the window only where they are others', async () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      finding(index % 2 === 0 ? 2 : 6, { title: `Finding ${index}` }),
    );
    await present(many);
    assert.equal(standing.length, 200);
    const before = [...standing];
    await type(document, 3, 0, '// new\n');
    assert.deepEqual(standing, before);
    assert.deepEqual(new Set(lines()), new Set([2, 7]));
  });
});
