/**
 * Opens VS Code with the extension on a sample workspace: the desktop's where there is one, else one that is served on loopback.
 * Without a key in ANTHROPIC_API_KEY the extension talks to the demo API.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDemoApi } from '../support/demoApi/server.ts';
import { installedDesktop, isScript } from './desktop.ts';
import { startDevelopmentProxy } from './developmentProxy.ts';
import { buildFolder, projectRoot, removeFolder } from './folders.ts';
import { run } from './processes.ts';
import { quietSettings, startVSCodeServer } from './vscodeServer.ts';

const usualPort = 8139;

if (!(await run(process.execPath, ['esbuild.mjs'], { cwd: projectRoot }))) process.exit(1);

const folder = join(buildFolder, 'start');
const workspace = freshSample(join(folder, 'sample'));
const settings = { 'workbench.colorTheme': 'Default Dark Modern' };
const api = process.env['ANTHROPIC_API_KEY'] === undefined ? await startDemoApi() : undefined;
const env = { TIERWISE_DEMO_API: api?.url };
say(
  api === undefined
    ? 'ANTHROPIC_API_KEY is set: Tierwise will ask whether to use it. Its answers are billed to that key.'
    : 'No ANTHROPIC_API_KEY: answers come from the demo API on this machine. They are made up from your code, and the dollars are not real.',
);

const code = installedDesktop('1.105');
await (code === undefined ? serve() : openDesktop(code));
await api?.stop();

/** Opens the desktop's VS Code with folders of its own, and waits until its window is closed. */
async function openDesktop(command: string): Promise<void> {
  const userData = join(folder, 'user-data');
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  say('Opening VS Code. Close its window, or press Ctrl+C here, to stop.');
  const args = [
    '--wait',
    '--new-window',
    '--disable-workspace-trust',
    `--user-data-dir=${userData}`,
    `--extensions-dir=${join(folder, 'extensions')}`,
    `--extensionDevelopmentPath=${projectRoot}`,
    workspace,
  ];
  await run(command, args, { env: { ...process.env, ...env }, shell: isScript(command) });
}

/** Serves VS Code from npm until Ctrl+C. */
async function serve(): Promise<void> {
  const server = await startVSCodeServer({
    workspace,
    settings: { ...quietSettings, ...settings },
    env,
    folder: join(folder, 'server'),
  });
  const proxy = await startDevelopmentProxy(server, projectRoot, usualPort);
  say('No desktop VS Code was found, so one is served on this machine. Open it in a browser:');
  say(`\n    ${proxy.url}\n`);
  say('Press Ctrl+C to stop.');
  // The server's process keeps this one alive; the signal ends both.
  await new Promise(() => undefined);
}

/** A new copy of the sample, under version control where git is there, so that it has changes to review. */
function freshSample(copy: string): string {
  removeFolder(copy);
  cpSync(join(projectRoot, 'test', 'fixtures', 'sample'), copy, { recursive: true });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', args, { cwd: copy, stdio: 'ignore' });
  };
  try {
    git('init', '--initial-branch=main');
    git('add', '.');
    git('-c', 'user.name=Sample', '-c', 'user.email=sample@localhost', 'commit', '-m', 'Start');
  } catch {
    // Without git the sample is just a folder.
  }
  return copy;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
