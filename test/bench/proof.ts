/**
 * What proofs are worth, on published packages with their own tests: `npm run bench:proof`. Packages are
 * installed once by npm and pip into `.cache/proof`, without running any of their scripts. Functions of
 * them are written otherwise by machine, changed by mutants, and their tests weakened; the product's
 * own comparison and gates judge that. `--only <part>` (several times: code, preserving, changing, comparable,
 * mutants, tests), `--count` cases of a part, `--minutes` a part at most, `--package <name>` (several
 * times), `--seed <word>`, `-- --json` for one JSON object alone, `--cases` for each case as it is
 * judged (beside `--json` on the error output). Never fails.
 */
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Bench } from './proof/bench.ts';
import { codeAlone } from './proof/codeAlone.ts';
import type { Asked } from './proof/comparisons.ts';
import { changing, comparable, lineOf, preserving } from './proof/comparisons.ts';
import type { Measured } from './proof/figures.ts';
import { asJson, figuresOf, tableOf } from './proof/figures.ts';
import { installed } from './proof/installed.ts';
import { mutantTimes } from './proof/mutantTimes.ts';
import { subjectsOf } from './proof/subjects.ts';
import { testGates } from './proof/testGates.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    cases: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'tierwise' },
    count: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '30' },
    only: { type: 'string', multiple: true },
    package: { type: 'string', multiple: true },
  },
});

/** Functions of each framework whose mutants are timed, for each so many cases of other parts. */
const CASES_PER_TIME = 10;
/** The frameworks that the product's promise names. */
const TIMED = ['vitest', 'pytest'];

const print = (text: string) => process.stdout.write(`${text}\n`);
const aside = (text: string) => {
  if (values.cases) (values.json ? process.stderr : process.stdout).write(`${text}\n`);
};
const isAsked = (part: string): boolean => values.only === undefined || values.only.includes(part);

const { projects, remarks } = await installed(
  fileURLToPath(new URL('../../.cache/proof', import.meta.url)),
  ({ name }) => values.package === undefined || values.package.includes(name),
);
const bench = new Bench();
const subjects = await subjectsOf(projects, bench.syntax, values.seed);
const asked: Asked = {
  subjects,
  seed: values.seed,
  count: Number(values.count),
  limitMs: Number(values.minutes) * 60_000,
  onProgress: aside,
};
const timed = { ...asked, count: Math.ceil(asked.count / CASES_PER_TIME) };

let measured: Measured = {};
try {
  if (isAsked('code')) measured = { code: await codeAlone(bench, asked) };
  if (isAsked('preserving')) measured = { ...measured, preserving: await preserving(bench, asked) };
  if (isAsked('changing')) measured = { ...measured, changing: await changing(bench, asked) };
  if (isAsked('comparable')) measured = { ...measured, comparable: await comparable(bench, asked) };
  if (isAsked('mutants')) measured = { ...measured, times: await mutantTimes(bench, timed, TIMED) };
  if (isAsked('tests')) measured = { ...measured, gates: await testGates(bench, asked) };
} finally {
  await bench.dispose();
}

const figures = figuresOf(measured);
if (values.json) {
  print(JSON.stringify({ figures: figures.map(asJson) }));
} else {
  const languages = new Set(subjects.map(({ language }) => language));
  const load = (loadavg()[0] ?? 0).toFixed(1);
  print(
    `${projects.length} packages in ${languages.size} languages, ${subjects.length} functions; load ${load}`,
  );
  for (const remark of remarks) print(remark);
  const troubles = bench.troubles.map((trouble) => `trouble: ${String(trouble).slice(0, 300)}`);
  for (const trouble of troubles) print(trouble);
  print(tableOf(figures));
  const { preserving: same = [], changing: changed = [], gates = [] } = measured;
  const wrong = [
    ...same.filter(({ verdict }) => verdict === 'different').map(lineOf),
    ...changed.filter(({ verdict }) => verdict.startsWith('proven')).map(lineOf),
  ];
  for (const line of measured.code?.same ?? []) print(`wrong: called the same | ${line}`);
  for (const line of measured.code?.unshown ?? []) aside(`not shown | ${line}`);
  for (const line of wrong) print(`wrong: ${line}`);
  for (const { subject, vacuity, isProven, detail } of gates) {
    if (!isProven || vacuity === 'as it is') continue;
    print(`wrong: ${vacuity} | ${subject.project.name}:${subject.path} | ${detail}`);
  }
}
