import { leastInstance } from '../answerSchema.ts';
import type { Behaviour } from '../behaviour.ts';
import { hiddenInstruction, hostileAnswer } from '../hostile.ts';
import type { DemoTask } from '../prompt.ts';
import type { ValidRequest } from '../validate.ts';
import { docsAnswer } from './docs.ts';
import { explainAnswer } from './explain.ts';
import { fixAnswer } from './fix.ts';
import { refactorAnswer } from './refactor.ts';
import { rejectedAnswer } from './rejected.ts';
import { reviewAnswer } from './review.ts';
import { secondLookAnswer } from './secondLook.ts';
import { testsAnswer } from './tests.ts';

/** The text that a model answers: good unless its behaviour says otherwise. */
export function answerText(
  request: ValidRequest,
  task: DemoTask | undefined,
  behaviour: Behaviour,
): string {
  if (behaviour.text !== undefined) {
    return behaviour.text;
  }
  if (task === undefined) {
    const look = secondLookAnswer(request.turns);
    if (look !== undefined) return JSON.stringify(look);
    return request.schema === null
      ? 'This is the demo API: it reads the code in a prompt of Tierwise and answers from it.'
      : JSON.stringify(leastInstance(request.schema));
  }
  const answer = taskAnswer(task, behaviour);
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function taskAnswer(task: DemoTask, behaviour: Behaviour): unknown {
  if (behaviour.hostile !== undefined) {
    const kind = behaviour.hostile === 'obey' ? hiddenInstruction(task) : behaviour.hostile;
    return kind === undefined ? goodAnswer(task) : hostileAnswer(task, kind, goodAnswer(task));
  }
  const rejects = behaviour.reject === 'always' || (behaviour.reject === 'once' && !task.repair);
  return rejects ? rejectedAnswer(task, behaviour.rejectAs ?? 'broken') : goodAnswer(task);
}

function goodAnswer(task: DemoTask): unknown {
  switch (task.task) {
    case 'docs':
      return docsAnswer(task);
    case 'tests':
      return testsAnswer(task);
    case 'refactor':
      return refactorAnswer(task);
    case 'fix':
      return fixAnswer(task);
    case 'review':
      return reviewAnswer(task);
    case 'explain':
      return explainAnswer(task);
  }
}
