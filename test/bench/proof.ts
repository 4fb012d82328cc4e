/**
 * What proofs are worth, on published packages with their own tests: `npm run bench:proof`. Packages are
 * installed once into the cache by the ordinary clients of their registries, without running any of
 * their scripts. Functions of them are written otherwise by machine, changed by mutants, and their tests
 * weakened; the product's own comparison and gates judge that, and other tools for mutation testing run
 * on the same files. `--only=<part>` (several times: code, preserving, changing, comparable, entered, find,
 * tests, peers), `--count` cases of a part, `--minutes` a part at most, `--package` and `--language` (several
 * times), `--seed <word>`, `-- --json` for one JSON object alone, `--cases` for each case as it is
 * judged (beside `--json` on the error output). Never fails.
 */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../host/folders.ts';
import { Bench } from './proof/bench.ts';
import { asJsonOfPackages, packageLines } from './proof/byPackage.ts';
import { codeAlone } from './proof/codeAlone.ts';
import type { Asked } from './proof/comparisons.ts';
import { changing, comparable, lineOf, preserving } from './proof/comparisons.ts';
import type { Measured } from './proof/figures.ts';
import { asJson, figuresOf, tableOf } from './proof/figures.ts';
import { withMemory } from './proof/memory.ts';
import { mutantTimes } from './proof/mutantTimes.ts';
import { neverEntered } from './proof/neverEntered.ts';
import { installed } from './proof/packages/installed.ts';
import { languageOf } from './proof/packages/project.ts';
import { mutationScores } from './proof/peers/mutationScores.ts';
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
    language: { type: 'string', multiple: true },
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
const isAmong = (wanted: readonly string[] | undefined, name: string): boolean =>
  wanted === undefined || wanted.includes(name);

const { projects, remarks } = await installed(
  join(cacheFolder, 'proof'),
  (project) =>
    isAmong(values.package, project.name) && isAmong(values.language, languageOf(project)),
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

/** The parts of our own, in the order in which they are measured. */
const PARTS: Readonly<Record<string, () => Promise<Measured>>> = {
  code: async () => ({ code: await codeAlone(bench, asked) }),
  preserving: async () => ({ preserving: await preserving(bench, asked) }),
  changing: async () => ({ changing: await changing(bench, asked) }),
  comparable: async () => ({ comparable: await comparable(bench, asked) }),
  entered: async () => ({ entered: await neverEntered(bench, asked) }),
  find: async () => ({ times: await mutantTimes(bench, timed, TIMED) }),
  tests: async () => ({ gates: await testGates(bench, asked) }),
};

let measured: Measured = {};
try {
  const { result, memory } = await withMemory(async () => {
    let all: Measured = {};
    for (const [part, measure] of Object.entries(PARTS)) {
      if (isAsked(part)) all = { ...all, ...(await measure()) };
    }
    return all;
  });
  const isMeasured = memory !== undefined && Object.keys(result).length > 0;
  measured = { ...result, ...(isMeasured && { memory }) };
  // What other tools take is no memory of ours.
  if (isAsked('peers')) {
    const scores = await mutationScores(timed, join(cacheFolder, 'peers'));
    measured = { ...measured, scores };
  }
} finally {
  await bench.dispose();
}

const figures = figuresOf(measured);
if (values.json) {
  print(JSON.stringify({ figures: figures.map(asJson), packages: asJsonOfPackages(measured) }));
} else {
  const languages = new Set(subjects.map(({ language }) => language));
  const load = (loadavg()[0] ?? 0).toFixed(1);
  print(
    `${projects.length} packages in ${languages.size} languages, ${subjects.length} functions; load ${load}`,
  );
  for (const remark of [...remarks, ...(measured.scores?.remarks ?? [])]) print(remark);
  const troubles = bench.troubles.map((trouble) => `trouble: ${String(trouble).slice(0, 300)}`);
  for (const trouble of troubles) print(trouble);
  for (const line of packageLines(measured)) print(line);
  print(tableOf(figures));
  const { preserving: same = [], changing: changed = [], gates = [] } = measured;
  const wrong = [
    ...same.filter(({ verdict }) => verdict === 'different').map(lineOf),
    ...changed.filter(({ verdict }) => verdict.startsWith('proven')).map(lineOf),
  ];
  for (const line of measured.code?.same ?? []) print(`wrong: called the same | ${line}`);
  for (const line of measured.entered?.noticed ?? [])
    print(`wrong: noticed though passed by | ${line}`);
  for (const line of measured.code?.unshown ?? []) aside(`not shown | ${line}`);
  for (const line of wrong) print(`wrong: ${line}`);
  for (const { subject, vacuity, isProven, detail } of gates) {
    if (!isProven || vacuity === 'as it is') continue;
    print(`wrong: ${vacuity} | ${subject.project.name}:${subject.path} | ${detail}`);
  }
}
