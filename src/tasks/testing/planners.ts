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
export const PLANNERS: Readonly<Record<string, Planner>> = {
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
