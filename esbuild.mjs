/**
 * Builds the extension into dist/: `node esbuild.mjs [--production] [--watch]`.
 * What is heavy is an entry point of its own, loaded on first use.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { PROVIDER_NAMES } from './src/providers/providers.ts';
import { GRAMMARS } from './src/syntax/languages/languages.ts';
import { npm } from './test/host/nodeFromNpm.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const isProduction = process.argv.includes('--production');
const isWatch = process.argv.includes('--watch');

const main = 'src/extension.ts';

/** Loaded on first use: reached by a dynamic import, or as the script of a worker. */
const lazy = [
  'src/tasks/worker/taskClient.ts',
  'src/tasks/worker/taskWorker.ts',
  'src/ledger/openLedger.ts',
  'src/claudeCode/claudeCodeClient.ts',
  'src/editor/connection/connectedRunner.ts',
  'src/editor/connection/editorModels.ts',
  'src/editor/input/taskInputs.ts',
  'src/editor/changes/changesReview.ts',
  'src/editor/folders/openFolderRuns.ts',
  'src/editor/dismissals/dismissals.ts',
  'src/editor/inPlace/findingsInPlace.ts',
  'src/editor/testExplorer/testExplorer.ts',
  'src/editor/runs/showing.ts',
  'src/editor/proof/untestedBehaviour.ts',
  'src/editor/proof/verifyChanges.ts',
  'src/editor/runs/compareTiers.ts',
  'src/editor/strategy/strategyChecks.ts',
  'src/editor/usage/auditItem.ts',
  'src/editor/usage/reportPanel.ts',
  'src/otlp/collector.ts',
  'src/editor/tags/runTagger.ts',
  'src/mergedUsage/mergeWorker.ts',
  'src/editor/usage/usageHistory.ts',
  'src/editor/whyThisModel.ts',
  'src/editor/results/findings/keptFinding.ts',
  'src/editor/results/proposals/keptShare.ts',
  'src/editor/lines/characterEdits.ts',
  'src/editor/lines/threeWayMerge.ts',
  'src/editor/results/markdown/markdownWorker.ts',
  ...PROVIDER_NAMES.filter((name) => name !== 'editor').map((name) => `src/providers/${name}.ts`),
  'src/typeCheck/typeCheckWorker.ts',
  'src/testRun/process/testSupervisor.ts',
  'src/syntax/syntaxWorker.ts',
  'src/ledger/worker/ledgerWorker.ts',
  'src/claudeCode/claudeCodeWorker.ts',
];

/**
 * Imported plainly, and loaded when an export is first used: one built file for all that import it. Nothing in them may be
 * used while a module is loaded.
 */
const late = ['src/editor/wording/messageTable.ts', 'src/models/paths/ignorePatterns.ts'];

/** Scripts of web pages. */
const pages = ['src/report/page/report.ts'];

const grammars = [...new Set(Object.values(GRAMMARS))];

/**
 * Leaves an import of what is lazy or late as one of its built file. A dynamic import that is not listed would be bundled
 * into whoever imports it, and load with that.
 * @type {import('esbuild').Plugin}
 */
const lazyImports = {
  name: 'lazy-imports',
  setup(pluginBuild) {
    const isEntry = (/** @type {string} */ file) => [...lazy, ...late].includes(file);
    const builtFile = (/** @type {string} */ file) => `./${basename(file, '.ts')}.cjs`;
    pluginBuild.onResolve({ filter: /^\.\.?\// }, ({ importer, kind, path, resolveDir }) => {
      if (importer.includes('node_modules')) return undefined;
      const file = relative(root, resolve(resolveDir, path)).replaceAll(sep, '/');
      if (kind === 'import-statement' && late.includes(file))
        return { path: file, namespace: 'late' };
      if (kind !== 'dynamic-import') return undefined;
      return isEntry(file)
        ? { path: builtFile(file), external: true }
        : { errors: [{ text: `${path} is imported when it is needed: list it as lazy.` }] };
    });
    const external = (/** @type {{path: string}} */ { path }) => ({ path, external: true });
    pluginBuild.onResolve({ filter: /^/, namespace: 'late' }, external);
    pluginBuild.onLoad({ filter: /^/, namespace: 'late' }, ({ path }) => {
      const source = readFileSync(join(root, path), 'utf8');
      const names = source.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm);
      const getters = [...names].map(([, name]) => `get ${name}() { return load().${name}; }`);
      const load = `let loaded; const load = () => (loaded ??= require('${builtFile(path)}'));`;
      return { contents: `${load} module.exports = { ${getters.join(', ')} };` };
    });
  },
};

/**
 * Takes what the sources name out of the editor's API once for a bundle. esbuild would copy all of the API's some 400 names
 * for each file that imports one, which is half of what loading the main bundle takes.
 * @type {import('esbuild').Plugin}
 */
const editorApi = {
  name: 'editor-api',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === 'editor-api'
        ? { path, external: true }
        : { path, namespace: 'editor-api', sideEffects: false },
    );
    pluginBuild.onLoad({ filter: /^/, namespace: 'editor-api' }, () => {
      const names = [...namesFromEditor()].toSorted().join(', ');
      return { contents: `export const { ${names} } = require('vscode');` };
    });
  },
};

/** What the sources import from the editor's API, types aside. */
function namesFromEditor() {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'));
  const imports = sources.flatMap((source) => [
    ...source.matchAll(/^import \{([^}]*)\} from 'vscode';/gm),
  ]);
  const names = imports.flatMap(([, list = '']) => list.split(','));
  return new Set(names.flatMap((name) => /^\s*(\w+)(?: as \w+)?\s*$/.exec(name)?.[1] ?? []));
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  outdir: dist,
  entryNames: '[name]',
  minify: isProduction,
  sourcemap: isProduction ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  // A name that no import list has is not taken out of the editor's API.
  logOverride: { 'import-is-undefined': 'error' },
  legalComments: 'none',
};

