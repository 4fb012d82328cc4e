import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { buildFolder } from '../host/folders.ts';

/** A row of the Problems panel. */
export interface ShownProblem {
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly source: string;
  readonly line: number;
}

/** An editor's tab. */
export interface Tab {
  readonly label: string;
  readonly isActive: boolean;
  readonly isDirty: boolean;
}

/** A modal dialog. */
export interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

const isMac = process.platform === 'darwin';
const controlOrCommand = isMac ? 'Meta' : 'Control';

/** How long something may take on a slow and busy machine. */
export const PATIENCE_MS = 60_000;

/** How often something is tried that other parts of VS Code may spoil, and how long each time. */
const TRIES = 12;
const TRY_MS = 2500;

/** How often a text is read that is not yet as it should be; each reading takes some time of its own. */
const TEXT_TRIES = 100;

/** Whether the steps of journeys keep pictures, and their windows are drawn: both take time. */
export function arePicturesWished(): boolean {
  return process.env['TIERWISE_PICTURES'] === '1';
}

/** Drives VS Code as a person would: by palette, keyboard and mouse. Every method waits until what it did can be seen. */
export class Workbench {
  readonly page: Page;
  readonly #url: string;
  #journey = '';
  #pictureCount = 0;

  constructor(page: Page, url: string, journey: string) {
    this.page = page;
    this.#url = url;
    this.startJourney(journey);
  }

  /** The journey whose pictures are taken. */
  get journey(): string {
    return this.#journey;
  }

  /** From now on pictures are of this journey. */
  startJourney(journey: string): void {
    this.#journey = journey;
    this.#pictureCount = 0;
  }

  /** Opens the workbench and waits until it shows its parts. */
  async open(): Promise<void> {
    await this.page.goto(this.#url);
    await this.#settle();
  }

  /** Goes away without a word, as when the browser's tab is closed. */
  async leave(): Promise<void> {
    await this.page.goto('about:blank');
  }

  /** Reloads the window by its command, which lets VS Code keep what it wants to restore. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.#pickCommand('Developer: Reload Window');
    await loaded;
    await this.#settle();
  }

  /** Leaves open questions without an answer: dialogs, and what is asked in the quick input. */
  async dismissQuestions(): Promise<void> {
    await this.#pressUntilGone('Escape', this.page.locator('.monaco-dialog-box'));
    await this.#pressUntilGone('Escape', this.quickInput);
  }

  /** Closes all editors, and says no when asked whether to save; one that opens meanwhile goes too. */
  async closeAllEditors(): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await this.#retried(async () => {
      if ((await this.#tabs().count()) === 0) return;
      await this.runCommand('View: Close All Editors');
      await this.page.waitForFunction(
        () =>
          document.querySelector('.tabs-container .tab') === null ||
          document.querySelector('.monaco-dialog-box') !== null,
        undefined,
        { timeout: TRY_MS },
      );
      if (await dialog.isVisible()) await this.clickDialogButton("Don't Save");
      await this.#tabs().first().waitFor({ state: 'detached', timeout: TRY_MS });
    });
  }

