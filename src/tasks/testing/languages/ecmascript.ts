import type { ProjectFiles } from '../../task.ts';
import { word } from '../mentions.ts';
import { collectedPath, collectedPaths } from '../places/collectedPaths.ts';
import type { TestNaming, TestPlace } from '../places/testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../places/testPlace.ts';
import { completePlan } from '../planParts.ts';
import { fileOf, folderOf, foldersUp, joinPath, relativePath } from '../projectPath.ts';
import type { TestLanguage } from '../testLanguage.ts';
import type { Subject, TestPlan } from '../testPlan.ts';
import type { ScriptFramework } from './scriptFrameworks.ts';
import { SCRIPT_FRAMEWORKS } from './scriptFrameworks.ts';
import { readScriptImport } from './scriptImports.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const ENDINGS = '{ts,tsx,mts,cts,js,jsx,mjs,cjs}';

const NAMING: TestNaming = {
  globs: [
    `**/*{.test,.spec,-test,-spec,_test,_spec,Test,Spec}.${ENDINGS}`,
    `**/{__tests__,test,tests,spec,specs}/**/*.${ENDINGS}`,
  ],
  stem: /^(.+?)(?:[._-](?:test|spec)|(?<=[a-z0-9])(?:Test|Spec))\.[cm]?[jt]sx?$|^test[-_](.+)\.[cm]?[jt]sx?$/,
  stemInFolder:
    /(?:^|\/)(?:__tests__|tests?|specs?)\/(?:[^/]+\/)*((?!(?:setup|helpers?|index|utils|fixtures?|mocks?)\.)[^/]+?)\.[cm]?[jt]sx?$/,
  subjects: EXTENSIONS,
  name: (stem, extension) => `${stem}.test${extension}`,
  folder: (folder) => folder,
  distinct: (parent, stem) => `${parent}-${stem}`,
};

interface Sign {
  readonly framework: ScriptFramework;
  /** In a script. */
  readonly script: RegExp;
  readonly packages: readonly string[];
  /** What tests import. */
  readonly imported: RegExp;
}

