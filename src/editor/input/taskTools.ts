import { randomUUID } from 'node:crypto';
import type { Uri } from 'vscode';
import { workspace } from 'vscode';
import type { Log } from '../../models/ports.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { TaskTools, TestRunner } from '../../tasks/task.ts';
import type { AskedTest, RunReach } from '../../testRun/copiedTestRunner.ts';
import { CopiedTestRunner } from '../../testRun/copiedTestRunner.ts';
import type { BuildCache } from '../../testRun/copy/buildCache.ts';
import type { CopyPool } from '../../testRun/copy/copyPool.ts';
import type { Isolation } from '../../testRun/isolation/isolation.ts';
import type { OnNotRun } from '../../testRun/notRun.ts';
import { logText } from '../../testRun/notRun.ts';
import type { TypeCheckClient } from '../../typeCheck/typeCheckClient.ts';
import { placeOf } from '../documents/documentPlace.ts';
import type { Ask } from '../question.ts';
import type { Configuration } from '../settings/configuration.ts';
import { traitsOf } from '../taskTable.ts';
import type { CheckDetails } from './checkDetails.ts';
import type { Gathered } from './gather.ts';
import { neverSendRules } from './neverSend.ts';
import { WorkspaceFiles } from './projectFiles.ts';
import { ProjectNames } from './projectNames.ts';
import type { TestQuestion } from './testQuestion.ts';
import { WorkspaceDiagnostics } from './workspaceDiagnostics.ts';

/** What the tools of tasks are built from. */
export interface TaskToolParts {
  readonly syntax: Syntax;
  readonly configuration: Configuration;
  readonly typeCheck: TypeCheckClient;
  readonly question: TestQuestion;
  /** How test runs are kept apart from the system; undefined where they cannot be. */
  readonly isolation: () => Promise<Isolation | undefined>;
  /** Absolute path of the folder for temporary files. */
  readonly temporary: string;
  /** What compilers keep between the test runs of this window. */
  readonly cache: BuildCache;
  /** The copies in which they run. */
  readonly copies: CopyPool;
  /** Bytes that a run of tests may hold. */
  readonly mostMemory: number;
  readonly log: Log;
  /** Absolute path of the script that runs tests. */
  readonly supervisorPath: string;
}

/**
 * Gives a run, on whose behalf `ask` asks, what its task may use of the world; `checkDetails` learns what its
 * checks do.
 */
export type ToolsFor = (gathered: Gathered, ask: Ask, checkDetails: CheckDetails) => TaskTools;

/** Tools for one run at a time; what its gate will ask about types is begun at once. */
export function taskTools(parts: TaskToolParts): ToolsFor {
  const { syntax, typeCheck } = parts;
  return (gathered, ask, checkDetails) => {
    const { input, place, rules } = gathered;
    const files = new WorkspaceFiles(place, rules);
    switch (traitsOf(input.task).tools) {
      case 'types': {
        const diagnostics = new WorkspaceDiagnostics(typeCheck, place, rules, (types) => {
          checkDetails.types = types;
        });
        diagnostics.begin(input.language, input.source);
        const testRunner = runnerFor(gathered, parts, ask, (why) => {
          checkDetails.notRun = why;
        });
        return { syntax, files, diagnostics, ...(testRunner !== undefined && { testRunner }) };
      }
      case 'testRunner': {
        const testRunner = runnerFor(gathered, parts, ask, (why) => {
          checkDetails.notRun = why;
        });
        const noticed = testRunner && noticing(testRunner, checkDetails);
        return { syntax, files, ...(noticed !== undefined && { testRunner: noticed }) };
      }
      case 'names':
        return {
          syntax,
          files,
          names: new ProjectNames(files, place, mayBeSeen(parts), parts.log),
        };
      case 'none':
        return { syntax, files };
    }
  };
}

/** A runner whose runs of whole files, on the code as it is, are remembered. */
function noticing(testRunner: TestRunner, checkDetails: CheckDetails): TestRunner {
  return {
    run: async (test, subject, signal) => {
      const run = await testRunner.run(test, subject, signal);
      const { path, text, framework, isOwn, only, shown } = test;
      if (subject === undefined && only === undefined && isOwn !== true && shown === text) {
        checkDetails.ran = { path, text, framework, run };
      }
      return run;
    },
    endSeries: async (name) => testRunner.endSeries?.(name),
  };
}

