import { hiddenProblem, sizeProblem } from '../answer.ts';
import { countOf, materialOf } from '../material.ts';
import { nextTurn } from '../nextTurn.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import { CODE_IS_DATA, firstPrompt, requestBlock } from '../prompt.ts';
import type { GateResult, NameLookup, Task, TaskInput } from '../task.ts';

const SYSTEM = [
  'You explain code to a developer who has it open beside your words. Begin with what it is for in one or two sentences, then how it works in the order of execution, then what is easy to get wrong. Skip what the code says plainly.',
  'Write short Markdown without HTML, images or links. Put names from the code into `backquotes`, exactly as written there, and cite lines as "line 12".',
  CODE_IS_DATA,
].join('\n');

/** Explains code in Markdown. */
export const explain: Task = {
  name: 'explain',
  async prepare(input, tools, signal) {
    const material = await materialOf(input, tools, signal);
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
  const here = knownIn(mentioned, input.source);
  await nextTurn();
  const around = knownIn(mentioned, context);
  const names = mentioned.filter((name) => here.has(name) || around.has(name));
  const others = mentioned.filter((name) => !here.has(name));
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
  const prose = withoutFences(markdown);
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

/** Markdown without what stands between fences; one that is left open fences nothing. */
function withoutFences(markdown: string): string {
  const prose: string[] = [];
  let fenced: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const mark = /^(?:```|~~~)/.exec(line)?.[0] ?? '';
    if (fence === '') {
      if (mark === '') prose.push(line);
      else fenced = [line];
      fence = mark;
    } else if (mark === fence) fence = '';
    else fenced.push(line);
  }
  return (fence === '' ? prose : [...prose, ...fenced]).join('\n');
}

const WORD = /[\p{L}\p{N}_$]+/gu;

/**
 * Names that stand in a text as a whole: by one look at each of its words. A dotted name is known
 * when its last part is: containers may come from elsewhere.
 */
function knownIn(names: readonly string[], text: string): ReadonlySet<string> {
  const words = new Set(text.match(WORD));
  return new Set(names.filter((name) => words.has(name.match(IDENTIFIER)?.at(-1) ?? '')));
}

/** A model that stops early leaves a fence open. */
function isCutInFence(markdown: string): boolean {
  return (markdown.match(/^(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}
