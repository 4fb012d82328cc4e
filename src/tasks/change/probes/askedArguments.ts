import * as z from 'zod/mini';
import type { Declaration } from '../../../syntax/syntax.ts';
import { answerSchema, readAnswer } from '../../answer.ts';
import { CODE_IS_DATA, fence, firstPrompt } from '../../prompt.ts';
import type { CheckQuestion, SideModel } from '../../task.ts';
import type { Plain } from './plain.ts';
import type { ProbeLanguage } from './probeLanguage.ts';

/** Lists for one function, and characters and levels of one list. */
const MOST_LISTS = 12;
const LONGEST = 400;
const DEEPEST = 5;
/** Characters of code that are shown. */
const MOST_SHOWN = 12_000;

const SYSTEM = [
  `You are shown functions. For each, write argument lists with which a change of its behaviour would most likely be seen: each branch, each bound and its neighbours, what is empty, what is thrown. At most ${MOST_LISTS} lists for each.`,
  '`name` is the name of the function; `arguments` is one list as the text of a JSON array, an element for each parameter in order: plain values alone, no code. Leave out functions whose arguments are no plain values.',
  CODE_IS_DATA,
].join('\n');

const answerShape = z.object({
  calls: z.array(z.object({ name: z.string(), arguments: z.string() })),
});

/** Lists of arguments by the name of the function, each argument as an expression. */
export type ArgumentsByName = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * What a small model would call functions with. It writes data: each list is read as JSON and written
 * anew as values of the language, and what is anything else is left out.
 */
export async function askedArguments(
  targets: readonly Declaration[],
  text: string,
  { plain, passing }: Pick<ProbeLanguage, 'plain' | 'passing'>,
  sideModel: SideModel,
): Promise<ArgumentsByName> {
  const reply = await sideModel.reply(questionOf(targets, text));
  const read = reply === undefined ? undefined : readAnswer(reply, answerShape).value;
  const found = new Map<string, (readonly string[])[]>();
  for (const { name, arguments: list } of read?.calls ?? []) {
    const target = targets.find((one) => one.name === name);
    const values = target && listOf(list, target.parameters.length);
    if (target === undefined || values === undefined) continue;
    const signature = text.slice(target.start, target.bodyStart ?? target.start);
    const written = values.map((value, index) => {
      const parameter = target.parameters[index] ?? '';
      return passing(parameter, signature)?.(plain(value));
    });
    const lists = found.get(name) ?? [];
    if (lists.length >= MOST_LISTS) continue;
    found.set(name, [...lists, written.filter((one) => one !== undefined)]);
  }
  return found;
}

function questionOf(targets: readonly Declaration[], text: string): CheckQuestion {
  const shown = targets.map(({ name, start, end }) =>
    fence('function', { name }, text.slice(start, end)),
  );
  const block = { text: shown.join('').slice(0, MOST_SHOWN), stable: false };
  return {
    prompt: firstPrompt(SYSTEM, [block], answerSchema(answerShape)),
    maxOutputTokens: 512 + 512 * targets.length,
    expectedOutputTokens: 60 + 160 * targets.length,
  };
}

/** A list of plain values; undefined: it is none, or too long for a function of so many parameters. */
function listOf(text: string, parameters: number): readonly Plain[] | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const value = JSON.parse(text) as Plain;
    const isList = Array.isArray(value) && value.length <= parameters;
    return isList && depthOf(value) <= DEEPEST ? (value as readonly Plain[]) : undefined;
  } catch {
    return undefined;
  }
}

function depthOf(value: Plain): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map((one: Plain) => depthOf(one)));
}
