import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Uri } from 'vscode';
import type { HistoryCases } from '../../strategy/cases/historyCases.ts';
import { historyCases } from '../../strategy/cases/historyCases.ts';
import type { CheckCase, RunnerOf } from '../../strategy/checkCase.ts';
import { GitLate } from '../../strategy/git/gitProgram.ts';
import { scenarioCases, SCENARIOS } from '../../strategy/scenarios/scenarioCases.ts';
import type { Syntax } from '../../syntax/syntax.ts';
import type { TestRunner } from '../../tasks/task.ts';
import type { RunnerPlace } from '../input/taskTools.ts';
import { coded } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { Message } from '../wording/messageTable.ts';
import type { CheckedPlace } from './checkedPlace.ts';
import type { TestConsent } from './testConsent.ts';

/** Cases to ask, and what there is to say of them; or why there are none. */
export type Found =
  | {
      readonly type: 'cases';
      readonly cases: readonly CheckCase[];
      readonly runnerOf: RunnerOf;
      readonly remarks: readonly string[];
    }
  | { readonly type: 'none'; readonly why: Message };

/** What looking for cases needs. */
export interface Finding {
  readonly syntax: Syntax;
  readonly runnerIn: (place: RunnerPlace) => TestRunner;
  readonly consent: TestConsent;
  readonly report: (message: string) => void;
  /** Whether every tier has done a case before. */
  readonly isMeasured: (caseId: string) => boolean;
}

/** The last functions of a repository, at most so many. */
export async function foundInHistory(
  { root, git, keptBack }: CheckedPlace,
  most: number,
  finding: Finding,
  signal: AbortSignal,
): Promise<Found> {
  const runnerOf = runnersIn(root.fsPath, root, finding, keptBack);
  const { syntax, consent, report, isMeasured } = finding;
  report(say('strategy.looking'));
  const found = await historyCases(
    { git, syntax, keptBack, runnerOf, isMeasured },
    most,
    { isOver: () => consent.isDeclined, onTried: trying(report) },
    signal,
  ).catch((error: unknown) => {
    if (error instanceof GitLate) return undefined;
    throw error;
  });
  if (found === undefined) return { type: 'none', why: coded('strategy.lack.late') };
  if (found.cases.length === 0) return { type: 'none', why: whyNone(found, consent) };
  return { type: 'cases', cases: found.cases, runnerOf, remarks: fewer(found, most) };
}

function trying(report: Finding['report']): (name: string, found: number) => void {
  return (name, found) => report(say('strategy.trying', { name, found }));
}

function whyNone({ lack, tried }: HistoryCases, consent: TestConsent): Message {
  const { why } = consent;
  if (why !== undefined && (consent.isDeclined || lack === 'notRun')) return why;
  switch (lack) {
    case 'notRun':
      return coded('strategy.lack.notRun', { tried });
    case 'useless':
      return coded('strategy.lack.useless', { tried });
    case 'noCommits':
      return coded('strategy.lack.noCommits');
    case 'shallow':
      return coded('strategy.lack.shallow');
    case 'noCandidates':
    case undefined:
      return coded('strategy.lack.noCandidates');
  }
}

function fewer({ cases, lack }: HistoryCases, most: number): readonly string[] {
  if (lack === undefined) return [];
  const args = { found: cases.length, most };
  return [lack === 'shallow' ? say('strategy.fewerShallow', args) : say('strategy.fewer', args)];
}

/** The bundled ones, in an empty folder of their own; `work` has it until it ends. */
export async function withScenarios<T>(
  scope: Uri | undefined,
  finding: Finding,
  signal: AbortSignal,
  work: (found: Found) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tierwise-scenarios-')));
  try {
    const runnerOf = runnersIn(folder, scope, finding, { matches: () => false });
    const { consent, report } = finding;
    const watch = { isOver: () => consent.isDeclined, onTried: trying(report) };
    const { cases, notRun } = await scenarioCases(SCENARIOS, runnerOf, watch, signal);
    const canRun = cases.some(({ judging }) => judging.by === 'tests') && !consent.isDeclined;
    if (!canRun) {
      const why = consent.why ?? coded('strategy.lack.notRun', { tried: SCENARIOS.length });
      return await work({ type: 'none', why });
    }
    const remarks = notRun === 0 ? [] : [say('strategy.fewerScenarios', { count: notRun })];
    return await work({ type: 'cases', cases, runnerOf, remarks });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runnersIn(
  root: string,
  uri: Uri | undefined,
  { runnerIn, consent }: Finding,
  keptBack: { matches(path: string): boolean },
): RunnerOf {
  return ({ texts, isLeftOut }) =>
    runnerIn({
      uri,
      root,
      isLeftOut: (path) => isLeftOut(path) || keptBack.matches(path),
      texts: () => texts,
      ask: consent.mayRun,
      onNotRun: consent.onNotRun,
    });
}
