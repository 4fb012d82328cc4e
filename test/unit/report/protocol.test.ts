import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { codesIn, codesInRows } from '../../../src/report/protocol/codes.ts';
import { isFromPage, isToPage } from '../../../src/report/protocol/messageChecks.ts';
import { REPORT_PERIODS } from '../../../src/report/protocol/messages.ts';
import { comparedOf, dayOf, fallbacksOf, figuresOf, groupOf, runOf } from './figuresOf.ts';

const full = figuresOf({
  totals: comparedOf(2, 0.1, 0.4),
  byTask: [groupOf('docs', comparedOf(2, 0.1, 0.4))],
  byTier: [groupOf('haiku', comparedOf(2, 0.1, 0.4))],
  byModel: [groupOf('claude-haiku-5-5', comparedOf(2, 0.1, 0.4))],
  byDay: [dayOf(20_261_103, 'haiku', 10, 40)],
  fallbacks: fallbacksOf({
    runs: 2,
    byTier: [
      {
        tier: 'haiku',
        attempts: 3,
        judged: 2,
        successes: 1,
        successRate: 0.5,
        fallbacks: 0,
        costNusd: 5,
      },
    ],
  }),
  recent: [
    runOf({ reasonArgs: { passed: 41 } }),
    runOf({ runId: 2, finalTier: 'opus', strength: null, baselineNusd: null }),
  ],
});
const message = {
  type: 'figures',
  tags: {},
  period: '7days',
  figures: full,
  keptFrom: 20_251_107,
  notices: ['Demo'],
  words: {},
};

const came = { costNusd: 5, kept: 1, proven: 0, baselineNusd: 9 };
const trials = {
  period: { firstDay: 20_261_101, lastDay: 20_261_107 },
  audits: [
    { task: 'docs', tier: 'haiku', model: 'm', strength: 'form', labels: ['right', 'unsure'] },
  ],
  tried: [{ task: 'docs', startTier: 'opus', purpose: 'control', propensity: 0.2, ...came }],
  certain: [{ task: 'docs', startTier: 'opus', runs: 3, ...came }],
  byAnswer: [{ nth: 1, costNusd: 5, kept: 1 }],
  capped: [{ scope: 'run', capNusd: 5, costNusd: 5, kept: 1 }],
  triedModels: [{ startTier: 'opus', model: 'm', propensity: 0.1, ...came }],
  certainModels: [{ startTier: 'opus', model: 'm', runs: 2, ...came }],
  models: [
    { task: 'docs', tier: 'opus', model: 'm', answers: 1, passed: 1, costNusd: 5, priced: 1 },
  ],
};
const trialsMessage = { type: 'trials', period: '7days', tags: { ticket: '' }, trials, words: {} };

const filter = { period: { firstDay: 20_261_101, lastDay: 20_261_107 }, task: 'docs' };
const rowsWanted = { type: 'rows', id: 1, kind: 'runs', filter, after: null };
const rows = {
  type: 'rows',
  id: 1,
  rows: [{ id: 5, task: 'docs', baseline_nusd: null }],
  next: '7.1',
  words: {},
};

const spend = {
  days: { firstDay: 20_261_101, lastDay: 20_261_107 },
  calls: 2,
  costNusd: 5,
  unpriced: 1,
  byModel: [],
  oneFile: { calls: 1, costNusd: 5, unpriced: 0 },
  webSearches: 0,
};
const claudeCode = {
  type: 'claudeCode',
  period: '7days',
  section: { spend, notes: [] },
  words: {},
};

