import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether tests run in a downloaded desktop VS Code, or in the server that npm has. TIERWISE_VSCODE decides if set. */
export async function desktopOrServer(): Promise<'desktop' | 'server'> {
  const chosen = process.env['TIERWISE_VSCODE'];
  if (chosen === 'desktop' || chosen === 'server') return chosen;
  if (process.platform === 'linux' && !hasDisplay()) return 'server';
  return (await canDownload()) ? 'desktop' : 'server';
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
