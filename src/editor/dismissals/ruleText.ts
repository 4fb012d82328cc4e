import type { FindingKind } from '../../tasks/findingKinds.ts';

/** What a rule calls a kind of findings; English, as what models are told is. */
const ABOUT: Readonly<Record<FindingKind, string>> = {
  result: 'wrong results',
  crash: 'crashes',
  data: 'lost data',
  race: 'races',
  leak: 'leaks',
  security: 'security',
  api: 'misused APIs',
  errors: 'error handling',
  other: 'other things',
};

const HEADING = '## Findings to leave out of reviews';

/** A file of instructions with a rule to leave out findings like some that were dismissed. */
export function withRule(text: string, kind: FindingKind, titles: readonly string[]): string {
  const rule = [
    `These findings about ${ABOUT[kind]} were dismissed. Do not report others like them:`,
    '',
    ...titles.map((title) => `- ${title}`),
  ];
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1 && lines[0] === '') return ended([HEADING, '', ...rule]);
  const heading = lines.findIndex((line) => line.trimEnd() === HEADING);
  if (heading < 0) return ended([...lines, '', HEADING, '', ...rule]);
  const next = lines.findIndex((line, at) => at > heading && /^#{1,2} /.test(line));
  if (next < 0) return ended([...lines, '', ...rule]);
  const section = lines.slice(0, next);
  while (section.at(-1)?.trim() === '') section.pop();
  return ended([...section, '', ...rule, '', ...lines.slice(next)]);
}

function ended(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