/** @type {import('esbuild').BuildOptions} */
const forHost = {
  ...common,
  entryPoints: existing([main, ...lazy, ...late]),
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  plugins: [lazyImports, editorApi],
};

/** @type {import('esbuild').BuildOptions} */
const forPages = {
  ...common,
  entryPoints: existing(pages),
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'wasm'), { recursive: true });
copyWasm();
copyDeclarations();

if (isWatch) {
  for (const options of [forHost, forPages]) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
} else {
  const metafiles = [];
  for (const options of [forHost, forPages]) metafiles.push((await build(options)).metafile);
  const meta = {
    inputs: Object.assign({}, ...metafiles.map((metafile) => metafile?.inputs)),
    outputs: Object.assign({}, ...metafiles.map((metafile) => metafile?.outputs)),
  };
  writeFileSync(join(dist, 'meta.json'), `${JSON.stringify(meta)}\n`);
  const shipped = shippedFolders(Object.keys(meta.inputs));
  writeFileSync(join(dist, 'third-party-notices.txt'), noticesOf(shipped));
  if (isProduction) writeFileSync(join(dist, 'sbom.cdx.json'), billOfMaterials(shipped));
}

/**
 * All packages that are shipped: those with a file in a bundle, and those whose files are copied.
 * @param {readonly string[]} inputs paths of the bundles' sources, relative to the project
 */
function shippedFolders(inputs) {
  const copied = ['sql.js', '@vscode/tree-sitter-wasm', 'typescript-classic'];
  const folders = new Set(copied.map((name) => `node_modules/${name}`));
  for (const input of inputs) {
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (found) folders.add(found[0]);
  }
  return [...folders].toSorted();
}

/**
 * What npm says of the packages that are shipped, in the form of CycloneDX.
 * @param {readonly string[]} folders
 */
function billOfMaterials(folders) {
  /** @type {{components: {'bom-ref': string}[], dependencies: {ref: string, dependsOn: string[]}[]}} */
  const bill = JSON.parse(npm(['sbom', '--sbom-format', 'cyclonedx'], root));
  const refs = new Set(
    folders.map((folder) => {
      /** @type {{name: string, version: string}} */
      const { name, version } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      );
      return `${name}@${version}`;
    }),
  );
  const components = bill.components.filter((component) => refs.has(component['bom-ref']));
  const isNamed = (/** @type {string} */ ref) => refs.has(ref);
  const dependencies = bill.dependencies
    .filter(({ ref }) => isNamed(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isNamed) }));
  return `${JSON.stringify({ ...bill, components, dependencies }, null, 1)}\n`;
}

/**
 * The licences of all packages that are shipped.
 * @param {readonly string[]} folders
 */
function noticesOf(folders) {
  const notices = folders.map((folder) => {
    /** @type {{name: string, version: string, license?: string, author?: string | {name?: string}}} */
    const { name, version, license, author } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const texts = readdirSync(join(root, folder))
      .filter((file) => /^(?:licen[cs]e|copying|notice|third.?party)[^/]*$/i.test(file))
      .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
    const holder = (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;
    const text = texts.length > 0 ? texts.join('\n\n') : usualText(license, holder);
    return `${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
  });
  return notices.join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * The text of a licence that a package names and does not hold.
 * @param {string | undefined} license
 * @param {string} holder
 */
function usualText(license, holder) {
  // Each of these texts is in another package word for word, but for whose licence it is.
  const examples = { 'Apache-2.0': '@aws-sdk/core', MIT: 'zod' };
  const example = Object.entries(examples).find(([id]) => id === license)?.[1];
  if (example === undefined) throw new Error(`There is no text of the licence ${license}`);
  const folder = join(root, 'node_modules', example);
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name)) ?? 'LICENSE';
  const text = readFileSync(join(folder, file), 'utf8').trim();
  const terms = license === 'MIT' ? text.slice(text.indexOf('Permission is hereby granted')) : text;
  return `Copyright (c) ${holder}\n\n${terms}`;
}

/** The parsers and the database engine, as they came. */
function copyWasm() {
  const require = createRequire(import.meta.url);
  const parsers = join(dirname(require.resolve('@vscode/tree-sitter-wasm/package.json')), 'wasm');
  const files = [
    require.resolve('sql.js/dist/sql-wasm.wasm'),
    join(parsers, 'tree-sitter.wasm'),
    ...grammars.map((grammar) => join(parsers, `tree-sitter-${grammar}.wasm`)),
  ];
  for (const file of files) copyFileSync(file, join(dist, 'wasm', basename(file)));
}

/** What TypeScript knows of the language itself, for the check of types. */
function copyDeclarations() {
  const lib = dirname(createRequire(import.meta.url).resolve('typescript-classic'));
  const files = readdirSync(lib).filter((name) => /^lib\..*\.d\.ts$|^lib\.d\.ts$/.test(name));
  mkdirSync(join(dist, 'typescript'), { recursive: true });
  for (const file of files) copyFileSync(join(lib, file), join(dist, 'typescript', file));
}

/**
 * The entry points whose source is there; the others are named, so that nobody wonders.
 * @param {readonly string[]} entries
 */
function existing(entries) {
  return entries.filter((entry) => {
    const exists = existsSync(join(root, entry));
    if (!exists) process.stdout.write(`Skipped ${entry}: not there.\n`);
    return exists;
  });
}
