import type { CaseResult } from '../../tasks/task.ts';
import { libtestCases, minitestCases, unittestCases } from './lineCases.ts';
import { MOST_SAID, result } from './result.ts';
import { junitCases, trxCases } from './xmlCases.ts';

/** What runners write of each case: their own form, or one that several have. */
export type ResultFormat =
  'tap' | 'jest' | 'mocha' | 'rspec' | 'junit' | 'trx' | 'unittest' | 'go' | 'libtest' | 'minitest';

/** More cases than this are not told apart. */
const MOST_CASES = 20_000;

const READERS: Readonly<Record<ResultFormat, (text: string) => readonly CaseResult[]>> = {
  tap: tapCases,
  jest: jestCases,
  mocha: mochaCases,
  junit: junitCases,
  rspec: rspecCases,
  trx: trxCases,
  unittest: unittestCases,
  go: goCases,
  libtest: libtestCases,
  minitest: minitestCases,
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

const TAP_POINT = /^( *)(not )?ok \d+(?: - ?| |$)(.*)$/;
const TAP_TIME = /^ *duration_ms: (\d{1,12}(?:\.\d{1,12})?)/;
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
  return cases.map(({ result: { name, outcome }, said }) => {
    const took = said.map((line) => TAP_TIME.exec(line)?.[1]).find((time) => time !== undefined);
    return result(name, outcome, said.join('\n'), took);
  });
}

type Json = Readonly<Record<string, unknown>>;

function listIn(value: unknown, key: string): readonly Json[] {
  const list = typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
  return Array.isArray(list)
    ? list.filter((one): one is Json => typeof one === 'object' && one !== null)
    : [];
}

/** Seconds in ms. */
function inMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' ? seconds * 1000 : undefined;
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Of Jest and Vitest. */
function jestCases(text: string): readonly CaseResult[] {
  return listIn(JSON.parse(text), 'testResults').flatMap((file) =>
    listIn(file, 'assertionResults').map(({ fullName, status, failureMessages, duration }) => {
      const said = Array.isArray(failureMessages) ? failureMessages.map(textIn).join('\n') : '';
      const outcome =
        status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : ('skipped' as const);
      return result(textIn(fullName), outcome, said, duration);
    }),
  );
}

function mochaCases(text: string): readonly CaseResult[] {
  const written: unknown = JSON.parse(text);
  return (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    const key = { passed: 'passes', failed: 'failures', skipped: 'pending' }[outcome];
    return listIn(written, key).map(({ fullTitle, err, duration }) => {
      const { message, stack } = (err ?? {}) as Json;
      return result(textIn(fullTitle), outcome, textIn(stack) || textIn(message), duration);
    });
  });
}

function rspecCases(text: string): readonly CaseResult[] {
  return listIn(JSON.parse(text), 'examples').map(
    ({ full_description: name, status, exception, run_time: seconds }) => {
      const outcome =
        status === 'passed' ? 'passed' : status === 'failed' ? 'failed' : ('skipped' as const);
      const { class: kind, message } = (exception ?? {}) as Json;
      const said = `${textIn(kind)}: ${textIn(message).trim()}`;
      return result(textIn(name), outcome, said, inMs(seconds));
    },
  );
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

/** What Go says around the words of a case. */
const GO_FRAME = /^\s{0,40}(?:===|---) (?:RUN|PAUSE|CONT|NAME|FAIL|PASS|SKIP)\b/;

function goCases(text: string): readonly CaseResult[] {
  const said = new Map<string, string>();
  const cases: CaseResult[] = [];
  for (const event of goEvents(text)) {
    if (typeof event === 'string') continue;
    const name = textIn(event['Test']);
    if (name === '') continue;
    if (event['Action'] === 'output') {
      const before = said.get(name) ?? '';
      const line = textIn(event['Output']);
      // The reason stands before the line that says that it failed.
      if (before.length < MOST_SAID && !GO_FRAME.test(line)) said.set(name, before + line);
    }
    const outcome = GO_OUTCOMES[textIn(event['Action'])];
    if (outcome === undefined) continue;
    cases.push(result(name, outcome, said.get(name), inMs(event['Elapsed'])));
  }
  return cases;
}

/** What a person would have seen of a run of `go test -json`. */
export function goOutput(text: string): string {
  return goEvents(text)
    .map((event) => (typeof event === 'string' ? `${event}\n` : textIn(event['Output'])))
    .join('');
}
