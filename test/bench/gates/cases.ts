import type { TaskName } from '../../../src/models/task.ts';
import type { SyntaxFacts } from '../../../src/syntax/syntax.ts';
import type { GivenDiagnostic, TaskInput } from '../../../src/tasks/task.ts';
import type { SourceFile } from './corpus.ts';
import type { Choices } from './random.ts';

/** An answer to a task on a real file, and what a gate has to say to it. */
export interface AnswerCase {
  readonly type: 'answer';
  readonly task: TaskName;
  /** What kind of answer it is. */
  readonly kind: string;
  readonly good: boolean;
  readonly file: SourceFile;
  readonly input: TaskInput;
  readonly reply: string;
  /** Files of the project that the task may see. */
  readonly project?: Readonly<Record<string, string>>;
}

/** A text that claims to differ from another in nothing but comments. */
export interface CodeCase {
  readonly type: 'code';
  readonly task: 'docs';
  readonly kind: string;
  readonly good: boolean;
  readonly file: SourceFile;
  readonly before: string;
  readonly after: string;
}

/** One thing to measure. */
export type GateCase = AnswerCase | CodeCase;

/** What cases are made from. */
export interface Ground {
  readonly file: SourceFile;
  readonly facts: SyntaxFacts;
  readonly choices: Choices;
}

/** An input for a whole file; what is given replaces what it says. */
export function inputOn(
  task: TaskName,
  file: Pick<SourceFile, 'language' | 'path'>,
  source: string,
  given: Partial<TaskInput> = {},
): TaskInput {
  const diagnostic: GivenDiagnostic = {
    firstLine: 1,
    lastLine: 1,
    message: 'Something is wrong here.',
    source: 'checker',
    ruleCode: 'E1',
  };
  return {
    task,
    language: file.language,
    source,
    target: { firstLine: 1, lastLine: source.split('\n').length },
    targetKind: 'file',
    includePrivate: true,
    path: file.path,
    instruction: undefined,
    diagnostics: task === 'fix' ? [diagnostic] : [],
    ...given,
  };
}

/** A text with strings and comments blanked, every offset as it was. */
export function blanked(
  text: string,
  { comments, strings }: SyntaxFacts,
  what: 'comments' | 'all' = 'all',
): string {
  let result = '';
  let at = 0;
  const ranges = what === 'all' ? [...comments, ...strings] : [...comments];
  for (const { start, end } of ranges.sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}

/** The 1-based line of an offset. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
