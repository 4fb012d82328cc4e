import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestRun, TestRunner, TestToRun } from '../../tasks/task.ts';
import {
  copyProject,
  isOwnPath,
  isThere,
  type ProjectCopy,
  removeStrayCopies,
} from './projectCopy.ts';
import { RESULTS, testCommand } from './testCommand.ts';
import { testEnvironment } from './testEnvironment.ts';
import { testOutcome } from './testOutcome.ts';
import { runProgram } from './testProcess.ts';

/** A test as a model wrote it. */
export type GeneratedTest = TestToRun;

/** What running tests needs of the world. */
export interface TestRunnerParts {
  /** Absolute path of the project. */
  readonly root: string;
  /** Files that are never copied, by their relative path. */
  readonly isLeftOut: (path: string) => boolean;
  /** Texts of files as the editor has them, unsaved, by relative path. */
  readonly unsaved: () => Readonly<Record<string, string>>;
  /** Shows the test and asks whether it may be run. */
  readonly ask: (test: GeneratedTest, signal: AbortSignal) => Promise<boolean>;
  /** The editor's environment, of which little is handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A Node.js for where the path has none. */
  readonly node: { readonly command: string; readonly env: Readonly<Record<string, string>> };
  /** Absolute path of the script that runs the tests and ends them when the editor dies. */
  readonly supervisorPath: string;
  /** Unix ms. */
  readonly now: () => number;
  /** Longest run in ms; 60,000 when left out. */
  readonly limitMs?: number;
  /** What went wrong outside the tests. */
  readonly onTrouble: (error: unknown) => void;
}

const LIMIT_MS = 60_000;

/** Files that mark the folder of a package, which is enough where a whole workspace is too large. */
const MANIFESTS = ['package.json', 'pyproject.toml', 'setup.py', 'go.mod'];

/**
 * Runs generated tests for one command, each text only after a yes, in a copy of the project that
 * is removed afterwards. Where it cannot be run, nothing is asked.
 */
export class CopiedTestRunner implements TestRunner {
  readonly #parts: TestRunnerParts;
  readonly #answers = new Map<string, boolean>();

  constructor(parts: TestRunnerParts) {
    this.#parts = parts;
  }

  async run(
    test: GeneratedTest,
    subject: { readonly path: string; readonly text: string } | undefined,
    signal: AbortSignal,
  ): Promise<TestRun> {
    const { root, env, node, supervisorPath, now, limitMs = LIMIT_MS } = this.#parts;
    const command = await testCommand({ ...test, root, env, node });
    if (command === undefined || !(await this.#isAllowed(test, signal))) return { type: 'notRun' };
    const copy = await this.#copy(test, subject, signal);
    if (copy === undefined) return { type: 'notRun' };
    try {
      const cwd = join(copy.folder, command.folder);
      // Below the home folder, where what runs may write whatever else it may not.
      const results = join(copy.home, 'tierwise-cases');
      const args = command.args.map((argument) => argument.replace(RESULTS, () => results));
      const end = await runProgram(
        {
          command: command.command,
          args,
          cwd,
          env: { ...testEnvironment(env, copy.home, await sources(cwd)), ...command.env },
          copy: copy.base,
        },
        { node, script: supervisorPath },
        limitMs,
        signal,
      );
      const written = command.isWritten === true ? await textOf(results) : end.output;
      const told = command.results && { format: command.results, text: written };
      return testOutcome({ ...end, told }, { copy: copy.folder, root }, limitMs, test.text);
    } finally {
      await copy.remove();
      await removeStrayCopies(now()).catch((error: unknown) => this.#parts.onTrouble(error));
    }
  }

  async #isAllowed(test: GeneratedTest, signal: AbortSignal): Promise<boolean> {
    const text = test.shown ?? test.text;
    const answer = this.#answers.get(text) ?? (await this.#parts.ask({ ...test, text }, signal));
    signal.throwIfAborted();
    this.#answers.set(text, answer);
    return answer;
  }

  async #copy(
    test: GeneratedTest,
    subject: { readonly path: string; readonly text: string } | undefined,
    signal: AbortSignal,
  ): Promise<ProjectCopy | undefined> {
    const { root, isLeftOut, unsaved, onTrouble } = this.#parts;
    const texts = {
      ...(await ownTexts(root, unsaved())),
      ...(subject !== undefined && { [subject.path]: subject.text }),
      [test.path]: test.text,
    };
    try {
      const part = await packageOf(root, test.path);
      return await copyProject({ root, part, isLeftOut, texts }, signal);
    } catch (error) {
      signal.throwIfAborted();
      onTrouble(error);
      return undefined;
    }
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

/** What a runner wrote; undefined where it never came to that. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
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

/** Where Python looks for what is under test. */
async function sources(folder: string): Promise<readonly string[]> {
  const source = join(folder, 'src');
  return (await isThere(source)) ? [folder, source] : [folder];
}