describe('messages of the report', () => {
  it('understands every message that the editor sends', () => {
    assert.ok(isToPage(message));
    assert.ok(isToPage({ type: 'texts', texts: { heading: 'Ersparnis' } }));
    assert.ok(isToPage({ type: 'problem', text: 'The ledger cannot be read.' }));
    assert.ok(isToPage(rows));
    assert.ok(isToPage(claudeCode));
    assert.ok(isToPage({ ...claudeCode, section: null }));
    assert.ok(isToPage({ ...claudeCode, section: { spend: null, notes: ['They are read.'] } }));
    assert.ok(isToPage({ type: 'rowsProblem', id: 1, text: 'The ledger cannot be read.' }));
    assert.ok(isToPage(trialsMessage));
    assert.ok(!isToPage({ ...trialsMessage, tags: undefined }), 'of whose runs it is, is said');
    assert.ok(
      !isToPage({ ...trialsMessage, trials: { ...trials, audits: [{ labels: ['maybe'] }] } }),
    );
    assert.ok(!isToPage({ ...trialsMessage, trials: { ...trials, tried: [{ task: 'docs' }] } }));
  });

  it('understands every message that the page sends', () => {
    assert.ok(isFromPage({ type: 'ready' }));
    assert.ok(isFromPage({ type: 'failed', detail: 'x' }));
    assert.ok(isFromPage({ type: 'export', tags: { branch: 'main' } }));
    assert.ok(isFromPage(rowsWanted));
    const all = { escalated: true, comparable: true, failed: true, later: true, judged: true };
    const tried = { purpose: 'answers', tried: true, couldStart: 'opus', audit: 'wrong' };
    const more = { ...all, ...tried, run: 3, finalModel: 'claude-haiku-5-5', tier: 'opus' };
    assert.ok(isFromPage({ ...rowsWanted, kind: 'attempts', filter: more, after: '17.2' }));
    for (const period of REPORT_PERIODS) {
      assert.ok(isFromPage({ type: 'period', period, tags: {} }));
    }
  });

  it('refuses what it does not know', () => {
    for (const unknown of [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'command', command: 'workbench.action.quit' },
      { type: 'period', period: 'yesterday', tags: {} },
      { type: 'period', period: 'all' },
      { type: 'period', period: 'all', tags: { path: '/' } },
      { type: 'period', period: 'all', tags: { branch: 'x'.repeat(201) } },
      { type: 'export', tags: [] },
      { type: 'failed' },
      { type: 'texts', texts: { heading: 1 } },
      { ...message, period: 'yesterday' },
      { ...message, notices: [1] },
      { ...rows, rows: [{ id: {} }] },
      { ...rows, next: 'x' },
      { ...rowsWanted, kind: 'words' },
      { ...rowsWanted, after: '1 OR 1' },
      { ...rowsWanted, filter: { task: 5 } },
      { ...rowsWanted, filter: { kept: true } },
      { ...rowsWanted, filter: { period: { firstDay: 1 } } },
      { ...rowsWanted, filter: JSON.parse('{"__proto__": {"task": "docs"}}') as unknown },
      { ...rowsWanted, filter: { toString: true } },
    ]) {
      assert.equal(isToPage(unknown), false);
      assert.equal(isFromPage(unknown), false);
    }
  });

  it('refuses figures in which any number, list or name is missing', () => {
    const paths = leavesOf(full, []).filter((path) => !path.includes('reasonArgs'));
    assert.ok(paths.length > 50);
    for (const path of paths) {
      const broken = { ...message, figures: without(full, path) };
      assert.equal(isToPage(broken), false, path.join('.'));
    }
  });

  it('refuses any value without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(isToPage({ type: 'figures', period: 'all', figures: value }), false);
        isFromPage(value);
      }),
    );
  });
});

describe('codes for the host to word', () => {
  it('lists each code once, and the reason of each run with its arguments', () => {
    const codes = codesIn(full);
    const keys = codes.map(({ key }) => key);
    assert.deepEqual(keys.toSorted(), [
      'language.go',
      'model.claude-haiku-5-5',
      'outcome.accepted',
      'reason.1',
      'reason.2',
      'strength.proves',
      'task.docs',
      'tier.haiku',
      'tier.opus',
    ]);
    assert.deepEqual(
      codes.find(({ key }) => key === 'reason.1'),
      { key: 'reason.1', kind: 'reason', code: 'taskDefault', args: { passed: 41 } },
    );
  });

  it('lists what rows hold, their own columns only', () => {
    const attempt = { run_id: 1, kind: 'repair', tier: 'opus', outcome: 'lost', effort: 'high' };
    const keys = codesInRows([attempt, attempt, { id: 2, task: 'docs', strength: null }]);
    assert.deepEqual(
      keys.map(({ key }) => key),
      ['tier.opus', 'outcome.lost', 'attempt.repair', 'task.docs'],
    );
  });
});

function leavesOf(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]));
}

function without(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  const copy: unknown = structuredClone(value);
  if (typeof copy !== 'object' || copy === null) return undefined;
  const part: unknown = Reflect.get(copy, name);
  Reflect.set(copy, name, rest.length === 0 ? undefined : without(part, rest));
  return copy;
}
