import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  DEFAULT_NEVER_SEND,
  isDearer,
  joinedNeverSend,
  readSettings,
  type SettingsRead,
  spendingKey,
  usdToNusd,
} from '../../../src/editor/settingRules.ts';

function read(values: Readonly<Record<string, unknown>>, path?: string): SettingsRead {
  return readSettings((name) => values[name], path);
}

describe('settings', () => {
  it('has defaults for all of them', () => {
    const { routing, problems, baseUrl, neverSend } = read({});
    assert.deepEqual(problems, []);
    assert.equal(baseUrl, 'https://api.anthropic.com');
    assert.deepEqual(neverSend, DEFAULT_NEVER_SEND);
    assert.equal(routing.start.docs, 'auto');
    assert.equal(routing.only.review, null);
    assert.equal(routing.maxAttempts, 3);
    assert.equal(routing.maxWaitMs, 30_000);
    assert.deepEqual(routing.budget, {
      perRunNusd: 500_000_000,
      perDayNusd: 5_000_000_000,
      perMonthNusd: null,
      action: 'ask',
    });
    assert.equal(routing.confirmAboveNusd, 100_000_000);
  });

  it('takes money in dollars to whole nano-dollars', () => {
    assert.equal(usdToNusd(0.1), 100_000_000);
    assert.equal(usdToNusd(0.000_000_001), 1);
    assert.equal(usdToNusd(1.1), 1_100_000_000);
    assert.equal(read({ 'budget.perRun': null }).routing.budget.perRunNusd, null);
    assert.equal(read({ 'budget.perRun': 0 }).routing.budget.perRunNusd, 0);
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['routing.start.docs', 'cheapest', 'settings.choice'],
    ['routing.start.docs', 'other', 'settings.choice'],
    ['routing.only.docs', null, 'settings.choice'],
    ['routing.maxAttempts', 0, 'settings.number'],
    ['routing.maxAttempts', 2.5, 'settings.number'],
    ['routing.maxAttempts', '3', 'settings.number'],
    ['routing.maxWait', -1, 'settings.number'],
    ['budget.perRun', '0.5', 'settings.money'],
    ['budget.perDay', -1, 'settings.money'],
    ['budget.perMonth', Number.NaN, 'settings.money'],
    ['budget.perMonth', Infinity, 'settings.money'],
    ['budget.action', 'panic', 'settings.choice'],
    ['confirmAbove', null, 'settings.money'],
    ['models.opus', 'a b', 'settings.model'],
    ['models.opus', 5, 'settings.model'],
    ['effort.haiku', 'huge', 'settings.choice'],
    ['api.baseUrl', 5, 'settings.text'],
    ['prices', { m: { input: 1 } }, 'settings.prices'],
    ['prices', { m: { input: 1, output: -1 } }, 'settings.prices'],
    ['prices', [], 'settings.prices'],
    ['routing.floors', { 'src/**': 'best' }, 'settings.floors'],
    ['routing.floors', 'opus', 'settings.floors'],
    ['statusBar.visible', 'yes', 'settings.boolean'],
    ['statusBar.period', 'year', 'settings.choice'],
    ['neverSend', ['a', 1], 'settings.texts'],
  ];
  for (const [name, value, code] of bad) {
    it(`names ${name} = ${JSON.stringify(value)} and takes its default`, () => {
      const { problems, ...rest } = read({ [name]: value }, 'src/a.ts');
      assert.deepEqual(problems, [{ code, args: { setting: `tierwise.${name}` } }]);
      const { problems: none, ...defaults } = read({}, 'src/a.ts');
      assert.deepEqual(none, []);
      assert.deepEqual(rest, defaults);
    });
  }

  it('takes the highest floor that matches the file, in any order', () => {
    const floors = { 'src/**': 'haiku', '**/auth/**': 'opus', '*.ts': 'sonnet' };
    const floorOf = (path?: string): unknown =>
      read({ 'routing.floors': floors }, path).routing.floor;
    assert.equal(floorOf('src/a.py'), 'haiku');
    assert.equal(floorOf('src/a.ts'), 'sonnet');
    assert.equal(floorOf('packages/api/auth/login.ts'), 'opus');
    assert.equal(floorOf('lib/a.py'), null);
    assert.equal(floorOf(), null);
  });

  it('knows when values of a workspace make a task dearer', () => {
    const own = read({});
    const dearer = (values: Readonly<Record<string, unknown>>): boolean =>
      isDearer(read(values, 'src/a.ts'), own, 'docs');
    assert.equal(dearer({ 'routing.start.docs': 'opus' }), true);
    assert.equal(dearer({ 'routing.only.docs': 'sonnet' }), true);
    assert.equal(dearer({ 'routing.floors': { '*': 'opus' } }), true);
    assert.equal(dearer({ 'routing.start.tests': 'opus' }), false);
    assert.equal(isDearer(own, read({ 'routing.start.docs': 'opus' }), 'docs'), false);
    assert.notEqual(
      spendingKey(read({ 'routing.start.docs': 'opus' }), 'docs'),
      spendingKey(read({ 'routing.start.docs': 'sonnet' }), 'docs'),
    );
  });

  it('lets a workspace add to the never-send list and take nothing back', () => {
    assert.deepEqual(joinedNeverSend(undefined, [['*.txt', '!.env'], undefined]), [
      ...DEFAULT_NEVER_SEND,
      '*.txt',
    ]);
    assert.deepEqual(joinedNeverSend(['*.key'], [[]]), ['*.key']);
    assert.equal(joinedNeverSend('*.key', [['*.pem']]), '*.key');
  });
});
