import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ProjectFramework } from '../packages/project.ts';
import type { Peer, PeerFile, Score } from './peer.ts';
import { FIRST } from './peer.ts';
import { onceIn, runProgram } from './program.ts';

/** The newest of which there is a runner for each framework. */
const VERSION = '10.0.0';
/** It reads settings of TypeScript by TypeScript. */
const TYPESCRIPT = 'typescript@5.9.3';
const INSTALL_MS = 300_000;

/** The runner for each framework, and what its manual says to set for it. */
const RUNNERS: Partial<Record<ProjectFramework, { readonly name: string; readonly set: object }>> =
  {
    mocha: { name: 'mocha', set: {} },
    jest: { name: 'jest', set: {} },
    // Tests may load what they test by other means than imports.
    vitest: { name: 'vitest', set: { vitest: { related: false } } },
    'node:test': { name: 'tap', set: { tap: { testFiles: ['test/*.test.js'] } } },
  };

/** Packages whose tests it cannot run, though their own runner can. */
const NOT_RUN: readonly string[] = [
  // It would have to know under which condition its tests see its sources.
  'zod',
  // Tests of it fail there, and it wants all to pass.
  'flat',
];

/** What compilers write of modules: no test of the package can notice a change of it, and ours has none there. */
const BY_COMPILERS = /^Object\.defineProperty\(exports, "__esModule"/;

/** Tells when each mutant was judged, and where it stands. */
const REPORTER = `import { appendFileSync } from 'node:fs';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
class Clock {
  onMutantTested({ status, location }) {
    appendFileSync('judged.txt', Date.now() + ' ' + status + ' ' + location.start.line + '\\n');
  }
}
export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'clock', Clock)];
`;

/** StrykerJS, with the runner of the package's own framework and coverage by test. */
export const stryker: Peer = {
  name: `StrykerJS ${VERSION}`,
  languages: ['javascript', 'typescript'],
  mostLines: 300,
  canRun: ({ framework, name }) => RUNNERS[framework] !== undefined && !NOT_RUN.includes(name),
  score,
};

async function score({ project, path, cache, limitMs }: PeerFile): Promise<Score> {
  const { framework, name, root } = project;
  const runner = RUNNERS[framework] ?? { name: 'command', set: {} };
  const place = join(cache, `stryker-${VERSION}-${name}-${project.version}`);
  const folder = await onceIn(place, async (copy) => {
    await cp(root, copy, { recursive: true, verbatimSymlinks: true });
    const parts = ['core', `${runner.name}-runner`];
    const tools = [...parts.map((one) => `@stryker-mutator/${one}@${VERSION}`), TYPESCRIPT];
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const args = ['install', ...quiet, '--save-dev', ...tools];
    await promisify(execFile)('npm', args, { cwd: copy, timeout: INSTALL_MS });
  });
  const judged = join(folder, 'judged.txt');
  await rm(judged, { force: true });
  await writeFile(join(folder, 'clock.mjs'), REPORTER);
  await writeFile(
    join(folder, 'stryker.config.json'),
    JSON.stringify({
      testRunner: runner.name,
      mutate: [path],
      reporters: ['clock'],
      plugins: ['@stryker-mutator/*', './clock.mjs'],
      concurrency: 2,
      coverageAnalysis: 'perTest',
      ...runner.set,
    }),
  );
  const start = Date.now();
  const env = { ...project.env, PATH: `${dirname(process.execPath)}:${project.env['PATH'] ?? ''}` };
  const program = join(folder, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const end = await runProgram(process.execPath, [program, 'run'], { cwd: folder, env, limitMs });
  const rows = (await readFile(judged, 'utf8').catch(() => '')).trim().split('\n');
  const all = rows.filter(Boolean).map((row) => row.split(' '));
  if (all.length === 0) throw new Error(lastLine(end.output));
  const lines = (project.texts[path] ?? '').split('\n');
  const of = (...wanted: readonly string[]) =>
    all.filter(
      ([, status = '', line]) =>
        wanted.includes(status) && !BY_COMPILERS.test(lines[Number(line) - 1] ?? ''),
    ).length;
  const isCut = end.code === null;
  const last = all[Math.min(FIRST, all.length) - 1]?.[0];
  const isWhole = all.length >= FIRST || !isCut;
  return {
    killed: of('Killed'),
    survived: of('Survived', 'NoCoverage'),
    first: isWhole && last !== undefined ? Number(last) - start : undefined,
  };
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing').slice(
    0,
    200,
  );
}
