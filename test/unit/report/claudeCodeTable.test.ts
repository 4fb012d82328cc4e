import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PeriodSpend } from '../../../src/claudeCode/figures.ts';
import { claudeCodeSentences, claudeCodeTable } from '../../../src/report/claudeCodeTable.ts';
import { Format } from '../../../src/report/format.ts';
import { REPORT_TEXTS } from '../../../src/report/protocol/texts.ts';

const format = new Format('en', REPORT_TEXTS);
const tokens = { inputTokens: 1_000, cacheReadTokens: 2, cacheWriteTokens: 3, outputTokens: 4 };
const period: PeriodSpend = {
  days: { firstDay: 1, lastDay: 2 },
  calls: 1_200,
  costNusd: 4_000_000_000,
  unpriced: 3,
  byModel: [
    { model: 'claude-opus-4-8', calls: 1_000, costNusd: 3_000_000_000, unpriced: 0, ...tokens },
    { model: '', calls: 200, costNusd: 1_000_000_000, unpriced: 3, ...tokens },
  ],
  oneFile: { calls: 10, costNusd: 500_000_000, unpriced: 0 },
  webSearches: 7,
};

describe("Claude Code's spend in the report", () => {
  it('is shown by model, under its own words', () => {
    const { rows } = claudeCodeTable(period, { 'model.claude-opus-4-8': 'Opus 4.8' }, format);
    assert.deepEqual(
      rows.map((cells) => cells.map(({ detail, text }) => [text, detail ?? ''].join(' ').trim())),
      [
        ['Opus 4.8', '1,000', '$3.00', '75%', '1,000', '2', '3', '4'],
        ['no model', '200', '$1.00 + 3 unpriced', '25%', '1,000', '2', '3', '4'],
      ],
    );
    assert.ok(rows.flat().every(({ behind }) => behind === undefined));
  });

  it('is told in sentences, with the estimate and its rule', () => {
    const said = claudeCodeSentences(period, format);
    assert.equal(said[0], '1,200 calls in this period cost $4.00 + 3 unpriced.');
    assert.match(said[1] ?? '', /^About \$0\.50 \(13%\) went to work on one file/);
    assert.match(said[2] ?? '', /^An estimate by the names of tools/);
    assert.match(said[3] ?? '', /Web searches.*: 7\.$/);
  });

  it('is told when there is none, or none of it has a price', () => {
    const none = { ...period, calls: 0, costNusd: 0, unpriced: 0, byModel: [] };
    assert.deepEqual(claudeCodeSentences(none, format), ['There are no calls in this period.']);
    const nothing = { calls: 0, costNusd: 0, unpriced: 0 };
    const free = { ...none, calls: 2, unpriced: 2, oneFile: nothing, webSearches: 0 };
    const said = claudeCodeSentences(free, format);
    assert.deepEqual(said, ['2 calls in this period cost $0.00 + 2 unpriced.']);
  });
});
