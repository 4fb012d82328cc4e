import { insideInOrder } from '../../syntax/ranges.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';

interface Depth {
  /** Columns with tabs up to every eighth, and with tabs as one: both must agree. */
  readonly columns: number;
  readonly characters: number;
}

/** A block: how deep it is, and what may be written in it. */
interface Block extends Depth {
  readonly isFunction: boolean;
  readonly isLoop: boolean;
}

const TOP: Block = { columns: 0, characters: 0, isFunction: false, isLoop: false };

/**
 * The first line whose indentation Python refuses, or undefined. The grammar is too forgiving: it
 * reads what mixes tabs and spaces, and what is indented for no reason.
 */
export function pythonIndentationError(text: string, facts: SyntaxFacts): number | undefined {
  const code = masked(text, facts, 'commentsAndStrings');
  const inside = insideInOrder([...facts.strings, ...facts.comments]);
  const stack: Block[] = [TOP];
  let opener = '';
  let open = 0;
  let goesOn = false;
  let opensBlock = false;
  let line = 0;
  for (let start = 0; start <= text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const bare = code.slice(start, end);
    const written = text.slice(start, end).trimStart();
    const isStart = open === 0 && !goesOn && !inside(start);
    if (isStart && written !== '' && !written.startsWith('#')) {
      const depth = depthOf(text.slice(start, end));
      const block = blockAt(stack, depth, opensBlock ? opener : undefined);
      if (block === undefined || isOutside(written, block)) return line + 1;
      opensBlock = false;
      opener = written;
    }
    open = Math.max(0, open + balance(bare));
    goesOn = bare.endsWith('\\');
    if (open === 0 && bare.trimEnd() !== '') opensBlock = bare.trimEnd().endsWith(':');
    start = end + 1;
  }
  return opensBlock ? line : undefined;
}

/**
 * The block of a logical line, or undefined where none may stand at that depth; the stack is what the
 * blocks are then.
 * @param opener the line above, where it opens a block
 */
function blockAt(stack: Block[], depth: Depth, opener: string | undefined): Block | undefined {
  const top = stack.at(-1) ?? TOP;
  if (depth.columns > top.columns) {
    if (opener === undefined || depth.characters <= top.characters) return undefined;
    const block = openedIn(top, depth, opener);
    stack.push(block);
    return block;
  }
  if (opener !== undefined) return undefined;
  while ((stack.at(-1)?.columns ?? 0) > depth.columns) stack.pop();
  const now = stack.at(-1);
  return now?.columns === depth.columns && now.characters === depth.characters ? now : undefined;
}

function openedIn(outer: Block, depth: Depth, opener: string): Block {
  const [word = ''] = opener.replace(/^async\s+/, '').split(/[\s(:]/, 1);
  const isOwn = word === 'def' || word === 'class';
  return {
    ...depth,
    isFunction: isOwn ? word === 'def' : outer.isFunction,
    isLoop: word === 'for' || word === 'while' || (!isOwn && outer.isLoop),
  };
}

/** Whether a statement stands outside of what it belongs to. */
function isOutside(written: string, { isFunction, isLoop }: Block): boolean {
  const [word = ''] = written.split(/[\s(:;#=]/, 1);
  if (word === 'return' || word === 'yield') return !isFunction;
  return (word === 'break' || word === 'continue') && !isLoop;
}

function depthOf(line: string): Depth {
  let columns = 0;
  let characters = 0;
  for (const character of line) {
    if (character !== ' ' && character !== '\t') break;
    columns = character === '\t' ? (Math.floor(columns / 8) + 1) * 8 : columns + 1;
    characters += 1;
  }
  return { columns, characters };
}

function balance(code: string): number {
  let open = 0;
  for (const character of code) {
    if ('([{'.includes(character)) open += 1;
    else if (')]}'.includes(character)) open -= 1;
  }
  return open;
}
