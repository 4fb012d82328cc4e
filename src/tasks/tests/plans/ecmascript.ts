import type { ProjectFiles } from '../../task.ts';
import type { FrameworkName } from '../frameworks.ts';
import { completePlan, word } from '../planParts.ts';
import { fileOf, folderOf, foldersUp, joinPath, relativePath } from '../projectPath.ts';
import type { Subject, TestPlan } from '../testPlan.ts';
import type { TestNaming } from '../testPlace.ts';
import { folderWith, placeOfTest, stemOf } from '../testPlace.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

const NAMING: TestNaming = {
  globs: [
    '**/*.{test,spec}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
    '**/__tests__/**/*.{ts,tsx,js,jsx,mjs,cjs}',
  ],
  stem: /^(.+?)\.(?:test|spec)\.[cm]?[jt]sx?$/,
  subjects: EXTENSIONS,
  name: (stem, extension) => `${stem}.test${extension}`,
  folder: (folder) => folder,
};

/** In a script or among the dependencies, the first that is found. */
const KNOWN = [
  ['vitest', /\bvitest\b/],
  ['jest', /\b(?:jest|react-scripts)\b/],
  ['mocha', /\bmocha\b/],
  ['ava', /\bava\b/],
  ['node:test', /\b(?:node|tsx)\b[^\n]{0,500}--test\b/],
] as const satisfies readonly (readonly [FrameworkName, RegExp])[];

/** JavaScript and TypeScript: the nearest package.json decides. */
export async function planEcmascript(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const root = (await folderWith(['package.json'], subject.path, files)) ?? '';
  const place = await placeOfTest(subject.path, NAMING, root, files);
  const siblingText = place.sibling && (await files.read(place.sibling));
  const found = (await frameworkOf(subject.path, files)) ?? importedIn(siblingText ?? '');
  const stem = stemOf(subject.path);
  const name = stem === 'index' ? fileOf(folderOf(subject.path)) : stem;
  const specifier = await specifierOf(subject.path, place.path, siblingText, root, files);
  return completePlan(place, files, {
    framework: found ?? 'node:test',
    isDefault: found === undefined,
    subject: specifier,
    reached: [
      // The last part of a specifier, whatever alias or relative path leads to it.
      new RegExp(
        `['"\`](?:[^'"\`\\n]*/)?(?:${word(stem)}|${word(name)})(?:\\.[cm]?[jt]sx?)?['"\`]`,
      ),
      ...(stem === 'index' ? [/['"`]\.{1,2}(?:\/\.\.)*\/?['"`]/] : []),
    ],
  });
}

async function frameworkOf(path: string, files: ProjectFiles): Promise<FrameworkName | undefined> {
  for (const folder of foldersUp(folderOf(path))) {
    const manifest = parsed(await files.read(joinPath(folder, 'package.json')));
    if (manifest === undefined) continue;
    const scripts = Object.entries(section(manifest, 'scripts'))
      .filter(([key]) => key.startsWith('test'))
      .map(([, value]) => String(value));
    const packages = [
      ...Object.keys(section(manifest, 'devDependencies')),
      ...Object.keys(section(manifest, 'dependencies')),
    ];
    const found =
      KNOWN.find(([, pattern]) => scripts.some((script) => pattern.test(script))) ??
      KNOWN.find(([name]) => packages.includes(name));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

function importedIn(text: string): FrameworkName | undefined {
  if (/['"](?:vitest)['"]/.test(text)) return 'vitest';
  if (/['"]@jest\/globals['"]/.test(text)) return 'jest';
  if (/['"]ava['"]/.test(text)) return 'ava';
  if (/['"]node:test['"]/.test(text)) return 'node:test';
  if (/['"](?:mocha|chai)['"]/.test(text)) return 'mocha';
  return undefined;
}

/** Relative, with the extension that the project's tests write. */
async function specifierOf(
  subject: string,
  test: string,
  sibling: string | undefined,
  root: string,
  files: ProjectFiles,
): Promise<string> {
  const bare = relativePath(folderOf(test), subject).replace(/\.[cm]?[jt]sx?$/, '');
  const own = /\.[cm]?[jt]sx?$/.exec(subject)?.[0] ?? '';
  const shown = /['"]\.{1,2}\/[^'"\n]*?(\.[cm]?[jt]sx?)?['"]/.exec(sibling ?? '');
  if (shown !== null) {
    const extension = shown[1];
    if (extension === undefined) return bare;
    return bare + (/ts/.test(extension) ? own : own.replace('t', 'j'));
  }
  const manifest = parsed(await files.read(joinPath(root, 'package.json')));
  const isModule = manifest?.['type'] === 'module' || own.startsWith('.m');
  const isTypeScript = /ts/.test(own);
  if (isModule && !isTypeScript) return bare + own;
  const bundled = ['vitest', 'jest'].includes((await frameworkOf(subject, files)) ?? '');
  return isModule && !bundled ? bare + own : bare;
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
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
