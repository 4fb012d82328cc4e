import type { ProjectFiles } from '../task.ts';
import { planCpp } from './languages/cpp.ts';
import { planCSharp } from './languages/csharp.ts';
import { planEcmascript } from './languages/ecmascript.ts';
import { planGo } from './languages/go.ts';
import { planJava } from './languages/java.ts';
import { planPhp } from './languages/php.ts';
import { planPython } from './languages/python.ts';
import { planRuby } from './languages/ruby.ts';
import { planRust } from './languages/rust.ts';
import type { Subject, TestPlan } from './testPlan.ts';

type Planner = (subject: Subject, files: ProjectFiles) => Promise<TestPlan>;

/** By language id of the editor. */
const PLANNERS: Readonly<Record<string, Planner>> = {
  typescript: planEcmascript,
  typescriptreact: planEcmascript,
  javascript: planEcmascript,
  javascriptreact: planEcmascript,
  python: planPython,
  go: planGo,
  java: planJava,
  csharp: planCSharp,
  rust: planRust,
  ruby: planRuby,
  php: planPhp,
  c: planCpp,
  cpp: planCpp,
};

/** Plans tests from what the project has, or undefined for a language without a planner. */
export async function planTests(
  language: string,
  subject: Subject,
  files: ProjectFiles,
): Promise<TestPlan | undefined> {
  const planner = Object.hasOwn(PLANNERS, language) ? PLANNERS[language] : undefined;
  return planner?.(subject, files);
}
