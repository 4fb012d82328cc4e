import assert from 'node:assert/strict';
import type { TextDocument } from 'vscode';
import { commands, Uri, window, workspace } from 'vscode';
import { placeOf } from '../../../src/editor/documents/documentPlace.ts';
import { WorkspaceFiles } from '../../../src/editor/input/projectFiles.ts';
import { ProjectNames } from '../../../src/editor/input/projectNames.ts';
import { EXPLANATION_SCHEME } from '../../../src/editor/results/explanations/explanations.ts';
import { safeMarkdown } from '../../../src/editor/results/markdown/safeMarkdown.ts';
import { pathRules } from '../../../src/models/paths/pathRules.ts';
import { ResultFixture, until } from './resultFixture.ts';

describe('an explanation', () => {
  let fixture: ResultFixture;

  beforeEach(() => {
    fixture = new ResultFixture();
  });

  afterEach(async () => {
    await fixture.dispose();
    assert.deepEqual(fixture.errors, []);
  });

  it('is shown beside the code, read-only and rendered', async () => {
    const code = await fixture.file('cart.ts', 'export const one = 1;\n');
    const opened: TextDocument[] = [];
    const subscription = workspace.onDidOpenTextDocument((document) => opened.push(document));
    const answer = { kind: 'markdown', markdown: '# One\n\nIt *is* `1`.', names: ['one'] } as const;
    await fixture.results.present(
      fixture.result('explain', answer),
      fixture.origin(code, 'explain'),
    );
    const isPreview = ({ label }: { readonly label: string }): boolean =>
      label.includes('Explanation of cart.ts');
    await until(window.tabGroups.onDidChangeTabs, () =>
      window.tabGroups.all.some(({ tabs }) => tabs.some(isPreview)),
    );
    const ours = (): TextDocument | undefined =>
      opened.find(({ uri }) => uri.scheme === EXPLANATION_SCHEME);
    await until(workspace.onDidOpenTextDocument, () => ours() !== undefined);
    subscription.dispose();
    const document = ours();
    assert.match(
      document?.getText() ?? '',
      /^\*the whole of it: Haiku[^]*# One\n\nIt \*is\* `1`\.\n$/,
    );
    assert.equal(workspace.fs.isWritableFileSystem(EXPLANATION_SCHEME), undefined);
  });

  it('links names that other files of the project declare', async () => {
    const [opened] = workspace.workspaceFolders ?? [];
    assert.ok(opened);
    const folder = Uri.joinPath(opened.uri, 'names');
    const write = (name: string, text: string): Thenable<void> =>
      workspace.fs.writeFile(Uri.joinPath(folder, name), new TextEncoder().encode(text));
    try {
      await write('about.rb', 'puts Basket.new.total\n');
      await write('basket.rb', 'class Basket\n  def total\n    1\n  end\nend\n');
      const about = await workspace.openTextDocument(Uri.joinPath(folder, 'about.rb'));
      const errors: unknown[] = [];
      const log = { info: () => {}, warn: () => {}, error: (text: string) => errors.push(text) };
      const place = placeOf(about.uri);
      const files = new WorkspaceFiles(place, pathRules([]));
      const { signal } = new AbortController();
      const wanted = ['Basket', 'Basket.total', 'Nowhere'];
      const anyFile = () => Promise.resolve(true);
      const found = await new ProjectNames(files, place, anyFile, log).declared(wanted, signal);
      const address = Uri.joinPath(folder, 'basket.rb').toString();
      assert.deepEqual(
        [...found],
        [
          ['Basket', { address, line: 1 }],
          ['Basket.total', { address, line: 2 }],
        ],
      );
      assert.deepEqual(errors, []);
      const shown = new Promise<string>((resolve) => {
        const subscription = workspace.onDidOpenTextDocument((document) => {
          if (document.uri.scheme !== EXPLANATION_SCHEME) return;
          subscription.dispose();
          resolve(document.getText());
        });
      });
      const markdown = '`Basket.total()` of `Basket`.';
      const answer = { kind: 'markdown', markdown, names: ['Basket'], places: found } as const;
      const origin = fixture.origin(about, 'explain');
      await fixture.results.present(fixture.result('explain', answer), origin);
      const text = await shown;
      // The preview follows paths from the first folder, and no `file:` link.
      assert.ok(text.includes('[`Basket.total()`](/names/basket.rb#L2)'), text);
      assert.ok(text.includes('[`Basket`](/names/about.rb#L1)'), text);
      const html = await commands.executeCommand<string>('markdown.api.render', text);
      assert.match(html, /<a href="\/names\/basket\.rb#L2"/);
    } finally {
      await workspace.fs.delete(folder, { recursive: true });
    }
  });

  it('renders to nothing that can be followed, loaded or run', async () => {
    const hostile = [
      '[x](command:workbench.action.quit) [y](http://evil.example) <http://evil.example>',
      'http://evil.example www.evil.example www\\.evil.example a@evil.example //evil.example',
      'http:/\\/evil.example http&#58;//evil.example mailto:a@evil.example evil.example main.py',
      '![i](http://evil.example/i.png) <img src="http://evil.example/i.png" onerror="x()">',
      '<a href="command:x">z</a> <script>x()</script>',
      '$\\href{http://evil.example}{x}$ $$\\url{http://evil.example}$$',
      '```mermaid\ngraph LR; A-->B; click A "http://evil.example"\n```',
      '| a | b |\n|---|---|\n| `\\| [x](http://evil.example)` | \\\\| [x](http://evil.example) |',
      '[r]\n\n[r]: http://evil.example',
    ].join('\n\n');
    const html = await commands.executeCommand<string>(
      'markdown.api.render',
      safeMarkdown(hostile),
    );
    assert.match(html, /evil\.example/);
    assert.doesNotMatch(html, /<(a|img|script|iframe|svg|link|style)\b/i);
    assert.doesNotMatch(html, /class="(katex|mermaid)/);
  });
});
