import type { AnswerCase, Ground } from './cases.ts';
import { inputOn } from './cases.ts';

const QUOTES_OF_A_FILE = 5;

interface RawFinding {
  readonly from: number;
  readonly to: number;
  readonly quote: string;
  readonly severity: string;
  readonly title: string;
  readonly trigger: string;
  readonly consequence: string;
  readonly confidence: number;
  readonly suggestion: string;
}

function findingAt(from: number, to: number, quote: string): RawFinding {
  return {
    from,
    to,
    quote,
    severity: 'medium',
    title: `Finding at ${from}`,
    trigger: 'an empty list',
    consequence: `a wrong number ${from}`,
    confidence: 0.8,
    suggestion: '',
  };
}

/** Quotes of one to four lines as models give them: whole, trimmed, a line or two off. */
export function goodReviews({ file, choices }: Ground): readonly AnswerCase[] {
  const lines = file.text.split('\n');
  const starts = lines.flatMap((line, index) => (/\w{3}/.test(line) ? [index + 1] : []));
  return choices.some(starts, QUOTES_OF_A_FILE).map((from, index) => {
    const to = Math.min(lines.length, from + choices.below(4));
    const exact = lines.slice(from - 1, to).join('\n');
    const isUnique = file.text.split(exact.trim()).length === 2 && exact.trim().length > 8;
    const off = index % 3 === 2 && isUnique ? 2 : 0;
    const quote = index % 3 === 1 ? exact.trim() : exact;
    const shape = off > 0 ? 'lines off by two' : index % 3 === 1 ? 'a trimmed quote' : 'a quote';
    return reviewCase(file, shape, true, [findingAt(from + off, to + off, quote)]);
  });
}

/** Quotes that are nowhere, and findings that do not say enough. */
export function badReviews({ file, choices }: Ground): readonly AnswerCase[] {
  const lines = file.text.split('\n');
  const starts = lines.flatMap((line, index) => (/[A-Za-z]{4}/.test(line) ? [index + 1] : []));
  const from = choices.one(starts);
  if (from === undefined) return [];
  const quote = lines[from - 1] ?? '';
  const [word = ''] = /[A-Za-z]{4,}/.exec(quote) ?? [];
  const altered = quote.replace(word, `${word}Zq`);
  const finding = findingAt(from, from, quote);
  const bad = (kind: string, given: Partial<RawFinding>) =>
    reviewCase(file, kind, false, [{ ...finding, ...given }]);
  return [
    bad('a quote that is not there', { quote: altered }),
    bad('a quote with a line more', { quote: `${quote}\ntierwise was here`, to: from + 1 }),
    bad('an empty quote', { quote: '' }),
    bad('a grave finding without trigger', { severity: 'high', trigger: '' }),
    bad('a hidden character', { title: 'Looks \u2066harmless' }),
  ];
}

function reviewCase(
  file: Ground['file'],
  kind: string,
  good: boolean,
  findings: readonly RawFinding[],
): AnswerCase {
  return {
    type: 'answer',
    task: 'review',
    kind,
    good,
    file,
    input: inputOn('review', file, file.text),
    reply: JSON.stringify({ findings }),
  };
}

/** The authors' own words about a file as an explanation of it. */
export function explanations(
  { file }: Ground,
  comments: ReadonlyMap<string, string>,
): readonly AnswerCase[] {
  if (comments.size === 0) return [];
  const explain = (kind: string, good: boolean, reply: string): AnswerCase => ({
    type: 'answer',
    task: 'explain',
    kind,
    good,
    file,
    input: inputOn('explain', file, file.text),
    reply,
  });
  const paragraphs = [...comments]
    .filter(([, text]) => !/^(?:```|~~~)/m.test(text))
    .map(([path, text]) => `\`${path}\`: ${text.replace(/^[ \t]+/gm, '')}`);
  const text = ['# What it does', ...paragraphs].join('\n\n');
  return [
    explain('the authors\u2019 words', true, text),
    explain('cut in a code block', false, `${text}\n\n\`\`\`${file.language}\nconst a`),
    explain('nothing', false, ' \n'),
    explain('a hidden character', false, `${text} \u202e`),
  ];
}
