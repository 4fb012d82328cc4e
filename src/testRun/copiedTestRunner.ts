import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FileCoverage } from '../tasks/fileCoverage.ts';
import type { Replacement, TestRun, TestRunner, TestToRun } from '../tasks/task.ts';
import { commandInPlace, coverageBeside, makeLinks } from './command/commandInPlace.ts';
import type { ConfiguredKind } from './command/configuredCode.ts';
import { configuredIn } from './command/configuredCode.ts';
import type { Runner, TestCommand } from './command/runner.ts';
import { realHome } from './command/testEnvironment.ts';
import type { CopyPool, TakenCopy } from './copy/copyPool.ts';
import { LeftOutPackages } from './copy/leftOutPackages.ts';
import { isOwnPath, isThere } from './copy/projectPaths.ts';
import type { ProjectCopy } from './copy/warmCopy.ts';
import { programIn } from './isolatedProgram.ts';
import type { Isolation } from './isolation/isolation.ts';
import { runnerOf } from './languages/runners.ts';
import type { NotRun, OnNotRun } from './notRun.ts';
import { lineCoverage } from './outcome/lineCoverage.ts';
import type { ToldCases } from './outcome/testOutcome.ts';
import { testOutcome } from './outcome/testOutcome.ts';
import { writtenText, writtenTexts } from './outcome/writtenResults.ts';
import type { ProgramEnd } from './process/testProcess.ts';
import { runProgram } from './process/testProcess.ts';
import type { ReadyRun } from './series/seriesParts.ts';
import { resultsIn } from './series/seriesParts.ts';
import { WarmSeries } from './series/warmSeries.ts';

/** A test as a model wrote it. */
export type GeneratedTest = TestToRun;

/** A test that the user is asked about. */
export interface AskedTest extends TestToRun {
  /** What the project has set up to be executed beside it. */
  readonly configured: readonly ConfiguredKind[];
}

/** What a run can reach. */
export interface RunReach {
  /** Whether the user's files are hidden or read-only, and other programs out of reach. */
  readonly isIsolated: boolean;
  readonly network: boolean;
}

/** What running tests needs of the world. */
export interface TestRunnerParts {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute path of the folder for temporary files. */
  readonly temporary: string;
  /** Where the copies to run in come from. */
  readonly copies: CopyPool;
  /** Files that are never copied, by their relative path. */
  readonly isLeftOut: (path: string) => boolean;
  /** Texts of files as the editor has them, unsaved, by relative path. */
  readonly unsaved: () => Readonly<Record<string, string>>;
  /** Shows the test and asks whether it may be run. */
  readonly ask: (test: AskedTest, reach: RunReach, signal: AbortSignal) => Promise<boolean>;
  /** The editor's environment, of which little is handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A Node.js for where the path has none. */
  readonly node: { readonly command: string; readonly env: Readonly<Record<string, string>> };
  /** Absolute path of the script that runs the tests and ends them when the editor dies. */
  readonly supervisorPath: string;
  /** How runs are kept apart from the system; undefined where they cannot be. */
  readonly isolation: () => Promise<Isolation | undefined>;
  /** Whether isolated runs may use the network. */
  readonly network: boolean;
  /** Absolute real path of the folder for what compilers keep between runs. */
  readonly cache: () => Promise<string>;
  /** What nobody can guess: the processes of a run are known by it. */
  readonly newMark: () => string;
  /** Longest run in ms; 60,000 when left out. */
  readonly limitMs?: number;
  /** Bytes that a run may hold with all that it starts, where the system tells; 4 GB when left out. */
  readonly mostMemory?: number;
  /** What went wrong outside the tests. */
  readonly onTrouble: (error: unknown) => void;
  /** Told why tests are not run; left out: nobody asks. */
  readonly onNotRun?: OnNotRun;
}

const LIMIT_MS = 60_000;
const MOST_MEMORY = 4_000_000_000;

/** Files that mark the folder of a package, which is enough where a whole workspace is too large. */
const MANIFESTS =
  'package.json pyproject.toml setup.py go.mod Cargo.toml Gemfile composer.json pom.xml build.gradle build.gradle.kts'.split(
    ' ',
  );

/**
 * Runs generated tests for one command, each text only after a yes, in a copy of the project, isolated
 * where the system can do that. Where it cannot be run, nothing is asked.
 */
export class CopiedTestRunner implements TestRunner {
  readonly #parts: TestRunnerParts;
  /** What was asked, answered or not: runs that begin together ask once. */
  readonly #leftOut: LeftOutPackages;
  readonly #answers = new Map<string, Promise<boolean>>();
  readonly #series = new Map<string, WarmSeries>();

  constructor(parts: TestRunnerParts) {
    this.#parts = parts;
    this.#leftOut = new LeftOutPackages(parts.isLeftOut);
  }

