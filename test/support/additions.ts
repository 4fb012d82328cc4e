/** What one file gets: all of its text, or texts put before others that stand there once. */
export type Addition =
  | { readonly whole: string }
  | { readonly before: readonly (readonly [anchor: string, added: string])[] };

/** An addition to the project, file by file; `name` stands for `<name>` in the lists of the documentation. */
export interface ScratchAddition {
  /** The heading that its list has. */
  readonly heading: string;
  readonly name: string;
  /** Most source files that it may touch. */
  readonly most: number;
  readonly files: Readonly<Record<string, Addition>>;
}

const before = (...pairs: readonly (readonly [string, string])[]): Addition => ({ before: pairs });
const whole = (text: string): Addition => ({ whole: text });

/** One of each kind that the documentation tells how to add. */
export const ADDITIONS: readonly ScratchAddition[] = [
  {
    heading: 'a task',
    name: 'tidy',
    most: 7,
    files: {
      'src/models/task.ts': before(
        ["'explain'] as const", "'tidy', "],
        ['  explain: false,', '  tidy: true,\n'],
      ),
      'src/tasks/tidy/tidy.ts': whole(
        "import { refactor } from '../change/refactor.ts';\n" +
          "import type { Task } from '../task.ts';\n" +
          "export const tidy: Task = { ...refactor, name: 'tidy' };\n",
      ),
      'src/tasks/registry.ts': before(
        ['import { tests }', "import { tidy } from './tidy/tidy.ts';\n"],
        ['tests };', 'tidy, '],
      ),
      'src/routing/taskTable.ts': before([
        '  explain: {',
        "  tidy: { start: 'haiku', priorPass: 0.8, largestOutput: 16_384, isJudgement: false, gateChooses: true },\n",
      ]),
      'src/editor/ids.ts': before(["  explain: 'tierwise.explain'", "  tidy: 'tierwise.tidy',\n"]),
      'src/editor/taskTable.ts': before([
        '  explain: {',
        "  tidy: { ...CODE, command: COMMANDS.tidy, title: 'Tidy Up', offered: 'rewrite' },\n",
      ]),
    },
  },
  {
    heading: 'a language',
    name: 'scheme',
    most: 4,
    files: {
      'src/syntax/languages/scheme.ts': whole(
        "import type { ParsedLanguage } from '../language.ts';\n" +
          "import { go } from './go.ts';\n" +
          'export const scheme: ParsedLanguage = { ...go, directives: [/^@scheme/] };\n',
      ),
      'src/syntax/languages/languages.ts': before(
        ['import { rust }', "import { scheme } from './scheme.ts';\n"],
        ["  php: 'php',\n} as const", "  scheme: 'scheme',\n"],
        ['  php,\n};', '  scheme,\n'],
      ),
      'src/tasks/testing/languages/scheme.ts': whole(
        "import type { TestLanguage } from '../testLanguage.ts';\n" +
          "import { go } from './go.ts';\n" +
          "export const scheme: TestLanguage = { ...go, throwing: '(error)' };\n",
      ),
      'src/tasks/testing/languages/languages.ts': before(
        ['import { rust }', "import { scheme } from './scheme.ts';\n"],
        ['  php,\n};', '  scheme,\n'],
      ),
    },
  },
  {
    heading: 'a provider',
    name: 'azure',
    most: 4,
    files: {
      'src/providers/azure.ts': whole(
        "import type { OpenAiOptions } from './openai.ts';\n" +
          "import { createOpenAiProvider } from './openai.ts';\n" +
          "import type { ModelProvider } from './port.ts';\n" +
          'export function createAzureProvider(options: OpenAiOptions): ModelProvider {\n' +
          "  return { ...createOpenAiProvider(options), id: 'azure' };\n" +
          '}\n',
      ),
      'src/providers/providers.ts': before([
        '  editor: { ...PINNED',
        "  azure: { ...PINNED, key: 'taken' },\n",
      ]),
      'src/providers/loadProvider.ts': before([
        "    case 'openai':",
        "    case 'azure':\n" +
          "      return import('./azure.ts').then(({ createAzureProvider }) =>\n" +
          '        createAzureProvider({ apiKey, baseUrl, fetch }),\n' +
          '      );\n',
      ]),
      'src/editor/connection/connections.ts': before([
        "      case 'editor':",
        "      case 'azure': {\n" +
          '        const address = parseApiAddress(baseUrl);\n' +
          "        return { provider, address, keyHeader, region: '', project: '' };\n" +
          '      }\n',
      ]),
    },
  },
  {
    heading: 'a setting',
    name: 'docs.calm',
    most: 3,
    files: {
      'src/editor/settings/settingTable.ts': before([
        "  docsPrivate: setting('docs.private'",
        "  docsCalm: setting('docs.calm', true, parseBoolean, 'boolean'),\n",
      ]),
      'src/editor/settings/settingRules.ts': before(
        ['  readonly docsPrivate: boolean;', '  readonly docsCalm: boolean;\n'],
        ['    docsPrivate,\n', '    docsCalm: set.docsCalm,\n'],
      ),
      'src/editor/input/gather.ts': before([
        '      includePrivate: this.#configuration.read(document.uri).docsPrivate,',
        '      ...(this.#configuration.read(document.uri).docsCalm && { rulers: [80] }),\n',
      ]),
    },
  },
  {
    heading: 'a report column from a new sum',
    name: 'waited_ms',
    most: 6,
    files: {
      'src/ledger/database/sums.ts': before(["  'extra_ms',", "  'waited_ms',\n"]),
      'src/ledger/booking/runSums.ts': before([
        '      extra_ms: NO_EXTRA_KINDS',
        '      waited_ms: attempt.durationMs,\n',
      ]),
      'src/ledger/figures.ts': before(["  extraMs: 'extra_ms',", "  waitedMs: 'waited_ms',\n"]),
      'src/report/tables.ts': before(
        ["      column('escalated', 'escalationRate')", "      column('waited', 'timeWaited'),\n"],
        [
          '    rate === undefined\n',
          '    { ...number(group.waitedMs, format.duration(group.waitedMs)) },\n',
        ],
      ),
      'src/report/protocol/texts.ts': before([
        "  comparedCost: 'With Tierwise'",
        "  timeWaited: 'Time',\n",
      ]),
    },
  },
  {
    heading: 'a price',
    name: 'claude-haiku-6',
    most: 1,
    files: {
      'src/models/prices.ts': before([
        "    row('claude-sonnet-5-5', '2026-09-28'",
        "    row('claude-haiku-6', '2026-11-01', rates(1, 5, 0.1, 1.25, 2)),\n",
      ]),
    },
  },
];
