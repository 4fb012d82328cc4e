import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import { sameBehaviour } from '../../../src/tasks/change/sameBehaviour.ts';
import type { TaskInput } from '../../../src/tasks/task.ts';
import { never } from '../../unit/syntax/samples.ts';
import type { Bench } from './bench.ts';
import type { Asked } from './comparisons.ts';
import type { EditKind } from './edit.ts';
import type { Subject } from './subjects.ts';
import { editsOf } from './subjects.ts';

/** Mutants of one function; as many functions as there are cases, ten times. */
const MUTANTS = 6;
const FUNCTIONS_A_CASE = 10;

/** Edits that the code alone has to show to be the same. */
const BY_CODE: ReadonlySet<EditKind> = new Set([
  'comment added',
  'comment removed',
  'local renamed',
  'declarations reordered',
]);

/** What comparing two texts without running anything said, in numbers. */
export interface CodeAlone {
  readonly mutants: number;
  /** Mutants that it called the same, one line each. */
  readonly same: readonly string[];
  readonly edits: number;
  /** Edits that it could not show to be the same, one line each. */
  readonly unshown: readonly string[];
}

/** Many mutants and edits, compared by the code alone: nothing is run. */
export async function codeAlone(
  bench: Bench,
  { subjects, seed, count, limitMs }: Asked,
): Promise<CodeAlone> {
  const start = performance.now();
  const same: string[] = [];
  const unshown: string[] = [];
  let [mutants, edits] = [0, 0];
  for (const subject of subjects.slice(0, count * FUNCTIONS_A_CASE)) {
    if (performance.now() - start > limitMs) break;
    const { language, text, declaration } = subject;
    const wish = { ranges: [declaration], seed, most: MUTANTS };
    for (const mutant of (await bench.syntax.mutants(language, text, wish, never)) ?? []) {
      mutants += 1;
      if (!(await isSame(bench, subject, mutated(text, mutant)))) continue;
      const { line, before, after } = mutant;
      same.push(lineOf(subject, `line ${line}: ${before} -> ${after}`));
    }
    for (const { kind, text: edited } of await editsOf(subject)) {
      if (!BY_CODE.has(kind)) continue;
      edits += 1;
      if (!(await isSame(bench, subject, edited))) unshown.push(lineOf(subject, kind));
    }
  }
  return { mutants, same, edits, unshown };
}

async function isSame(bench: Bench, subject: Subject, text: string): Promise<boolean> {
  const { language, path, declaration } = subject;
  const { firstLine, lastLine } = declaration;
  const input: TaskInput = {
    task: 'refactor',
    language,
    source: subject.text,
    target: { firstLine, lastLine },
    targetKind: 'declaration',
    path,
    instruction: undefined,
    diagnostics: [],
  };
  const said = await sameBehaviour(input, bench.toolsFor(subject.project), text, never);
  return said !== undefined;
}

function lineOf({ project, path, declaration }: Subject, change: string): string {
  return `${project.name}:${path} ${declaration.path} | ${change}`.replaceAll('\n', ' ');
}
