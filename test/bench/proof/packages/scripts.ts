import type { Project } from './project.ts';

const MOCHA = 'mocha@11.7.4';
const VITEST = 'vitest@3.2.4';
const JEST = 'jest@30.5.2';
/** Jest for sources of TypeScript, by what it asks its users to install. */
const JEST_OF_TYPES = [JEST, '@babel/preset-env@7.28.5', '@babel/preset-typescript@7.28.5'];
const BABEL = {
  'babel.config.js':
    "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };\n",
};
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
  {
    name: 'pascal-case',
    version: '3.1.2',
    client: 'npm',
    framework: 'jest',
    tools: [JEST],
    sources: /^dist\/index\.js$/,
    leftOut: /^dist\.es2015\//,
    files: {},
  },
  {
    name: 'camel-case',
    version: '4.1.2',
    client: 'npm',
    framework: 'jest',
    tools: [JEST],
    sources: /^dist\/index\.js$/,
    leftOut: /^dist\.es2015\//,
    files: {},
  },
  // Its tests have no words but those that Jest knows as well.
  {
    name: 'node-content-disposition',
    version: '0.5.4-2',
    client: 'debian',
    framework: 'jest',
    tools: [JEST, 'deep-equal@1.0.1'],
    sources: /^index\.js$/,
    files: {},
  },
  {
    name: 'node-dom-serializer',
    version: '2.0.0-3',
    client: 'debian',
    framework: 'jest',
    tools: [...JEST_OF_TYPES, 'htmlparser2@8.0.1'],
    sources: /^src\/\w+\.ts$/,
    files: BABEL,
  },
  {
    name: 'node-accepts',
    version: '1.3.8-2',
    client: 'debian',
    framework: 'mocha',
    tools: [MOCHA],
    sources: /^index\.js$/,
    files: {},
  },
];
