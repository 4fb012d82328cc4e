import type { Ask } from '../question.ts';

/** One question for all files is enough. */
export function askedOnce(ask: Ask): Ask {
  const answers = new Map<string, Promise<string | undefined>>();
  return (question, ...choices) => {
    const answer = answers.get(question) ?? ask(question, ...choices);
    answers.set(question, answer);
    return answer;
  };
}
