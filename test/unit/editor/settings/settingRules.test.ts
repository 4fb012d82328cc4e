import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { stepsAt } from '../../../../src/editor/settings/chainRules.ts';
import {
  DEFAULT_NEVER_SEND,
  joinedNeverSend,
} from '../../../../src/editor/settings/neverSendList.ts';
import type { SettingsRead } from '../../../../src/editor/settings/settingRules.ts';
import { readSettings } from '../../../../src/editor/settings/settingRules.ts';
import { SETTINGS } from '../../../../src/editor/settings/settingTable.ts';
import { usdToNusd } from '../../../../src/editor/settings/settingValues.ts';
import {
  isDearer,
  sharedSettings,
  spendingKey,
  withoutDearer,
} from '../../../../src/editor/settings/workspaceSpend.ts';
import { MESSAGES } from '../../../../src/editor/wording/messageTable.ts';
import { TASK_NAMES } from '../../../../src/models/task.ts';
import { CLAUDE_TIERS } from '../../../../src/models/tier.ts';

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
      workspacePerDayNusd: null,
      workspacePerMonthNusd: null,
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
    ['prices', { m: { input: 1 } }, 'settings.prices'],
    ['prices', { m: { input: 1, output: -1 } }, 'settings.prices'],
    ['prices', { m: { input: 1, output: 2, cache_read: 1 } }, 'settings.prices'],
    ['prices', [], 'settings.prices'],
    ['routing.floors', { 'src/**': 'best' }, 'settings.floors'],
    ['routing.floors', 'opus', 'settings.floors'],
    ['routing.floors', { 'a/**/b/**/c/**': 'opus' }, 'settings.floors'],
    ['routing.minConfidence', 1.1, 'settings.share'],
    ['routing.minConfidence', '0.5', 'settings.share'],
    ['routing.retry', { tries: 0 }, 'settings.retry'],
    ['routing.retry', { kinds: ['badRequest'] }, 'settings.retry'],
    ['routing.retry', { firstDelay: 20, longestDelay: 10 }, 'settings.retry'],
    ['routing.breaker', { failures: 0 }, 'settings.breaker'],
    ['routing.breaker', 5, 'settings.breaker'],
    ['routing.breaker', { failure: 3 }, 'settings.breaker'],
    ['routing.retry', { maxTries: 3 }, 'settings.retry'],
    ['routing.signals', [{ id: 'x', tier: 'opus' }], 'settings.signals'],
    ['routing.signals', [{ id: 'x', tier: 'opus', pattern: '(' }], 'settings.signals'],
    ['routing.signals', [{ id: 'x', tier: 'best', minLines: 5 }], 'settings.signals'],
    ['routing.signals', [{ id: 'x', tier: 'opus', minlines: 5 }], 'settings.signals'],
    ['routing.chains', [], 'settings.chains'],
    ['routing.classifier', 'sonnet', 'settings.choice'],
    ['routing.classifierConfidence', -1, 'settings.share'],
    ['routing.classifierUnsure', 'other', 'settings.choice'],
    ['statusBar.visible', 'yes', 'settings.boolean'],
    ['statusBar.period', 'year', 'settings.choice'],
    ['neverSend', '*.key', 'settings.neverSend'],
    ['neverSend', [1], 'settings.neverSend'],
    ['instructions', 5, 'settings.instructions'],
    ['instructions', '.git/config', 'settings.instructions'],
    ['instructions', '.dev.vars', 'settings.instructions'],
    ['instructions', 'config/app.json', 'settings.instructions'],
    ['instructions', '.md', 'settings.instructions'],
    ['ledger.retentionDays', 1e9, 'settings.number'],
    ['tests.run', 'always', 'settings.choice'],
    ['tests.network', true, 'settings.choice'],
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

  for (const [name, value] of [
    ['api.provider', 'openai'],
    ['api.provider', null],
    ['api.region', 'EU-CENTRAL-1'],
    ['api.region', 'evil.example/'],
    ['api.project', 'My Project'],
  ] as const) {
    it(`sends no code elsewhere because of ${name} = ${JSON.stringify(value)}`, () => {
      const settings = read({ [name]: value });
      const args = { setting: `tierwise.${name}` };
      assert.deepEqual(settings.problems, [{ code: 'settings.place', args }]);
      const { provider, region, project } = settings;
      assert.deepEqual(
        [provider, region, project].filter((one) => one === null),
        [null],
      );
    });
  }

  for (const [url, code] of [
    [5, 'api.badUrl'],
    ['', 'api.badUrl'],
    ['gateway', 'api.badUrl'],
    ['http://gateway.example', 'api.plainHttp'],
  ] as const) {
    it(`names the address ${JSON.stringify(url)} when it is set, and puts none in its place`, () => {
      const { baseUrl, problems } = read({ 'api.baseUrl': url });
      assert.deepEqual(problems, [{ code, args: {} }]);
      assert.equal(baseUrl, typeof url === 'string' ? url : '');
    });
  }

  it('keeps back what it can read of a list with a fault', () => {
    const { neverSend } = read({ neverSend: ['secrets/**', 5] });
    assert.deepEqual(neverSend, [...DEFAULT_NEVER_SEND, 'secrets/**']);
    const floors = { 'src/**': 'opus', 'lib/**': 'best' };
    const { routing, problems } = read({ 'routing.floors': floors }, 'src/a.ts');
    assert.equal(routing.floor, 'opus');
    assert.equal(problems.length, 1);
  });

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
    const routing = (values: Readonly<Record<string, unknown>>) => read(values, 'src/a.ts').routing;
    const dearer = (
      values: Readonly<Record<string, unknown>>,
      own: Readonly<Record<string, unknown>> = {},
    ): boolean => isDearer(routing(values), routing(own), 'docs');
    assert.equal(dearer({ 'routing.start.docs': 'opus' }), true);
    assert.equal(dearer({ 'routing.only.docs': 'sonnet' }), true);
    assert.equal(dearer({ 'routing.floors': { '*': 'opus' } }), true);
    assert.equal(dearer({ 'routing.start.tests': 'opus' }), false);
    assert.equal(dearer({}, { 'routing.start.docs': 'opus' }), false);
    assert.equal(dearer({ 'routing.only.docs': 'haiku' }), false);
    // What the user holds down must not be let go either.
    assert.equal(dearer({}, { 'routing.only.docs': 'haiku' }), true);
    assert.equal(dearer({ 'routing.start.docs': 'haiku' }, { 'routing.only.docs': 'haiku' }), true);
    assert.equal(dearer({ 'routing.only.docs': 'haiku' }, { 'routing.only.docs': 'opus' }), false);
    const review = { 'routing.start.review': 'haiku' };
    assert.equal(isDearer(routing({}), routing(review), 'review'), true);
    assert.equal(isDearer(routing(review), routing({}), 'review'), false);
    assert.notEqual(
      spendingKey(routing({ 'routing.start.docs': 'opus' }), 'docs'),
      spendingKey(routing({ 'routing.start.docs': 'sonnet' }), 'docs'),
    );
  });

  it('lets a workspace add to the never-send list and take nothing back', () => {
    const joined = (...added: unknown[]) => joinedNeverSend(added).slice(DEFAULT_NEVER_SEND.length);
    assert.deepEqual(joinedNeverSend([undefined, []]), DEFAULT_NEVER_SEND);
    assert.deepEqual(joined(['*.txt', '!.env', ' !.env'], undefined), ['*.txt']);
    // The settings editor copies the whole list where one entry is added to it.
    assert.deepEqual(joined([...DEFAULT_NEVER_SEND, 'mine']), ['mine']);
    for (const faulty of ['*.key', 5, { a: 1 }]) {
      const { neverSend, problems } = read({ neverSend: joinedNeverSend([faulty, ['*.txt']]) });
      assert.ok(neverSend.includes('*.txt') && neverSend.includes('.env'));
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['settings.neverSend'],
      );
    }
  });

  it('takes from a remote machine only what makes a task no dearer', () => {
    const taken = (values: Readonly<Record<string, unknown>>) => {
      const readWith = (some: ReadonlyMap<string, unknown>) =>
        read(Object.fromEntries(some), 'src/a.ts');
      const given = sharedSettings('docs').map((name) => [name, values[name]] as const);
      const { start, only, floor } = withoutDearer('docs', new Map(given), readWith).routing;
      return [start.docs, only.docs, floor];
    };
    assert.deepEqual(taken({}), ['auto', null, null]);
    assert.deepEqual(taken({ 'routing.start.docs': 'opus' }), ['auto', null, null]);
    assert.deepEqual(taken({ 'routing.start.docs': 'haiku' }), ['haiku', null, null]);
    assert.deepEqual(taken({ 'routing.only.docs': 'opus' }), ['auto', null, null]);
    assert.deepEqual(taken({ 'routing.only.docs': 'haiku' }), ['auto', 'haiku', null]);
    assert.deepEqual(taken({ 'routing.floors': { '**': 'opus' } }), ['auto', null, null]);
    const mixed = { 'routing.only.docs': 'haiku', 'routing.floors': { '**': 'opus' } };
    assert.deepEqual(taken(mixed), ['auto', 'haiku', null]);
  });

  it('sends nothing where the list is longer than can be looked up', () => {
    const patterns = Array.from({ length: 501 }, (_, index) => `secret-${index}`);
    const { neverSend, problems } = read({ neverSend: patterns });
    assert.deepEqual(neverSend, ['*']);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['settings.neverSendLong'],
    );
    assert.equal(read({ neverSend: patterns.slice(1) }).neverSend.length, 500);
    const dear = read({ neverSend: ['a/**/a/**/a/**/b'] });
    assert.deepEqual(dear.neverSend, ['*']);
    assert.deepEqual(dear.problems, [{ code: 'settings.neverSendDear', args: {} }]);
  });
});

