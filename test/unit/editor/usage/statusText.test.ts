import assert from 'node:assert/strict';
import { marked } from 'marked';
import { describe, it } from 'mocha';
import type { LogReading, PeriodSpend } from '../../../../src/claudeCode/figures.ts';
import { claudeCodeNotes } from '../../../../src/editor/usage/claudeCodeNotes.ts';
import type { ClaudeCodeGlance } from '../../../../src/editor/usage/claudeCodeSpend.ts';
import type { StatusContext } from '../../../../src/editor/usage/statusText.ts';
import { savedPercent, spendText, statusText } from '../../../../src/editor/usage/statusText.ts';
import type { Glance, Totals } from '../../../../src/ledger/figures.ts';
import { totalsOf } from '../../report/figuresOf.ts';

const t = (english: string, args: Record<string, string> = {}): string =>
  english.replace(/\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole);

/** Markdown with its character references read. */
const readable = (markdown: string): string =>
  markdown.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));

const NOTHING = totalsOf({});

const USED: Totals = {
  ...NOTHING,
  runs: 3,
  accepted: 3,
  attempts: 3,
  costNusd: 420_000_000,
  comparableRuns: 3,
  comparableCostNusd: 420_000_000,
  baselineNusd: 1_450_000_000,
  savedNusd: 1_030_000_000,
};

const IDLE: StatusContext = {
  working: [],
  askingUser: [],
  budgets: [],
  lastReason: undefined,
  isDemo: false,
  notices: [],
};

function glance(today: Totals): Glance {
  return { today, week: today, month: today, byTierMonth: [], last: undefined };
}

const textOf = (totals: Totals, context = IDLE): string =>
  statusText(glance(totals), 'today', context, t).text;

describe('what Claude Code has spent, in the tooltip', () => {
  const spent = (calls: number, costNusd: number, unpriced = 0): PeriodSpend => ({
    days: { firstDay: 0, lastDay: 1 },
    calls,
    costNusd,
    unpriced,
    byModel: [],
    oneFile: { calls: 1, costNusd: costNusd / 4, unpriced: 0 },
    webSearches: 0,
  });
  const reading: LogReading = {
    files: 1,
    skippedLines: 0,
    unreadable: 0,
    links: 0,
    later: 0,
    isThere: true,
  };
  const periods = {
    today: spent(1, 0, 1),
    '7days': spent(20, 1_500_000_000, 2),
    '30days': spent(300, 40_000_000_000),
    all: spent(300, 40_000_000_000),
  };
  const read: ClaudeCodeGlance = { kind: 'read', periods, reading, isKept: true };
  const tooltipOf = (claudeCode: ClaudeCodeGlance | undefined): string =>
    readable(statusText(glance(USED), 'today', { ...IDLE, claudeCode }, t).tooltip);

  it('stands in a table of its own, with an estimate of what commands could have done', () => {
    const tooltip = tooltipOf(read);
    assert.match(tooltip, /Claude Code, at list prices .*Spent .*Calls \|/);
    assert.match(tooltip, /\| Today .*1 unpriced .*1 \|/);
    assert.match(tooltip, /\| 7 days .*\$1\.50 \+ 2 unpriced .*20 \|/);
    assert.match(tooltip, /\| 30 days .*\$40\.00 .*300 \|/);
    assert.match(tooltip, /About 25% of the 30 days .*estimate/);
  });

  it('changes none of our own figures', () => {
    const own = statusText(glance(USED), 'today', IDLE, t);
    const { label, text, tooltip } = statusText(
      glance(USED),
      'today',
      { ...IDLE, claudeCode: read },
      t,
    );
    assert.deepEqual([label, text], [own.label, own.text]);
    const [ours = ''] = readable(tooltip).split('| Claude Code');
    assert.ok(readable(own.tooltip).startsWith(ours));
  });

  it('is left out where there is nothing to show', () => {
    const none: ClaudeCodeGlance = { ...read, reading: { ...reading, isThere: false } };
    for (const nothing of [undefined, { kind: 'reading' }, { kind: 'failed' }, none] as const) {
      assert.doesNotMatch(tooltipOf(nothing), /Claude Code/);
    }
  });

  it('says what was not counted', () => {
    const troubled = { ...reading, skippedLines: 3, unreadable: 1, links: 2, later: 4 };
    const notes = claudeCodeNotes({ ...read, reading: troubled, isKept: false });
    assert.deepEqual(
      notes.map((note) => note.code),
      [
        'claudeCode.unreadable',
        'claudeCode.skipped',
        'claudeCode.later',
        'claudeCode.links',
        'claudeCode.notKept',
      ],
    );
    assert.deepEqual(claudeCodeNotes(read), []);
    const none: ClaudeCodeGlance = { ...read, reading: { ...reading, isThere: false } };
    assert.deepEqual(
      [none, { kind: 'reading' }, { kind: 'failed' }].flatMap((each) =>
        claudeCodeNotes(each as ClaudeCodeGlance).map((note) => note.code),
      ),
      ['claudeCode.nowhere', 'claudeCode.reading', 'claudeCode.failed'],
    );
  });
});

