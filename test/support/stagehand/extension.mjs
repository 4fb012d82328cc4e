/**
 * Sets the stage inside VS Code. It has a key, no entry in the palette, and starts when its key is pressed for the first time:
 * then it asks the tests what is to be done in this window, does it, and says so.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { commands, Uri, window, workspace } from 'vscode';

/** @typedef {import('../stagehand.ts').StageWork} StageWork */
/** @typedef {import('../stagehand.ts').SettingsFile} SettingsFile */

const AGAIN_MS = 1000;

/** @param {import('vscode').ExtensionContext} context */
export function activate({ subscriptions }) {
  subscriptions.push(commands.registerCommand('stagehand.work', work));
}

async function work() {
  const address = process.env['TIERWISE_STAGEHAND'] ?? '';
  const asked = await fetch(address);
  // Whoever presses the key twice has nothing more to be done.
  if (asked.status !== 200) return;
  const failure = await perform(/** @type {StageWork} */ (await asked.json())).then(
    () => '',
    String,
  );
  await fetch(address, { method: 'POST', body: failure });
}

/** @param {StageWork} work */
async function perform({ clears, user, folder, command }) {
  if (clears) await clear();
  if (folder !== undefined) await setFolder(folder);
  if (user !== undefined) await setUser(user);
  if (command !== undefined) await commands.executeCommand(command);
}

/** Closes editors, the panel and notifications, and asks nothing: unsaved changes are gone. */
async function clear() {
  while (tabs().some(({ isDirty }) => isDirty)) {
    const open = tabs().length;
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    if (tabs().length === open) throw new Error('An editor with changes does not close.');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
  await commands.executeCommand('workbench.action.closePanel');
  await commands.executeCommand('notifications.clearAll');
}

function tabs() {
  return window.tabGroups.all.flatMap((group) => group.tabs);
}

/** @param {SettingsFile} file */
async function setUser({ uri, settings }) {
  // VS Code itself changes settings that have got other names or values; the title stays as it was written.
  const title = 'window.title';
  await write(uri, settings, () => isSet(title, 'globalValue', settings[title]));
}

/** @param {SettingsFile} file */
async function setFolder({ uri, settings }) {
  const names = Object.keys({ ...(await read(uri)), ...settings });
  await write(uri, settings, () =>
    names.every((name) => isSet(name, 'workspaceValue', settings[name])),
  );
  if (Object.keys(settings).length === 0) await workspace.fs.delete(Uri.parse(uri));
}

/** @param {string} uri @returns {Promise<SettingsFile['settings']>} */
async function read(uri) {
  return JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(Uri.parse(uri))));
}

/**
 * What is written through VS Code is noticed at once, and not first when its folder is watched. Ends when extensions find it;
 * a window that has just opened may not listen yet, and is told again.
 * @param {string} uri
 * @param {SettingsFile['settings']} settings
 * @param {() => boolean} isDone
 */
async function write(uri, settings, isDone) {
  const bytes = new TextEncoder().encode(JSON.stringify(settings));
  const found = new Promise((resolve) => {
    const listener = workspace.onDidChangeConfiguration(() => {
      if (!isDone()) return;
      listener.dispose();
      resolve(true);
    });
  });
  for (let isFound = isDone(); !isFound;) {
    await workspace.fs.writeFile(Uri.parse(uri), bytes);
    isFound = await Promise.race([found, delay(AGAIN_MS, false)]);
  }
}

/** @param {string} name @param {'globalValue' | 'workspaceValue'} where @param {unknown} value */
function isSet(name, where, value) {
  const found = workspace.getConfiguration().inspect(name)?.[where];
  return JSON.stringify(found) === JSON.stringify(value);
}