describe('whatever is written into the settings', () => {
  const names = [
    ...Object.values(SETTINGS).map(({ name }) => name),
    ...TASK_NAMES.flatMap((task) => [`routing.start.${task}`, `routing.only.${task}`]),
    ...CLAUDE_TIERS.flatMap((tier) => [`models.${tier}`, `effort.${tier}`]),
  ];
  const written: readonly unknown[] = [
    ...'auto opus ../.. any off'.split(' '),
    null,
    true,
    -1,
    0,
    0.5,
    1e308,
    Infinity,
    Number.NaN,
    '',
    [],
    {},
    ['opus', 5],
    { docs: [{ tier: 'opus' }] },
    { docs: 'opus' },
    { '[': 'opus' },
    { m: { input: -0, output: 1e9 } },
    [{ id: 'x', tier: 'opus', pattern: '(' }],
  ];
  const likely = fc.constantFrom(...written);
  const values = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(likely, fc.jsonValue(), fc.double(), fc.string()),
    { maxKeys: 8, noNullPrototype: true },
  );

  it('it is read within its bounds, and each fault has its sentence', () => {
    fc.assert(
      fc.property(values, (given) => {
        const settings = read(given, 'src/a.ts');
        for (const { code } of settings.problems) assert.ok(MESSAGES[code], code);
        const { routing } = settings;
        const { perRunNusd, perDayNusd, perMonthNusd } = routing.budget;
        const { firstDelayMs, longestDelayMs } = routing.retry;
        const amounts = [perRunNusd, perDayNusd, perMonthNusd, routing.confirmAboveNusd];
        const times = [routing.maxWaitMs, firstDelayMs, longestDelayMs, routing.breaker.cooldownMs];
        for (const number of [...amounts, ...times]) {
          assert.ok(number === null || (Number.isFinite(number) && number >= 0));
        }
        assert.ok(routing.maxAttempts >= 1 && routing.maxAttempts <= 6);
        assert.ok(routing.minConfidence >= 0 && routing.minConfidence <= 1);
        assert.ok(settings.neverSend.every((pattern) => typeof pattern === 'string'));
        assert.match(settings.region ?? '', /^[a-z\d-]*$/);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a chain that cannot work', () => {
  const faults: readonly (readonly [unknown, string, number])[] = [
    [{ docs: 'opus' }, 'chainList', 0],
    [{ docs: [] }, 'chainList', 0],
    [{ doc: [{ tier: 'opus' }] }, 'chainTask', 0],
    [{ docs: [{ tier: 'haiku' }, 'opus'] }, 'chainStep', 2],
    [{ docs: [{ tier: 'opus', retries: 2 }] }, 'chainUnknown', 1],
    [{ docs: [{ provider: 'acme', model: 'x' }] }, 'chainProvider', 1],
    [{ docs: [{ tier: 'best' }] }, 'chainModel', 1],
    [{ docs: [{ effort: 'high' }] }, 'chainModel', 1],
    [{ docs: [{ provider: 'openai', tier: 'opus' }] }, 'chainModel', 1],
    [{ docs: [{ tier: 'opus', model: 'a b' }] }, 'chainModel', 1],
    [{ docs: [{ tier: 'opus', effort: 'huge' }] }, 'chainEffort', 1],
    [{ docs: [{ tier: 'opus', limit: 5 }] }, 'chainLimit', 1],
    [{ docs: [{ tier: 'opus' }, { tier: 'opus' }] }, 'chainTwice', 2],
    [{ docs: [{ tier: 'opus' }, { tier: 'opus', provider: 'anthropic' }] }, 'chainTwice', 2],
    [{ docs: [{ provider: 'openai', tier: 'opus', model: 'gpt-large' }] }, 'chainTier', 1],
    [{ docs: [{ provider: 'vertex', model: 'claude-opus-5-5' }] }, 'chainRegion', 1],
    [{ docs: [{ model: 'claude-haiku-4-5', effort: 'low' }] }, 'chainNoEffort', 1],
    [{ docs: ['haiku', 'sonnet', 'opus', 'opus'].map((tier) => ({ tier })) }, 'chainLong', 0],
  ];
  for (const [chains, cause, step] of faults) {
    it(`is named when it is set: ${JSON.stringify(chains)}`, () => {
      const { problems, routing } = read({ 'routing.chains': chains });
      const [task = ''] = Object.keys(chains as object);
      const setting = `tierwise.routing.chains.${task}`;
      const code = step === 0 ? 'settings.chain' : 'settings.chainStep';
      assert.deepEqual(problems, [{ code, args: { setting, step, cause } }]);
      assert.equal(routing.chains.docs, null);
    });
  }

  it('leaves the chains of other tasks as they are', () => {
    const opus = [{ tier: 'opus', effort: 'high', limit: 4_000 }];
    const { routing, problems } = read({ 'routing.chains': { docs: [], review: opus } });
    assert.equal(problems.length, 1);
    assert.deepEqual(routing.chains.review, [
      { provider: null, tier: 'opus', model: null, effort: 'high', limit: 4_000 },
    ]);
  });

  it('is one whose provider has no key or no agreement', () => {
    const large = { provider: 'openai', model: 'gpt-large' };
    const { routing, problems } = read({ 'routing.chains': { docs: [{ tier: 'opus' }, large] } });
    assert.deepEqual(problems, []);
    const args = { setting: 'tierwise.routing.chains.docs', step: 2, cause: 'chainOff' };
    assert.deepEqual(stepsAt('openai', routing.chains), [{ code: 'settings.chainStep', args }]);
    assert.deepEqual(stepsAt('bedrock', routing.chains), []);
  });
});

describe('models that nobody lists', () => {
  const pins = { 'models.haiku': 'h', 'models.sonnet': 's', 'models.opus': 'o' };
  const setting = 'tierwise.models.haiku, tierwise.models.sonnet, tierwise.models.opus';
  const needed = { code: 'settings.pinNeeded', args: { setting } };

  it('must be pinned when a gateway, Bedrock or Vertex is set', () => {
    // A gateway on this machine, too: LiteLLM, say, often runs there.
    for (const url of ['https://gateway.example/v1', 'http://127.0.0.1:4000']) {
      const gateway = { 'api.baseUrl': url };
      assert.deepEqual(read(gateway).problems, [needed]);
      assert.deepEqual(read({ ...gateway, ...pins }).problems, []);
      const [one] = read({ ...gateway, ...pins, 'models.sonnet': '' }).problems;
      assert.deepEqual(one?.args, { setting: 'tierwise.models.sonnet' });
    }
    assert.deepEqual(read({ 'api.provider': 'bedrock' }).problems, [needed]);
    const vertex = { 'api.provider': 'vertex', ...pins };
    assert.deepEqual(
      read(vertex).problems.map(({ code }) => code),
      ['settings.regionNeeded'],
    );
    assert.deepEqual(read({ ...vertex, 'api.region': 'us-east5' }).problems, []);
  });

  it('need no pin at the Claude API and in the editor, where they are listed', () => {
    assert.deepEqual(read({ 'api.provider': 'editor' }).problems, []);
    assert.deepEqual(read({ 'api.baseUrl': 'https://api.anthropic.com/' }).problems, []);
  });
});
