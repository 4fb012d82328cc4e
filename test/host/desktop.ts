import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { VSCodeVersion } from './vscodeServer.ts';

/** Whether tests run in a downloaded desktop VS Code, or in the server that npm has. TIERWISE_VSCODE decides if set. */
export async function desktopOrServer(): Promise<'desktop' | 'server'> {
  const chosen = process.env['TIERWISE_VSCODE'];
  if (chosen === 'desktop' || chosen === 'server') return chosen;
  if (process.platform === 'linux' && !hasDisplay()) return 'server';
  return (await canDownload()) ? 'desktop' : 'server';
}

/** The desktop VS Code's command, if it is installed, can show a window and is at least of this version. */
export function installedDesktop(lowest: VSCodeVersion): string | undefined {
  if (process.env['TIERWISE_VSCODE'] === 'server' || !hasDisplay()) return undefined;
  const usual = {
    darwin: '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
    win32: join(
      process.env['LOCALAPPDATA'] ?? '',
      'Programs',
      'Microsoft VS Code',
      'bin',
      'code.cmd',
    ),
  };
  const candidate = onPath('code') ?? usual[process.platform as keyof typeof usual];
  if (candidate === undefined || !existsSync(candidate)) return undefined;
  const said = spawnSync(candidate, ['--version'], {
    encoding: 'utf8',
    shell: isScript(candidate),
  });
  const [major = 0, minor = 0] = (said.stdout ?? '').split('.').map(Number);
  const [lowestMajor = 0, lowestMinor = 0] = lowest.split('.').map(Number);
  const isEnough = major > lowestMajor || (major === lowestMajor && minor >= lowestMinor);
  return isEnough ? candidate : undefined;
}

/** Whether a command is a Windows script, which only a shell can start. */
export function isScript(command: string): boolean {
  return command.endsWith('.cmd');
}

/** A command on PATH, as a full path. */
export function onPath(command: string): string | undefined {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** True where a window can be shown. */
export function hasDisplay(): boolean {
  return (
    process.platform !== 'linux' ||
    process.env['DISPLAY'] !== undefined ||
    process.env['WAYLAND_DISPLAY'] !== undefined
  );
}

async function canDownload(): Promise<boolean> {
  try {
    const response = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
