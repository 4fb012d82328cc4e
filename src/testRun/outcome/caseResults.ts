import type { CaseResult } from '../../tasks/task.ts';

/** What runners write of each case, by the framework that writes it. */
export type ResultFormat = 'tap' | 'jest' | 'mocha' | 'junit' | 'unittest' | 'go';

/** Characters of what a case that failed says. */
const MOST_SAID = 1_500;
/** More cases than this are not told apart. */
const MOST_CASES = 20_000;

const READERS: Readonly<Record<ResultFormat, (text: string) => readonly CaseResult[]>> = {
  tap: tapCases,
  jest: jestCases,
  mocha: mochaCases,
  junit: junitCases,
  unittest: unittestCases,
  go: goCases,
};

/** The results case by case, or undefined where the runner wrote nothing that can be read. */
export function caseResults(
  format: ResultFormat,
  text: string | undefined,
): readonly CaseResult[] | undefined {
  if (text === undefined || !/\S/.test(text)) return undefined;
  try {
    return READERS[format](text).slice(0, MOST_CASES);
  } catch {
    // What ended in the middle of writing tells nothing.
    return undefined;
  }
}

function result(
  name: string,
  outcome: CaseResult['outcome'],
  said: string | undefined,
): CaseResult {
  return outcome === 'failed' && said !== undefined && /\S/.test(said)
    ? { name, outcome, output: said.slice(0, MOST_SAID).trim() }
    : { name, outcome };
}

const TAP_POINT = /^( *)(not )?ok \d+(?: - ?| |$)(.*)$/;
const TAP_GROUP = /^( *)# Subtest: (.*)$/;

