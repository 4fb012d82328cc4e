/**
 * Puts the router through gateways of others: `npm run test:gateways [name...]`. They are installed into
 * the cache folder, started in front of the demo API and ended; what cannot be installed is said. Not
 * part of `npm test`, for it needs both package registries.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { cacheFolder } from '../host/folders.ts';
import { startDemoApi } from '../support/demoApi/server.ts';
import { freePort } from '../support/freePort.ts';
import { SCENES } from '../support/gateways/scenes.ts';
import { AIMOCK, playAimock } from './aimock.ts';
import type { Gateway } from './gateways.ts';
import { GATEWAYS } from './gateways.ts';
import type { Started } from './started.ts';
import { isTaken, newHome, startGateway } from './started.ts';

type Results = ReadonlyMap<string, unknown>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
}

/** Plays every scene through a gateway; by name, undefined or why it failed. */
async function play(gateway: Gateway, started: Started, installedApi: Api): Promise<Results> {
  const results = new Map<string, unknown>();
  for (const { name, play: playScene } of SCENES) {
    const place = {
      ...gateway.place,
      api: installedApi,
      baseUrl: started.url,
      keyHeader: 'bearer' as const,
      isStreaming: true,
      headers: gateway.headers?.(installedApi) ?? {},
    };
    try {
      await playScene(place);
      results.set(name, undefined);
    } catch (error) {
      results.set(name, error);
    }
  }
  return results;
}

type Api = Awaited<ReturnType<typeof startDemoApi>>;

async function tried(gateway: Gateway): Promise<Results> {
  const installed = await gateway.install();
  const api = await startDemoApi({ msPerDelta: 0 });
  try {
    const home = newHome();
    const port = await freePort();
    const started = await startGateway(home, port, gateway.command(installed, home, port, api));
    try {
      return await play(gateway, started, api);
    } finally {
      await started.stop();
      assert.equal(await isTaken(port), false, `${gateway.name} still listens at ${port}.`);
    }
  } finally {
    await api.stop();
  }
}

const all: readonly {
  readonly name: string;
  readonly version: string;
  readonly play: () => Promise<Results>;
}[] = [
  ...GATEWAYS.map((gateway) => ({
    name: gateway.name,
    version: gateway.version,
    play: () => tried(gateway),
  })),
  { ...AIMOCK, play: playAimock },
];

const wanted = process.argv.slice(2);
const atHome = readdirSync(homedir()).toSorted();
let passed = 0;
let failed = 0;
const missing: string[] = [];

for (const { name, version, play: playAll } of all) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`\n== ${name} ${version}`);
  let results: Results;
  try {
    results = await playAll();
  } catch (error) {
    missing.push(name);
    say(`  not tried: ${wordsOf(error)}`);
    continue;
  }
  for (const [scene, error] of results) {
    const isOk = error === undefined;
    passed += isOk ? 1 : 0;
    failed += isOk ? 0 : 1;
    say(`  ${isOk ? 'ok' : 'FAILED'}: ${scene}${isOk ? '' : `: ${wordsOf(error).slice(0, 300)}`}`);
  }
}

const isHomeClean = readdirSync(homedir()).toSorted().join('\n') === atHome.join('\n');
if (!isHomeClean) say('\nSomething was written into the home folder.');
if (missing.length > 0)
  say(`\nNot installed or not started, and so not tried: ${missing.join(', ')}`);
say(`\nEverything that was installed lies in ${cacheFolder}.`);
say(`${passed} passed, ${failed + (isHomeClean ? 0 : 1)} failed`);
process.exitCode = failed === 0 && isHomeClean ? 0 : 1;
