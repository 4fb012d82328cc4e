import * as z from 'zod/mini';
import { farLine, hiddenCharacter, mixedWord } from './hiddenCharacters.ts';
import { problem } from './problem.ts';
import type { Problem } from './task.ts';

/** No task has an answer near this size; reading more would only cost time. */
const MAX_CHARACTERS = 1_000_000;
/** Nor as many comments, edits or findings. */
const MAX_ENTRIES = 1_000;

/** A reply that was read, or why it could not be. */
export type ReadAnswer<Shape> =
  { readonly value: Shape } | { readonly value: undefined; readonly problem: Problem };

/** Reads a structured answer. Total: whatever the text is, there is a value or a problem. */
export function readAnswer<Shape>(reply: string, shape: z.ZodMiniType<Shape>): ReadAnswer<Shape> {
  const unread = (found: Problem): ReadAnswer<Shape> => ({ value: undefined, problem: found });
  const tooMuch = sizeProblem(reply);
  if (tooMuch !== undefined) return unread(tooMuch);
  const json = parseJson(withoutFence(reply)) ?? parseJson(objectIn(reply));
  if (json === undefined) return unread(problem('answer.notJson', {}));
  const result = z.safeParse(shape, json.value);
  if (result.success) {
    return Object.values(json.value as object).some(isOverlong)
      ? unread(problem('answer.tooLarge', { characters: reply.length }))
      : { value: result.data };
  }
  const place = result.error.issues[0]?.path.join('.') ?? '';
  return unread(problem('answer.wrongShape', {}, { place: place === '' ? 'the top' : place }));
}

function isOverlong(value: unknown): boolean {
  return Array.isArray(value) && value.length > MAX_ENTRIES;
}

/** What is wrong with the size of a reply, or undefined. */
export function sizeProblem(reply: string): Problem | undefined {
  if (reply.length > MAX_CHARACTERS) {
    return problem('answer.tooLarge', { characters: reply.length });
  }
  return /\S/.test(reply) ? undefined : problem('answer.empty', {});
}

/** A hidden character in one text of an answer; what the source has as often is no problem. */
export function hiddenProblem(text: string, place: string, source = ''): Problem | undefined {
  const codePoint = hiddenCharacter(text, source);
  return codePoint === undefined
    ? undefined
    : problem('answer.hiddenCharacters', { codePoint }, { place });
}

/**
 * What in the code of an answer a reader would miss or misread: hidden characters, names that look
 * like others, and what stands far outside the window. What `source` has already is no problem, nor are
 * words of `others`, which the code may have to name.
 */
export function unseenProblem(
  code: string,
  place: string,
  source: string,
  others = '',
): Problem | undefined {
  const hidden = hiddenProblem(code, place, source);
  if (hidden !== undefined) return hidden;
  const mixed = mixedProblem(code, place, `${source}\n${others}`);
  if (mixed !== undefined) return mixed;
  const line = farLine(code, source);
  return line === undefined ? undefined : problem('answer.farBlanks', { line }, { place });
}

function mixedProblem(code: string, place: string, source: string): Problem | undefined {
  const word = mixedWord(code, source);
  return word === undefined ? undefined : problem('answer.mixedLetters', {}, { word, place });
}

/** What a reader would miss in the prose of an answer, or misread in the code that it quotes. */
export function unseenInProse(text: string, place: string, source: string): Problem | undefined {
  const hidden = hiddenProblem(text, place);
  if (hidden !== undefined) return hidden;
  const quoted = (text.match(/`[^`\n]+`/g) ?? []).join('\n');
  return mixedProblem(quoted, place, source);
}

/** The JSON schema of an answer with what structured outputs accept. */
export function answerSchema(shape: z.ZodMiniType): Readonly<Record<string, unknown>> {
  return accepted(z.toJSONSchema(shape)) as Readonly<Record<string, unknown>>;
}

/** Keywords that structured outputs refuse or that say nothing to a model. */
const REFUSED = new Set(['$schema', 'minimum', 'maximum']);

function accepted(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(accepted);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !REFUSED.has(key))
      .map(([key, value]) => [key, accepted(value)]),
  );
}

/** Models without structured outputs like to fence their JSON. */
function withoutFence(reply: string): string {
  const text = reply.replace(/^\ufeff/, '').trim();
  const head = /^```(?:json)?[ \t]*\n/.exec(text)?.[0] ?? '';
  const isFenced = head !== '' && text.length >= head.length + 3 && text.endsWith('```');
  return isFenced ? text.slice(head.length, -3) : text;
}

/** From the first brace to the last: without structured outputs some begin with a sentence. */
function objectIn(reply: string): string {
  return reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1);
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not JSON is an outcome here, and the parser's message would quote the answer.
    return undefined;
  }
}
