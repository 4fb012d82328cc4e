import { commands, l10n } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { TaskInput } from '../../tasks/task.ts';
import { COMMANDS } from '../ids.ts';
import { isWholeFile } from '../input/targetRange.ts';
import type { Offer } from '../results/shownResult.ts';
import { traitsOf } from '../taskTable.ts';
import { say } from '../wording/messages.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { hasLog } from './unrunTests.ts';

/** To read on where a message has no room. */
const showLog = (): Offer => ({
  title: l10n.t('Show Log'),
  take: async () => {
    await commands.executeCommand(COMMANDS.showLog);
  },
});

/** What a result offers beside itself: what the same question could be asked about as well, and the log. */
export function offersOf(
  { gathered, checkDetails }: Pick<FinishedRun, 'gathered' | 'checkDetails'>,
  { notes }: RunResult,
  onWholeFile: (more: Pick<TaskInput, 'includePrivate'>) => Promise<void>,
): readonly Offer[] {
  const { task, target, source, kills, shows } = gathered.input;
  const says = (wanted: string): boolean => notes.some(({ code }) => code === wanted);
  const isOfOneThing = kills !== undefined || shows !== undefined;
  const canBeWhole = traitsOf(task).wholeFile !== 'never' && !isOfOneThing;
  const isPart = canBeWhole && !isWholeFile(target, source);
  const offer = (title: string, more: Pick<TaskInput, 'includePrivate'>): Offer => ({
    title,
    take: () => onWholeFile(more),
  });
  return [
    ...(isPart ? [offer(say('offer.wholeFile'), {})] : []),
    ...(says('notes.privateLeftOut')
      ? [offer(say('offer.private'), { includePrivate: true })]
      : []),
    ...(says('notes.notRun') && hasLog(checkDetails.notRun) ? [showLog()] : []),
  ];
}
