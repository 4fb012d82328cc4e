import { codeSilencers, silencerIn } from '../../syntax/silencers.ts';
import { masked } from '../masking.ts';
import { problem } from '../problem.ts';
import type { GivenDiagnostic, Problem, TaskInput } from '../task.ts';
import type { ChangedPart, Code } from './changedPart.ts';

/** Something that keeps a checker quiet: all that it says, its first word and the others. */
interface Silencer {
  readonly words: string;
  readonly head: string;
  readonly rest: ReadonlySet<string>;
}

const NEGATED =
  /\b(?:don['’]?t|do not|never|without|instead of|rather than|no)\s+(?:\w+\s+){0,3}$/i;
const ASKS_FOR_IT =
  /\b(?:suppress|silence|noqa|nolint|nosec|(?:ignor|disabl|allow)(?:e|ing|s)?\b(?=\W+(?:\w+\W+){0,4}?(?:it|this|that|them|these|those|rules?|warnings?|lint(?:er|s|ing)?|checks?|checker|errors?|diagnostics?|problems?|findings?|hints?|comments?|issues?|messages?|eslint|pylint|mypy)\b))/gi;

/** Diagnostics that speak of such a comment themselves are fixed by another one. */
const IS_ABOUT_IT =
  /@ts-|\bnoqa\b|\bnolint\b|\bsuppress|\b(?:eslint|rubocop|pylint|swiftlint|phpstan)[-:]\w*(?:disable|ignore)|\btype:\s?ignore|\bblanket\b/i;

/** Whether a fix silences the checker more than the file did before; not where that is asked for. */
export function suppressionProblem(
  input: Pick<TaskInput, 'language' | 'instruction' | 'diagnostics'>,
  { before, after }: ChangedPart,
): Problem | undefined {
  if (isAskedFor(input.instruction ?? '')) return undefined;
  const known = [...silencersIn(input.language, before)];
  const added: Silencer[] = [];
  for (const one of silencersIn(input.language, after)) {
    const index = known.findIndex(({ words }) => words === one.words);
    if (index < 0) added.push(one);
    else known.splice(index, 1);
  }
  const isAboutIt = input.diagnostics.some(speaksOfIt);
  const more = added.filter((one) => {
    // One that says less than the one in whose place it stands.
    const index = known.findIndex((old) => isAboutIt || saysNoMore(one, old));
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
  const [first] = more;
  return first === undefined
    ? undefined
    : problem('fix.suppressed', { count: more.length }, { found: first.words });
}

function isAskedFor(instruction: string): boolean {
  return [...instruction.matchAll(ASKS_FOR_IT)].some(
    ({ index }) => !NEGATED.test(instruction.slice(Math.max(0, index - 60), index)),
  );
}

function speaksOfIt({ message, ruleCode }: GivenDiagnostic): boolean {
  return IS_ABOUT_IT.test(message) || IS_ABOUT_IT.test(ruleCode);
}

function saysNoMore(one: Silencer, old: Silencer): boolean {
  if (one.head !== old.head) return false;
  if (old.rest.size === 0) return true;
  return one.rest.size > 0 && [...one.rest].every((word) => old.rest.has(word));
}

/** Brackets behind an annotation are read up to here. */
const LONGEST = 300;

function* silencersIn(language: string, written: Code): Generator<Silencer> {
  const { text, facts } = written;
  for (const comment of commentsIn(written)) {
    for (const line of comment.split('\n')) {
      const found = silencerIn(withoutMarks(line));
      if (found !== undefined) yield silencer(found);
    }
  }
  const code = masked(text, facts, 'comments');
  const bare = masked(text, facts, 'commentsAndStrings');
  for (const pattern of codeSilencers(language)) {
    for (const { 0: found, index } of code.matchAll(pattern)) {
      // Inside of a string it is none; only what follows may be one.
      const at = index + found.length - found.trimStart().length;
      if (facts !== undefined && bare[at] === ' ') continue;
      const behind = code.slice(index + found.length, index + found.length + LONGEST);
      const list = /^\s{0,3}[([{][^)\]}]{0,300}|^[^)\]}\n]{0,300}(?=[)\]])/.exec(behind)?.[0] ?? '';
      yield silencer(found.trim() + list);
    }
  }
}

function silencer(said: string): Silencer {
  const words = said.replace(/\s+/g, ' ').trim();
  const [head = '', ...rest] = words.toLowerCase().split(/[\s,:=()[\]{}"']+/);
  // The verb belongs to the head: `type: ignore[a]`, `rubocop:disable A`.
  const verb = /^(?:type|pyright|mypy|ty|rubocop|ruff|pylint|phpcs|swiftlint|shellcheck|lint)$/;
  const [second = '', ...others] = rest;
  return verb.test(head)
    ? { words, head: `${head} ${second}`, rest: new Set(others.filter(Boolean)) }
    : { words, head, rest: new Set(rest.filter(Boolean)) };
}

function withoutMarks(line: string): string {
  return line
    .replace(/^\s*(?:\/\/+[!/]?|\/\*+!?|#+|--+(?:\[=*\[)?|<!--|\*(?!\/)|;+|%+)/, '')
    .trimEnd()
    .replace(/(?:\*\/|-->)$/, '')
    .trim();
}

/** Comments by the grammar; else what stands behind the marks that most languages have. */
function commentsIn({ text, facts }: Code): readonly string[] {
  if (facts !== undefined) return facts.comments.map(({ start, end }) => text.slice(start, end));
  return text.match(/(?:\/\/|#|--|^[ \t]*;)[^\n]*|\/\*[^\n]*|<!--[^\n]*|^[ \t]*\*[^\n]*/gm) ?? [];
}
