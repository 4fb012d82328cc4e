import type { Declaration } from '../../../src/syntax/syntax.ts';
import type { PreparedTask, TaskInput } from '../../../src/tasks/task.ts';
import { inputOn } from '../gates/cases.ts';
import { stripped } from '../gates/docsCases.ts';
import { COMMENT_NOISE } from './noise.ts';
import type { Ground, Offer } from './offers.ts';

/** Declarations of a file that are asked for one at a time. */
const MOST_ALONE = 5;
/** Noises that are tried on a whole file. */
const MOST_WHOLE = 5;

const NOISES = Object.keys(COMMENT_NOISE);
const TAGGED = /^(?:typescript|javascript|java|php|c$|cpp)/;

/** Documentation of a file and of its declarations, as a model might write it. */
export function docsOffers(ground: Ground): readonly Offer[] {
  const { file, facts, choices } = ground;
  const bare = stripped(file, facts);
  const offer = (
    maker: string,
    noise: string,
    source: string,
    given: Partial<TaskInput>,
  ): Offer => ({
    task: 'docs',
    maker,
    noise,
    input: inputOn('docs', file, source, given),
    reply: (prepared) => answer(ground, prepared, noise, bare.comments),
    before: source,
    meant: source,
    path: file.path,
    lineEnds: choices.below(4) === 0 ? '\r\n' : '\n',
  });
  const some = choices.some(facts.declarations, MOST_ALONE);
  return [
    ...choices
      .some(NOISES, MOST_WHOLE)
      .map((noise) => offer('a whole file, documented before', noise, bare.text, {})),
    ...choices
      .some(NOISES, MOST_WHOLE)
      .map((noise) =>
        offer('a whole file', noise, file.text, { instruction: 'Rewrite the existing ones too.' }),
      ),
    ...some.map(({ firstLine, lastLine }) =>
      offer('one declaration', choices.one(NOISES) ?? 'none', file.text, {
        target: { firstLine, lastLine },
        targetKind: 'declaration',
      }),
    ),
  ];
}

function answer(
  { file, facts, choices }: Ground,
  { prompt }: PreparedTask,
  noise: string,
  own: ReadonlyMap<string, string>,
): string | undefined {
  const said = prompt.turns.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('');
  const asked = [...said.matchAll(/^- \d+\|(.+) \(line \d+\)$/gm)].flatMap(
    ([, path]) => path ?? [],
  );
  if (asked.length === 0) return undefined;
  const change = COMMENT_NOISE[noise];
  // One of them is spoiled, so that a file is not refused for all that a noise can do.
  const spoiled = choices.below(asked.length);
  const comments = asked.map((path, index) => {
    const declaration = facts.declarations.find((one) => one.path === path);
    const text = own.get(path) ?? made(file.language, path, declaration);
    const noisy = index === spoiled ? change?.(text, { language: file.language, unit: '' }) : text;
    return `${index + 1}|${noisy ?? text}`;
  });
  return JSON.stringify({ comments });
}

function made(language: string, path: string, declaration: Declaration | undefined): string {
  const name = path.split('.').at(-1) ?? path;
  const summary = `${name} does what its callers rely on, and says so.`;
  const parameters = declaration?.parameters.filter((one) => /^\w+$/.test(one)) ?? [];
  if (!TAGGED.test(language) || parameters.length === 0) return summary;
  const sigil = language === 'php' ? '$' : '';
  return [summary, '', ...parameters.map((one) => `@param ${sigil}${one} what it says`)].join('\n');
}
