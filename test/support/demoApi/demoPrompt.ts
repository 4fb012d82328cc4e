import { createHash } from 'node:crypto';
import type { TaskName } from '../../../src/models/task.ts';

/** What a prompt in the wire format is made of. */
export interface DemoPrompt {
  readonly task: TaskName;
  readonly language: string;
  readonly code: string;
  /** Lines asked for; the whole file by default. */
  readonly first?: number;
  readonly last?: number;
  readonly declarations?: readonly string[];
  readonly framework?: string;
  readonly subject?: string;
  readonly sibling?: string;
  readonly insert?: boolean;
  readonly diagnostics?: readonly { readonly line: number; readonly message: string }[];
  readonly instruction?: string;
}

/** The first user turn of a task, for whoever calls the demo API without the tasks' own prompts. */
export function demoPrompt(prompt: DemoPrompt): string {
  const lines = prompt.code.split('\n');
  const hash = createHash('sha256').update(prompt.code).digest('hex').slice(0, 8);
  const fields = [
    ...(prompt.declarations === undefined
      ? []
      : [
          'declarations:',
          ...prompt.declarations.map((path, index) => `- ${index + 1}|${path} (line 1)`),
        ]),
    ...(prompt.framework === undefined ? [] : [`framework: ${prompt.framework}`]),
    ...(prompt.subject === undefined ? [] : [`subject: ${prompt.subject}`]),
    ...(prompt.insert === true ? ['insert: yes'] : []),
    ...(prompt.diagnostics === undefined
      ? []
      : [
          'diagnostics:',
          ...prompt.diagnostics.map(({ line, message }) => `- ${line}: ${message}`),
        ]),
    ...(prompt.instruction === undefined ? [] : [`instruction: ${prompt.instruction}`]),
  ];
  return [
    `<code-${hash} language="${prompt.language}" lines="1-${lines.length}">`,
    ...lines.map((line, index) => `${index + 1}|${line}`),
    `</code-${hash}>`,
    ...(prompt.sibling === undefined
      ? []
      : [`<sibling-${hash}>`, prompt.sibling, `</sibling-${hash}>`]),
    `<request-${hash} task="${prompt.task}" first="${prompt.first ?? 1}" last="${prompt.last ?? lines.length}">`,
    ...fields,
    `</request-${hash}>`,
  ].join('\n');
}
