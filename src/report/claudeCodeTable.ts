import type { ModelSpend, PeriodSpend } from '../claudeCode/figures.ts';
import type { Format } from './format.ts';
import { wordKey } from './protocol/codes.ts';
import type { Table, Words } from './tables.ts';
import { columnsOf, number, spend } from './tables.ts';

/** What Claude Code's calls came to by model, the dearest first. */
export function claudeCodeTable({ byModel }: PeriodSpend, words: Words, format: Format): Table {
  const spent = byModel.reduce((sum, { costNusd }) => sum + costNusd, 0);
  const column = columnsOf(format);
  const tokens = (count: number) => number(count, format.count(count));
  return {
    id: 'claude-code',
    caption: format.text('byModel'),
    columns: [
      column('model', 'model', false),
      column('calls', 'claudeCodeCalls'),
      column('cost', 'spent'),
      column('share', 'share'),
      column('input', 'claudeCodeInput'),
      column('cacheRead', 'claudeCodeCacheRead'),
      column('cacheWrite', 'claudeCodeCacheWrite'),
      column('output', 'claudeCodeOutput'),
    ],
    rows: byModel.map((of: ModelSpend) => {
      const name = words[wordKey('model', of.model)] ?? (of.model || format.text('noModel'));
      const share = spent > 0 ? of.costNusd / spent : 0;
      return [
        { text: name, sort: name },
        tokens(of.calls),
        spend({ ...of, estimated: 0 }, format),
        { ...number(share, format.percent(share)), share },
        tokens(of.inputTokens),
        tokens(of.cacheReadTokens),
        tokens(of.cacheWriteTokens),
        tokens(of.outputTokens),
      ];
    }),
    sort: { column: 'cost', descending: true },
  };
}

/** What there is to say of these calls, sentence by sentence. */
export function claudeCodeSentences(period: PeriodSpend, format: Format): readonly string[] {
  const { calls, costNusd, oneFile, webSearches } = period;
  if (calls === 0) return [format.text('claudeCodeNothing')];
  const share = costNusd > 0 ? oneFile.costNusd / costNusd : 0;
  const values = {
    calls: format.count(calls),
    spent: format.spend({ ...period, estimated: 0 }),
  };
  return [
    format.text('claudeCodeSentence', values),
    ...(share > 0
      ? [
          format.text('claudeCodeOneFile', {
            spent: format.about(oneFile.costNusd, 0),
            percent: format.percent(share),
          }),
        ]
      : []),
    ...(share > 0 ? [format.text('claudeCodeOneFileRule')] : []),
    ...(webSearches > 0
      ? [format.text('claudeCodeSearches', { count: format.count(webSearches) })]
      : []),
  ];
}
