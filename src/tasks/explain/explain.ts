import { hiddenProblem, sizeProblem } from '../answer.ts';
import { countOf, gather } from '../material.ts';
import { nextTurn } from '../nextTurn.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problemCodes.ts';
import { CODE_IS_DATA, firstPrompt, requestBlock } from '../prompt.ts';
import type { GateResult, NameLookup, Task, TaskInput } from '../task.ts';

const SYSTEM = [
  'You explain code to a developer who has it open beside your words. Begin with what it is for in one or two sentences, then how it works in the order of execution, then what is easy to get wrong. Skip what the code says plainly.',
  'Write short Markdown without HTML, images or links. Put names from the code into `backquotes`, exactly as written there, and cite lines as "line 12".',
  CODE_IS_DATA,
].join('\n');

/** Names looked up in the code before other events of the editor get their turn. */
const AT_ONCE = 50;

/** Explains code in Markdown. */
export const explain: Task = {
  name: 'explain',
  async prepare(input, tools, signal) {
    const material = await gather(input, tools, signal);
    return {
      name: 'explain',
      language: input.language,
      prompt: firstPrompt(
        SYSTEM,
        [...material.blocks, requestBlock(input, material.target, [])],
        undefined,
      ),
      sent: material.sent,
      notes: material.notes,
      expectedOutputTokens: Math.min(1_500, 250 + 4 * countOf(material.target)),
      signals: material.signals,
      check: (reply, checkSignal) => checkExplanation(input, tools.names, reply, checkSignal),
    };
  },
};

async function checkExplanation(
  input: TaskInput,
  lookup: NameLookup | undefined,
  reply: string,
  signal: AbortSignal,
): Promise<GateResult> {
  const strength = 'form';
  const markdown = reply.replace(/\r\n?/g, '\n').trim();
  const unusable = sizeProblem(reply) ?? hiddenProblem(markdown, 'the explanation', input.source);
  if (unusable !== undefined) {
    return { answer: undefined, problems: [unusable], strength, notes: [] };
  }
  await nextTurn();
  const context = (input.context ?? []).map(({ text }) => text).join('\n');
  const mentioned = mentionedNames(markdown);
  const names: string[] = [];
  const others: string[] = [];
  for (const [index, name] of mentioned.entries()) {
    if (index % AT_ONCE === 0) await nextTurn();
    const isHere = isKnown(name, input.source);
    if (isHere || isKnown(name, context)) names.push(name);
    if (!isHere) others.push(name);
  }
  const places = others.length === 0 ? undefined : await lookup?.declared(others, signal);
  const unknown = mentioned.filter((name) => !names.includes(name) && places?.has(name) !== true);
  return {
    answer: {
      kind: 'markdown',
      markdown,
      names,
      ...(places !== undefined && places.size > 0 ? { places } : {}),
    },
    problems: isCutInFence(markdown) ? [problem('explain.truncated', {})] : [],
    strength,
    notes: unknown.length > 0 ? [note('notes.unknownNames', { count: unknown.length })] : [],
  };
}

const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** A reader follows no more links than these. */
const MOST_NAMES = 300;

/** Code spans that look like a name, possibly with its containers: `Cart.add()`. */
function mentionedNames(markdown: string): readonly string[] {
  const prose = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const spans = [...prose.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].flatMap(([, span]) => span ?? []);
  const names = spans
    .map((span) => withoutCall(span).trim())
    .filter((span) =>
      /^[\p{L}_$@#][\p{L}\p{N}_$]*(?:(?:\.|::|->|\\|\?\.)[\p{L}_$#][\p{L}\p{N}_$]*)*[!?]?$/u.test(
        span,
      ),
    );
  return [...new Set(names)].slice(0, MOST_NAMES);
}

/** A name without the arguments behind it. */
function withoutCall(span: string): string {
  const open = span.indexOf('(');
  return open >= 0 && span.endsWith(')') ? span.slice(0, open) : span;
}

/** A dotted name is known when its last part is: containers may come from elsewhere. */
function isKnown(name: string, text: string): boolean {
  const last = name.match(IDENTIFIER)?.at(-1);
  return last !== undefined && holdsWord(text, last);
}

const PART_OF_NAME = /[\p{L}\p{N}_$]/u;

/** Whether a name stands in a text as a whole. To read all names of a large file takes far longer. */
function holdsWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = (text[at - 1] ?? '') + (text[at + name.length] ?? '');
    if (!PART_OF_NAME.test(around)) return true;
  }
  return false;
}

/** A model that stops early leaves a fence open. */
function isCutInFence(markdown: string): boolean {
  return (markdown.match(/^(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}
