import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import {
  COMMANDS,
  CONTEXT_SUBMENU,
  REPORT_VIEW_TYPE,
  SETTINGS_SECTION,
} from '../../../src/editor/ids.ts';
import { readSettings } from '../../../src/editor/settings/settingRules.ts';
import {
  fullName,
  SETTINGS,
  TASK_SETTINGS,
  TIER_SETTINGS,
} from '../../../src/editor/settings/settingTable.ts';
import { TASK_NAMES } from '../../../src/models/task.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import { withGeneratedParts } from '../../host/manifest.ts';

interface Setting {
  readonly default: unknown;
  readonly scope: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly { command?: string; submenu?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const root = new URL('../../../', import.meta.url);
const manifestText = readFileSync(new URL('package.json', root), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const { contributes } = manifest;
const properties = contributes.configuration.properties;

const settings = [
  ...Object.values(SETTINGS),
  ...TASK_NAMES.flatMap((task) => [TASK_SETTINGS.start(task), TASK_SETTINGS.only(task)]),
  ...CLAUDE_TIERS.flatMap((tier) => [TIER_SETTINGS.models(tier), TIER_SETTINGS.effort(tier)]),
].map(fullName);

/** Settings that may be set for a folder; every other one must not be a repository's to write. */
const FOLDER_SETTINGS =
  /^tierwise\.(?:routing\.(?:start|only|floors)|statusBar|review\.comments|neverSend|instructions)\b/;

describe('the manifest', () => {
  it('is up to date; `npm run manifest` writes what the code knows', () => {
    assert.equal(manifestText, withGeneratedParts(manifestText));
  });

  it('contributes the commands that the code names', () => {
    const contributed = contributes.commands.map(({ command }) => command);
    const missing = Object.values(COMMANDS).filter((id) => !contributed.includes(id));
    assert.deepEqual(missing, []);
    assert.equal(new Set(contributed).size, contributed.length);
    assert.ok(contributes.commands.every(({ category }) => category === 'Tierwise'));
  });

  it('puts only its own commands into menus', () => {
    const contributed = new Set(contributes.commands.map(({ command }) => command));
    const used = Object.values(contributes.menus).flat();
    const commands = used.flatMap(({ command }) => (command === undefined ? [] : [command]));
    assert.deepEqual(
      commands.filter((command) => !contributed.has(command)),
      [],
    );
    assert.ok(contributes.submenus.some(({ id }) => id === CONTEXT_SUBMENU));
    assert.ok(used.some(({ submenu }) => submenu === CONTEXT_SUBMENU));
  });

  it('contributes the settings that the code reads, each with a description', () => {
    const missing = settings.filter((name) => properties[name] === undefined);
    assert.deepEqual(missing, []);
    for (const [name, setting] of Object.entries(properties)) {
      assert.ok(setting.description ?? setting.markdownDescription, name);
    }
  });

  it('marks code in a description only where it is shown as such', () => {
    const texts = JSON.parse(readFileSync(new URL('package.nls.json', root), 'utf8')) as Readonly<
      Record<string, string>
    >;
    for (const [name, { description }] of Object.entries(properties)) {
      const key = description?.slice(1, -1) ?? '';
      assert.doesNotMatch(texts[key] ?? '', /`/, name);
    }
  });

  it('has the defaults that the code has', () => {
    const prefix = `${SETTINGS_SECTION}.`;
    const fromManifest = readSettings((name) => properties[prefix + name]?.default, undefined);
    assert.deepEqual(fromManifest.problems, []);
    assert.deepEqual(
      fromManifest,
      readSettings(() => undefined, undefined),
    );
  });

  it('lets no repository redirect the key, spend or execute', () => {
    for (const [name, { scope }] of Object.entries(properties)) {
      assert.equal(scope === 'application', !FOLDER_SETTINGS.test(name), name);
    }
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const restricted = Object.keys(properties).filter(
      (name) =>
        /^tierwise\.(?:routing\.|instructions$)/.test(name) &&
        properties[name]?.scope === 'resource',
    );
    assert.deepEqual([...restrictedConfigurations].sort(), restricted.sort());
  });

  it('activates for the status bar and for a report that was open', () => {
    assert.ok(manifest.activationEvents.includes('onStartupFinished'));
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${REPORT_VIEW_TYPE}`));
  });

  it('words every text that it takes from package.nls.json, and no other', () => {
    const texts = JSON.parse(readFileSync(new URL('package.nls.json', root), 'utf8')) as object;
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    assert.deepEqual(new Set(used), new Set(Object.keys(texts)));
  });
});
