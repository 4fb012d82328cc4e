/**
 * How soon a command's request leaves: `npm run bench:start`, with `-- --json` one JSON object alone. From the key press to
 * the arrival of the first model call at the demo API, in a real VS Code with the packaged extension, less what a command
 * needs that does nothing but send a request.
 */
import { join } from 'node:path';
import { launchBrowser } from '../host/browser.ts';
import { projectRoot, removeFolder, temporaryFolder } from '../host/folders.ts';
import { startVSCodeServer } from '../host/vscodeServer.ts';
import { packageExtension, vsixFile } from '../host/vsix.ts';
import { workbenchPage } from '../host/workbenchPage.ts';
import type { DemoApi } from '../support/demoApi/server.ts';
import { startDemoApi } from '../support/demoApi/server.ts';
import { setKey } from '../support/journey.ts';
import { Workbench } from '../support/workbench.ts';
import type { EmptyCommand } from './start/emptyCommand.ts';
import { emptyCommand, KEYS } from './start/emptyCommand.ts';
import { FILES, writeMonorepo } from './start/monorepo.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be at most this; null: for comparison. */
  readonly target: number | null;
}

/** A window to press keys in. */
interface Host {
  readonly workbench: Workbench;
  readonly api: DemoApi;
  readonly empty: EmptyCommand;
}

/** A command's run in a window: its key, and what ends it. */
interface Measured {
  readonly key: string;
  /** Leaves the window as it was. */
  readonly end: (workbench: Workbench) => Promise<void>;
}

const WARM = 7;
const FIRST = 5;
const PRESSES = 5;

const REVIEW: Measured = {
  key: KEYS.review,
  end: async (workbench) => {
    await workbench.waitForNotification(/found in/);
    await workbench.clearNotifications();
  },
};

const TESTS: Measured = {
  key: KEYS.tests,
  end: async (workbench) => {
    await workbench.waitForNotification(/checked:/);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.clearNotifications();
  },
};

if (!(await packageExtension())) process.exit(1);
const sample = join(projectRoot, 'test', 'fixtures', 'sample');
const small = await measure(sample, 'csv.ts', REVIEW);
const folder = temporaryFolder();
writeMonorepo(folder);
const large = await measure(folder, 'packages/p450/src/m20.ts', TESTS);
removeFolder(folder);
const count = FILES.toLocaleString('en');
const figures: readonly Figure[] = [
  figure('warm', small.warm, 60),
  figure('first run in a window', small.first, 300),
  figure(`Generate Tests in ${count} files`, large.warm, 400),
  figure('its first run in a window', large.first, 400),
  figure('an empty command', [...small.empty, ...large.empty], null),
];
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify({ figures })}\n` : table(figures),
);
process.exit(figures.every(isReached) ? 0 : 1);

/** What a command takes beyond the empty one, in windows just opened and in one that is warm, ms. */
async function measure(
  workspace: string,
  file: string,
  measured: Measured,
): Promise<{
  readonly first: readonly number[];
  readonly warm: readonly number[];
  readonly empty: readonly number[];
}> {
  const api = await startDemoApi({ firstByteMs: 0, msPerDelta: 0 });
  const empty = await emptyCommand(join(temporaryFolder(), 'empty'));
  const server = await startVSCodeServer({
    workspace,
    extensions: [vsixFile, empty.extension],
    settings: {
      'tierwise.api.baseUrl': api.url,
      'tierwise.models.haiku': 'claude-haiku-5-5',
      'tierwise.models.sonnet': 'claude-sonnet-5-5',
      'tierwise.models.opus': 'claude-opus-5-5',
      'tierwise.tests.run': 'off',
    },
    env: { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined },
  });
  const browser = await launchBrowser();
  try {
    const workbench = new Workbench(await workbenchPage(browser, server), server.url, 'start');
    const host = { workbench, api, empty };
    const first: number[] = [];
    const warm: number[] = [];
    const empties: number[] = [];
    for (let window = 0; window < FIRST; window += 1) {
      await workbench.open();
      if (window === 0) await setKey(workbench);
      if (window === 0) await workbench.open();
      await workbench.openFile(file);
      await workbench.statusBarItem('tierwise.tierwise.spend').waitFor();
      const alone = await emptyMs(host);
      empties.push(alone);
      first.push((await commandMs(host, measured)) - alone);
      tell(`window ${window}`, first, alone);
    }
    for (let round = 0; round < WARM; round += 1) {
      const alone = await emptyMs(host);
      empties.push(alone);
      warm.push((await commandMs(host, measured)) - alone);
      tell(`round ${round}`, warm, alone);
    }
    return { first, warm, empty: empties };
  } finally {
    await browser.close();
    await server.stop();
    await empty.stop();
    await api.stop();
  }
}

/** The last of some presses: the first ones of a window find VS Code itself still starting. */
async function emptyMs({ workbench, empty }: Host): Promise<number> {
  let ms = Number.NaN;
  for (let press = 0; press < PRESSES; press += 1) {
    await workbench.focusEditor();
    const heard = empty.next();
    const pressed = Date.now();
    await workbench.press(KEYS.empty);
    ms = (await heard) - pressed;
  }
  return ms;
}

async function commandMs({ workbench, api }: Host, { key, end }: Measured): Promise<number> {
  const newest = api.requests.at(-1)?.number ?? 0;
  await workbench.focusEditor();
  const pressed = Date.now();
  await workbench.press(key);
  const { at } = await api.waitFor(
    ({ endpoint, number }) => endpoint === 'messages' && number > newest,
  );
  await end(workbench);
  return at - pressed;
}

function figure(name: string, values: readonly number[], target: number | null): Figure {
  process.stderr.write(`${name}: ${values.join(' ')}\n`);
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { name, value, unit: 'ms', target };
}

/** What was measured last, for whoever waits. */
function tell(what: string, values: readonly number[], empty: number): void {
  process.stderr.write(`${what}: ${values.at(-1)} ms, empty ${empty} ms\n`);
}

function isReached({ value, target }: Figure): boolean {
  return target === null || value <= target;
}

function table(rows: readonly Figure[]): string {
  const lines = rows.map((row) => {
    const { name, value, unit, target } = row;
    const aim =
      target === null
        ? ''
        : ` at most ${String(target).padStart(6)}  ${isReached(row) ? 'ok' : 'OVER'}`;
    return `${name.padEnd(34)}${String(value).padStart(8)} ${unit}${aim}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
