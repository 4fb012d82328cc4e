/** A published package that has its own tests in it. */
export interface Project {
  readonly name: string;
  readonly version: string;
  readonly client: 'npm' | 'pip';
  readonly framework: 'mocha' | 'vitest' | 'node:test' | 'pytest';
  /** What its tests import beside its own dependencies, `name@version`. */
  readonly tools: readonly string[];
  /** Sources that are measured, by relative path. */
  readonly sources: RegExp;
  /** What is left out of the project: the same again, compiled otherwise. */
  readonly leftOut?: RegExp;
  /** Files that say what else stands in the package's repository alone: how its tests are run. */
  readonly files: Readonly<Record<string, string>>;
}

const MOCHA = 'mocha@11.7.4';
const VITEST = 'vitest@3.2.4';
/** A wheel says nothing of the tests in it. */
const PYTEST = { 'pyproject.toml': '[tool.pytest.ini_options]\n' };

/** Chosen for having their tests in what is published, and for tests that need nothing else. */
export const PROJECTS: readonly Project[] = [
  {
    name: 'flat',
    version: '5.0.2',
    client: 'npm',
    framework: 'mocha',
    tools: [MOCHA],
    sources: /^index\.js$/,
    files: { '.mocharc.json': '{ "ui": "tdd" }\n' },
  },
  {
    name: 'no-case',
    version: '3.0.4',
    client: 'npm',
    framework: 'vitest',
    tools: [VITEST],
    sources: /^dist\/index\.js$/,
    leftOut: /^dist\.es2015\//,
    // They were written for Jest, whose words are global, and stand where they were compiled to.
    files: {
      'vitest.config.mjs':
        "export default { test: { globals: true, exclude: ['node_modules'] } };\n",
    },
  },
  {
    name: 'find-my-way',
    version: '9.3.0',
    client: 'npm',
    framework: 'node:test',
    tools: ['rfdc@1.4.1', 'proxyquire@2.1.3'],
    sources: /^(?:index|lib\/[\w-]+|lib\/strategies\/[\w-]+)\.js$/,
    files: {},
  },
  {
    name: 'zod',
    version: '4.1.12',
    client: 'npm',
    framework: 'vitest',
    tools: [VITEST],
    sources: /^src\/v4\/(?:core|classic)\/\w+\.ts$|^src\/v3\/helpers\/\w+\.ts$/,
    leftOut: /^(?!src\/|package\.json$|vitest)/,
    // As its repository has it: its tests import it by its name, and mean its sources.
    files: {
      'vitest.config.mjs':
        "const conditions = ['@zod/source'];\nexport default { resolve: { conditions }, ssr: { resolve: { conditions } } };\n",
    },
  },
  {
    name: 'toolz',
    version: '0.12.1',
    client: 'pip',
    framework: 'pytest',
    tools: [],
    sources: /^toolz\/\w+\.py$/,
    files: PYTEST,
  },
  {
    name: 'isodate',
    version: '0.6.1',
    client: 'pip',
    framework: 'pytest',
    tools: ['six==1.16.0'],
    sources: /^isodate\/\w+\.py$/,
    files: PYTEST,
  },
  {
    name: 'colorama',
    version: '0.4.6',
    client: 'pip',
    framework: 'pytest',
    tools: [],
    sources: /^colorama\/(?:ansi|ansitowin32|initialise)\.py$/,
    files: PYTEST,
  },
  {
    name: 'parsimonious',
    version: '0.10.0',
    client: 'pip',
    framework: 'pytest',
    tools: ['regex==2024.9.11'],
    sources: /^parsimonious\/\w+\.py$/,
    files: PYTEST,
  },
];

/** What every Python project is run with. */
export const PYTHON_TOOLS: readonly string[] = ['pytest==8.3.3'];