  async run(
    test: GeneratedTest,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ): Promise<TestRun> {
    if (test.series !== undefined) return this.#seriesOf(test.series).run(test, subject, signal);
    const ready = await this.#ready(test, signal);
    if (ready.type !== 'ready') return ready;
    const copy = await this.#copy(test, subject, signal);
    if (copy === undefined) return this.#notRun({ cause: 'notCopied' });
    let isSound = false;
    try {
      const run = await this.#runIn(ready, copy, test, signal);
      isSound = true;
      return run;
    } finally {
      await copy.giveBack(isSound);
    }
  }

  async endSeries(name: string): Promise<void> {
    const series = this.#series.get(name);
    this.#series.delete(name);
    await series?.end();
  }

  #seriesOf(name: string): WarmSeries {
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    const made = this.#newSeries();
    this.#series.set(name, made);
    return made;
  }

  #newSeries(): WarmSeries {
    const { root, isLeftOut, copies, node, supervisorPath, newMark, onTrouble } = this.#parts;
    return new WarmSeries({
      most: copies.most,
      takeCopy: (test, subject, signal) => this.#copy(test, subject, signal),
      renew: async (copy, test, subject, signal) => {
        const texts = await this.#texts(test, subject);
        const part = await packageOf(root, test.path);
        return copy.renew({ root, part, isLeftOut, texts }, signal);
      },
      ready: (test, signal) => this.#ready(test, signal),
      programIn: (command, place) => programIn(this.#parts, this.#leftOut, command, place),
      outcomeOf: (ready, copy, test, end) => this.#outcomeOf(ready, copy, test, end),
      isAwaited: () => copies.isAwaited,
      plain: (test, subject, signal) => this.run({ ...test, series: undefined }, subject, signal),
      supervisor: { node, script: supervisorPath },
      newId: newMark,
      ticks: () => performance.now(),
      onTrouble,
    });
  }

  /** What a test is run with, once it may be run; else why not. */
  async #ready(
    test: GeneratedTest,
    signal: AbortSignal,
  ): Promise<ReadyRun | Extract<TestRun, { readonly type: 'notRun' }>> {
    const { root, env, node } = this.#parts;
    const limitMs = Math.min(test.limitMs ?? Infinity, this.#parts.limitMs ?? LIMIT_MS);
    const runner = runnerOf(test.framework);
    const command = await runner?.command({ ...test, root, env, node });
    if (runner === undefined || command === undefined) {
      return this.#notRun({ cause: 'noRunner', framework: test.framework });
    }
    const isolation = await this.#parts.isolation();
    const isIsolated = isolation !== undefined;
    const reach = { isIsolated, network: !isIsolated || this.#parts.network };
    const isAllowed = await this.#isAllowed(test, runner, reach, signal);
    if (!isAllowed) return this.#notRun({ cause: 'declined' });
    const cache = await this.#parts.cache();
    const { mostMemory = MOST_MEMORY } = this.#parts;
    return { type: 'ready', runner, command, cache, limitMs, mostMemory, isolation, reach };
  }

  /** Tells why, and is what such a run comes to. */
  #notRun(why: NotRun): Extract<TestRun, { readonly type: 'notRun' }> {
    this.#parts.onNotRun?.(why);
    return { type: 'notRun' };
  }

  async #runIn(
    ready: ReadyRun,
    copy: ProjectCopy,
    test: GeneratedTest,
    signal: AbortSignal,
  ): Promise<TestRun> {
    const { command, cache } = ready;
    const isFirst = command.builds !== undefined && !(await isThere(join(cache, command.builds)));
    await makeLinks(command, ready);
    const results = resultsIn(copy);
    const inPlace = commandInPlace(command, { home: copy.home, cache, results });
    const end = await this.#end(inPlace, { ...ready, copy }, signal);
    if (end === undefined) return { type: 'notRun', reason: 'isolation' };
    // A library that takes long to build is no fault of the tests; the next run finds it.
    if (end.isTimedOut && isFirst) {
      return this.#notRun({
        cause: 'notStarted',
        framework: test.framework,
        output: end.output,
      });
    }
    return this.#outcomeOf(ready, copy, test, end);
  }

  /** What the end of a run in a copy says of the tests. */
  async #outcomeOf(
    { runner, command, cache, limitMs, mostMemory, reach }: ReadyRun,
    copy: ProjectCopy,
    { framework, text }: GeneratedTest,
    end: ProgramEnd,
  ): Promise<TestRun> {
    const { root, temporary, env } = this.#parts;
    const told = await toldBy(command, copy, end.output);
    const masks = [
      [await realpath(root).catch(() => root), ''],
      [copy.base, '<run>'],
      [cache, '<builds>'],
      [homedir(), '~'],
      [realHome(env), '~'],
      [temporary, '<temporary>'],
    ] as const;
    const places = { copy: copy.folder, root, masks };
    const outcome = testOutcome({ ...end, told }, { runner, text }, places, {
      limitMs,
      mostMemory,
    });
    if (outcome.type !== 'notRun') {
      const coverage = await coverageOf(command, copy);
      return { ...outcome, ...reach, ...(coverage !== undefined && { coverage }) };
    }
    return this.#notRun({ cause: 'notStarted', framework, output: end.output });
  }

  /** How the command ended; undefined when its isolation did not let it start. */
  async #end(
    command: TestCommand,
    place: ReadyRun & { readonly copy: ProjectCopy },
    signal: AbortSignal,
  ): Promise<ProgramEnd | undefined> {
    const { node, supervisorPath } = this.#parts;
    const { program, started } = await programIn(this.#parts, this.#leftOut, command, place);
    const supervisor = { node, script: supervisorPath };
    const end = await runProgram(program, supervisor, place, signal);
    return started === undefined || (await isThere(started)) ? end : undefined;
  }

  async #isAllowed(
    test: GeneratedTest,
    runner: Runner,
    reach: RunReach,
    signal: AbortSignal,
  ): Promise<boolean> {
    // One question is enough for all that is the user's own.
    const text = test.isOwn === true ? '' : (test.shown ?? test.text);
    const known = this.#answers.get(text);
    // Runs of the same text that are asked for side by side are one question.
    const ask = async (): Promise<boolean> => {
      const configured = await configuredIn({ ...test, root: this.#parts.root }, runner.configured);
      return this.#parts.ask({ ...test, text, configured }, reach, signal);
    };
    const answer = known ?? ask();
    if (known === undefined) {
      this.#answers.set(text, answer);
      answer.catch(() => this.#answers.delete(text));
    }
    const isAllowed = await answer;
    signal.throwIfAborted();
    return isAllowed;
  }

  async #copy(
    test: GeneratedTest,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ): Promise<TakenCopy | undefined> {
    const { root, copies, isLeftOut, onTrouble } = this.#parts;
    const texts = await this.#texts(test, subject);
    try {
      const part = await packageOf(root, test.path);
      return await copies.take({ root, part, isLeftOut, texts }, signal);
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(error);
      return undefined;
    }
  }

  /** Texts that stand otherwise in the copy than on the disk, by relative path. */
  async #texts(
    test: GeneratedTest,
    subject: Replacement | undefined,
  ): Promise<Readonly<Record<string, string>>> {
    return {
      ...(await ownTexts(this.#parts.root, this.#parts.unsaved())),
      ...Object.fromEntries((test.beside ?? []).map(({ path, text }) => [path, text])),
      [test.path]: test.text,
      // Where tests stand in their subject's own file, its text has them.
      ...(subject !== undefined && { [subject.path]: subject.text }),
    };
  }
}

/** Unsaved edits in packages and behind links are left out: the copy shares these files. */
async function ownTexts(
  root: string,
  texts: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const own: Record<string, string> = {};
  for (const [path, text] of Object.entries(texts)) {
    if (await isOwnPath(root, path)) own[path] = text;
  }
  return own;
}

/** What a runner told case by case, and how it reads; undefined: it was not asked for that. */
async function toldBy(
  { results: place }: TestCommand,
  copy: ProjectCopy,
  output: string,
): Promise<ToldCases | undefined> {
  if (place === undefined) return undefined;
  const { format } = place;
  switch (place.in) {
    case 'output':
      return { format, text: output };
    case 'file':
      return { format, text: await writtenText(resultsIn(copy)) };
    case 'folder':
      return { format, text: await writtenTexts(join(copy.folder, place.folder), place.start) };
  }
}

/** Which lines the tests have reached; undefined: nobody asked, or the runner does not tell. */
async function coverageOf(
  { coverage, folder }: TestCommand,
  copy: ProjectCopy,
): Promise<readonly FileCoverage[] | undefined> {
  if (coverage === undefined) return undefined;
  const written = coverageBeside(resultsIn(copy));
  const { format, file } = coverage;
  const text = await writtenText(file === undefined ? written : join(written, file));
  return lineCoverage(format, text, { copy: copy.folder, cwd: join(copy.folder, folder) });
}

/** The innermost folder of a package around a path; '' when that is the whole. */
async function packageOf(root: string, path: string): Promise<string> {
  for (let at = path; at.includes('/');) {
    at = at.slice(0, at.lastIndexOf('/'));
    const found = await Promise.all(MANIFESTS.map((name) => isThere(join(root, at, name))));
    if (found.includes(true)) return at;
  }
  return '';
}
