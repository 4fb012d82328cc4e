import picomatch from 'picomatch';
import { estimateTokens } from '../../models/tokens.ts';
import { nearestFirst } from '../../tasks/pathDistance.ts';
import type { ProjectFiles, TaskInput, TestToRun } from '../../tasks/task.ts';
import type { Tried } from '../cases/trial.ts';
import { triedBy } from '../cases/trial.ts';
import type { CheckCase, ProjectState, RunnerOf } from '../checkCase.ts';
import { FIX_SCENARIOS } from './fixScenarios.ts';
import { REFACTOR_SCENARIOS } from './refactorScenarios.ts';
import type { Scenario } from './scenario.ts';
import { MANIFEST } from './scenario.ts';
import { TEST_SCENARIOS } from './testScenarios.ts';

/** All that are bundled, one of each kind after the other, so that a part of them has all kinds. */
export const SCENARIOS: readonly Scenario[] = FIX_SCENARIOS.flatMap((one, at) =>
  [one, REFACTOR_SCENARIOS[at], TEST_SCENARIOS[at]].filter((each) => each !== undefined),
);

/** How well written tests have to notice changes: nearly all of what is tried. */
const MUTATION = { most: 20, score: 0.8 };

/** Tokens of tests that a model writes. */
const TESTS_TOKENS = 900;

/** The bundled scenarios as cases, and how many could not be tried because tests do not run here. */
export interface ScenarioCases {
  readonly cases: readonly CheckCase[];
  readonly notRun: number;
}

/**
 * The bundled scenarios, each tried first: its tests pass on its solution and fail without. No model is asked.
 * @throws the signal's reason when it is aborted
 */
export async function scenarioCases(
  scenarios: readonly Scenario[],
  runnerOf: RunnerOf,
  watch: {
    readonly isOver: () => boolean;
    readonly onTried: (name: string, found: number) => void;
  },
  signal: AbortSignal,
): Promise<ScenarioCases> {
  const cases: CheckCase[] = [];
  let notRun = 0;
  for (const scenario of scenarios) {
    if (watch.isOver()) break;
    watch.onTried(nameOf(scenario), cases.length);
    const found = await caseOf(scenario, runnerOf, signal);
    if (found === undefined) notRun += 1;
    else cases.push(found);
  }
  return { cases, notRun };
}

/** The file of a scenario, as it stands in its path. */
function nameOf({ path }: Scenario): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function caseOf(
  scenario: Scenario,
  runnerOf: RunnerOf,
  signal: AbortSignal,
): Promise<CheckCase | undefined> {
  const { id, path, source, task } = scenario;
  const project = projectOf({ 'package.json': MANIFEST, [path]: source });
  const common = { id, task, name: nameOf(scenario), project };
  if (scenario.task === 'tests') {
    return {
      ...common,
      input: { ...inputOf(scenario), mutation: MUTATION },
      judging: { by: 'gate' },
      expectedOutputTokens: TESTS_TOKENS,
    };
  }
  const { solution } = scenario;
  const test: TestToRun = {
    path: scenario.testPath,
    text: scenario.tests,
    framework: 'node:test',
    isOwn: true,
  };
  const tried = await triedBy({ path, solution, without: source }, test, runnerOf(project), signal);
  if (tried === 'notRun' || tried.red.length === 0) return undefined;
  const { judging, red } = tried satisfies Tried;
  const shownBy = [{ ...test, cases: red }];
  return {
    ...common,
    input: { ...inputOf(scenario), ...(scenario.task === 'fix' && { shownBy }) },
    judging: { by: 'tests', tests: [judging] },
    expectedOutputTokens: 120 + Math.ceil(estimateTokens(solution, 'code') * 0.7),
  };
}

function inputOf(scenario: Scenario): TaskInput {
  const { task, path, source } = scenario;
  const lastLine = source.trimEnd().split('\n').length;
  return {
    task,
    language: 'javascript',
    source,
    target: { firstLine: 1, lastLine },
    targetKind: 'file',
    path,
    instruction: scenario.task === 'refactor' ? scenario.instruction : undefined,
    diagnostics:
      scenario.task === 'fix'
        ? [
            {
              firstLine: scenario.line,
              lastLine: scenario.line,
              message: scenario.message,
              source: '',
              ruleCode: '',
            },
          ]
        : [],
  };
}

/** A project of these files alone, whatever stands on the disk. */
function projectOf(texts: Readonly<Record<string, string>>): ProjectState {
  const files: ProjectFiles = {
    read: async (path) => (Object.hasOwn(texts, path) ? texts[path] : undefined),
    exists: async (path) => Object.hasOwn(texts, path),
    find: async (glob, near, limit) => {
      const isFound = picomatch(glob, { dot: true });
      return nearestFirst(
        Object.keys(texts).filter((path) => isFound(path)),
        near,
      ).slice(0, limit);
    },
  };
  return { texts, isLeftOut: () => true, files };
}
