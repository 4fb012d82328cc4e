import { oneLine } from './oneLine.ts';
import { fence } from './prompt.ts';
import type { Problem, Prompt, PromptBlock } from './task.ts';

/** More problems than these say nothing new to a model. */
const MOST_PROBLEMS = 40;

/** The conversation with a rejected draft and what was found in it, for a repair or an escalation. */
export function repairPrompt(
  prompt: Prompt,
  draftReply: string,
  problems: readonly Problem[],
): Prompt {
  const told = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ code, detail }) => `- ${code}: ${oneLine(detail)}`);
  const more = problems.length - told.length;
  const list = [...told, ...(more > 0 ? [`- and ${more} more of these kinds`] : [])].join('\n');
  return continued(
    prompt,
    draftReply,
    `${fence('problems', {}, list)}Mend these problems in your answer, keep what was right, and give the whole answer again in the same form.`,
  );
}

/** The conversation with an accepted draft and the user's further wish. */
export function followUpPrompt(prompt: Prompt, draftReply: string, words: string): Prompt {
  return continued(
    prompt,
    draftReply,
    `${fence('followup', {}, words.trim())}Change your answer as the follow-up says and give the whole answer again in the same form.`,
  );
}

/** An assistant turn may not be blank, and an empty draft is one of the things to mend. */
const EMPTY_DRAFT = '(empty)';

function continued(prompt: Prompt, draftReply: string, words: string): Prompt {
  const block = (text: string): readonly PromptBlock[] => [{ text, stable: false }];
  const draft = /\S/.test(draftReply) ? draftReply.trimEnd() : EMPTY_DRAFT;
  return {
    ...prompt,
    turns: [
      ...prompt.turns,
      { role: 'assistant', blocks: block(draft) },
      { role: 'user', blocks: block(words) },
    ],
  };
}
