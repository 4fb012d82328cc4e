import type { ProjectFiles } from '../task.ts';
import { testsOf } from './languages/languages.ts';
import type { Subject, TestPlan } from './testPlan.ts';

/** Plans tests from what the project has, or undefined for a language without a planner. */
export async function planTests(
  language: string,
  subject: Subject,
  files: ProjectFiles,
): Promise<TestPlan | undefined> {
  return testsOf(language)?.plan(subject, files);
}
