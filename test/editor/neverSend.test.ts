import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commands,
  languages,
  Location,
  Position,
  SymbolInformation,
  SymbolKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import { placeOf } from '../../src/editor/documents/documentPlace.ts';
import type { Gathered } from '../../src/editor/input/gather.ts';
import { Gatherer } from '../../src/editor/input/gather.ts';
import { WorkspaceFiles } from '../../src/editor/input/projectFiles.ts';
import { taskTools } from '../../src/editor/input/taskTools.ts';
import { TestQuestion } from '../../src/editor/input/testQuestion.ts';
import type { TaskName } from '../../src/models/task.ts';
import type { TaskTools } from '../../src/tasks/task.ts';
import { BuildCache } from '../../src/testRun/copy/buildCache.ts';
import { TypeCheckClient } from '../../src/typeCheck/typeCheckClient.ts';
import { testCopies } from '../support/testCopies.ts';
import { editorParts, extension, packagedSyntax } from './standIns.ts';

const SECRET = 'sk-live-0123456789';
const KEY = `export const apiKey = '${SECRET}';\n`;

/** Windows makes links for administrators alone. */
const whereLinksAre = process.platform === 'win32' ? () => undefined : describe;

whereLinksAre('what is never sent, in an opened folder with links', () => {
  const { configuration, log } = editorParts();
  const syntax = packagedSyntax();
  const gatherer = new Gatherer(syntax, configuration, log, () => false);
  const signal = new AbortController().signal;
  let opened: Uri;
  let outside = '';
  let typeCheck: TypeCheckClient;

  before(async () => {
    const root = workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    opened = Uri.joinPath(root, 'linking');
    outside = await mkdtemp(join(tmpdir(), 'tierwise-outside-'));
    await writeFile(join(outside, 'other.ts'), 'export const other = 1;\n');
    await write('credentials.ts', KEY);
    await write('plain/keys.ts', KEY);
    await write('.env', `KEY=${SECRET}\n`);
    await write('user.ts', "import { apiKey } from './credentials';\n\nexport const a = apiKey;\n");
    await link('credentials.ts', 'notes.ts');
    await link('.env', 'settings.ts');
    await link(outside, 'docs');
    await link(join(outside, 'other.ts'), 'other.ts');
    await link('plain', 'also');
    await link('circle.ts', 'circle.ts');
    const dist = Uri.joinPath(extension().extensionUri, 'dist').fsPath;
    typeCheck = new TypeCheckClient({
      workerPath: join(dist, 'typeCheckWorker.cjs'),
      libDir: join(dist, 'typescript'),
      limitMs: 60_000,
    });
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await typeCheck.dispose();
    await syntax.dispose();
    await rm(opened.fsPath, { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  });

  async function write(name: string, text: string): Promise<void> {
    const path = join(opened.fsPath, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }

  function link(to: string, name: string): Promise<void> {
    return symlink(to, join(opened.fsPath, name));
  }

  async function gather(name: string, task: TaskName = 'review'): Promise<Gathered> {
    const document = await workspace.openTextDocument(Uri.joinPath(opened, name));
    const editor = await window.showTextDocument(document);
    const nothing = { instruction: undefined, diagnostics: undefined };
    return gatherer.gather({ task, editor, ...nothing }, signal);
  }

  async function toolsFor(name: string, task: TaskName): Promise<TaskTools> {
    const toolsOf = taskTools({
      mostMemory: 4e9,
      syntax,
      configuration,
      typeCheck,
      question: new TestQuestion(),
      isolation: async () => undefined,
      temporary: tmpdir(),
      cache: new BuildCache(tmpdir(), () => 0),
      copies: testCopies(tmpdir(), []),
      log,
      supervisorPath: '',
    });
    return toolsOf(await gather(name, task), () => Promise.resolve(undefined), {});
  }

  it('is refused as a document, by each of its names', async () => {
    const codes: Record<string, unknown> = {};
    for (const name of ['notes.ts', 'settings.ts', 'docs/other.ts', 'other.ts', 'also/keys.ts']) {
      codes[name] = await gather(name).then(
        () => 'taken',
        (error: unknown) => (error as { code?: unknown }).code,
      );
    }
    assert.deepEqual(codes, {
      'notes.ts': 'document.neverSend',
      'settings.ts': 'document.neverSend',
      'docs/other.ts': 'document.outside',
      'other.ts': 'document.outside',
      'also/keys.ts': 'taken',
    });
  });

  it('does not exist for what looks for files', async () => {
    const { place, rules } = await gather('user.ts');
    const files = new WorkspaceFiles(place, rules);
    for (const name of [
      'credentials.ts',
      'notes.ts',
      'settings.ts',
      'docs',
      'docs/other.ts',
      'other.ts',
      'circle.ts',
      'missing.ts',
    ]) {
      assert.equal(await files.exists(`linking/${name}`), false, name);
      assert.equal(await files.read(`linking/${name}`), undefined, name);
    }
    assert.equal(await files.exists('linking/plain'), true);
    assert.equal(await files.exists('linking/also/keys.ts'), true);
    const found = await files.find('linking/**/*.ts', 'linking/user.ts', 100);
    assert.deepEqual(
      found.filter((path) => !path.includes('/also/')),
      ['linking/user.ts', 'linking/plain/keys.ts'],
    );
  });

  it('does not exist for the check of types, whose messages quote what they read', async () => {
    const { diagnostics } = await toolsFor('user.ts', 'refactor');
    assert.ok(diagnostics);
    for (const specifier of ['credentials', 'notes', 'plain/keys']) {
      const text = `import { apiKey } from './${specifier}.js';\n\nexport const a: 'mine' = apiKey;\n`;
      const errors = await diagnostics.errorsIn('linking/user.ts', 'typescript', text, signal);
      assert.ok(errors);
      const messages = errors.map(({ message }) => message).join('\n');
      // The last one is sent to nobody, but to be read: it shows that types are checked at all.
      assert.equal(messages.includes(SECRET), specifier === 'plain/keys', messages);
    }
  });

  it('is no place of a name, whatever a language server says', async () => {
    const provider = languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: (query) =>
        ['credentials.ts', 'notes.ts', 'docs/other.ts', 'plain/keys.ts'].map((name, index) => {
          const place = new Location(Uri.joinPath(opened, name), new Position(index, 0));
          return new SymbolInformation(query, SymbolKind.Variable, '', place);
        }),
    });
    try {
      const { names } = await toolsFor('user.ts', 'explain');
      const found = await names?.declared(['apiKey'], signal);
      const address = Uri.joinPath(opened, 'plain/keys.ts').toString();
      assert.deepEqual([...(found ?? [])], [['apiKey', { address, line: 4 }]]);
    } finally {
      provider.dispose();
    }
  });

  it('holds for a document that shows an older version of a file', async () => {
    const root = workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const ignore = Uri.joinPath(root, '.tierwiseignore');
    await writeFile(ignore.fsPath, '/linking/plain/\n');
    const registration = workspace.registerTextDocumentContentProvider('older', {
      provideTextDocumentContent: () => KEY,
    });
    try {
      const uri = Uri.joinPath(opened, 'plain/keys.ts').with({ scheme: 'older' });
      const document = await workspace.openTextDocument(uri);
      const editor = await window.showTextDocument(document);
      const nothing = { instruction: undefined, diagnostics: undefined };
      await assert.rejects(gatherer.gather({ task: 'review', editor, ...nothing }, signal), {
        code: 'document.neverSend',
      });
      assert.equal(placeOf(uri).root, undefined);
    } finally {
      registration.dispose();
      await rm(ignore.fsPath);
    }
  });

  it('holds for every document whose address tells of a version of a file', async () => {
    const root = workspace.workspaceFolders?.[0]?.uri ?? assert.fail();
    const ignore = Uri.joinPath(root, '.tierwiseignore');
    const ignoreOutside = join(outside, '.tierwiseignore');
    await writeFile(ignore.fsPath, '/linking/plain/keys.ts\n');
    await writeFile(ignoreOutside, 'other.ts\n');
    const scheme = 'versions';
    const registration = workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: () => KEY,
    });
    const at = (name: string): string => Uri.joinPath(opened, name).path;
    const version = (path: string, said = {}): Uri =>
      Uri.from({ scheme, path, query: JSON.stringify({ ref: '~', ...said }) });
    try {
      const codes: Record<string, unknown> = {};
      for (const [name, uri] of Object.entries({
        'a name with an ending': version(at('prod.key.git')),
        'the ending of a scheme': version(at('.netrc.versions')),
        'an entry with an ending': version(at('plain/keys.ts.git')),
        'a path in the query': version('/1', { path: at('plain/keys.ts') }),
        'a part of a path in the query': version('/1', { fileName: 'linking/plain/keys.ts' }),
        'an address in the query': version('/1', { location: `file://${at('plain/keys.ts')}` }),
        'a path from the opened folder': version('/linking/plain/keys.ts'),
        'what a link leads to': version(at('notes.ts.git')),
        'a link that leads out': version(at('other.ts.git')),
        'a list beside a file elsewhere': version(`${join(outside, 'other.ts')}.git`),
        'other files': version(at('user.ts.git'), { path: at('user.ts') }),
        'a branch': version(at('user.ts.git'), { ref: 'credentials' }),
      })) {
        const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
        const nothing = { instruction: undefined, diagnostics: undefined };
        codes[name] = await gatherer.gather({ task: 'review', editor, ...nothing }, signal).then(
          () => 'taken',
          (error: unknown) => (error as { code?: unknown }).code,
        );
      }
      assert.deepEqual(codes, {
        'a name with an ending': 'document.neverSend',
        'the ending of a scheme': 'document.neverSend',
        'an entry with an ending': 'document.neverSend',
        'a path in the query': 'document.neverSend',
        'a part of a path in the query': 'document.neverSend',
        'an address in the query': 'document.neverSend',
        'a path from the opened folder': 'document.neverSend',
        'what a link leads to': 'document.neverSend',
        'a link that leads out': 'document.outside',
        'a list beside a file elsewhere': 'document.neverSend',
        'other files': 'taken',
        'a branch': 'taken',
      });
    } finally {
      registration.dispose();
      await rm(ignore.fsPath);
      await rm(ignoreOutside);
    }
  });
});
