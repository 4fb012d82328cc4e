import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, Range, Uri, workspace, WorkspaceEdit } from 'vscode';
import type { ChangeScope } from '../../src/editor/changes/changedFiles.ts';
import { changedFiles } from '../../src/editor/changes/changedFiles.ts';
import { rangesText } from '../../src/editor/changes/changedLines.ts';
import { ChangesReview } from '../../src/editor/changes/changesReview.ts';
import type { GitRepository } from '../../src/editor/changes/gitApi.ts';
import { builtInGit } from '../../src/editor/changes/gitApi.ts';
import type { LinesReview } from '../../src/editor/runs/linesReview.ts';
import { codeOf } from './results/resultFixture.ts';

const never = new AbortController().signal;

describe('uncommitted changes', () => {
  let root = '';
  let repository: GitRepository;

  before(async () => {
    // Older editors open no repository outside the workspace unasked.
    const [opened] = workspace.workspaceFolders ?? [];
    assert.ok(opened);
    root = mkdtempSync(join(opened.uri.fsPath, 'changes-'));
    git('init', '--initial-branch=main');
    file('a.ts', 'one\ntwo\nthree\n');
    file('b.ts', 'one\n');
    file('gone.ts', 'gone\n');
    file('package-lock.json', '{}\n');
    git('add', '.');
    git('commit', '--message=Start');
    git('branch', 'old');
    file('later.ts', 'later\n');
    git('add', '.');
    git('commit', '--message=Later');
    file('a.ts', 'one\nTWO\nthree\n');
    git('add', 'a.ts');
    file('a.ts', 'zero\none\nTWO\nthree\nfour\n');
    file('new.ts', 'new\nfile\n');
    file('package-lock.json', '{"a": 1}\n');
    rmSync(join(root, 'gone.ts'));
    const api = await builtInGit();
    assert.ok(api);
    const opening = api as unknown as {
      openRepository(root: Uri): Promise<GitRepository | null>;
    };
    repository = (await opening.openRepository(Uri.file(root))) ?? assert.fail();
    await repository.status();
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(root, { recursive: true, force: true });
  });

  function git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    execFileSync('git', [...author, ...args], { cwd: root, stdio: 'ignore' });
  }

  function file(path: string, text: string): void {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  async function found(scope: ChangeScope): Promise<Readonly<Record<string, string>>> {
    const { files } = await changedFiles(repository, scope, never);
    const entries = files.map(({ uri, lines }) => [
      uri.path.slice(root.length + 1),
      rangesText(lines),
    ]);
    return Object.fromEntries(entries) as Readonly<Record<string, string>>;
  }

  it('are found by scope, with the lines at which they stand now', async () => {
    assert.deepEqual(await found({ kind: 'all' }), { 'a.ts': '1, 3, 5', 'new.ts': '1-2' });
    assert.deepEqual(await found({ kind: 'staged' }), { 'a.ts': '3' });
    assert.deepEqual(await found({ kind: 'unstaged' }), { 'a.ts': '1, 5', 'new.ts': '1-2' });
    const branch = await found({ kind: 'branch', branch: 'old' });
    assert.equal(branch['later.ts'], '1');
    assert.equal(branch['a.ts'], '1, 3, 5');
  });

  it('leave out what is deleted or made by tools, and count it', async () => {
    const { skipped, leftOut } = await changedFiles(repository, { kind: 'all' }, never);
    assert.deepEqual([skipped, leftOut], [2, 0]);
  });

  it('are left out where no folder that is open holds them', async () => {
    const elsewhere = Uri.file('/elsewhere/private/a.ts');
    const change = { uri: elsewhere, originalUri: elsewhere, renameUri: undefined, status: 5 };
    const { state, ...others } = repository;
    const wider = {
      ...others,
      state: { ...state, indexChanges: [], workingTreeChanges: [change], untrackedChanges: [] },
      show: () => Promise.reject(new Error('nothing is read')),
    } as GitRepository;
    const { files, outside } = await changedFiles(wider, { kind: 'unstaged' }, never);
    assert.deepEqual([files.length, outside], [0, 1]);
  });

  it('are never asked of Git by a name that it takes for an option', async () => {
    const scope = { kind: 'branch', branch: '--output=a.ts' } as const;
    assert.equal(await codeOf(changedFiles(repository, scope, never)), 'changes.branch');
  });

  it('are seen as they are in the editor, unsaved', async () => {
    const document = await workspace.openTextDocument(join(root, 'b.ts'));
    const edit = new WorkspaceEdit();
    edit.insert(Uri.file(join(root, 'a.ts')), new Range(0, 0, 0, 0).start, 'typed\n');
    await workspace.applyEdit(edit);
    assert.equal(document.isDirty, false);
    assert.equal((await found({ kind: 'staged' }))['a.ts'], '4');
    await commands.executeCommand('workbench.action.files.revert');
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are reviewed file by file, on changed lines alone, until nothing can be done', async () => {
    const reviewed: string[] = [];
    const answer: LinesReview = {
      isAccepted: true,
      isHopeless: false,
      findings: 1,
      hidden: 0,
      costNusd: 5,
    };
    const wanted: boolean[] = [];
    const review = (isHopeless: boolean): ChangesReview =>
      new ChangesReview({
        git: async () => ({ repositories: [repository] }),
        findings: { joinRuns: async () => undefined, showHidden: async () => undefined },
        runs: {
          estimateLines: async () => undefined,
          reviewLines: async ({ uri, target, instruction, isWanted }) => {
            reviewed.push(`${uri.path.slice(root.length + 1)} ${rangesText([target])}`);
            assert.match(instruction, /changed/);
            wanted.push(isWanted({ firstLine: 2, lastLine: 2 }));
            return { ...answer, isHopeless };
          },
        },
      });
    await review(false).start(undefined, { kind: 'unstaged' });
    assert.equal(reviewed.length, 2);
    assert.match(reviewed[1] ?? '', /^new\.ts 1-2$/);
    assert.deepEqual(wanted.slice(1), [true]);
    reviewed.length = 0;
    await review(true).start(undefined, { kind: 'unstaged' });
    assert.equal(reviewed.length, 1);
  });

  it('cannot be reviewed without Git, a repository or changes, and say so', async () => {
    const runs = { estimateLines: () => assert.fail(), reviewLines: () => assert.fail() };
    const showHidden = async (): Promise<void> => undefined;
    const rest = { runs, findings: { showHidden, joinRuns: showHidden } };
    const none = new ChangesReview({ git: async () => undefined, ...rest });
    assert.equal(await codeOf(none.start()), 'changes.noGit');
    const empty = new ChangesReview({ git: async () => ({ repositories: [] }), ...rest });
    assert.equal(await codeOf(empty.start()), 'changes.noRepository');
    const api = { repositories: [repository] };
    const same = new ChangesReview({ git: async () => api, ...rest });
    const scope = { kind: 'branch', branch: 'HEAD' } as const;
    git('stash', '--include-untracked');
    try {
      await repository.status();
      assert.equal(await codeOf(same.start(undefined, scope)), 'changes.none');
    } finally {
      git('stash', 'pop', '--index');
    }
  });
});