  /** Opens a file of the workspace by quick open, and waits for its text. */
  async openFile(name: string): Promise<void> {
    const baseName = name.slice(name.lastIndexOf('/') + 1);
    await this.#retried(async () => {
      const input = await this.#openQuickInput(`${controlOrCommand}+P`);
      await input.fill(name);
      await this.#clickRow(baseName);
    });
    await this.waitForTab(baseName);
    await this.editor.locator('.view-line').first().waitFor();
    await this.focusEditor();
  }

  /** Runs a command by its palette title, category included: `Tierwise: Review Code`. */
  async runCommand(title: string): Promise<void> {
    await this.#pickCommand(title);
    // The command may ask something in the same widget at once.
    await this.page.waitForFunction(() => {
      const widget = document.querySelector<HTMLElement>('.quick-input-widget');
      const isHidden = widget === null || widget.style.display === 'none';
      return isHidden || widget.querySelector('input')?.value.startsWith('>') !== true;
    });
  }

  /** The commands that the palette lists for a text. */
  async paletteCommands(text: string): Promise<readonly string[]> {
    await this.#retried(() =>
      this.#searchCommands(text, this.#rows().filter({ hasText: text }).first()),
    );
    const labels = await this.#rows().locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return labels.map(plainSpaces).filter((label) => label.includes(text));
  }

  /** Saves the active editor. */
  async save(): Promise<void> {
    await this.#retried(async () => {
      await this.focusEditor();
      await this.page.keyboard.press(`${controlOrCommand}+S`);
      await this.page.locator('.tab.active:not(.dirty)').waitFor({ timeout: TRY_MS });
    });
  }

  /** Puts the cursor on the first column of a line of the active editor. */
  async goToLine(line: number): Promise<void> {
    await this.#retried(async () => {
      const input = await this.#openQuickInput('Control+G');
      await input.fill(`:${line}:1`);
      await input.press('Enter');
      await this.quickInput.waitFor({ state: 'hidden', timeout: TRY_MS });
    });
    await this.statusBarItem('status.editor.selection').getByText(`Ln ${line}, Col 1`).waitFor();
  }

  /** Selects whole lines, from the first column of one to the end of another. */
  async select(fromLine: number, toLine: number): Promise<void> {
    await this.goToLine(fromLine);
    await this.focusEditor();
    for (let line = fromLine; line < toLine; line += 1)
      await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
    await this.statusBarItem('status.editor.selection')
      .getByText(/selected/)
      .waitFor();
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses a key or a chord, such as `Control+S`. */
  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** Gives the active editor the keyboard without moving its cursor. */
  async focusEditor(): Promise<void> {
    await this.editor.locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Answers the input box that is open, or opens now. */
  async answerInput(text: string): Promise<void> {
    const input = this.quickInput.locator('input');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Takes the file that the file dialog proposes; while that looks something up it hears no key. */
  async acceptFile(): Promise<void> {
    const ok = this.quickInput.getByRole('button', { name: 'OK' });
    await ok.waitFor();
    await this.#pressUntilGone('Enter', ok);
  }

  /** What the open input box or pick list asks: its title and placeholder or prompt. */
  async inputQuestion(): Promise<string> {
    await this.quickInput.waitFor();
    const title = await this.quickInput.locator('.quick-input-title').innerText();
    const placeholder = (await this.quickInput.locator('input').getAttribute('placeholder')) ?? '';
    const message = await this.quickInput.locator('.quick-input-message').innerText();
    return plainSpaces([title, placeholder, message].filter((part) => part !== '').join('\n'));
  }

  /** Picks the row with this label from the pick list that is open, or opens now. */
  async pickQuickPick(label: string): Promise<void> {
    const row = this.#row(label).first();
    await row.waitFor();
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#clickRow(label);
      } catch (error) {
        // A click that took too long may have been heard. The list stays open: nobody would open it again.
        if (!(await row.isVisible())) return;
        if (tried === TRIES) throw error;
      }
    }
  }

  /** A status bar item by the start of its id: `tierwise.tierwise.spend`. */
  statusBarItem(idPrefix: string): Locator {
    return this.page.locator(`.statusbar-item[id^="${idPrefix}"]`).first();
  }

  /** Rests the mouse on something and gives the text of the hover that appears, again until it is the expected one. */
  async hoverText(target: Locator, expected = /^/): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible').last();
    await this.#retried(async () => {
      // Only a mouse that comes from elsewhere brings a hover, and it may leave one behind.
      await this.page.mouse.move(0, 0);
      await hover.waitFor({ state: 'hidden', timeout: TRY_MS });
      await target.hover();
      await hover.filter({ hasText: expected }).waitFor({ timeout: TRY_MS });
    });
    return plainSpaces(await hover.innerText());
  }

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<readonly string[]> {
    const texts = await this.#notificationItems()
      .locator('.notification-list-item-message')
      .allInnerTexts();
    return texts.map(plainSpaces);
  }

  /** Waits for a notification and gives its text. */
  async waitForNotification(text: RegExp, patienceMs = PATIENCE_MS): Promise<string> {
    const message = this.#notificationItems()
      .locator('.notification-list-item-message')
      .filter({ hasText: text })
      .first();
    try {
      await message.waitFor({ timeout: patienceMs });
    } catch (error) {
      const shown = JSON.stringify(await this.notifications());
      throw new Error(`No notification says ${String(text)}; shown: ${shown}`, { cause: error });
    }
    return plainSpaces(await message.innerText());
  }

  /** The labels of a notification's buttons, as they stand. */
  async notificationButtons(text: RegExp): Promise<readonly string[]> {
    const item = this.#notificationItems().filter({
      has: this.page.locator('.notification-list-item-message', { hasText: text }),
    });
    return (await item.first().locator('.monaco-button').allInnerTexts()).map(plainSpaces);
  }

  /** Clicks a button of a notification. */
  async clickNotificationButton(label: string): Promise<void> {
    const item = this.#notificationItems().filter({
      has: this.page.locator('.monaco-button', { hasText: exactly(label) }),
    });
    // The buttons of a collapsed toast show when the mouse is over it.
    await item.first().hover();
    await item
      .first()
      .locator('.monaco-button', { hasText: exactly(label) })
      .click();
  }

  /** Closes all notifications, so that the next one is new. */
  async clearNotifications(): Promise<void> {
    if ((await this.#notificationItems().count()) === 0) return;
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.waitForFunction(
      () => document.querySelector('.notification-list-item') === null,
    );
  }

  /** The modal dialog that is open, or opens now. */
  async dialog(): Promise<Dialog> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    const text = async (selector: string): Promise<string> =>
      plainSpaces((await box.locator(selector).allInnerTexts()).join('\n'));
    return {
      message: await text('.dialog-message-text'),
      detail: await text('.dialog-message-detail'),
      buttons: (await box.locator('.monaco-button').allInnerTexts()).map(plainSpaces),
    };
  }

  /** Clicks a button of the modal dialog. */
  async clickDialogButton(label: string): Promise<void> {
    await this.page
      .locator('.monaco-dialog-box .monaco-button', { hasText: exactly(label) })
      .click();
    await this.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
  }

  /** The active text editor; of a diff, its right side. */
  get editor(): Locator {
    const group = this.page.locator('.editor-group-container.active');
    return group
      .locator('.editor-instance .monaco-editor:not(.original-in-monaco-diff-editor, .gutter)')
      .first();
  }

  /** The quick input: palette, pick lists and input boxes. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /**
   * Reads the active editor until its text is, or has, what it should, and gives it: what was accepted is written some time
   * later.
   */
  async waitForText(expected: string | RegExp): Promise<string> {
    const isExpected = (text: string): boolean =>
      typeof expected === 'string' ? text === expected : expected.test(text);
    let text = await this.editorText();
    for (let tries = TEXT_TRIES; tries > 0 && !isExpected(text); tries -= 1) {
      text = await this.editorText();
    }
    if (typeof expected === 'string') assert.equal(text, expected);
    else assert.match(text, expected);
    return text;
  }

  /** The whole text of the active editor, by the clipboard. */
  async editorText(): Promise<string> {
    await this.editor.locator('.view-line').first().waitFor();
    await this.focusEditor();
    const before = 'Nothing was copied.';
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), before);
    await this.page.keyboard.press(`${controlOrCommand}+A`);
    await this.page.keyboard.press(`${controlOrCommand}+C`);
    await this.page.waitForFunction(
      async (text) => (await navigator.clipboard.readText()) !== text,
      before,
    );
    // Back to the selection before.
    await this.page.keyboard.press(`${controlOrCommand}+U`);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Opens the context menu at the cursor of the active editor. */
  async openContextMenu(): Promise<void> {
    await this.#retried(async () => {
      await this.focusEditor();
      await this.page.keyboard.press('Shift+F10');
      await this.#menuItems().first().waitFor({ timeout: TRY_MS });
    });
  }

  /** The labels of the menus that are open. */
  async contextMenuItems(): Promise<readonly string[]> {
    return (await this.#menuItems().locator('.action-label').allInnerTexts()).map(plainSpaces);
  }

  /** Goes through submenus to an item of the open context menu and clicks it. */
  async clickContextMenuItem(...path: readonly string[]): Promise<void> {
    for (const [depth, label] of path.entries()) {
      const item = this.#menuItems()
        .filter({ has: this.page.locator('.action-label', { hasText: exactly(label) }) })
        .last();
      await item.waitFor();
      if (depth < path.length - 1) {
        await item.hover();
        continue;
      }
      // A menu that has just opened takes no click for a moment.
      for (let tries = 5; tries > 0 && (await item.isVisible()); tries -= 1) {
        await item.click();
        await item.waitFor({ state: 'hidden', timeout: 1500 }).catch(() => undefined);
      }
    }
  }

  /** Opens the list of code actions at the cursor and gives its labels. */
  async openCodeActions(): Promise<readonly string[]> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await this.#retried(async () => {
      await this.focusEditor();
      await this.page.keyboard.press(`${controlOrCommand}+Period`);
      await rows.first().waitFor({ timeout: TRY_MS });
    });
    return (await rows.allInnerTexts()).map(plainSpaces);
  }

  /** Picks from the open list of code actions. */
  async pickCodeAction(label: string): Promise<void> {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    const wanted = rows.filter({ hasText: exactly(label) }).first();
    await wanted.waitFor();
    // By keyboard: in some versions the list blocks the pointer for a while.
    for (let moves = await rows.count(); moves > 0; moves -= 1) {
      if ((await wanted.getAttribute('class'))?.split(' ').includes('focused')) break;
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await wanted.waitFor({ state: 'hidden' });
  }

  /** Opens the Problems panel and reads its rows, once there are so many. */
  async problems(atLeast = 0): Promise<readonly ShownProblem[]> {
    const panel = this.page.locator('.markers-panel');
    await this.#retried(async () => {
      if (await panel.isVisible()) return;
      await this.page.keyboard.press(`${controlOrCommand}+Shift+M`);
      await panel.waitFor({ timeout: TRY_MS });
    });
    const rows = panel.locator('.monaco-list-row:has(.marker-message-details-container)');
    await (
      atLeast > 0
        ? rows.nth(atLeast - 1)
        : rows.or(panel.locator('.message-box-container:visible')).first()
    ).waitFor();
    const read = await rows.evaluateAll((found) =>
      found.map((row) => {
        const text = (selector: string): string => row.querySelector(selector)?.textContent ?? '';
        return {
          icon: row.querySelector('.marker-icon')?.className ?? '',
          message: [...row.querySelectorAll('.marker-message')]
            .map((part) => part.textContent)
            .join('\n'),
          source: text('.marker-source'),
          position: text('.marker-line'),
        };
      }),
    );
    return read.map(({ icon, message, source, position }) => ({
      severity: icon.includes('error')
        ? 'error'
        : icon.includes('warning')
          ? 'warning'
          : 'information',
      message: plainSpaces(message),
      source: plainSpaces(source),
      line: Number(/\d+/.exec(position)?.[0] ?? 0),
    }));
  }

  /** The tabs of all editor groups. */
  async tabs(): Promise<readonly Tab[]> {
    const tabs = await this.#tabs().evaluateAll((found) =>
      found.map((tab) => ({
        // Newer versions show a file's extension in an element of its own.
        label: ['.label-name', '.label-suffix']
          .map((selector) => tab.querySelector(selector)?.textContent ?? '')
          .join(''),
        isActive: tab.classList.contains('active'),
        isDirty: tab.classList.contains('dirty'),
      })),
    );
    return tabs.map((tab) => ({ ...tab, label: plainSpaces(tab.label) }));
  }

  /** The tab with this label. */
  tab(label: string | RegExp): Locator {
    return this.#tabs().filter({
      has: this.page.locator('.monaco-icon-label-container', {
        hasText: typeof label === 'string' ? exactly(label) : label,
      }),
    });
  }

  /** Waits for a tab to be there and active. */
  async waitForTab(label: string | RegExp): Promise<void> {
    await this.tab(label).and(this.page.locator('.active')).first().waitFor();
  }

  /** The document inside a webview, by the document's title. */
  async webviewFrame(title: string): Promise<Frame> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (
          frame.name() !== 'active-frame' &&
          (frame.parentFrame()?.parentFrame() ?? null) === null
        )
          continue;
        // A frame may go away while it is asked.
        const found = await frame.title().catch(() => undefined);
        if (found === title) return frame;
      }
      if (Date.now() > deadline) throw new Error(`No webview titled ${title} appeared.`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Closes the active editor; a question about unsaved changes is left open. */
  async closeEditor(): Promise<void> {
    await this.runCommand('View: Close Editor');
  }

  /** Keeps a picture in .build/screenshots/<journey>/ where TIERWISE_PICTURES=1 wishes it: each takes time. */
  async screenshot(name: string): Promise<void> {
    this.#pictureCount += 1;
    if (arePicturesWished()) await this.keepScreenshot(name);
  }

  /** Keeps a picture in any case: it is numbered after the one before. */
  async keepScreenshot(name: string): Promise<void> {
    const folder = join(buildFolder, 'screenshots', this.#journey);
    const path = join(folder, `${String(this.#pictureCount).padStart(2, '0')}-${name}.png`);
    // What was not drawn so far is drawn for it.
    await this.page.evaluate(() => {
      document.getElementById('undrawn')?.remove();
    });
    await this.page.screenshot({ path });
  }

  async #settle(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    // The remote host's indicator and the problem counts come with the restored parts.
    await this.page.locator('.statusbar-item[id="status.problems"]').waitFor();
  }

  /** Presses keys until something is not seen any more; what appears meanwhile goes too. */
  async #pressUntilGone(keys: string, what: Locator): Promise<void> {
    for (let tries = 5; tries > 0 && (await what.isVisible()); tries -= 1) {
      await this.page.keyboard.press(keys);
      await what.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
    }
    await what.waitFor({ state: 'hidden' });
  }

  /** Clicks a command in the palette. */
  async #pickCommand(title: string): Promise<void> {
    const question = this.page.locator('.monaco-dialog-box');
    let isTried = false;
    await this.#retried(async () => {
      // A click that took too long may have been heard: behind what the command asks no palette opens.
      if (isTried && (await question.isVisible())) return;
      isTried = true;
      await this.#searchCommands(title, this.#row(title).first());
      await this.#clickRow(title);
    });
  }

  /** Types into the palette; it does not notice commands that are contributed while it is open. */
  async #searchCommands(text: string, row: Locator): Promise<void> {
    const input = await this.#openQuickInput('F1');
    await input.fill(`>${text}`, { timeout: TRY_MS });
    await row.waitFor({ timeout: TRY_MS });
  }

  /**
   * Clicks the row with this label. A list that is still being filled puts other rows under the mouse: a click that would
   * reach one of them is stopped.
   */
  async #clickRow(label: string): Promise<void> {
    const row = this.#row(label).first();
    await row.waitFor({ timeout: TRY_MS });
    await this.page.evaluate(guardRows, { label, events: CLICK_EVENTS });
    let isStopped = false;
    try {
      await row.click({ timeout: TRY_MS });
    } finally {
      // A click on the right row may end the page: then nothing was stopped.
      isStopped = await this.page.evaluate(unguardRows, CLICK_EVENTS).catch(() => false);
    }
    if (isStopped) throw new Error(`The list has moved ${label} from under the mouse.`);
  }

  /**
   * Does something with the quick input or the focus until it succeeds. What was done before may take the focus late, which
   * closes what has just been opened.
   */
  async #retried(action: () => Promise<void>): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await action();
      } catch (error) {
        if (tried === TRIES) throw error;
        await this.#pressUntilGone('Escape', this.quickInput);
      }
    }
  }

  async #openQuickInput(keys: string): Promise<Locator> {
    const input = this.quickInput.locator('input');
    await this.page.keyboard.press(keys);
    await input.waitFor({ timeout: TRY_MS });
    await this.page.waitForFunction(
      () => document.activeElement?.closest('.quick-input-widget') !== null,
      undefined,
      { timeout: TRY_MS },
    );
    return input;
  }

  #tabs(): Locator {
    return this.page.locator('.tabs-container .tab');
  }

  #rows(): Locator {
    return this.quickInput.locator('.monaco-list-row');
  }

  #row(label: string): Locator {
    return this.#rows().filter({
      has: this.page.locator('.quick-input-list-label .label-name', { hasText: exactly(label) }),
    });
  }

  #notificationItems(): Locator {
    return this.page.locator('.notification-list-item');
  }

  #menuItems(): Locator {
    return this.page.locator(
      '.monaco-menu .action-item:not(.disabled):has(.action-label:not(.separator))',
    );
  }
}

