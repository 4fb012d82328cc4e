import type { DemoTask } from '../prompt.ts';
import type { Source } from '../source.ts';
import { lineAt, maskedAt, sourceOf, targetNumbers } from '../source.ts';
import type { Change, EditsAnswer } from './edits.ts';
import { edit, joined } from './edits.ts';
import { headed, namedResult } from './lastResort.ts';
import {
  booleanReturns,
  elseAfterReturn,
  missingAsEmpty,
  nestedConditions,
} from './refactorConditions.ts';
import { countingLoops, indexLoops, summingLoops } from './refactorLoops.ts';
import {
  namedArguments,
  namedConditions,
  namedFields,
  namedNumbers,
  namedReturn,
  neverReassigned,
  repeatedLiterals,
} from './refactorNames.ts';

const MOST_CHANGES = 3;

/** Edits in the target that keep what the code does. */
export function refactorAnswer(task: DemoTask): EditsAnswer {
  const source = sourceOf(task);
  const rename = renamed(task, source);
  if (rename !== undefined) {
    return joined([rename], 1);
  }
  const answer = joined(
    [
      ...booleanReturns(source),
      ...summingLoops(source),
      ...indexLoops(source),
      ...countingLoops(source),
      ...missingAsEmpty(source),
      ...elseAfterReturn(source),
      ...neverReassigned(source),
      ...repeatedLiterals(source),
    ],
    MOST_CHANGES,
  );
  return answer.edits.length + answer.replacements.length > 0
    ? answer
    : joined(
        [
          ...nestedConditions(source),
          ...namedNumbers(source),
          ...namedConditions(source),
          ...namedArguments(source),
          ...namedReturn(source),
          ...namedFields(source),
          ...namedResult(source),
          ...headed(source),
        ],
        1,
      );
}

function renamed(task: DemoTask, source: Source): Change | undefined {
  const wish = /\brename\s+[`"']?([\w$]+)[`"']?\s+(?:to|into|as)\s+[`"']?([\w$]+)[`"']?/i.exec(
    `${task.instruction}\n${task.followUp}`,
  );
  const [before, after] = [wish?.[1], wish?.[2]];
  if (before === undefined || after === undefined) {
    return undefined;
  }
  const word = new RegExp(`(?<![\\w$])${before.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  const edits = targetNumbers(source).flatMap((number) => {
    const masked = maskedAt(source, number);
    const line = lineAt(source, number);
    let replaced = '';
    let at = 0;
    for (const match of masked.matchAll(word)) {
      replaced += line.slice(at, match.index) + after;
      at = match.index + before.length;
    }
    return at === 0 ? [] : [edit(source, number, number, replaced + line.slice(at))];
  });
  return edits.length === 0
    ? undefined
    : { edits, replacements: [], summary: `Renamed \`${before}\` to \`${after}\`.` };
}
