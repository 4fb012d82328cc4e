import type { Project } from './project.ts';

const MOCHA = 'mocha@11.7.4';
const VITEST = 'vitest@3.2.4';
/** For tests that were written for Jest, whose words are global. */
const GLOBALS = {
  'vitest.config.mjs': "export default { test: { globals: true, exclude: ['node_modules'] } };\n",
};

/** Packages of JavaScript and TypeScript. */
export const SCRIPTS: readonly Project[] = [
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
    // They stand where they were compiled to.
    files: GLOBALS,
  },
  {
    name: 'title-case',
    version: '3.0.3',
    client: 'npm',
    framework: 'vitest',
    tools: [VITEST],
    sources: /^dist\/index\.js$/,
    leftOut: /^dist\.es2015\//,
    files: GLOBALS,
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
    name: 'node-bytes',
    version: '3.1.2-1',
    client: 'debian',
    framework: 'mocha',
    tools: [MOCHA],
    sources: /^index\.js$/,
    files: {},
  },
  {
    name: 'node-type-is',
    version: '1.6.19-3',
    client: 'debian',
    framework: 'mocha',
    tools: [MOCHA],
    sources: /^index\.js$/,
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
    name: 'entities',
    version: '6.0.1',
    client: 'npm',
    framework: 'vitest',
    tools: [VITEST],
    sources: /^src\/(?:decode|encode|escape|index|decode-codepoint)\.ts$/,
    leftOut: /^dist\//,
    files: {},
  },
  {
    name: 'node-css-what',
    version: '6.1.0-5',
    client: 'debian',
    framework: 'vitest',
    tools: [VITEST],
    sources: /^src\/(?:parse|stringify)\.ts$/,
    files: GLOBALS,
  },
  {
    name: 'node-domutils',
    version: '3.0.1-3',
    client: 'debian',
    framework: 'vitest',
    tools: [VITEST, 'htmlparser2@8.0.1'],
    // The tests of feeds compare with what Jest alone has kept.
    sources: /^src\/(?!index|feeds)\w+\.ts$/,
    files: GLOBALS,
  },
];
