import assert from 'node:assert/strict';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey, setKey } from '../support/journey.ts';
import { accept, discard, proposed } from '../support/proposal.ts';

/** Words that stand nowhere but where they are put, by what they are a part of. */
const MARKERS = {
  key: 'demo-KOOKABURRA-key-77',
  keyInCode: 'sk-ant-api03-BILBYBILBYBILBY',
  code: 'wombatLedger',
  comment: 'cassowarysong',
  folder: 'quokkaFolder',
  file: 'numbatFile',
  instruction: 'bandicootwish',
  followUp: 'dingofollowup',
  answer: 'platypusanswer',
  badAnswer: 'echidnajunk',
  serverMessage: 'wallabymessage',
  project: 'kowarirules',
} as const;

const SOURCE = `/** ${MARKERS.comment} */
export const ${MARKERS.code}Key = '${MARKERS.keyInCode}';

export function ${MARKERS.code}(entries: number[]): number {
  let sum = 0;
  for (let i = 0; i <= entries.length; i++) {
    sum += entries[i];
  }
  return sum;
}

export function ${MARKERS.code}Mean(entries: number[]): number {
  return ${MARKERS.code}(entries) / entries.length;
}
`;

const FILE = `${MARKERS.file}.ts`;

describe('What is kept of code, words and keys', () => {
  const host = journey({
    name: 'privacy',
    key: 'own',
    prepare: (workspace) => {
      const folder = join(workspace, 'src', MARKERS.folder);
      mkdirSync(folder);
      writeFileSync(join(folder, FILE), SOURCE);
      // The answer to what is asked about this setting is kept in the extension's state.
      const settings = JSON.stringify({ 'tierwise.routing.start.docs': 'sonnet' });
      mkdirSync(join(workspace, '.vscode'), { recursive: true });
      writeFileSync(join(workspace, '.vscode', 'settings.json'), settings);
      writeFileSync(join(workspace, 'AGENTS.md'), `Follow the ${MARKERS.project}.\n`);
    },
  });

  it('runs every command on a file full of markers', async () => {
    const { workbench, api } = host;
    const start = async (command: string): Promise<void> => {
      await workbench.clearNotifications();
      await workbench.closeAllEditors();
      await workbench.openFile(FILE);
      await workbench.press('Control+A');
      await workbench.runCommand(command);
    };
    await setKey(workbench, MARKERS.key);

    await start('Tierwise: Review Code');
    await workbench.waitForNotification(/problems? found/);

    // The finding at the loop is what is to be fixed.
    const loop = SOURCE.split('\n')[5] ?? '';
    const mended = `${loop.replace('<=', '<')} // ${MARKERS.answer}`;
    const edit = { from: 6, to: 6, firstLine: loop, lastLine: loop, replace: mended };
    const fix = { edits: [edit], replacements: [], summary: MARKERS.answer };
    api.setBehaviour('*', { text: JSON.stringify(fix) });
    await workbench.clearNotifications();
    await workbench.goToLine(6);
    await workbench.press('End');
    await workbench.runCommand('Tierwise: Fix Problem');
    await proposed(workbench, FILE);
    await workbench.screenshot('fixed');
    await discard(workbench, FILE);
    api.setBehaviour('*');

    await start('Tierwise: Write Docs');
    await workbench.waitForNotification(/dearer tier/);
    await workbench.clickNotificationButton('Use Them');
    await proposed(workbench, FILE);
    await accept(workbench, FILE);
    await workbench.save();

    await start('Tierwise: Refactor...');
    await workbench.answerInput(`rename sum to total ${MARKERS.instruction}`);
    await proposed(workbench, FILE);
    await workbench.runCommand('Tierwise: Refine...');
    const asked = api.requests.length;
    await workbench.answerInput(`shorter ${MARKERS.followUp}`);
    // Both proposals have the same title: the second is there once the work on it has ended.
    await api.waitFor(({ number, outcome }) => number > asked && outcome === 'finished');
    await workbench.statusBarItem('tierwise.tierwise.spend').filter({ hasText: /saved/ }).waitFor();
    await proposed(workbench, FILE);
    await workbench.runCommand('Tierwise: Retry with Opus');
    await proposed(workbench, FILE, 'Opus');
    await workbench.screenshot('refactored');
    await discard(workbench, FILE);

    await start('Tierwise: Generate Tests');
    await workbench.waitForTab(`${MARKERS.file}.test.ts`);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.tab(`${MARKERS.file}.test.ts`).waitFor({ state: 'detached' });

    api.setBehaviour('*', { text: `It adds up: ${MARKERS.answer}.` });
    await start('Tierwise: Explain Code');
    await workbench.waitForTab(/Explanation/);
    await workbench.screenshot('explained');

    api.setBehaviour('*', { text: `{"comments": "${MARKERS.badAnswer}"}` });
    await start('Tierwise: Refactor...');
    await workbench.answerInput(MARKERS.instruction);
    await workbench.waitForNotification(/failed the check/);

    api.setBehaviour('*', { status: 400, message: `No: ${MARKERS.serverMessage} ${SOURCE}` });
    await start('Tierwise: Explain Code');
    await workbench.waitForNotification(/refused the request|too large/);
    api.setBehaviour('*');

    await workbench.clearNotifications();
    await workbench.openFile(FILE);
    await workbench.runCommand('Tierwise: Why This Model?');
    await workbench.quickInput.locator('.monaco-list-row').first().waitFor();
    await workbench.press('Escape');
    await workbench.runCommand('Tierwise: Reset Circuit Breakers');
    await workbench.runCommand('Tierwise: Show Savings Report');
    await (
      await workbench.webviewFrame('Tierwise Savings')
    )
      .getByText('Always Opus')
      .first()
      .waitFor();
    await workbench.runCommand('Tierwise: Export Usage...');
    await workbench.pickQuickPick('Attempts as JSON');
    await workbench.acceptFile();
    await workbench.waitForNotification(/exported/);
    await workbench.runCommand('Tierwise: Show Log');

    const { runs } = await host.ledger();
    const tasks = new Set(runs.map((run) => run['task']));
    assert.deepEqual([...tasks].map(String).sort(), [
      'docs',
      'explain',
      'fix',
      'refactor',
      'review',
      'tests',
    ]);
    // What was sent holds the markers: they were there to be kept.
    const sent = host.api.requests.map(({ body }) => JSON.stringify(body)).join('\n');
    for (const marker of [MARKERS.code, MARKERS.comment, MARKERS.instruction, MARKERS.followUp]) {
      assert.ok(sent.includes(marker), marker);
    }
  });

  it('finds none of them in the ledger, the spend, the log, the state and the export', async () => {
    const files = keptFiles();
    assert.ok(files.some((file) => file.endsWith('.jsonl') && file.includes('/ledger/')));
    assert.ok(files.some((file) => file.endsWith('.jsonl') && file.includes('/spend/')));
    assert.ok(files.some((file) => file.endsWith('Tierwise.log')));
    const found: string[] = [];
    for (const file of files) found.push(...markersIn(readFileSync(file), file));
    const state = await extensionState();
    assert.ok(state.length > 0, 'the state of the extension was not found');
    for (const entry of state) found.push(...markersIn(Buffer.from(entry), 'state'));
    assert.deepEqual(found, []);
  });

  it('keeps findings beside the ledger, in their own words, and without a key', () => {
    // A finding has to be found again after a reload: its file, quote and words are kept in the
    // workspace's storage, outside the ledger, until the history is cleared.
    const [file, ...others] = stored('findings/findings.json');
    assert.deepEqual(others, []);
    const text = readFileSync(file ?? '', 'utf8');
    assert.ok(text.includes(MARKERS.file));
    assert.ok(!text.includes(MARKERS.key));
  });

  it('keeps nothing of them when the history and the key are cleared', async () => {
    const { workbench } = host;
    await workbench.clearNotifications();
    await workbench.runCommand('Tierwise: Clear Usage History...');
    await workbench.clickDialogButton('Clear');
    await workbench.waitForNotification(/history is cleared/);
    await workbench.runCommand('Tierwise: Clear API Key');
    await workbench.waitForNotification(/key .* is cleared/);
    const files = [...keptFiles(), ...stored('findings/findings.json')];
    const found = files.flatMap((file) => markersIn(readFileSync(file), file));
    for (const entry of await extensionState())
      found.push(...markersIn(Buffer.from(entry), 'state'));
    assert.deepEqual(found, []);
  });

  /** Files of the extension's own storage, and its log: all but the findings. */
  function keptFiles(): readonly string[] {
    const logs = globSync('**/Tierwise.log', { cwd: host.server.userDataDir });
    return [
      ...stored('**/*').filter((file) => !file.includes('/findings/')),
      ...logs.map((path) => join(host.server.userDataDir, path)),
      join(host.workspace, 'tierwise-attempts.json'),
    ];
  }

  function stored(pattern: string): readonly string[] {
    const { userDataDir } = host.server;
    return globSync(`**/{globalStorage,workspaceStorage/*}/tierwise.tierwise/${pattern}`, {
      cwd: userDataDir,
      withFileTypes: true,
    })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  /** What VS Code keeps for the extension; in a browser it keeps it in the browser's database. */
  function extensionState(): Promise<readonly string[]> {
    return host.workbench.page.evaluate(async (id) => {
      const done = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
        });
      const values: string[] = [];
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name ?? ''));
        for (const store of database.objectStoreNames) {
          const value: unknown = await done(database.transaction(store).objectStore(store).get(id));
          if (value !== undefined) values.push(`${id} ${JSON.stringify(value)}`);
        }
        database.close();
      }
      return values;
    }, 'tierwise.tierwise');
  }
});

/** The markers in some bytes, as UTF-8, as UTF-16 and in Base64. */
function markersIn(bytes: Buffer, where: string): readonly string[] {
  return Object.entries(MARKERS).flatMap(([name, marker]) => {
    const forms = [
      Buffer.from(marker),
      Buffer.from(marker, 'utf16le'),
      Buffer.from(
        Buffer.from(marker)
          .toString('base64')
          .replace(/.{0,4}=*$/, ''),
      ),
    ];
    return forms.some((form) => bytes.includes(form)) ? [`${name} in ${where}`] : [];
  });
}
