import type { TaskName } from '../../../src/models/task.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import type {
  GateResult,
  PreparedTask,
  ProjectFiles,
  TaskInput,
  TaskTools,
} from '../../../src/tasks/task.ts';
import { never, startSyntax } from '../syntax/samples.ts';

/** Files of a project in memory. */
export function projectOf(files: Readonly<Record<string, string>>): ProjectFiles {
  const paths = Object.keys(files);
  return {
    read: (path) => Promise.resolve(files[path]),
    exists: (path) =>
      Promise.resolve(paths.some((one) => one === path || one.startsWith(`${path}/`))),
    find: (glob, near, limit) => {
      const pattern = globPattern(glob);
      const parts = near.split('/');
      const shared = (path: string) =>
        path.split('/').filter((part, index) => part === parts[index]).length;
      const found = paths
        .filter((path) => pattern.test(path))
        .map((path) => ({ path, share: shared(path) }));
      found.sort((one, other) => other.share - one.share || (one.path < other.path ? -1 : 1));
      return Promise.resolve(found.slice(0, limit).map(({ path }) => path));
    },
  };
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replace(/\*\*\//g, '\u0001')
    .replace(/\*/g, '[^/]*')
    .replaceAll('\u0001', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}

/** The tools that tasks use, with the real parser. */
export function startTools(files: Readonly<Record<string, string>> = {}): TaskTools {
  return { syntax: startSyntax(), files: projectOf(files) };
}

/** An input for a whole file; what is given replaces what it says. */
export function inputFor(
  task: TaskName,
  language: string,
  source: string,
  given: Partial<TaskInput> = {},
): TaskInput {
  const lines = source.split('\n').length;
  return {
    task,
    language,
    source,
    target: { firstLine: 1, lastLine: lines },
    targetKind: 'file',
    path: 'src/file.txt',
    instruction: undefined,
    diagnostics: [],
    ...given,
  };
}

export function prepare(tools: TaskTools, input: TaskInput): Promise<PreparedTask> {
  return taskFor(input.task).prepare(input, tools, never);
}

/** Prepares and checks in one go. */
export async function checked(
  tools: TaskTools,
  input: TaskInput,
  answer: unknown,
): Promise<GateResult> {
  const prepared = await prepare(tools, input);
  return prepared.check(typeof answer === 'string' ? answer : JSON.stringify(answer), never);
}

export function codes(result: GateResult): readonly string[] {
  return result.problems.map(({ code }) => code);
}

/** The whole prompt as one text. */
export function promptText({ prompt }: PreparedTask): string {
  return prompt.turns.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('');
}

/** The declarations that a docs prompt asks for, in the order of their numbers. */
export function askedFor(prepared: PreparedTask): readonly string[] {
  const listed = promptText(prepared).matchAll(/^- \d+\|(.+) \(line \d+\)$/gm);
  return [...listed].flatMap(([, path]) => path ?? []);
}
