import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys that open a page, by what it shows. */
export const KEYS = { empty: 'Control+Shift+F9', report: 'Control+Shift+F8' } as const;

/** Makes an extension in a folder whose command opens a page that shows one number: what VS Code itself needs for that. */
export function emptyPage(folder: string): void {
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
      commands: [{ command: 'tierwiseBench.emptyPage', title: 'Empty Page' }],
      keybindings: [
        { key: 'ctrl+shift+f9', command: 'tierwiseBench.emptyPage' },
        { key: 'ctrl+shift+f8', command: 'tierwise.showReport' },
      ],
    },
  };
  const main = `
    const { commands, ViewColumn, window } = require('vscode');
    exports.activate = ({ subscriptions }) => {
      const show = () => {
        const panel = window.createWebviewPanel('tierwiseBench', 'Empty Page', ViewColumn.Active, { enableScripts: true });
        panel.webview.html = '<!DOCTYPE html><title>Empty Page</title><dl><dd>1</dd></dl>';
      };
      subscriptions.push(commands.registerCommand('tierwiseBench.emptyPage', show));
    };`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.cjs'), main);
}
