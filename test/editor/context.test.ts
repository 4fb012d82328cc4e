import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { languages, Location, Position, Selection, Uri, window, workspace } from 'vscode';
import { ContextSource } from '../../src/editor/input/context.ts';
import { Gatherer } from '../../src/editor/input/gather.ts';
import type { TaskName } from '../../src/models/task.ts';
import type { ContextPiece } from '../../src/tasks/task.ts';
import { editorParts, packagedSyntax } from './standIns.ts';

const MONEY = 'export function round(value: number): number {\n  return value;\n}\n';
const USER = "import { round } from './contextMoney';\n\nexport const total = () => round(1);\n";

describe('the context of a run', () => {
  const { configuration, log } = editorParts();
  const syntax = packagedSyntax();
  const gatherer = new Gatherer(syntax, configuration, log, () => false);
  const context = new ContextSource(syntax, configuration, log);
  const written: string[] = [];
  let root = '';

  before(() => {
    root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
  });

  afterEach(async () => {
    for (const path of written.splice(0)) await rm(path, { force: true });
  });

  after(() => syntax.dispose());

  async function file(name: string, text: string): Promise<Uri> {
    const path = join(root, name);
    written.push(path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return Uri.file(path);
  }

  async function pieces(uri: Uri, task: TaskName): Promise<readonly ContextPiece[]> {
    const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
    editor.selection = new Selection(0, 0, editor.document.lineCount, 0);
    const asked = {
      task,
      editor,
      instruction: undefined,
      diagnostics: undefined,
    };
    const { signal } = new AbortController();
    return context.pieces(await gatherer.gather(asked, signal), signal);
  }

  it('holds the signatures of what is imported and used', async () => {
    const money = await file('contextMoney.ts', MONEY);
    const user = await file('contextUser.ts', USER);
    const asked: Position[] = [];
    const provider = languages.registerDefinitionProvider(
      { pattern: '**/contextUser.ts' },
      {
        provideDefinition: (_, position) => {
          asked.push(position);
          return [new Location(money, new Position(0, 16))];
        },
      },
    );
    try {
      const signature = 'export function round(value: number): number';
      assert.deepEqual(await pieces(user, 'review'), [
        { kind: 'signatures', path: 'contextMoney.ts', text: signature },
      ]);
      assert.deepEqual(
        asked.map(({ line, character }) => [line, character]),
        [[0, 9]],
      );
      assert.deepEqual(await pieces(user, 'docs'), []);
    } finally {
      provider.dispose();
    }
  });

  it('holds nothing that is not to be sent', async () => {
    const secret = await file('credentials.ts', MONEY);
    const user = await file('contextUser.ts', USER);
    const provider = languages.registerDefinitionProvider(
      { pattern: '**/contextUser.ts' },
      { provideDefinition: () => [new Location(secret, new Position(0, 16))] },
    );
    try {
      assert.deepEqual(await pieces(user, 'review'), []);
    } finally {
      provider.dispose();
    }
  });

  it('holds the project’s instructions, the first found and no more than fits', async () => {
    const user = await file('contextUser.ts', 'export const a = 1;\n');
    await file('CLAUDE.md', 'Use tabs.\n');
    const kind = 'instructions';
    assert.deepEqual(await pieces(user, 'docs'), [{ kind, path: 'CLAUDE.md', text: 'Use tabs.' }]);
    await file('AGENTS.md', 'word '.repeat(5_000));
    const [found] = await pieces(user, 'docs');
    assert.equal(found?.path, 'AGENTS.md');
    assert.ok(found.text.length > 5_000 && found.text.length < 7_000, String(found.text.length));
  });

  it('holds what a review heeds, and what is for the file, before what is for all', async () => {
    const user = await file('contextUser.ts', 'export const a = 1;\n');
    await file('AGENTS.md', 'Use tabs.\n');
    await file('REVIEW.md', 'Look at money.\n');
    const head = (glob: string) => `---\napplyTo: "${glob}"\n---\n`;
    await file('.github/instructions/a.instructions.md', `${head('**/*.ts')}Name units.\n`);
    await file('.github/instructions/b.instructions.md', `${head('**/*.py')}Use types.\n`);
    const told = async (task: Parameters<typeof pieces>[1]) =>
      (await pieces(user, task)).map(({ path, text }) => `${path}: ${text}`);
    const scoped = '.github/instructions/a.instructions.md: Name units.';
    assert.deepEqual(await told('review'), [
      scoped,
      'REVIEW.md: Look at money.',
      'AGENTS.md: Use tabs.',
    ]);
    assert.deepEqual(await told('docs'), [scoped, 'AGENTS.md: Use tabs.']);

    await file('.github/instructions/web/deep/c.instructions.md', `${head('**/*.ts')}Be brief.\n`);
    await file('.github/instructions/web/notes.md', `${head('**/*.ts')}Not for models.\n`);
    assert.deepEqual(await told('docs'), [
      scoped,
      '.github/instructions/web/deep/c.instructions.md: Be brief.',
      'AGENTS.md: Use tabs.',
    ]);
  });
});