/** The events of a click, any of which may act on a row. */
const CLICK_EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'] as const;

interface RowGuard {
  isStopped: boolean;
  readonly listener: (event: Event) => void;
}

declare global {
  interface Window {
    tierwiseRowGuard?: RowGuard;
  }
}

/** From now on stops clicks on rows of the quick input with another label; runs in the page. */
function guardRows({ label, events }: { label: string; events: readonly string[] }): void {
  const guard: RowGuard = {
    isStopped: false,
    listener(event) {
      const row = event.target instanceof Element ? event.target.closest('.monaco-list-row') : null;
      const name = row?.querySelector('.quick-input-list-label .label-name')?.textContent ?? '';
      if (row === null || name.replaceAll('\u00a0', ' ').trim() === label) return;
      guard.isStopped = true;
      event.stopImmediatePropagation();
      event.preventDefault();
    },
  };
  for (const type of events) window.addEventListener(type, guard.listener, true);
  window.tierwiseRowGuard = guard;
}

/** Ends the guard and tells whether it has stopped a click; runs in the page. */
function unguardRows(events: readonly string[]): boolean {
  const guard = window.tierwiseRowGuard;
  if (guard === undefined) return false;
  for (const type of events) window.removeEventListener(type, guard.listener, true);
  delete window.tierwiseRowGuard;
  return guard.isStopped;
}

function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u200c', '').trimEnd();
}

function exactly(text: string): RegExp {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return new RegExp(`^\\s*${pattern}\\s*$`);
}
