import type { TaskName } from '../../../src/models/task.ts';
import { TASK_NAMES } from '../../../src/models/task.ts';
import type { PromptTurn } from './validate.ts';

/** What the prompt of a task asks for, read from its fences. Lines are 1-based. */
export interface DemoTask {
  readonly task: TaskName;
  readonly language: string;
  /** Line number to text of all numbered lines. */
  readonly lines: ReadonlyMap<number, string>;
  readonly first: number;
  readonly last: number;
  /** Paths; an answer calls the first one 1. */
  readonly declarations: readonly string[];
  readonly framework: string;
  readonly subject: string;
  readonly file: string;
  /** Cases go into the file that `sibling` shows. */
  readonly insert: boolean;
  readonly sibling: string;
  readonly diagnostics: readonly { readonly line: number; readonly message: string }[];
  readonly instruction: string;
  /** Whether the last turn tells of problems, and whether it asks for something more. */
  readonly repair: boolean;
  readonly followUp: string;
}

const CODE = /<code-([0-9a-f]{8})\s+language="([^"]*)"[^>]*>\n([\s\S]*?)\n?<\/code-\1>/;
const SIBLING = /<sibling-([0-9a-f]{8})[^>]*>\n([\s\S]*?)\n?<\/sibling-\1>/;
const REQUEST = /<request-([0-9a-f]{8})([^>]*)>\n?([\s\S]*?)\n?<\/request-\1>/;
const PROBLEMS = /<problems-([0-9a-f]{8})[^>]*>[\s\S]*?<\/problems-\1>/;
const FOLLOW_UP = /<followup-([0-9a-f]{8})[^>]*>([\s\S]*?)<\/followup-\1>/;

/** The task of a conversation, or undefined where the prompt is none of Tierwise's. */
export function readTask(turns: readonly PromptTurn[]): DemoTask | undefined {
  const first = turns.find((turn) => turn.role === 'user')?.text ?? '';
  const last = turns.at(-1)?.text ?? '';
  const code = CODE.exec(first);
  const request = REQUEST.exec(code === null ? first : first.replace(code[0], ''));
  if (code === null || request === null) {
    return undefined;
  }
  const attributes = request[2] ?? '';
  const task = TASK_NAMES.find((name) => name === attribute(attributes, 'task'));
  if (task === undefined) {
    return undefined;
  }
  const lines = numberedLines(code[3] ?? '');
  const numbers = [...lines.keys()];
  const fields = requestFields(request[3] ?? '');
  const sibling = SIBLING.exec(first);
  return {
    task,
    language: code[2] ?? '',
    lines,
    first: Number(attribute(attributes, 'first') ?? numbers[0] ?? 1),
    last: Number(attribute(attributes, 'last') ?? numbers.at(-1) ?? 1),
    declarations: (fields.lists.get('declarations') ?? []).flatMap((entry, index) => {
      const [, number, path = ''] = /^(\d+)\|(.+) \(line \d+\)$/.exec(entry) ?? [];
      return number === String(index + 1) ? [path] : [];
    }),
    framework: fields.values.get('framework') ?? '',
    subject: fields.values.get('subject') ?? '',
    file: fields.values.get('file') ?? '',
    insert: fields.values.get('insert') === 'yes',
    sibling: sibling?.[2] ?? '',
    diagnostics: (fields.lists.get('diagnostics') ?? []).flatMap((entry) => {
      const parts = /^(\d+)(?:-\d+)?:\s*([\s\S]*)$/.exec(entry);
      return parts === null ? [] : [{ line: Number(parts[1]), message: parts[2] ?? '' }];
    }),
    instruction: fields.values.get('instruction') ?? '',
    repair: turns.length > 1 && PROBLEMS.test(last),
    followUp: turns.length > 1 ? (FOLLOW_UP.exec(last)?.[2] ?? '').trim() : '',
  };
}

function attribute(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
}

function numberedLines(text: string): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  for (const line of text.split('\n')) {
    const parts = /^\s*(\d+)\|(.*)$/s.exec(line);
    if (parts !== null) {
      lines.set(Number(parts[1]), parts[2] ?? '');
    }
  }
  return lines;
}

function requestFields(text: string): {
  readonly values: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
} {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  let list: string[] | undefined;
  for (const line of text.split('\n')) {
    const field = /^([a-z]+):\s*(.*)$/.exec(line);
    const item = /^- (.*)$/.exec(line);
    if (item !== null && list !== undefined) {
      list.push(item[1] ?? '');
    } else if (field !== null) {
      values.set(field[1] ?? '', field[2] ?? '');
      list = [];
      lists.set(field[1] ?? '', list);
    }
  }
  return { values, lists };
}
