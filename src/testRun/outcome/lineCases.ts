import type { CaseResult } from '../../tasks/task.ts';
import { result } from './result.ts';

const UNITTEST_CASE = /^ {0,2}(\w+) \(([\w.<>]+)\)/;
const UNITTEST_END =
  /(?:^|\.\.\. )(ok$|FAIL$|ERROR$|skipped\b|expected failure$|unexpected success$)/;

/** Of Python's own runner with `-v`, which has no other format. */
export function unittestCases(text: string): readonly CaseResult[] {
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

const LIBTEST_CASE = /^test (\S[^\n]*) \.\.\. (ok|FAILED|ignored\b)/;
const LIBTEST_SAID = /^---- (\S[^\n]*) stdout ----$/;

/**
 * Of Rust, whose other formats are not stable. What tests print stands after the results of all.
 * @throws when not as many are told as were announced
 */
export function libtestCases(text: string): readonly CaseResult[] {
  const cases: { name: string; outcome: CaseResult['outcome'] }[] = [];
  const said = new Map<string, string[]>();
  let announced: number | undefined;
  let isList = false;
  let lines: string[] | undefined;
  for (const line of text.split('\n')) {
    const count = /^running (\d{1,9}) tests?$/.exec(line)?.[1];
    const isFirst = count !== undefined && lines === undefined;
    if (isFirst) announced = (announced ?? 0) + Number(count);
    isList = (isList || isFirst) && line !== 'failures:';
    const section = LIBTEST_SAID.exec(line)?.[1];
    if (line.startsWith('test result: ')) lines = undefined;
    else if (!isList && section !== undefined) said.set(section, (lines = []));
    else lines?.push(line);
    const [, name, how] = (isList ? LIBTEST_CASE.exec(line) : null) ?? [];
    if (name === undefined) continue;
    const outcome = how === 'ok' ? 'passed' : how === 'FAILED' ? 'failed' : 'skipped';
    cases.push({ name: name.replace(/ - should panic$/, ''), outcome });
  }
  if (cases.length !== announced) throw new Error('Not all results were told.');
  return cases.map(({ name, outcome }) => result(name, outcome, said.get(name)?.join('\n')));
}

const MINITEST_CASE = /^(\S[^\n]*#test_[^\n=]{1,400}) = /;
const MINITEST_END = /(?:^|\D)\d{1,9}\.\d\d s = ([.FES])$/;
const MINITEST_OUTCOMES: Readonly<Record<string, CaseResult['outcome']>> = {
  '.': 'passed',
  F: 'failed',
  E: 'failed',
  S: 'skipped',
};

/**
 * Of Ruby's own runner with `-v`, which has no other format.
 * @throws when not as many are told as have run
 */
export function minitestCases(text: string): readonly CaseResult[] {
  const [listed = '', ...reports] = text.split(/^ {1,9}\d{1,9}\) (?:Failure|Error|Skipped):$/m);
  const cases: { name: string; outcome: CaseResult['outcome'] }[] = [];
  let open: string | undefined;
  for (const line of listed.split('\n')) {
    open = MINITEST_CASE.exec(line)?.[1] ?? open;
    const outcome = MINITEST_OUTCOMES[MINITEST_END.exec(line)?.[1] ?? ''];
    if (open === undefined || outcome === undefined) continue;
    cases.push({ name: open, outcome });
    open = undefined;
  }
  const counts = [...text.matchAll(/^(\d{1,9}) (?:runs|tests), \d{1,9} assertions/gm)];
  if (cases.length !== Number(counts.at(-1)?.[1])) throw new Error('Not all results were told.');
  return cases.map(({ name, outcome }) => {
    const said = reports.find((report) => /^\n([^\n]*?)(?: \[|:?\n)/.exec(report)?.[1] === name);
    return result(name, outcome, said?.split('\n\n')[0]);
  });
}