describe('the status bar', () => {
  it('shows what was spent and saved', () => {
    assert.equal(textOf(USED), '$0.42 · saved 71%');
  });

  it('says that runs were part of a subscription, and never that they cost or saved nothing', () => {
    const included = totalsOf({ runs: 2, accepted: 2, attempts: 3, estimated: 3 });
    const { text, tooltip, label } = statusText(glance(included), 'today', IDLE, t);
    assert.equal(text, 'included');
    assert.equal(label, 'Tierwise, Today: included');
    assert.doesNotMatch(tooltip, /\$0|%/);
    // Beside what was paid for, the money is what there is to say.
    assert.equal(textOf({ ...USED, estimated: 2 }), '~$0.42 · saved 71%');
    // A run that failed before anything was used did cost nothing.
    const failed = totalsOf({ runs: 1, attempts: 1, comparableRuns: 1 });
    assert.equal(textOf(failed), '$0.00');
  });

  it('shows its name alone before the first run and before the first figures', () => {
    assert.equal(textOf(NOTHING), 'Tierwise');
    assert.equal(statusText(undefined, 'today', IDLE, t).text, 'Tierwise');
  });

  it('says that the dollars of the demo API are not real', () => {
    const demo = { ...IDLE, isDemo: true };
    assert.equal(textOf(USED, demo), '$0.42 · saved 71% · demo');
    assert.equal(textOf(NOTHING, demo), 'Tierwise · demo');
  });

  it('shows a loss as one', () => {
    const lost = { ...USED, baselineNusd: 375_000_000, savedNusd: -45_000_000 };
    assert.equal(textOf(lost), '$0.42 · saved −12%');
  });

  it('marks what is estimated and counts what has no price', () => {
    assert.equal(textOf({ ...USED, estimated: 1 }), '~$0.42 · saved 71%');
    assert.equal(
      textOf({ ...USED, unpriced: 2, baselineNusd: 0, savedNusd: 0 }),
      '$0.42 + 2 unpriced',
    );
  });

  it('never shows what has no price as free', () => {
    const run = { costNusd: 0, estimated: 0, unpriced: 1, comparableRuns: 0 };
    assert.equal(spendText(run, t), '$0.00 + 1 unpriced');
    assert.equal(spendText({ ...run, unpriced: 0, estimated: 1 }, t), 'included');
  });

  it('shows the chosen period', () => {
    const figures = { ...glance(NOTHING), week: USED };
    assert.equal(statusText(figures, '7days', IDLE, t).text, '$0.42 · saved 71%');
    assert.equal(statusText(figures, 'today', IDLE, t).text, 'Tierwise');
  });

  it('shows who works, and how many more', () => {
    assert.equal(
      textOf(USED, { ...IDLE, working: ['Write Docs · Haiku 5.5'] }),
      '$(sync~spin) Write Docs · Haiku 5.5',
    );
    assert.equal(textOf(USED, { ...IDLE, working: ['a', 'b', 'c'] }), '$(sync~spin) a +2');
  });

  it('shows before all else which run waits for the user, and leads to its question', () => {
    const asking = { ...IDLE, working: ['a', 'b'], askingUser: ['Write Docs: waiting'] };
    const { text, tooltip, label } = statusText(glance(USED), 'today', asking, t);
    assert.equal(text, '$(bell-dot) Write Docs: waiting +2');
    assert.equal(label, 'Tierwise: Write Docs: waiting');
    assert.match(readable(tooltip), /Write Docs: waiting[^]*Click for the question\./);
    assert.doesNotMatch(tooltip, /savings report/);
  });

  it('takes no icon from a name', () => {
    assert.equal(
      textOf(USED, { ...IDLE, working: ['Docs · $(bug) model'] }),
      '$(sync~spin) Docs · $ (bug) model',
    );
  });

  it('has a label that can be read aloud', () => {
    assert.equal(
      statusText(glance(USED), 'today', IDLE, t).label,
      'Tierwise, Today: $0.42 · saved 71%',
    );
    assert.doesNotMatch(
      statusText(glance(USED), 'today', { ...IDLE, working: ['x'] }, t).label,
      /\$\(/,
    );
  });
});

describe('the tooltip of the status bar', () => {
  it('has a row for each period and each tier', () => {
    const figures = { ...glance(USED), byTierMonth: [{ ...USED, key: 'haiku' }] };
    const { tooltip } = statusText(figures, 'today', { ...IDLE, lastReason: 'Why.' }, t);
    assert.match(readable(tooltip), /\| Today \|.*\$0\.42 \|.*\$1\.45 \|.*71% \|.*3 \|/);
    assert.match(readable(tooltip), /\| 30 days \|/);
    assert.match(readable(tooltip), /\| Haiku \|/);
    assert.match(readable(tooltip), /Last run: Why\./);
  });

  it('has rows of tiers that add up: what their runs cost, cheaper attempts before included', () => {
    const opus = { ...USED, costNusd: 300_000_000, key: 'opus' };
    const failed = { ...NOTHING, attempts: 3, costNusd: 120_000_000, key: 'haiku' };
    const figures = { ...glance(USED), byTierMonth: [opus, failed] };
    const { tooltip } = statusText(figures, 'today', IDLE, t);
    assert.match(readable(tooltip), /\| Opus \|.*\$0\.42 \|.*\$1\.45 \|.*71% \|/);
    assert.doesNotMatch(readable(tooltip), /Haiku/);
  });

  it('says how much of each budget all windows have used', () => {
    const budgets = (['day', 'month', 'workspaceDay', 'workspaceMonth'] as const).map((of) => ({
      of,
      usedNusd: 1_200_000_000,
      limitNusd: 5_000_000_000,
    }));
    const { tooltip } = statusText(glance(USED), 'today', { ...IDLE, budgets }, t);
    assert.match(readable(tooltip), /Budget today, all windows: \$1\.20 of \$5\.00/);
    assert.match(readable(tooltip), /Budget this month, all windows: \$1\.20 of \$5\.00/);
    assert.match(readable(tooltip), /Budget today, this workspace: \$1\.20 of \$5\.00/);
    assert.match(readable(tooltip), /Budget this month, this workspace: \$1\.20 of \$5\.00/);
  });

  it('shows texts as they are, whatever is in them', () => {
    const evil =
      '[x](command:a) ![y](https://z) <img src=w> `c` | $(bug) https://evil.example www.x.y a@b.c\n# h';
    const hostile = { ...IDLE, lastReason: evil, working: [evil], askingUser: [evil] };
    const { tooltip } = statusText(glance(USED), 'today', { ...hostile, notices: [evil] }, t);
    assert.equal(readable(tooltip).split('# h').length, 5);
    // What is left of markdown and icons is ours.
    const ours = tooltip
      .replaceAll(/\$\((?:bell-dot|sync~spin|beaker)\) /g, '')
      .replaceAll('&nbsp;', '')
      .replaceAll(/&#\d+;/g, '');
    assert.match(ours, /^[\p{L}\d *:|\n-]*$/u);
    const html = marked.parse(tooltip, { async: false });
    assert.doesNotMatch(html, /<(?!\/?(?:p|strong|table|thead|tbody|tr|th|td)\b)/);
    assert.doesNotMatch(html.replaceAll(/\$\((?:bell-dot|sync~spin|beaker)\) /g, ''), /\$\(/);
  });
});

describe('savings in percent', () => {
  it('are not all of a baseline while something was spent', () => {
    assert.equal(savedPercent({ savedNusd: 997, baselineNusd: 1_000 }), 99);
    assert.equal(savedPercent({ savedNusd: 1_000, baselineNusd: 1_000 }), 100);
  });

  it('are none without a baseline, and never minus zero', () => {
    assert.equal(savedPercent({ savedNusd: 0, baselineNusd: 0 }), undefined);
    assert.equal(Object.is(savedPercent({ savedNusd: -1, baselineNusd: 1_000_000 }), 0), true);
  });
});
