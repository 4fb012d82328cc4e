/** Runs the editor tests against the packaged extension, by `runTests`: `node test/host/editorTests.ts <version>`. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { TestRunFailedError } from '@vscode/test-electron';
import { runTests } from '@vscode/test-electron';
import { startDemoApi } from '../support/demoApi/server.ts';
import { desktopOrServer } from './desktop.ts';
import { buildFolder, cacheFolder, projectRoot, removeFolder, temporaryFolder } from './folders.ts';
import { quietSettings, unaskedSettings, vscodeVersions } from './vscodeServer.ts';
import { unpackVsix, vsixFile } from './vsix.ts';

const version = vscodeVersions.find((known) => known === process.argv[2]);
if (version === undefined) throw new Error(`Which VS Code: ${vscodeVersions.join(' or ')}?`);

const testsFolder = join(buildFolder, `editor-tests-${version}`);
removeFolder(testsFolder);
await build({
  absWorkingDir: projectRoot,
  entryPoints: ['test/editor/**/*.ts'],
  outbase: 'test/editor',
  outdir: testsFolder,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
  logLevel: 'warning',
});

const settings = { ...quietSettings, ...unaskedSettings };

const folder = temporaryFolder();
const workspace = join(folder, 'sample');
const userData = join(folder, 'user-data');
const output = join(folder, 'output.txt');
cpSync(join(projectRoot, 'test', 'fixtures', 'sample'), workspace, { recursive: true });
mkdirSync(join(userData, 'User'), { recursive: true });
writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings));
writeFileSync(output, '');
const api = await startDemoApi();

const kind = await desktopOrServer();
const noise = { write: () => true } as unknown as NodeJS.WritableStream;
try {
  await runTests({
    ...(kind === 'server'
      ? { vscodeExecutablePath: join(projectRoot, 'test', 'host', 'serverLauncher.ts') }
      : {
          version: version === vscodeVersions[0] ? 'stable' : `${version}.1`,
          cachePath: join(cacheFolder, 'vscode-desktop'),
        }),
    extensionDevelopmentPath: unpackVsix(vsixFile, join(folder, 'extension')),
    extensionTestsPath: join(testsFolder, 'index.cjs'),
    extensionTestsEnv: {
      TIERWISE_VSCODE_VERSION: version,
      TIERWISE_LANGUAGES: version === vscodeVersions[0] ? 'every' : 'common',
      TIERWISE_DEMO_API: api.url,
      TIERWISE_TEST_OUTPUT: output,
      TIERWISE_FIXTURES: join(projectRoot, 'test', 'fixtures'),
    },
    launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${folder}/extensions`],
    stdout: noise,
    stderr: kind === 'server' ? process.stderr : noise,
  });
} catch (error) {
  process.exitCode = (error as TestRunFailedError).code ?? 1;
  if (!(error instanceof Error) || error.name !== 'TestRunFailedError')
    process.stderr.write(`${String(error)}\n`);
} finally {
  process.stdout.write(readFileSync(output, 'utf8'));
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
}
