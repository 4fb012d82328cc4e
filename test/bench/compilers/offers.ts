import type { SyntaxFacts } from '../../../src/syntax/syntax.ts';
import type { PreparedTask, TaskInput } from '../../../src/tasks/task.ts';
import type { SourceFile } from '../gates/corpus.ts';
import type { Choices } from '../gates/random.ts';

/** An answer to a task on a real file that is to be compiled if it is accepted. */
export interface Offer {
  readonly task: 'docs' | 'refactor' | 'tests';
  /** What was done, and what went wrong while it was written down. */
  readonly maker: string;
  readonly noise: string;
  readonly input: TaskInput;
  /** Files of the project that the task may see. */
  readonly project?: Readonly<Record<string, string>>;
  /** The answer, once it is known what is asked for; undefined: there is none. */
  reply(prepared: PreparedTask): string | undefined;
  /** What was there, or the best that could be where nothing was. */
  readonly before: string;
  /**
   * The text that a reader of the answer expects. A tool that does not take it says nothing of the
   * gate. Left out: there is none that any tool should take.
   */
  readonly meant?: string;
  /** Path in its package. */
  readonly path: string;
  /** Line ends of the document that Accept writes. */
  readonly lineEnds: '\n' | '\r\n';
}

/** What offers are made from. */
export interface Ground {
  readonly file: SourceFile;
  readonly facts: SyntaxFacts;
  readonly choices: Choices;
}