/** Of Node.js: what is in a group comes before the group's own line, and its kind after it. */
function tapCases(text: string): readonly CaseResult[] {
  const cases: { result: CaseResult; said: string[] }[] = [];
  const groups: { indent: number; name: string }[] = [];
  let open: (typeof cases)[number] | undefined;
  for (const line of text.split('\n')) {
    const group = TAP_GROUP.exec(line);
    if (group !== null) {
      const [, indent = '', name = ''] = group;
      while ((groups.at(-1)?.indent ?? -1) >= indent.length) groups.pop();
      groups.push({ indent: indent.length, name });
      open = undefined;
      continue;
    }
    const point = TAP_POINT.exec(line);
    if (point !== null) {
      const [, indent = '', not, said = ''] = point;
      const around = groups.filter((one) => one.indent < indent.length).map(({ name }) => name);
      const mark = said.search(/(?<!\\)# (?:SKIP|TODO)\b/i);
      const name = (mark < 0 ? said : said.slice(0, mark)).trim();
      const outcome = mark >= 0 ? 'skipped' : not === undefined ? 'passed' : 'failed';
      open = { result: { name: [...around, name].join(' > '), outcome }, said: [] };
      cases.push(open);
    } else if (/^ *type: 'suite'$/.test(line) && cases.at(-1) === open) {
      cases.pop();
      open = undefined;
    } else if (/^ *\.\.\.$/.test(line)) open = undefined;
    else open?.said.push(line);
  }
  return cases.map(({ result: { name, outcome }, said }) => result(name, outcome, said.join('\n')));
}

type Json = Readonly<Record<string, unknown>>;

function listIn(value: unknown, key: string): readonly Json[] {
  const list = typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
  return Array.isArray(list)
    ? list.filter((one): one is Json => typeof one === 'object' && one !== null)
    : [];
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Of Jest and Vitest. */
function jestCases(text: string): readonly CaseResult[] {
  return listIn(JSON.parse(text), 'testResults').flatMap((file) =>
    listIn(file, 'assertionResults').map(({ fullName, status, failureMessages }) => {
      const said = Array.isArray(failureMessages) ? failureMessages.map(textIn).join('\n') : '';
      const outcome =
        status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : ('skipped' as const);
      return result(textIn(fullName), outcome, said);
    }),
  );
}

function mochaCases(text: string): readonly CaseResult[] {
  const written: unknown = JSON.parse(text);
  return (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    const key = { passed: 'passes', failed: 'failures', skipped: 'pending' }[outcome];
    return listIn(written, key).map(({ fullTitle, err }) => {
      const { message, stack } = (err ?? {}) as Json;
      return result(textIn(fullTitle), outcome, textIn(stack) || textIn(message));
    });
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
  '&#10;': '\n',
  '&#x0A;': '\n',
};

function plainXml(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp|#10|#x0A);/g, (entity) => ENTITIES[entity] ?? '');
}

/** Of pytest. */
function junitCases(text: string): readonly CaseResult[] {
  const [, ...pieces] = text.split('<testcase ');
  return pieces.map((piece) => {
    const attribute = (key: string) =>
      plainXml(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(piece.slice(0, 4_000))?.[1] ?? '');
    const failure = piece.search(/<(?:failure|error)\b/);
    const outcome = failure >= 0 ? 'failed' : piece.includes('<skipped') ? 'skipped' : 'passed';
    const said = failure < 0 ? '' : piece.slice(failure, failure + 2 * MOST_SAID);
    const words = plainXml(said.slice(said.indexOf('>') + 1).split('</')[0] ?? '');
    return result(`${attribute('classname')} ${attribute('name')}`, outcome, words);
  });
}

const UNITTEST_CASE = /^ {0,2}(\w+) \(([\w.<>]+)\)/;
const UNITTEST_END =
  /(?:^|\.\.\. )(ok$|FAIL$|ERROR$|skipped\b|expected failure$|unexpected success$)/;

/** Of Python's own runner with `-v`, which has no other format. */
function unittestCases(text: string): readonly CaseResult[] {
  const cases: { name: string; outcome: CaseResult['outcome'] }[] = [];
  const [listed = '', ...reports] = text.split(/^={70}$/m);
  let name: string | undefined;
  for (const line of listed.split('\n')) {
    const head = UNITTEST_CASE.exec(line);
    if (head !== null) name = `${head[2]?.replace(`.${head[1]}`, '')} ${head[1]}`;
    const end = UNITTEST_END.exec(line)?.[1];
    if (name === undefined || end === undefined) continue;
    const isFailure = /^(?:FAIL|ERROR|unexpected)/.test(end);
    cases.push({
      name,
      outcome: isFailure ? 'failed' : /^ok|^exp/.test(end) ? 'passed' : 'skipped',
    });
    name = undefined;
  }
  return cases.map(({ name: one, outcome }) => {
    const own = one.split(' ').at(-1) ?? one;
    return result(
      one,
      outcome,
      reports.find(
        (report) => report.startsWith(`\nFAIL: ${own} `) || report.startsWith(`\nERROR: ${own} `),
      ),
    );
  });
}

/** What `go test -json` writes, line by line; what is no such line is left as it is. */
function goEvents(text: string): readonly (Json | string)[] {
  return text.split('\n').map((line) => {
    if (!line.startsWith('{')) return line;
    try {
      return JSON.parse(line) as Json;
    } catch {
      return line;
    }
  });
}

const GO_OUTCOMES: Readonly<Record<string, CaseResult['outcome']>> = {
  pass: 'passed',
  fail: 'failed',
  skip: 'skipped',
};

function goCases(text: string): readonly CaseResult[] {
  const said = new Map<string, string>();
  const cases: CaseResult[] = [];
  for (const event of goEvents(text)) {
    if (typeof event === 'string') continue;
    const name = textIn(event['Test']);
    if (name === '') continue;
    if (event['Action'] === 'output') {
      const before = said.get(name) ?? '';
      if (before.length < MOST_SAID) said.set(name, before + textIn(event['Output']));
    }
    const outcome = GO_OUTCOMES[textIn(event['Action'])];
    if (outcome !== undefined) cases.push(result(name, outcome, said.get(name)));
  }
  return cases;
}

/** What a person would have seen of a run of `go test -json`. */
export function goOutput(text: string): string {
  return goEvents(text)
    .map((event) => (typeof event === 'string' ? `${event}\n` : textIn(event['Output'])))
    .join('');
}
