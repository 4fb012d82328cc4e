import type {
  CancellationToken,
  TestController,
  TestItem,
  TestRun as ShownRun,
  TestRunProfile,
} from 'vscode';
import {
  CancellationError,
  Disposable,
  Location,
  Position,
  Range,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
} from 'vscode';
import type { CaseResult, TestRun } from '../../tasks/task.ts';
import type { ErrorReporter } from '../errors.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import { askByNotification } from '../question.ts';
import type { Results } from '../results/results.ts';
import type { Runs } from '../runs/runs.ts';
import { withReason } from '../runs/unrunTests.ts';
import { say, word } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { visibleText } from '../wording/visibleText.ts';
import { caseItems } from './caseItems.ts';
import { CoveredFile } from './coveredFile.ts';
import type { GeneratedTest } from './generatedTest.ts';
import { generatedTestOf, placeNow, textNow } from './generatedTest.ts';

/** What the tests in the Test Explorer come from and are run with. */
export interface TestExplorerParts {
  /** Lists them; it is ended with the explorer. */
  readonly controller: TestController;
  readonly runs: Pick<Runs, 'last' | 'onDidChange'>;
  readonly results: Pick<Results, 'isWritten' | 'onDidChangeCurrent'> & {
    readonly waiting: Pick<Results['waiting'], 'isOf'>;
  };
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'toolsFor'>>;
  readonly errors: Pick<ErrorReporter, 'show'>;
}

/** A test file that is listed. */
interface Listed {
  readonly test: GeneratedTest;
  readonly item: TestItem;
  /** Its result was shown by now: once it is neither open nor written, it is gone. */
  readonly wasOpen: boolean;
}

/**
 * Generated tests in the editor's Test Explorer, with how their cases did when they ran. They are run again as they
 * were: after the same question, in a copy of the project.
 */
export class TestExplorer implements Disposable {
  readonly #parts: TestExplorerParts;
  /** By the id of the file's item. */
  readonly #listed = new Map<string, Listed>();
  readonly #subscriptions: Disposable;

  constructor(parts: TestExplorerParts) {
    this.#parts = parts;
    const { controller, runs, results } = parts;
    const profile = (kind: TestRunProfileKind, label: string): TestRunProfile =>
      controller.createRunProfile(
        label,
        kind,
        (request, token) => this.#runAgain(request, token, kind === TestRunProfileKind.Coverage),
        true,
      );
    const covering = profile(TestRunProfileKind.Coverage, say('explorer.cover'));
    covering.loadDetailedCoverage = async (_run, file) =>
      file instanceof CoveredFile ? [...file.details()] : [];
    this.#subscriptions = Disposable.from(
      controller,
      profile(TestRunProfileKind.Run, say('explorer.run')),
      covering,
      runs.onDidChange(() => this.#look()),
      results.onDidChangeCurrent(() => this.#tidy()),
      workspace.onDidDeleteFiles(({ files }) => this.#moved(files.map((uri) => [uri, undefined]))),
      workspace.onDidRenameFiles(({ files }) =>
        this.#moved(files.map(({ oldUri, newUri }) => [oldUri, newUri])),
      ),
    );
    this.#look();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Lists what the run that ended last has written and run. */
  #look(): void {
    const test = generatedTestOf(this.#parts.runs.last);
    if (test === undefined) return;
    const known = this.#listed.get(idOf(test));
    if (known?.test.runId === test.runId && known.test.text === test.text) return;
    void this.#list(test, false)
      .then(({ item }) => {
        // It has run already, and nobody is to be taken away from what they do.
        const run = this.#parts.controller.createTestRun(new TestRunRequest([item]), undefined);
        report(run, item, test.ran);
        run.end();
      })
      .catch((error: unknown) => this.#parts.errors.show(error));
  }

  async #list(test: GeneratedTest, wasOpen: boolean): Promise<Listed> {
    const { controller } = this.#parts;
    const place = await placeNow(test);
    const name = test.path.slice(test.path.lastIndexOf('/') + 1);
    const item = controller.createTestItem(idOf(test), plain(name), place);
    item.description = plain(test.path.slice(0, Math.max(0, test.path.lastIndexOf('/'))));
    const cases = caseItems(test.ran.cases ?? [], test.text);
    item.children.replace(
      cases.map(({ id, result, line }) => {
        const child = controller.createTestItem(id, plain(result.name), place);
        if (line !== undefined) child.range = new Range(line, 0, line, 0);
        return child;
      }),
    );
    const listed = { test, item, wasOpen };
    controller.items.add(item);
    this.#listed.set(item.id, listed);
    return listed;
  }

  /** Takes away what was discarded or undone, and leads to what is saved by now. */
  #tidy(): void {
    const { results, controller, errors } = this.#parts;
    for (const [id, { test, wasOpen, item }] of this.#listed) {
      const isThere = results.waiting.isOf(test.runId) || results.isWritten(test.runId);
      if (!isThere && wasOpen) {
        this.#listed.delete(id);
        controller.items.delete(id);
      } else if (isThere) {
        void this.#leadTo(test, item).catch((error: unknown) => errors.show(error));
      }
    }
  }

  async #leadTo(test: GeneratedTest, item: TestItem): Promise<void> {
    const place = await placeNow(test);
    const isKnown = this.#listed.get(item.id)?.item === item;
    if (isKnown && (place?.toString() !== item.uri?.toString() || !this.#wasOpen(item.id))) {
      await this.#list(test, true);
    }
  }

  #wasOpen(id: string): boolean {
    return this.#listed.get(id)?.wasOpen === true;
  }

  /** What becomes of files that were deleted, or have another place now. */
  #moved(files: readonly (readonly [from: Uri, to: Uri | undefined])[]): void {
    for (const [id, { test }] of this.#listed) {
      const target = Uri.joinPath(test.root, test.path).toString();
      const [, to] = files.find(([from]) => from.toString() === target) ?? [undefined, null];
      if (to === null) continue;
      this.#listed.delete(id);
      this.#parts.controller.items.delete(id);
      const inside = `${test.root.path.replace(/\/$/, '')}/`;
      if (to?.path.startsWith(inside) !== true) continue;
      const moved = { ...test, path: to.path.slice(inside.length) };
      void this.#list(moved, true).catch((error: unknown) => this.#parts.errors.show(error));
    }
  }