/** The first that is found counts. */
const SIGNS: readonly Sign[] = [
  {
    framework: 'vitest',
    script: /\bvitest\b/,
    packages: ['vitest', '@analogjs/vitest-angular'],
    imported: /['"]vitest['"]/,
  },
  {
    framework: 'jest',
    script: /\b(?:jest|react-scripts|craco|tsdx)\b/,
    packages: ['jest', 'ts-jest', 'jest-preset-angular', '@angular-builders/jest', 'react-scripts'],
    imported: /['"]@jest\/globals['"]|\bjest\.(?:fn|mock|spyOn)\b/,
  },
  {
    framework: 'mocha',
    script: /\b(?:ts-)?mocha\b|\b(?:wtr|web-test-runner)\b/,
    packages: ['mocha', 'ts-mocha', 'karma-mocha', '@web/test-runner'],
    imported: /['"](?:mocha|chai)['"]/,
  },
  {
    framework: 'jasmine',
    script: /\b(?:jasmine|karma)\b/,
    packages: ['jasmine', 'jasmine-core', 'karma-jasmine', 'jasmine-ts'],
    imported: /['"]jasmine(?:-core)?['"]|\bjasmine\.\w+\(|['"]@angular\/core\/testing['"]/,
  },
  { framework: 'ava', script: /\bava\b/, packages: ['ava'], imported: /['"]ava['"]/ },
  {
    framework: 'bun',
    script: /\bbun\b.{0,40}\btest\b/,
    packages: [],
    imported: /['"]bun:test['"]/,
  },
  {
    framework: 'node:test',
    script: /\b(?:node|tsx)\b.{0,200}--test\b/,
    packages: [],
    imported: /['"]node:test['"]/,
  },
];

/** JavaScript and TypeScript: the nearest package.json decides. */
async function planEcmascript(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(['package.json'], subject.path, files)) ?? '';
  const manifests = await manifestsUp(subject.path, files);
  const scripted = await frameworkOf(manifests, undefined, files);
  const naming = await namingFor(scripted, manifests, root, files);
  const usual = await placeOfTest(subject.path, naming, root, files);
  const place = await collectedPlace(usual, subject.path, scripted, { root, manifests, files });
  const siblingText = place.sibling === undefined ? undefined : await files.read(place.sibling);
  const found = await frameworkOf(manifests, siblingText ?? '', files);
  const framework = found ?? 'node:test';
  const stem = stemOf(subject.path);
  const name = stem === 'index' ? fileOf(folderOf(subject.path)) : stem;
  const kind = modulesOf(subject, siblingText, manifests[0]);
  const specifier = specifierOf(
    { subject: subject.path, test: place.path },
    siblingText,
    framework,
    manifests[0],
  );
  const style = styleOf(framework, kind, siblingText);
  return completePlan(place, files, {
    framework: SCRIPT_FRAMEWORKS[framework],
    isDefault: found === undefined,
    subject: specifier,
    ...(style === undefined ? {} : { style }),
    reached: [
      // The last part of a specifier, whatever alias or relative path leads to it.
      new RegExp(
        `['"\`](?:[^'"\`\\n]*/)?(?:${word(stem)}|${word(name)})(?:\\.[cm]?[jt]sx?)?['"\`]`,
      ),
      ...(stem === 'index' ? [/['"`]\.{1,2}(?:\/\.\.)*\/?['"`]/] : []),
      ...ownName(manifests[0]),
    ],
  });
}

type Manifest = Readonly<Record<string, unknown>>;

/** The place where the runner that the project has set up finds a new test; a test that is there stays where it is. */
async function collectedPlace(
  place: TestPlace,
  subject: string,
  framework: ScriptFramework | undefined,
  project: {
    readonly root: string;
    readonly manifests: readonly Manifest[];
    readonly files: ProjectFiles;
  },
): Promise<TestPlace> {
  const { root, manifests, files } = project;
  if (framework === undefined || place.path === place.sibling) return place;
  const [manifest = {}] = manifests;
  const scripts = testScripts(manifest);
  const collected = await collectedPaths(framework, { root, manifest, scripts }, files);
  if (collected === undefined) return place;
  return { ...place, path: collectedPath(place.path, subject, root, collected) };
}

/** A package that its tests import as everybody else does. */
function ownName(manifest: Manifest | undefined): readonly RegExp[] {
  const name = manifest?.['name'];
  if (typeof name !== 'string' || name === '') return [];
  return [new RegExp(`['"\`]${word(name)}(?:/[^'"\`\\n]{0,200})?['"\`]`)];
}

/** The manifests around a file, the nearest first. */
async function manifestsUp(path: string, files: ProjectFiles): Promise<readonly Manifest[]> {
  const texts = await Promise.all(
    foldersUp(folderOf(path)).map((folder) => files.read(joinPath(folder, 'package.json'))),
  );
  return texts.map(parsed).filter((manifest) => manifest !== undefined);
}

/** What a test script runs, else what the tests import, else what is installed. */
async function frameworkOf(
  manifests: readonly Manifest[],
  sibling: string | undefined,
  files: ProjectFiles,
): Promise<ScriptFramework | undefined> {
  const imported = SIGNS.find((sign) => sign.imported.test(sibling ?? ''))?.framework;
  for (const [index, manifest] of manifests.entries()) {
    const scripts = testScripts(manifest);
    const packages = packagesOf(manifest);
    const scripted = SIGNS.find((sign) => scripts.some((script) => sign.script.test(script)));
    if (scripted !== undefined) return scripted.framework;
    if (scripts.some((script) => /\bng\s+test\b/.test(script))) {
      return angularFramework(packages, (await files.read('angular.json')) ?? '');
    }
    if (index === 0 && imported !== undefined) return imported;
    const installed = SIGNS.find((sign) => sign.packages.some((name) => packages.includes(name)));
    if (installed !== undefined) return installed.framework;
  }
  return imported;
}

/** `ng test` runs what the workspace is set up for: Jasmine in Karma where nothing else is said. */
function angularFramework(packages: readonly string[], workspace: string): ScriptFramework {
  if (/builder"\s*:\s*"[^"\n]*jest/.test(workspace)) return 'jest';
  if (/builder"\s*:\s*"[^"\n]*karma/.test(workspace)) return 'jasmine';
  const isKarma = packages.some((name) => /^(?:karma|karma-jasmine|jasmine-core)$/.test(name));
  if (isKarma) return 'jasmine';
  const other = SIGNS.find((sign) => sign.packages.some((name) => packages.includes(name)));
  return other?.framework ?? 'jasmine';
}

function testScripts(manifest: Manifest): readonly string[] {
  return Object.entries(section(manifest, 'scripts'))
    .filter(([key]) => key.startsWith('test'))
    .map(([, value]) => String(value));
}

function packagesOf(manifest: Manifest): readonly string[] {
  return ['devDependencies', 'dependencies', 'peerDependencies'].flatMap((name) =>
    Object.keys(section(manifest, name)),
  );
}

/** Where the runner of a project without tests would find them. */
async function namingFor(
  framework: ScriptFramework | undefined,
  manifests: readonly Manifest[],
  root: string,
  files: ProjectFiles,
): Promise<TestNaming> {
  const packages = manifests.flatMap(packagesOf);
  const isSpec =
    framework === 'jasmine' ||
    packages.includes('@angular/core') ||
    packages.includes('@nestjs/core');
  const naming = isSpec
    ? { ...NAMING, name: (stem: string, extension: string) => `${stem}.spec${extension}` }
    : NAMING;
  if (packages.includes('@angular/core')) return naming;
  // By themselves these two look into one folder alone.
  const home = framework === 'mocha' ? 'test' : framework === 'jasmine' ? 'spec' : undefined;
  if (home === undefined) return naming;
  const setUp = [
    ...manifests
      .slice(0, 1)
      .flatMap((one) => [...testScripts(one), JSON.stringify(one['mocha'] ?? '')]),
    ...(await Promise.all(SET_UP.map((name) => files.read(joinPath(root, name))))),
  ].join('\n');
  if (/\bsrc\b|\bkarma\b|\*\*\/\*[^"'\s]{0,200}(?:test|spec)/i.test(setUp)) return naming;
  return {
    ...naming,
    folder: (folder) => {
      const below = root === '' ? folder : folder.slice(root.length + 1);
      const mirrored = home === 'test' ? '' : below.replace(/^(?:src|lib)(?:\/|$)/, '');
      return joinPath(root, home, mirrored);
    },
  };
}

const SET_UP = [
  '.mocharc.json',
  '.mocharc.jsonc',
  '.mocharc.yml',
  '.mocharc.yaml',
  '.mocharc.js',
  '.mocharc.cjs',
  '.mocharc.mjs',
  'karma.conf.js',
  'spec/support/jasmine.json',
  'spec/support/jasmine.mjs',
];

/** How a file's tests load modules: as the sibling does, else as the subject and its package. */
function modulesOf(
  { path, source }: Subject,
  sibling: string | undefined,
  manifest: Manifest | undefined,
): 'es' | 'common' | undefined {
  const shown = modulesIn(sibling ?? '');
  if (shown !== undefined) return shown;
  const ending = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? '';
  if (ending.startsWith('.c')) return 'common';
  if (ending.startsWith('.m') || manifest?.['type'] === 'module') return 'es';
  if (/ts/.test(ending)) return undefined;
  return (
    modulesIn(source) ?? (/^[ \t]*(?:module\.)?exports\b/m.test(source) ? 'common' : undefined)
  );
}

function modulesIn(text: string): 'es' | 'common' | undefined {
  if (/^[ \t]*(?:import\b(?!\s*\()|export\b)/m.test(text)) return 'es';
  return /\brequire\s*\(\s*['"`]/.test(text) ? 'common' : undefined;
}

/** What the usual style of a framework is in the other kind of modules. */
function styleOf(
  framework: ScriptFramework,
  kind: 'es' | 'common' | undefined,
  sibling: string | undefined,
): string | undefined {
  const { guide } = SCRIPT_FRAMEWORKS[framework];
  if (kind !== 'common') return undefined;
  const required = guide.replace(
    /import (\{[^{}]{0,2000}\}|\w+) from ('[^']+')/g,
    (_, names: string, module: string) => `const ${names} = require(${module})`,
  );
  const reason = sibling === undefined ? 'the subject is CommonJS' : 'as the sibling has it';
  return `${required}; CommonJS (require, no import), ${reason}`;
}

/** Relative, with the extension that the project's tests write. */
function specifierOf(
  { subject, test }: { readonly subject: string; readonly test: string },
  sibling: string | undefined,
  framework: ScriptFramework,
  manifest: Manifest | undefined,
): string {
  const bare = relativePath(folderOf(test), subject).replace(/\.[cm]?[jt]sx?$/, '');
  const own = /\.[cm]?[jt]sx?$/.exec(subject)?.[0] ?? '';
  const shown = /['"]\.{1,2}\/[^'"\n]*?(\.[cm]?[jt]sx?)?['"]/.exec(sibling ?? '');
  if (shown !== null) {
    const extension = shown[1];
    if (extension === undefined) return bare;
    return bare + (/ts/.test(extension) ? own : own.replace('t', 'j'));
  }
  const isModule = manifest?.['type'] === 'module' || own.startsWith('.m');
  const isTypeScript = /ts/.test(own);
  if (isModule && !isTypeScript) return bare + own;
  const isBundled = ['vitest', 'jest'].includes(framework);
  return isModule && !isBundled ? bare + own : bare;
}

function parsed(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // A manifest that is being edited says nothing about the framework.
    return undefined;
  }
}

function section(
  manifest: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = manifest[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** TypeScript, with or without JSX. */
export const typescript: TestLanguage = {
  plan: planEcmascript,
  // Small packages have all of their tests in one file.
  testFiles: [...NAMING.globs, `**/{test,tests,spec}.${ENDINGS}`],
  throwing: "{ throw new Error('emptied'); }",
  caseHomes: ['call'],
  readImport: readScriptImport,
  unmarkedImports:
    /^(?:const|let|var)[ \t]+(?:[\w$]{1,99}|\{[^{}]{0,4000}\})\s{0,99}=\s{0,99}(?:await[ \t]+import|require)[ \t]*\(/gm,
};

/** JavaScript; what a compiler turns into the one kind of modules or the other may be written in both. */
export const javascript: TestLanguage = {
  ...typescript,
  head: /^\s*(['"])use strict\1;?/,
  hasTwoModuleKinds: true,
};