/** Whether a file is in an opened folder, and neither kept back there nor linked from elsewhere. */
function mayBeSeen({ configuration }: TaskToolParts): (uri: Uri) => Promise<boolean> {
  const folders = new Map<string, Promise<WorkspaceFiles>>();
  const filesOf = async (root: Uri): Promise<WorkspaceFiles> => {
    const rules = await neverSendRules(configuration.read(root).neverSend, root);
    return new WorkspaceFiles({ root, isInWorkspace: true }, rules);
  };
  return async (uri) => {
    const { root, path, isInWorkspace } = placeOf(uri);
    if (root === undefined || path === undefined || !isInWorkspace || uri.scheme !== 'file') {
      return false;
    }
    const files = folders.get(root.path) ?? filesOf(root);
    folders.set(root.path, files);
    return (await files).exists(path);
  };
}

/** Runs tests where the user lets them be run: in a folder that was opened and is trusted. */
function runnerFor(
  { input, uri, place, rules }: Gathered,
  parts: TaskToolParts,
  ask: Ask,
  onNotRun: OnNotRun,
): TestRunner | undefined {
  const { configuration, question } = parts;
  const { root, isInWorkspace } = place;
  const never = (cause: 'testsOff' | 'untrusted' | 'noFolder'): undefined => {
    onNotRun({ cause });
  };
  const forbidden = forbiddenRuns(configuration, uri);
  if (forbidden !== undefined) return never(forbidden);
  if (!isInWorkspace || root?.scheme !== 'file') return never('noFolder');
  return runnerIn(parts, {
    uri,
    root: root.fsPath,
    isLeftOut: (path) => rules.matches(path),
    texts: () => unsavedBelow(root.path, rules),
    ask: (test, reach, signal) =>
      question.ask({ ...test, language: input.language }, reach, ask, signal),
    onNotRun,
  });
}

/** Why no tests are run at all; undefined: they may be, once the user is asked. */
export function forbiddenRuns(
  configuration: Configuration,
  uri: Uri | undefined,
): 'untrusted' | 'testsOff' | undefined {
  if (!workspace.isTrusted) return 'untrusted';
  return configuration.read(uri).testsRun === 'ask' ? undefined : 'testsOff';
}

/** Where tests are run, and on what. */
export interface RunnerPlace {
  /** What settings hold for. */
  readonly uri: Uri | undefined;
  /** Absolute path of the project. */
  readonly root: string;
  /** Files on the disk that are not copied, by relative path. */
  readonly isLeftOut: (path: string) => boolean;
  /** Texts that stand otherwise than on the disk, by relative path. */
  readonly texts: () => Readonly<Record<string, string>>;
  readonly ask: (test: AskedTest, reach: RunReach, signal: AbortSignal) => Promise<boolean>;
  readonly onNotRun: OnNotRun;
}

/** Runs tests in copies of a project, once they are allowed. */
export function runnerIn(
  { configuration, temporary, copies, log, ...parts }: TaskToolParts,
  { uri, root, isLeftOut, texts, ask, onNotRun }: RunnerPlace,
): TestRunner {
  return new CopiedTestRunner({
    root,
    temporary,
    copies,
    isLeftOut,
    unsaved: texts,
    ask,
    env: process.env,
    node: { command: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } },
    supervisorPath: parts.supervisorPath,
    isolation: parts.isolation,
    mostMemory: parts.mostMemory,
    network: configuration.read(uri).testsNetwork === 'on',
    cache: () => parts.cache.folder(),
    newMark: randomUUID,
    onNotRun: (why) => {
      const text = logText(why);
      if (text !== undefined) log.warn(text);
      onNotRun(why);
    },
    onTrouble: (error) => log.error('Tests could not be run.', error),
  });
}

function unsavedBelow(root: string, rules: Gathered['rules']): Readonly<Record<string, string>> {
  const base = root.endsWith('/') ? root : `${root}/`;
  const unsaved = workspace.textDocuments
    .filter(({ isDirty, isClosed, uri }) => isDirty && !isClosed && uri.scheme === 'file')
    .filter(({ uri }) => uri.path.startsWith(base))
    .map((document) => [document.uri.path.slice(base.length), document.getText()] as const)
    .filter(([path]) => !rules.matches(path));
  return Object.fromEntries(unsaved);
}
