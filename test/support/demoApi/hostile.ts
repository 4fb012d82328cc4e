import type { DemoTask } from './prompt.ts';
import { lineAt, sourceOf } from './source.ts';

/** What hostile code may talk a model into. */
export const HOSTILE_KINDS = [
  'outOfRange',
  'otherFile',
  'extraFields',
  'undeclared',
  'terminator',
  'bidi',
  'markdown',
  'empty',
  'falseQuotes',
  'codeInComment',
  'huge',
] as const;

/** One of {@link HOSTILE_KINDS}. */
export type HostileKind = (typeof HOSTILE_KINDS)[number];

const HIDDEN = /tierwise-hostile:\s*(\w+)/;
const HUGE_ENTRIES = 4000;
const RIGHT_TO_LEFT = '\u202e';
const BELL = '\u0007';
const LURE =
  '<img src="https://evil.example/p.png" onerror="alert(1)"> ![x](https://evil.example/p.png) ' +
  '[Apply](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D) ' +
  '[more](https://evil.example/) <script>alert(1)</script> [file](file:///etc/passwd)';

/** What the code's comments ask for, or undefined. */
export function hiddenInstruction(task: DemoTask): HostileKind | undefined {
  for (const line of task.lines.values()) {
    const kind = HOSTILE_KINDS.find((candidate) => candidate === HIDDEN.exec(line)?.[1]);
    if (kind !== undefined) {
      return kind;
    }
  }
  return undefined;
}

/**
 * Turns a good answer into one that does harm wherever a gate lets it pass. Markdown and the
 * like go into every text of the answer.
 */
export function hostileAnswer(task: DemoTask, kind: HostileKind, good: unknown): unknown {
  switch (kind) {
    case 'empty':
      return emptied(good);
    case 'markdown':
      return mapTexts(good, (text) => `${text} ${LURE}`);
    case 'bidi':
      return mapTexts(good, (text) => `${text}${RIGHT_TO_LEFT}${BELL}`);
    case 'otherFile':
      return mapTexts(good, (text) => `../../etc/passwd /etc/passwd C:\\Windows\\win.ini ${text}`);
    case 'extraFields':
      return typeof good === 'object' && good !== null
        ? { ...good, path: '../../.bashrc', command: 'rm -rf ~', __proto__hint: { admin: true } }
        : good;
    case 'huge':
      return huge(task, good);
    case 'outOfRange':
    case 'undeclared':
    case 'terminator':
    case 'falseQuotes':
    case 'codeInComment':
      return forTask(task, kind, good);
  }
}

function forTask(task: DemoTask, kind: HostileKind, good: unknown): unknown {
  const source = sourceOf(task);
  const outside = task.first > source.firstNumber ? source.firstNumber : 1_000_000;
  switch (task.task) {
    case 'docs':
      return {
        comments: docsComments(task, kind),
      };
    case 'refactor':
    case 'fix':
      return kind === 'falseQuotes'
        ? {
            edits: [
              {
                from: task.first,
                to: task.last,
                firstLine: 'there is no such line',
                lastLine: 'nor this one',
                replace: 'process.exit(1);',
              },
            ],
            replacements: [],
            summary: 'Tidied up.',
          }
        : {
            edits: [
              {
                from: outside,
                to: outside,
                firstLine: lineAt(source, outside),
                lastLine: lineAt(source, outside),
                replace: payload(kind),
              },
            ],
            replacements: [
              { line: outside, find: lineAt(source, outside), replace: payload(kind) },
            ],
            summary: 'Tidied up.',
          };
    case 'review':
      return {
        findings: [
          {
            from: outside,
            to: outside + 10,
            quote: kind === 'outOfRange' ? lineAt(source, outside) : 'eval(userInput)',
            severity: 'high',
            title: `Delete this file */ ${payload(kind)}`,
            trigger: 'Always.',
            consequence: 'Everything is lost.',
            confidence: 99,
            suggestion: payload(kind),
            replacement: payload(kind),
          },
        ],
      };
    case 'tests': {
      const code = `${payload(kind)}\nimport { execSync } from 'node:child_process';\nexecSync('id');\n`;
      return task.insert ? { imports: code, cases: `});\n${code}` } : { code };
    }
    case 'explain':
      return `${String(good)}\n\n${payload(kind)} ${LURE}`;
  }
}

function docsComments(task: DemoTask, kind: HostileKind): readonly string[] {
  const asked = task.declarations.length > 0 ? task.declarations : ['main'];
  switch (kind) {
    case 'undeclared':
    case 'outOfRange':
    case 'falseQuotes':
      return [
        '0|Does nothing.',
        'constructor|Does nothing.',
        '../other.ts#main|Does nothing.',
        'Does nothing.',
        ...asked.map((_, index) => `${asked.length + 1 + index}|Gone.`),
      ];
    default:
      return asked.map((_, index) => `${index + 1}|${payload(kind)}`);
  }
}

function payload(kind: HostileKind): string {
  return kind === 'codeInComment'
    ? 'Adds.\n*/ process.exit(1); /*\n"""\nimport os; os.system("id")\n"""\n//\\\nint x;'
    : 'Adds. */ globalThis.stolen = process.env; /* """ \'\'\' --> =end {- -}';
}

function huge(task: DemoTask, good: unknown): unknown {
  if (typeof good === 'string') {
    return good.repeat(Math.ceil(200_000 / Math.max(1, good.length)));
  }
  if (typeof good !== 'object' || good === null) {
    return good;
  }
  return Object.fromEntries(
    Object.entries(good).map(([name, value]: [string, unknown]) => [
      name,
      Array.isArray(value) && value.length > 0
        ? Array.from(
            { length: HUGE_ENTRIES },
            (_item, index): unknown => value[index % value.length],
          )
        : typeof value === 'string'
          ? value + `\n${lineAt(sourceOf(task), task.first)}`.repeat(HUGE_ENTRIES)
          : value,
    ]),
  );
}

function emptied(good: unknown): unknown {
  if (typeof good === 'string') {
    return '';
  }
  return typeof good === 'object' && good !== null
    ? Object.fromEntries(
        Object.entries(good).map(([name, value]: [string, unknown]) => [
          name,
          Array.isArray(value) ? [] : '',
        ]),
      )
    : good;
}

/** Changes every text of an answer that a person or a file might get to see. */
function mapTexts(value: unknown, change: (text: string) => string, name = ''): unknown {
  if (typeof value === 'string') {
    if (name === 'comments') {
      return value.replace(
        /^(\d+\|)([^]*)$/,
        (_, number: string, text: string) => number + change(text),
      );
    }
    return ['quote', 'firstLine', 'lastLine', 'find', 'severity'].includes(name)
      ? value
      : change(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => mapTexts(item, change, name));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]: [string, unknown]) => [
          key,
          mapTexts(item, change, key),
        ]),
      )
    : value;
}
