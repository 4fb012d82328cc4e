import { createHash } from 'node:crypto';
import { estimateTokens } from '../../models/tokens.ts';
import type { ShowingTest, TestRunner } from '../../tasks/task.ts';
import type { CheckCase, ProjectState } from '../checkCase.ts';
import type { Candidate } from './candidates.ts';
import type { Tried } from './trial.ts';
import { triedBy } from './trial.ts';

/** Cases of a test file that the model is told by name. */
const MOST_NAMED = 30;
/** What came of trying a candidate. */
export type Trial =
  | { readonly type: 'usable'; readonly found: CheckCase }
  /** Its tests do not pass, or pass without it. */
  | { readonly type: 'useless' }
  /** Its tests were not run. */
  | { readonly type: 'notRun' };

/** What a candidate is known by, in every window. */
export function idOf({ commit, path, declaration }: Candidate): string {
  const text = [commit.id, path, declaration.path].join('\0');
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/**
 * Runs the tests of a candidate on its solution, twice, and on the emptied function: they can judge an answer where
 * cases pass each time on the one and fail on the other. No model is asked.
 */
export async function tried(
  candidate: Candidate,
  project: ProjectState,
  runner: TestRunner,
  signal: AbortSignal,
): Promise<Trial> {
  const { path, source: solution, emptied } = candidate;
  const found: Tried[] = [];
  let hasRun = false;
  for (const test of candidate.tests) {
    const one = await triedBy({ path, solution, without: emptied.run }, test, runner, signal);
    if (one === 'notRun') continue;
    hasRun = true;
    if (one.judging.keys.size > 0) found.push(one);
  }
  if (!hasRun) return { type: 'notRun' };
  const telling = found.filter(({ red }) => red.length > 0);
  if (telling.length === 0) return { type: 'useless' };
  return { type: 'usable', found: caseOf(candidate, project, found) };
}

/** A candidate that was measured before, so that nothing of it is run or asked. */
export function measuredCase(candidate: Candidate, project: ProjectState): CheckCase {
  return caseOf(candidate, project, []);
}

/** The case as the task `fix` asks it: a function without its body, and the tests that miss it. */
function caseOf(candidate: Candidate, project: ProjectState, found: readonly Tried[]): CheckCase {
  const { path, language, source, emptied, declaration, tests } = candidate;
  const { name, bodyStart, start, end } = declaration;
  const shift = source.split('\n').length - emptied.shown.split('\n').length;
  const target = {
    firstLine: declaration.firstLine,
    lastLine: Math.max(declaration.firstLine, declaration.lastLine - shift),
  };
  const shownBy: readonly ShowingTest[] = found
    .filter(({ red }) => red.length > 0)
    .map(({ judging, red }) => ({
      path: judging.test.path,
      text: tests.find((one) => one.path === judging.test.path)?.text ?? '',
      framework: judging.test.framework,
      isOwn: true,
      cases: red.slice(0, MOST_NAMED),
    }));
  return {
    id: idOf(candidate),
    task: 'fix',
    name,
    input: {
      task: 'fix',
      language,
      source: emptied.shown,
      target,
      targetKind: 'declaration',
      path,
      instruction: undefined,
      diagnostics: [
        {
          firstLine: target.firstLine,
          lastLine: target.lastLine,
          message: `The body of ${name} is missing. Write it, so that the tests pass.`,
          source: '',
          ruleCode: '',
        },
      ],
      shownBy,
    },
    project,
    judging: { by: 'tests', tests: found.map(({ judging }) => judging) },
    expectedOutputTokens: 120 + estimateTokens(source.slice(bodyStart ?? start, end), 'code'),
  };
}
