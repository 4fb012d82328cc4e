import { mkdirSync } from 'node:fs';
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

/** Settings that let `editorText` scroll in longer steps; a notch of the wheel is then 200 px. */
export const workbenchSettings = { 'editor.mouseWheelScrollSensitivity': 4 } as const;
const notchHeight = 50 * workbenchSettings['editor.mouseWheelScrollSensitivity'];

/** Drives VS Code as a person would: by palette, keyboard and mouse. Every method waits until what it did can be seen. */
export class Workbench {
  readonly page: Page;
  readonly #url: string;
  readonly #pictures: string;
  #pictureCount = 0;

  constructor(page: Page, url: string, journey: string) {
    this.page = page;
    this.#url = url;
    this.#pictures = join(buildFolder, 'screenshots', journey);
  }

  /** Opens the workbench and waits until it shows its parts. */
  async open(): Promise<void> {
    await this.page.goto(this.#url);
    await this.#settle();
  }

  /** Reloads the window by its command, which lets VS Code keep what it wants to restore. */
  async reload(): Promise<void> {
    const title = 'Developer: Reload Window';
    const row = await this.#findCommand(title, this.#row(title).first());
    const loaded = this.page.waitForEvent('load');
    await row.click();
    await loaded;
    await this.#settle();
  }

  /** Opens a file of the workspace by quick open, and waits for its text. */
  async openFile(name: string): Promise<void> {
    const input = await this.#openQuickInput(`${controlOrCommand}+P`);
    await input.fill(name);
    const baseName = name.slice(name.lastIndexOf('/') + 1);
    await this.#row(baseName).first().click();
    await this.waitForTab(baseName);
    await this.editor.locator('.view-line').first().waitFor();
    await this.focusEditor();
  }

  /** Runs a command by its palette title, category included: `Tierwise: Review Code`. */
  async runCommand(title: string): Promise<void> {
    const row = await this.#findCommand(title, this.#row(title).first());
    await row.click();
    // The command may ask something in the same widget at once.
    await this.page.waitForFunction(() => {
      const widget = document.querySelector<HTMLElement>('.quick-input-widget');
      const isHidden = widget === null || widget.style.display === 'none';
      return isHidden || widget.querySelector('input')?.value.startsWith('>') !== true;
    });
  }

  /** The commands that the palette lists for a text. */
  async paletteCommands(text: string): Promise<readonly string[]> {
    await this.#findCommand(text, this.#rows().filter({ hasText: text }).first());
    const labels = await this.#rows().locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return labels.map(plainSpaces).filter((label) => label.includes(text));
  }

  /** Puts the cursor on the first column of a line of the active editor. */
  async goToLine(line: number): Promise<void> {
    const input = await this.#openQuickInput('Control+G');
    await input.fill(`:${line}:1`);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.statusBarItem('status.editor.selection').getByText(`Ln ${line}, Col 1`).waitFor();
  }

  /** Selects whole lines, from the first column of one to the end of another. */
  async select(fromLine: number, toLine: number): Promise<void> {
    await this.goToLine(fromLine);
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
    await this.page.keyboard.press('Enter');
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
    await this.#row(label).first().click();
  }

  /** A status bar item by the start of its id: `tierwise.tierwise.spend`. */
  statusBarItem(idPrefix: string): Locator {
    return this.page.locator(`.statusbar-item[id^="${idPrefix}"]`).first();
  }

  /** Rests the mouse on something and gives the text of the hover that appears. */
  async hoverText(target: Locator): Promise<string> {
    await target.hover();
    const hover = this.page.locator('.monaco-hover:visible').last();
    await hover.waitFor();
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
  async waitForNotification(text: RegExp): Promise<string> {
    const message = this.#notificationItems()
      .locator('.notification-list-item-message')
      .filter({ hasText: text })
      .first();
    await message.waitFor();
    return plainSpaces(await message.innerText());
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
    await this.#notificationItems().first().waitFor({ state: 'detached' });
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

  /** The whole text of the active editor, read line by line while scrolling through it. Folded lines are not seen. */
  async editorText(): Promise<string> {
    const editor = this.editor;
    await editor.locator('.view-line').first().waitFor();
    const lines = new Map<number, string>();
    const read = async (): Promise<boolean> => {
      const before = lines.size;
      for (const [line, text] of await editor.evaluate(visibleLines)) lines.set(line, text);
      return lines.size > before;
    };
    while ((await read()) && !lines.has(1)) await this.#scrollEditor(-1);
    do await this.#scrollEditor(1);
    while (await read());
    return [...lines]
      .sort(([a], [b]) => a - b)
      .map(([, text]) => plainSpaces(text))
      .join('\n');
  }

  /** Opens the context menu at the cursor of the active editor. */
  async openContextMenu(): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Shift+F10');
    await this.#menuItems().first().waitFor();
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
    await this.focusEditor();
    await this.page.keyboard.press(`${controlOrCommand}+Period`);
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    await rows.first().waitFor();
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

  /** Opens the Problems panel and reads its rows. */
  async problems(): Promise<readonly ShownProblem[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.page.keyboard.press(`${controlOrCommand}+Shift+M`);
    await panel.waitFor();
    const rows = panel.locator('.monaco-list-row:has(.marker-message-details-container)');
    await rows.or(panel.locator('.message-box-container:visible')).first().waitFor();
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
    const deadline = Date.now() + 20_000;
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

  /** Keeps a picture in .build/screenshots/<journey>/ and gives its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(this.#pictures, { recursive: true });
    this.#pictureCount += 1;
    const path = join(this.#pictures, `${String(this.#pictureCount).padStart(2, '0')}-${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async #settle(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    // The remote host's indicator and the problem counts come with the restored parts.
    await this.page.locator('.statusbar-item[id="status.problems"]').waitFor({ timeout: 60_000 });
  }

  /** Searches the palette until it lists a row; it does not notice commands that are contributed while it is open. */
  async #findCommand(text: string, row: Locator): Promise<Locator> {
    const tries = 8;
    for (let tried = 1; ; tried += 1) {
      try {
        const input = await this.#openQuickInput('F1');
        // What the command before this one opens may take the focus, which closes the palette.
        await input.fill(`>${text}`, { timeout: 2500 });
        await row.waitFor({ timeout: 2500 });
        return row;
      } catch (error) {
        if (tried === tries) throw error;
        await this.page.keyboard.press('Escape');
        await this.quickInput.waitFor({ state: 'hidden' });
      }
    }
  }

  async #openQuickInput(keys: string): Promise<Locator> {
    const input = this.quickInput.locator('input');
    await this.page.keyboard.press(keys);
    await input.waitFor();
    await this.page.waitForFunction(
      () => document.activeElement?.closest('.quick-input-widget') !== null,
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

  /** Scrolls the active editor by somewhat less than its height. */
  async #scrollEditor(direction: 1 | -1): Promise<void> {
    const box = await this.editor.boundingBox();
    if (box === null) throw new Error('No editor is visible.');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    // VS Code scrolls by a fixed distance for an event of any size.
    const notches = Math.max(1, Math.floor((box.height * 0.9) / notchHeight));
    for (let notch = 0; notch < notches; notch += 1)
      await this.page.mouse.wheel(0, direction * 100);
    // The editor draws in its own animation frame after the event.
    await this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
}

/** The drawn lines of an editor with their numbers; runs in the page. */
function visibleLines(editor: Element): [number, string][] {
  const numbers = new Map<number, number>();
  for (const row of editor.querySelectorAll<HTMLElement>('.margin-view-overlays > div')) {
    const number = Number(row.querySelector('.line-numbers')?.textContent);
    if (number > 0) numbers.set(Math.round(row.getBoundingClientRect().top), number);
  }
  return [...editor.querySelectorAll('.view-line')].flatMap((line): [number, string][] => {
    const number = numbers.get(Math.round(line.getBoundingClientRect().top));
    return number === undefined ? [] : [[number, line.textContent ?? '']];
  });
}

function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u200c', '').trimEnd();
}

function exactly(text: string): RegExp {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
  return new RegExp(`^\\s*${pattern}\\s*$`);
}
