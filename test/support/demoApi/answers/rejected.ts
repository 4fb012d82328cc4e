import type { DemoTask } from '../prompt.ts';
import { docsAnswer } from './docs.ts';
import type { DemoEdit } from './edits.ts';
import { fixAnswer } from './fix.ts';
import { refactorAnswer } from './refactor.ts';
import { reviewAnswer } from './review.ts';
import { testsAnswer } from './tests.ts';

/**
 * An answer that fits the schema and that a gate must not accept. `broken` is near to good and
 * has one fault that the model can mend; `useless` has nothing to start from.
 */
export function rejectedAnswer(task: DemoTask, as: 'broken' | 'useless'): unknown {
  switch (task.task) {
    case 'docs': {
      // One declaration that was asked for is left out.
      const { comments } = docsAnswer(task);
      return as === 'useless'
        ? { comments: [] }
        : {
            comments:
              comments.length === 1
                ? comments.map((comment) => comment.replace(/^1\|/, '2|'))
                : comments.slice(0, -1),
          };
    }
    case 'tests': {
      if (as === 'useless') {
        return task.insert ? { imports: '', cases: '' } : { code: '' };
      }
      const answer = testsAnswer(task);
      return 'code' in answer
        ? { code: withoutEnd(answer.code) }
        : { imports: answer.imports, cases: withoutEnd(answer.cases) };
    }
    case 'refactor':
    case 'fix': {
      const answer = task.task === 'fix' ? fixAnswer(task) : refactorAnswer(task);
      return as === 'useless'
        ? { edits: [], replacements: [], summary: 'Nothing to do.' }
        : { ...answer, edits: unanchored(task, answer.edits), replacements: [] };
    }
    case 'review': {
      const { findings } = reviewAnswer(task);
      return {
        findings: findings.map((finding) => ({
          ...finding,
          quote: as === 'useless' ? 'there is no such line' : `${finding.quote} // as it was meant`,
        })),
      };
    }
    case 'explain':
      return '';
  }
}

/** The anchors are from another version of the file, so that nothing may be applied. */
function unanchored(task: DemoTask, edits: readonly DemoEdit[]): readonly DemoEdit[] {
  const first = edits[0] ?? {
    from: task.first,
    to: task.first,
    firstLine: '',
    lastLine: '',
    replace: '',
  };
  return [{ ...first, firstLine: `${first.firstLine} (old)`, lastLine: `${first.lastLine} (old)` }];
}

/** Cut before its last closing bracket, or in the middle of its last line. */
function withoutEnd(code: string): string {
  const trimmed = code.trimEnd();
  return /[)}\]];?$/.test(trimmed)
    ? trimmed.replace(/[)}\]]+;?$/, '')
    : `${trimmed}\n\ndef test_unfinished(:\n`;
}
