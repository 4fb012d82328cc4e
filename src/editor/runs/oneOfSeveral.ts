import type { Uri } from 'vscode';
import type { GivenDiagnostic } from '../../tasks/task.ts';
import type { Gathered } from '../input/gather.ts';
import type { TaskInputs } from '../input/taskInputs.ts';
import { word } from '../wording/messages.ts';
import type { AgreedSpend } from './agreedSpend.ts';
import type { FinishedRun } from './finishedRuns.ts';
import type { LinesEstimate } from './linesReview.ts';
import { progressText } from './progressText.ts';
import type { Runs } from './runs.ts';
import type { ShownFindings } from './showing.ts';

/** A file that is worked on as one of several. */
export interface FileOfSeveral {
  readonly uri: Uri;
  readonly report: (message: string) => void;
  /** Ends all of them. */
  readonly signal: AbortSignal;
}

/** One run of several that end together. Nothing of it is shown here. */
export interface OneOfSeveral {
  /** What a fix of a diagnostic starts from. @throws UserError as `Gatherer.gather` */
  readonly gatherFix: (given: GivenDiagnostic) => Promise<Gathered>;
  readonly estimate: (gathered: Gathered) => Promise<LinesEstimate>;
  readonly carryOut: (gathered: Gathered, agreed: AgreedSpend) => Promise<FinishedRun>;
}

/** What carries out several fixes. */
export interface SeveralFixesParts {
  readonly runs: Pick<Runs, 'onFile'>;
  readonly taskInputs: () => Promise<Pick<TaskInputs, 'gatherer'>>;
  readonly findings: ShownFindings;
}

/** Has `work` carry out fixes in one file of several; none of them is shown here. */
export function fixesIn<T>(
  { runs, taskInputs, findings }: SeveralFixesParts,
  { uri, report, signal }: FileOfSeveral,
  work: (one: OneOfSeveral) => Promise<T>,
): Promise<T> {
  return runs.onFile({ task: 'fix', uri }, signal, async (active, execution) => {
    active.onDidProgress((progress) => report(progressText(progress, word)));
    const { gatherer } = await taskInputs();
    return work({
      gatherFix: async (given) => {
        const place = { uri, line: given.firstLine };
        const found = await gatherer.around('fix', place, undefined, active.controller.signal);
        const { withTests } = await import('./showing.ts');
        return withTests({ ...found, input: { ...found.input, diagnostics: [given] } }, findings);
      },
      estimate: (gathered) => execution.estimate(active, gathered),
      carryOut: (gathered, agreed) =>
        execution.carryOut(active, gathered, { agreedNusd: agreed.limitNusd, agreed }),
    });
  });
}
