import { masked } from '../masking.ts';
import { insideInOrder } from '../../syntax/ranges.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';

interface Depth {
  /** Columns with tabs up to every eighth, and with tabs as one: both must agree. */
  readonly columns: number;
  readonly characters: number;
}

/**
 * The first line whose indentation Python refuses, or undefined. The grammar is too forgiving: it
 * reads what mixes tabs and spaces, and what is indented for no reason.
 */
export function pythonIndentationError(text: string, facts: SyntaxFacts): number | undefined {
  const code = masked(text, facts, 'commentsAndStrings');
  const inside = insideInOrder([...facts.strings, ...facts.comments]);
  const stack: Depth[] = [{ columns: 0, characters: 0 }];
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
      if (!fits(stack, depth, opensBlock)) return line + 1;
      opensBlock = false;
    }
    open = Math.max(0, open + balance(bare));
    goesOn = bare.endsWith('\\');
    if (open === 0 && bare.trimEnd() !== '') opensBlock = bare.trimEnd().endsWith(':');
    start = end + 1;
  }
  return opensBlock ? line : undefined;
}

/** Whether a logical line may stand at that depth; the stack is what the depths are then. */
function fits(stack: Depth[], depth: Depth, opensBlock: boolean): boolean {
  const top = stack.at(-1) ?? depth;
  if (depth.columns > top.columns) {
    stack.push(depth);
    return opensBlock && depth.characters > top.characters;
  }
  if (opensBlock) return false;
  while ((stack.at(-1)?.columns ?? 0) > depth.columns) stack.pop();
  const now = stack.at(-1);
  return now?.columns === depth.columns && now.characters === depth.characters;
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