  async #runAgain(
    request: TestRunRequest,
    token: CancellationToken,
    isCovering: boolean,
  ): Promise<void> {
    const run = this.#parts.controller.createTestRun(request);
    const controller = new AbortController();
    const cancel = token.onCancellationRequested(() => controller.abort(new CancellationError()));
    try {
      for (const listed of this.#asked(request)) {
        if (controller.signal.aborted) break;
        await this.#runFile(run, listed, isCovering, controller.signal);
      }
    } catch (error) {
      void this.#parts.errors.show(error);
    } finally {
      cancel.dispose();
      run.end();
    }
  }

  /** The files that a request is about: a case runs with its file. */
  #asked({ include, exclude }: TestRunRequest): readonly Listed[] {
    const ids = (items: readonly TestItem[] = []) =>
      new Set(items.map((item) => (item.parent ?? item).id));
    const wanted = include === undefined ? undefined : ids(include);
    const unwanted = ids(exclude?.filter(({ parent }) => parent === undefined));
    return [...this.#listed.values()].filter(
      ({ item: { id } }) => wanted?.has(id) !== false && !unwanted.has(id),
    );
  }

  async #runFile(
    run: ShownRun,
    { test, item }: Listed,
    isCovering: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    // How a file did is what its cases did.
    if (item.children.size === 0) run.started(item);
    item.children.forEach((child) => run.started(child));
    const now = await textNow(test);
    if (now === undefined) return run.errored(item, new TestMessage(say('explorer.gone')));
    const details: CheckDetails = {};
    const { toolsFor } = await this.#parts.taskInputs();
    const ask = (text: string, ...answers: readonly string[]) =>
      askByNotification(text, answers, signal);
    const { testRunner } = toolsFor(test.gathered, ask, details);
    const { path, framework } = test;
    const asked = { path, framework, ...now, shown: now.text, byCase: true };
    const start = (coverage: boolean): Promise<TestRun> | undefined =>
      testRunner?.run({ ...asked, coverage }, undefined, signal);
    let ran = await start(isCovering);
    // What cannot count lines can run: older runners do not know how.
    if (isCovering && ran?.type === 'notRun' && details.notRun?.cause === 'notStarted') {
      ran = await start(false);
    }
    if (ran === undefined || ran.type === 'notRun') {
      const why = word(withReason({ code: 'notes.notRun', args: {} }, details.notRun));
      return run.errored(item, new TestMessage(why));
    }
    const { item: shown } = await this.#list({ ...test, text: now.text, ran }, true);
    report(run, shown, ran);
    for (const file of ran.coverage ?? []) {
      if (file.path !== path) run.addCoverage(new CoveredFile(test.root, file));
    }
    if (isCovering && ran.coverage === undefined) {
      run.appendOutput(`${say('explorer.noCoverage', { framework })}\r\n`);
    }
  }
}

/** The Test Explorer's list of generated tests. */
export function createTestExplorer(parts: Omit<TestExplorerParts, 'controller'>): TestExplorer {
  const controller = tests.createTestController('tierwise.generated', say('explorer.title'));
  return new TestExplorer({ ...parts, controller });
}

function idOf({ root, path }: Pick<GeneratedTest, 'root' | 'path'>): string {
  return Uri.joinPath(root, path).toString();
}

/** Shows how the cases of a file did. */
function report(run: ShownRun, item: TestItem, ran: GeneratedTest['ran']): void {
  const cases = caseItems(ran.cases ?? [], '');
  for (const { id, result } of cases) {
    const child = item.children.get(id);
    if (child !== undefined) reportCase(run, child, result);
  }
  const hasFailed = cases.some(({ result }) => result.outcome === 'failed');
  if (ran.type === 'failed' && !hasFailed) {
    run.errored(item, new TestMessage(visibleText(ran.output)));
  } else if (cases.length === 0) run.passed(item);
}

function reportCase(run: ShownRun, child: TestItem, result: CaseResult): void {
  const { outcome, output = say('explorer.failed'), durationMs } = result;
  switch (outcome) {
    case 'passed':
      return run.passed(child, durationMs);
    case 'skipped':
      return run.skipped(child);
    case 'failed': {
      const message = new TestMessage(visibleText(withoutHead(output)));
      const place = child.range?.start ?? new Position(0, 0);
      if (child.uri !== undefined) message.location = new Location(child.uri, place);
      return run.failed(child, message, durationMs);
    }
  }
}

/** What a case said: Node.js writes it as a value of YAML. */
function withoutHead(output: string): string {
  const lines = output.split('\n');
  const [head = '', ...rest] = lines;
  if (!/^\s*error: \|-?$/.test(head)) return output;
  return rest.map((line) => line.trimStart()).join('\n');
}
