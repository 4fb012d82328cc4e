import type { Project } from './project.ts';

/** A wheel says nothing of the tests in it. */
const PYTEST = { 'pyproject.toml': '[tool.pytest.ini_options]\n' };

/** Packages of Python. */
export const PYTHON: readonly Project[] = [
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
  {
    name: 'docstring-parser',
    version: '0.16',
    client: 'pip',
    framework: 'pytest',
    tools: [],
    sources: /^docstring_parser\/\w+\.py$/,
    files: PYTEST,
  },
  {
    name: 'mpmath',
    version: '1.3.0',
    client: 'pip',
    framework: 'pytest',
    tools: [],
    sources: /^mpmath\/(?:rational|math2|libmp\/libintmath)\.py$/,
    files: PYTEST,
  },
];

/** What every Python project is run with. */
export const PYTHON_TOOLS: readonly string[] = ['pytest==8.3.3'];
