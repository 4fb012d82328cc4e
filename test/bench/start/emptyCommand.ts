import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Keys that run commands, by what they run. */
export const KEYS = {
  empty: 'Control+Shift+F9',
  review: 'Control+Shift+F8',
  tests: 'Control+Shift+F7',
} as const;

/** A command that does nothing but send a request: what VS Code itself needs from key to wire. */
export interface EmptyCommand {
  /** Folder of the extension that has it, and the keys. */
  readonly extension: string;
  /** The moment (unix ms) at which the next request comes. */
  next(): Promise<number>;
  stop(): Promise<void>;
}

/** Makes the extension in a folder, and starts the server that it calls. */
export async function emptyCommand(folder: string): Promise<EmptyCommand> {
  let heard: (at: number) => void = () => undefined;
  const server = createServer((_request, response) => {
    heard(Date.now());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: 'tierwise-bench',
    publisher: 'tierwise',
    version: '0.0.1',
    engines: { vscode: '^1.105.0' },
    main: './main.cjs',
    extensionKind: ['workspace'],
    activationEvents: ['onStartupFinished'],
    contributes: {
      commands: [{ command: 'tierwiseBench.empty', title: 'Empty' }],
      keybindings: [
        { key: 'ctrl+shift+f9', command: 'tierwiseBench.empty' },
        { key: 'ctrl+shift+f8', command: 'tierwise.review' },
        { key: 'ctrl+shift+f7', command: 'tierwise.generateTests' },
      ],
    },
  };
  // Not by fetch: what its first call costs is the measured extension's own.
  const main = `
    const { get } = require('node:http');
    const { commands } = require('vscode');
    exports.activate = ({ subscriptions }) => {
      const send = () => void get('http://127.0.0.1:${port}/').on('error', () => undefined);
      subscriptions.push(commands.registerCommand('tierwiseBench.empty', send));
    };`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.cjs'), main);
  return {
    extension: folder,
    next: () =>
      new Promise((resolve) => {
        heard = resolve;
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
