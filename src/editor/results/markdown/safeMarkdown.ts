import type { Token, Tokens } from 'marked';
import { lexer, walkTokens } from 'marked';
import { codeSpan, joined, longestTicks, safePiece, safeText } from '../../wording/safeText.ts';
import { visibleText } from '../../wording/visibleText.ts';

/** Names that a fence may carry. Others could start a renderer, say of diagrams or formulas. */
const FENCE_LANGUAGES = new Set(
  (
    'bash c cpp csharp css diff dockerfile go graphql html ini java javascript js json jsonc jsx kotlin less lua ' +
    'makefile php powershell py python r rb ruby rust rs scala scss sh shell sql swift text toml ts tsx typescript ' +
    'txt vue xml yaml yml'
  ).split(' '),
);

/** Deeper nesting than a reader can follow is shown as text. */
const MAX_DEPTH = 12;

/**
 * A model's markdown, written anew from what is allowed: headings, paragraphs, lists, quotes,
 * tables, emphasis, code. A link shows its text and its address, as text; an image its
 * description; HTML and everything else itself as text. `links` are ours: a name in code that is
 * among them leads to its address. Never throws.
 */
export function safeMarkdown(
  markdown: string,
  links: ReadonlyMap<string, string> = new Map(),
): string {
  const source = visibleText(markdown);
  let tokens: readonly Token[];
  try {
    const found = lexer(source, { gfm: true });
    if (links.size > 0) {
      void walkTokens(found, (token) => {
        if (isCodeSpan(token)) token.href = links.get(bareName(token.text));
      });
    }
    tokens = found;
  } catch {
    // Only nesting beyond the parser's stack comes here: what was written is shown as text.
    return safeText(source);
  }
  return blocks(tokens, 0).join('\n\n').concat('\n');
}

function blocks(tokens: readonly Token[], depth: number): readonly string[] {
  return tokens.map((token) => block(token, depth)).filter((text) => text !== '');
}

function block(token: Token, depth: number): string {
  if (depth > MAX_DEPTH) return safeText(token.raw);
  switch (token.type) {
    case 'space':
    case 'def':
      return '';
    case 'hr':
      return '***';
    case 'heading': {
      const { depth: level, tokens } = token as Tokens.Heading;
      return `${'#'.repeat(level)} ${oneLine(inline(tokens, depth + 1))}`;
    }
    case 'paragraph':
      return inline((token as Tokens.Paragraph).tokens, depth + 1);
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? safeText(unescaped(text)) : inline(tokens, depth + 1);
    }
    case 'code':
      return fence(token as Tokens.Code);
    case 'blockquote':
      return indented(
        blocks((token as Tokens.Blockquote).tokens, depth + 1).join('\n\n'),
        '> ',
        '> ',
      );
    case 'list':
      return list(token as Tokens.List, depth);
    case 'table':
      return table(token as Tokens.Table, depth);
    case 'checkbox':
      return '';
    default:
      return safeText(token.raw);
  }
}

function fence({ lang, text }: Tokens.Code): string {
  const name = (lang ?? '').trim().toLowerCase();
  const ticks = '`'.repeat(Math.max(2, longestTicks(text)) + 1);
  return `${ticks}${FENCE_LANGUAGES.has(name) ? name : ''}\n${text}\n${ticks}`;
}

function list({ ordered, start, items, loose }: Tokens.List, depth: number): string {
  const first = typeof start === 'number' ? start : 1;
  return items
    .map((item, index) => {
      const marker = ordered ? `${first + index}. ` : '- ';
      const box = item.task ? `${item.checked === true ? '\u2611' : '\u2610'} ` : '';
      const content = blocks(item.tokens, depth + 1).join(loose ? '\n\n' : '\n');
      return indented(`${box}${content}`, marker, ' '.repeat(marker.length));
    })
    .join(loose ? '\n\n' : '\n');
}

function table({ header, rows, align }: Tokens.Table, depth: number): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cell = ({ tokens }: Tokens.TableCell): string =>
    // Two backslashes would leave the bar free to split the cell, inside a code span too.
    oneLine(inline(tokens, depth + 1)).replaceAll(/\\+\|?|\|/g, (run) =>
      run.endsWith('|') ? '\\|' : run,
    );
  const rule = align.map((side) => {
    if (side === 'center') return ':-:';
    return side === 'right' ? '--:' : '---';
  });
  return [row(header.map(cell)), row(rule), ...rows.map((cells) => row(cells.map(cell)))].join(
    '\n',
  );
}

/** A piece of a line: the model's text, still to be made safe, or markdown made here. */
type Piece = { readonly text: string } | { readonly markdown: string };

function inline(tokens: readonly Token[], depth: number): string {
  const pieces: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') pieces.push(safePiece(text));
    text = '';
  };
  // Neighbouring texts are judged as one: an address could be put together from harmless parts.
  for (const piece of tokens.flatMap((token) => inlinePieces(token, depth))) {
    if ('text' in piece) {
      text += piece.text;
    } else {
      flush();
      pieces.push(piece.markdown);
    }
  }
  flush();
  return joined(pieces);
}

function inlinePieces(token: Token, depth: number): readonly Piece[] {
  if (depth > MAX_DEPTH) return [{ text: token.raw }];
  const within = (tokens: readonly Token[]): readonly Piece[] =>
    tokens.flatMap((inner) => inlinePieces(inner, depth + 1));
  switch (token.type) {
    case 'strong':
      return wrapped(inline((token as Tokens.Strong).tokens, depth + 1), '**');
    case 'em':
      return wrapped(inline((token as Tokens.Em).tokens, depth + 1), '*');
    case 'del':
      return wrapped(inline((token as Tokens.Del).tokens, depth + 1), '~~');
    case 'codespan':
      return [{ markdown: linkedSpan(token as LinkedCodespan) }];
    case 'br':
      return [{ markdown: '\\\n' }];
    case 'checkbox':
      return [];
    case 'link': {
      const { tokens, text, href, autolink } = token as Tokens.Link;
      const isShown = autolink !== true && /^https?:/i.test(href) && !text.includes(href);
      return [
        ...within(tokens),
        ...(isShown ? [{ text: ' (' }, { markdown: codeSpan(href) }, { text: ')' }] : []),
      ];
    }
    case 'image':
      return [{ text: (token as Tokens.Image).text }];
    case 'escape':
      return [{ text: (token as Tokens.Escape).text }];
    case 'text': {
      const { tokens, text } = token as Tokens.Text;
      return tokens === undefined ? [{ text: unescaped(text) }] : within(tokens);
    }
    default:
      return [{ text: token.raw }];
  }
}

/** The parser leaves character references as they are written. */
function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** A code span that leads to an address of ours. */
interface LinkedCodespan extends Tokens.Codespan {
  href?: string | undefined;
}

function isCodeSpan(token: Token): token is LinkedCodespan {
  return token.type === 'codespan';
}

/** A name as it is looked up: `add(1)` stands for `add`. */
function bareName(text: string): string {
  const open = text.indexOf('(');
  return (open === -1 || !text.endsWith(')') ? text : text.slice(0, open)).trim();
}

function linkedSpan({ text, href }: LinkedCodespan): string {
  return href === undefined ? codeSpan(text) : `[${codeSpan(text)}](${href})`;
}

function wrapped(text: string, mark: string): readonly Piece[] {
  return [{ markdown: text.trim() === '' ? text : `${mark}${text.trim()}${mark}` }];
}

function oneLine(text: string): string {
  return text.replaceAll(/\\?\n/g, ' ');
}

function indented(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : rest) + line)
    .join('\n');
}
