import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { projectRoot } from '../host/folders.ts';
import { PATIENCE_MS } from './workbench.ts';

/** A settings file by its `vscode-remote:` URI, and all that is to stand in it. */
export interface SettingsFile {
  readonly uri: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What is done in a window, in this order. */
export interface StageWork {
  /** Closes editors (unsaved ones too), the panel and notifications. */
  readonly clears?: boolean;
  /** The settings of the folder; where none are left, their file is removed. */
  readonly folder?: SettingsFile;
  readonly user?: SettingsFile;
  /** Run to its end at last. */
  readonly command?: string;
}

/**
 * Sets the stage by an extension of its own, beside the one that the journeys are about: what a person would do by many keys
 * and looks is done at once, and it is said when extensions find it done.
 */
export interface Stagehand {
  /** Folder of the extension. */
  readonly extension: string;
  /** What its server has to find in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Has something done in the window of a page, which comes when its key is pressed. */
  work(page: Page, work: StageWork): Promise<void>;
  stop(): Promise<void>;
}

const KEY = 'Control+Alt+Shift+F12';
/** How often its key is pressed where nobody comes: in a window that has just opened, extensions come late. */
const TRIES = 24;
const TRY_MS = 2500;

async function isWithin(event: Promise<unknown>, ms: number): Promise<boolean> {
  const waited = new AbortController();
  const late = delay(ms, false, { signal: waited.signal }).catch(() => false);
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    waited.abort();
  }
}

/** Starts what the extension asks. */
export async function startStagehand(): Promise<Stagehand> {
  let wanted: StageWork | undefined;
  let came: () => void = () => undefined;
  let ended: (failure: string) => void = () => undefined;
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      // What cannot be read is no success.
      void text(request)
        .then(ended, (error: unknown) => ended(String(error)))
        .finally(() => response.end());
      return;
    }
    const work = wanted;
    wanted = undefined;
    response.statusCode = work === undefined ? 204 : 200;
    response.end(work === undefined ? '' : JSON.stringify(work));
    if (work !== undefined) came();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    extension: join(projectRoot, 'test', 'support', 'stagehand'),
    env: { TIERWISE_STAGEHAND: `http://127.0.0.1:${port}/` },
    async work(page, work) {
      wanted = work;
      const done = new Promise<string>((resolve) => {
        ended = resolve;
      });
      const arrival = new Promise<void>((resolve) => {
        came = resolve;
      });
      let hasCome = false;
      for (let tries = TRIES; tries > 0 && !hasCome; tries -= 1) {
        await page.keyboard.press(KEY);
        hasCome = await isWithin(arrival, TRY_MS);
      }
      if (!hasCome) throw new Error('No stagehand came: the window takes no keys.');
      if (!(await isWithin(done, PATIENCE_MS)))
        throw new Error('The stagehand does not come back.');
      const failure = await done;
      if (failure !== '') throw new Error(`The stagehand failed: ${failure}`);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
