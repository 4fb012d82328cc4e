import type { RunResult } from '../../routing/run/run.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import { plain } from '../wording/plainLabel.ts';

/** Changes that are told of, and characters of each side of one. */
const MOST_TOLD = 5;
const LONGEST_CODE = 40;

/** What accepted tests do not notice, one sentence for each, to be worded. */
export function survivorTexts({
  survivors = [],
}: Pick<RunResult, 'survivors'>): readonly Message[] {
  return survivors.slice(0, MOST_TOLD).map(({ line, before, after }) => {
    const was = { line, before: shortCode(before) };
    return after === ''
      ? coded('checked.survivorLeftOut', was)
      : coded('checked.survivor', { ...was, after: shortCode(after) });
  });
}

function shortCode(code: string): string {
  const line = plain(code.trim());
  const short = line.length > LONGEST_CODE ? `${line.slice(0, LONGEST_CODE)}…` : line;
  return `\`${short}\``;
}
