import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lexer, parse, walkTokens } from 'marked';
import {
  lexer as editorLexer,
  parse as editorParse,
  walkTokens as walkEditorTokens,
} from 'marked-of-vscode';
import { describe, it } from 'mocha';
import { safeMarkdown } from '../../../../../src/editor/results/markdown/safeMarkdown.ts';
import { plainLine, safeText } from '../../../../../src/editor/wording/safeText.ts';

/** Types of all tokens that a renderer would see. */
function tokenTypes(markdown: string): Set<string> {
  const types = new Set<string>();
  void walkTokens(lexer(markdown), (token) => {
    types.add(token.type === 'code' && token.lang === 'mermaid' ? 'mermaid' : token.type);
  });
  return types;
}

function assertHarmless(markdown: string): void {
  const types = tokenTypes(markdown);
  for (const type of ['link', 'image', 'html', 'def', 'mermaid']) {
    assert.ok(!types.has(type), `${type} in ${JSON.stringify(markdown)}`);
  }
}

const HOSTILE = [
  '[x](command:workbench.action.quit)',
  '[x](http://evil.example)',
  '![x](http://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  '<script>',
  '</script>',
  '<!--',
  '-->',
  'http://evil.example',
  'http:/\\/evil.example',
  'www\\.evil.example',
  'www.evil.example',
  'www[.](x)evil.example',
  'a@evil.example',
  '<http://evil.example>',
  '[ref]',
  '[ref]: http://evil.example',
  '\n\n[ref]: <command:x>\n\n',
  '```mermaid\n',
  '```\n',
  '~~~\n',
  '`',
  '``',
  '\\',
  '\\`',
  '|',
  '| a | b |\n|---|---|\n',
  '\\|',
  '**',
  '*',
  '_',
  '~~',
  '- ',
  '1. ',
  '> ',
  '# ',
  '    ',
  '\n',
  '\n\n',
  '---\n',
  '===\n',
  ' ',
  'text',
  '&lt;',
  '&#91;',
  '&colon;',
  '$x$',
  '\u202E',
  '\u200B',
];

describe('markdown of a model', () => {
  it('keeps headings, emphasis, lists, quotes, tables, code and fences', () => {
    const html = parse(
      safeMarkdown(
        [
          '# Cart',
          'It *adds* a **price** to `total`, ~~twice~~ once.',
          '- one\n  - two\n- three',
          '2. second\n3. third',
          '> quoted',
          '| a | b |\n| --- | ---: |\n| x | `y` |',
          '```ts\nconst x = [1](2);\n```',
        ].join('\n\n'),
      ),
      { async: false },
    );
    for (const part of [
      '<h1>Cart</h1>',
      '<em>adds</em>',
      '<strong>price</strong>',
      '<code>total</code>',
      '<del>twice</del>',
      '<ol start="2">',
      '<blockquote>',
      '<td align="right"><code>y</code></td>',
      '<code class="language-ts">const x = [1](2);',
    ]) {
      assert.ok(html.includes(part), `${part} in ${html}`);
    }
    assert.match(html, /<li>one\s*<ul>\s*<li>two/);
  });

  it('shows a link as its text and its address, neither of them a link', () => {
    const markdown = safeMarkdown('See [the guide](https://a.example/x) and [this](command:x).');
    assertHarmless(markdown);
    assert.match(markdown, /the guide/);
    assert.match(markdown, /`https:\/\/a\.example\/x`/);
    assert.match(markdown, /this/);
    assert.doesNotMatch(markdown, /command/);
  });

  it('shows HTML and images as text', () => {
    const html = parse(
      safeMarkdown('a <b onclick="x()">b</b>\n\n<iframe src="x">\n\n![alt](i.png)'),
      {
        async: false,
      },
    );
    assert.doesNotMatch(html, /<(b|iframe|img)/);
    assert.match(html, /alt/);
    assert.match(html, /&lt;iframe/);
  });

  it('drops a fence name that could start a renderer', () => {
    assert.equal(safeMarkdown('```mermaid\ngraph\n```'), '```\ngraph\n```\n');
  });

  it('survives nesting that no reader follows', () => {
    assertHarmless(safeMarkdown(`${'>'.repeat(5000)} [x](command:y)`));
    assertHarmless(safeMarkdown(`${'**a *b '.repeat(500)}[x](command:y)`));
  });

  it('lets nothing through that a renderer would follow, load or run', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HOSTILE), { maxLength: 24 }), (parts) => {
        assertHarmless(safeMarkdown(parts.join('')));
        assertHarmless(safeText(parts.join('')));
      }),
      { numRuns: 500 },
    );
  });

  it('lets nothing through of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assertHarmless(safeMarkdown(text));
      }),
    );
  });

  it('shows plain text as it is', () => {
    const html = parse(safeText('a_b * [c] <d> & `e` #1'), { async: false });
    assert.equal(html, '<p>a_b * [c] &lt;d&gt; &amp; `e` #1</p>\n');
  });

  it('makes marks visible that hide or turn text', () => {
    assert.equal(safeText('a\u202Eb\u0007c'), 'a\uFFFDb\uFFFDc');
  });
});

describe('plain text in a hover', () => {
  const pieces = [
    ...HOSTILE,
    'a** www.x` **![x](https://evil.example/p.png?d=SECRET)',
    '**',
    '*',
    '_',
    '`',
    '``',
    '~~',
    'www.evil.example',
    'me@evil.example',
    'http://evil.example',
    '&#33;',
    '&lt;img src=x>',
    '<img src=http://evil.example>',
    '# h',
    '- l',
    '1. n',
    '    code',
    '[a]: http://evil.example',
    '| a |\n|---|',
    '$(gear)',
    'Ω é 漢字 123',
  ];

  /** Kinds of tokens that the editor's own parser sees. */
  function kindsIn(markdown: string): ReadonlySet<string> {
    const kinds = new Set<string>();
    void walkEditorTokens(editorLexer(markdown), ({ type }) => void kinds.add(type));
    return kinds;
  }

  it('is text alone to the parser that the editor has, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 12 }),
        (parts) => {
          const kinds = kindsIn(plainLine(parts.join('')));
          for (const kind of kinds) {
            assert.ok(['paragraph', 'text', 'escape', 'space'].includes(kind), kind);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('reads as it was written', () => {
    const text = "a** www.x` **![x](https://evil.example) & <b> 'q'";
    const html = editorParse(plainLine(text), { async: false });
    const shown = html
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    assert.equal(shown, `<p>${text}</p>\n`);
  });
});
