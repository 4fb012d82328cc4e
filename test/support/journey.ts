import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, removeFolder } from '../host/folders.ts';
import type { VSCodeVersion } from '../host/vscodeServer.ts';
import type { LedgerRows } from './ledgerRows.ts';
import { readLedgers } from './ledgerRows.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import type { Workbench } from './workbench.ts';

/** The key that the demo API takes. */
export const RIGHT_KEY = 'demo-key-1234567890';

/** What a journey starts with. */
export interface JourneyOptions {
  /** Names the folder of its screenshots. */
  readonly name: string;
  /** A folder of test/fixtures/ that is copied and opened, `sample` by default; null opens no folder. */
  readonly fixture?: string | null;
  readonly version?: VSCodeVersion;
  /** The user's settings, on top of those that every journey has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** false: in restricted mode. */
  readonly trust?: boolean;
  /** `right` (default): it is set at the start; `own`: the journey starts without one and sets what it needs. */
  readonly key?: 'right' | 'own';
  /** What the server finds in its environment, beside what is there. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the copied workspace before the journey begins. */
  readonly prepare?: (workspace: string) => void | Promise<void>;
}

/** A started journey. */
export interface Journey extends Pick<
  Stage,
  'api' | 'changeSettings' | 'openWindow' | 'server' | 'workbench' | 'workspace'
> {
  /** The runs that were started during the journey, and their attempts, in the order of their start. */
  ledger(): Promise<LedgerRows>;
}

/** The stage of all journeys that need nothing special, as the one before has left it. */
let common: { readonly stage: Stage; readonly key: JourneyOptions['key'] } | undefined;

/**
 * Gives the surrounding `describe` a VS Code with the packaged extension, its settings pointing at a demo API. Journeys
 * without a fixture, a version, an environment or a trust of their own take turns in one window: each finds its files, settings,
 * history and key as if it were the first. What it returns can be used inside tests and hooks. After a failure, a
 * screenshot and the logs are kept.
 */
export function journey(options: JourneyOptions): Journey {
  const { name, fixture = 'sample', version, settings = {}, trust = true, key = 'right' } = options;
  const { env, prepare = () => undefined } = options;
  const isPlain = version === undefined && env === undefined;
  const isCommon = fixture === 'sample' && isPlain && trust;
  let stage: Stage | undefined;
  let isSound = false;
  let startedAt = 0;

  before(`set the stage for ${name}`, async function () {
    this.timeout(300_000);
    removeFolder(join(buildFolder, 'screenshots', name));
    const left = isCommon ? common : undefined;
    if (left !== undefined) common = undefined;
    stage = left?.stage;
    startedAt = Date.now();
    if (left !== undefined) {
      try {
        left.stage.workbench.startJourney(name);
        left.stage.api.reset();
        await left.stage.clear(settings, prepare);
        if (key === 'own') await clearKey(left.stage.workbench);
      } catch (error) {
        // Like a step, a stage is set twice, and it is told.
        await keepTraces(name, 'turn', left.stage);
        process.stdout.write(`    tried again: the stage for ${name}: ${String(error)}\n`);
        await left.stage.stop();
        stage = undefined;
      }
    }
    const isNew = stage === undefined;
    stage ??= await startStage({ fixture, version, settings, trust, env, prepare, journey: name });
    if (isNew) startedAt = Date.now();
    try {
      if (key === 'right' && (isNew || left?.key !== 'right')) await setKey(stage.workbench);
      await stage.workbench.clearNotifications();
    } catch (error) {
      await keepTraces(name, 'start', stage);
      throw error;
    }
    isSound = true;
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || stage === undefined) return;
    isSound = false;
    await keepTraces(name, this.currentTest.title, stage);
  });

  after(`clear the stage of ${name}`, async function () {
    this.timeout(60_000);
    if (stage === undefined) return;
    // Nobody knows in what state a failure has left the window.
    if (!isCommon || !isSound) return stage.stop();
    await stage.closeOtherWindows();
    common = { stage, key };
  });

  const current = (): Stage => {
    if (stage === undefined) throw new Error('The journey has not started: use it inside a test.');
    return stage;
  };
  return {
    get workbench() {
      return current().workbench;
    },
    get workspace() {
      return current().workspace;
    },
    get server() {
      return current().server;
    },
    get api() {
      return current().api;
    },
    openWindow: (where) => current().openWindow(where),
    changeSettings: (changed) => current().changeSettings(changed),
    ledger: () => readLedgers(current().server.userDataDir, startedAt),
  };
}

/** Sets an API key by its command, as a person does. */
export async function setKey(workbench: Workbench, key = RIGHT_KEY): Promise<void> {
  // A window that has just opened may take the focus, and with it the question.
  for (let tries = 4; ; tries -= 1) {
    await workbench.runCommand('Tierwise: Set API Key...');
    await workbench.answerInput(key);
    try {
      await workbench.waitForNotification(/is set/, tries > 0 ? 15_000 : undefined);
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await workbench.press('Escape');
    }
  }
}

async function clearKey(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Tierwise: Clear API Key');
  await workbench.waitForNotification(/key/i);
}

/** Keeps what tells why something failed: a picture and the logs. */
async function keepTraces(
  name: string,
  title: string,
  { console, server, workbench }: Stage,
): Promise<void> {
  const folder = join(buildFolder, 'journeys');
  mkdirSync(folder, { recursive: true });
  const text = `${server.logs()}\n-- page --\n${console.join('\n')}\n`;
  writeFileSync(join(folder, `${name}.log`), text);
  await workbench.keepScreenshot(`failed-${title.replace(/\W+/g, '-')}`).catch(() => undefined);
}
