import type { ProjectFiles } from '../task.ts';
import { planCpp } from './plans/cpp.ts';
import { planCSharp } from './plans/csharp.ts';
import { planEcmascript } from './plans/ecmascript.ts';
import { planGo } from './plans/go.ts';
import { planJava } from './plans/java.ts';
import { planPhp } from './plans/php.ts';
import { planPython } from './plans/python.ts';
import { planRuby } from './plans/ruby.ts';
import { planRust } from './plans/rust.ts';
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
