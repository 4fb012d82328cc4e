import { formatUsd } from '../../models/money.ts';
import type { FileProposal } from '../results/severalResults.ts';
import { checkedText } from '../runs/checkedText.ts';
import { say, word } from '../wording/messages.ts';
import type { FixedFile } from './fixedFile.ts';

/** What is proposed for each file that fixes have changed. */
export function fixAllProposal(files: readonly FixedFile[]): readonly FileProposal[] {
  return files.map((file) => {
    const { uri, first, text, runs } = file;
    const { input, place } = first;
    const results = runs.map(({ result }) => result);
    const last = results.at(-1);
    if (last === undefined) throw new Error('A file without a run was not changed.');
    const costNusd = results.reduce((sum, result) => sum + result.costNusd, 0);
    const checked = runs.map(({ result, checkDetails }) =>
      word(checkedText(result, checkDetails.types)),
    );
    const args = {
      count: runs.length,
      checked: [...new Set(checked)].join(' / '),
      cost: formatUsd(costNusd),
    };
    return {
      result: { ...last, answer: { kind: 'edits', text, summary: '' }, costNusd },
      runIds: results.map(({ runId }) => runId),
      origin: {
        task: 'fix',
        uri,
        baseText: input.source,
        target: { firstLine: 1, lastLine: input.source.split('\n').length },
        place: uri.path.slice(uri.path.lastIndexOf('/') + 1),
        offers: [],
        workspaceFolder: place.root,
        title: say('fixAll.fileTitle', args),
        shortTitle: say('fixAll.tab'),
        notes: [],
      },
      proposedText: text,
    };
  });
}
