import assert from 'node:assert/strict';
import { EventEmitter } from 'vscode';
import type { WantedSpend } from '../../src/claudeCode/claudeCodeClient.ts';
import type { PeriodSpend } from '../../src/claudeCode/figures.ts';
import { systemClock } from '../../src/editor/systemClock.ts';
import { claudeCodeSection } from '../../src/editor/usage/claudeCodeSection.ts';
import type {
  ClaudeCodeReader,
  ClaudeCodeSpendParts,
} from '../../src/editor/usage/claudeCodeSpend.ts';
import { ClaudeCodeSpend } from '../../src/editor/usage/claudeCodeSpend.ts';
import { editorParts } from './standIns.ts';

describe('what Claude Code has spent', () => {
  const asked: WantedSpend[] = [];
  let loads = 0;
  let erased = 0;
  let isBroken = false;
  const reader: ClaudeCodeReader = {
    async read(wanted) {
      asked.push(wanted);
      if (isBroken) throw new Error('The thread died.');
      const periods = wanted.periods.map((days): PeriodSpend => ({
        days,
        calls: asked.length,
        costNusd: 5,
        unpriced: 0,
        byModel: [],
        oneFile: { calls: 0, costNusd: 0, unpriced: 0 },
        webSearches: 0,
      }));
      const reading = {
        files: 1,
        skippedLines: 0,
        unreadable: 0,
        links: 0,
        later: 0,
        isThere: true,
      };
      return { spend: { periods, reading }, notKept: false };
    },
    async forget() {
      erased += 1;
      if (isBroken) throw new Error('The disk is full.');
    },
    async dispose() {},
  };
  const parts = editorParts();
  const changed = new EventEmitter<void>();
  let isWanted = false;
  // The setting itself would have the packaged extension read the logs of whoever runs these tests.
  const configuration: ClaudeCodeSpendParts['configuration'] = {
    read: () => ({ ...parts.configuration.read(), glanceClaudeCode: isWanted }),
    onDidChange: changed.event,
  };
  let spend: ClaudeCodeSpend;

  function want(wanted: boolean): void {
    isWanted = wanted;
    changed.fire();
  }

  before(() => {
    const load = async () => {
      loads += 1;
      return reader;
    };
    spend = new ClaudeCodeSpend({ configuration, load, clock: systemClock, log: parts.log });
  });

  after(() => {
    spend.dispose();
    changed.dispose();
  });

  it('is not read, and what reads it not loaded, while nobody wants to know', async () => {
    await spend.refresh();
    assert.equal(spend.glance, undefined);
    assert.equal(loads, 0);
    assert.deepEqual(claudeCodeSection(spend.glance, 'today'), { section: null, words: {} });
  });

  it('is read once it is wanted, for every period that is shown', async () => {
    let changes = 0;
    const end = spend.onDidChange(() => (changes += 1));
    want(true);
    await Promise.all([spend.refresh(), spend.refresh()]);
    end();
    assert.ok(spend.glance?.kind === 'read');
    assert.equal(loads, 1);
    assert.ok(changes > 0);
    const { periods = [], today = 0 } = asked[0] ?? {};
    assert.deepEqual(periods[0], { firstDay: today, lastDay: today });
    assert.equal(periods.length, 4);
    assert.equal(claudeCodeSection(spend.glance, 'all').section?.spend?.costNusd, 5);
  });

  it('is said not to be known when it cannot be read, and is read again', async () => {
    isBroken = true;
    await spend.refresh();
    assert.equal(spend.glance?.kind, 'failed');
    assert.equal(claudeCodeSection(spend.glance, 'all').section?.notes.length, 1);
    assert.equal(await spend.forget(), false);
    isBroken = false;
    await spend.refresh();
    assert.equal(spend.glance.kind, 'read');
  });

  it('is erased, and read anew where it is wanted', async () => {
    const before = asked.length;
    assert.equal(await spend.forget(), true);
    assert.equal(erased, 2);
    await spend.refresh();
    assert.ok(asked.length > before);
  });

  it('is gone when nobody wants to know any more', async () => {
    want(false);
    await spend.refresh();
    assert.equal(spend.glance, undefined);
  });
});
