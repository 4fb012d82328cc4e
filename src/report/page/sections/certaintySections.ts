import { certificateTable } from '../../certificateTable.ts';
import { controlTable, measuredSavings } from '../../controlTable.ts';
import { modelChangeTable } from '../../modelChangeTable.ts';
import { whatIfTable } from '../../whatIfTable.ts';
import { html } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { laterContent, tableContent } from './section.ts';

type TrialsMessage = NonNullable<Told['trials']>;

/** How sure one may be of the figures: certificates and the control group. */
export function certaintySections(told: Told): readonly Section[] {
  const { format, trials: message } = told;
  if (message === undefined) {
    const content = (): readonly HTMLElement[] => laterContent(told, 'trials');
    return [{ place: 'certificates', heading: format.text('certificates'), content }];
  }
  return [...control(told, message), certificates(told, message)];
}

/** What new models have changed, where there are any. */
export function modelSections(told: Told): readonly Section[] {
  return told.trials === undefined ? [] : newModels(told, told.trials);
}

/** What would have been. */
export function whatIfSections(told: Told): readonly Section[] {
  const { format, trials: message } = told;
  if (told.shown.exports !== undefined) return [];
  const part = { place: 'whatIf', heading: format.text('whatIf') } as const;
  if (message === undefined) return [{ ...part, content: () => laterContent(told, 'trials') }];
  const { trials, words } = message;
  const { figures } = told.shown;
  const content = (): readonly HTMLElement[] =>
    tableContent(
      told,
      'whatIf',
      whatIfTable({ figures, trials, words, format }),
      format.text('whatIfRule'),
    );
  return [{ ...part, content }];
}

function certificates(told: Told, { trials: { audits }, words }: TrialsMessage): Section {
  const { format } = told;
  const part = { place: 'certificates', heading: format.text('certificates') } as const;
  if (audits.length === 0) {
    const none = format.text('certificatesNone');
    return { ...part, content: () => [html('p', { class: 'quiet' }, none)] };
  }
  return {
    ...part,
    gist: format.text('certificatesGist', { count: format.count(audits.length) }),
    content: () =>
      tableContent(
        told,
        'certificates',
        certificateTable(audits, words, format),
        format.text('certificatesRule'),
      ),
  };
}

function control(told: Told, { trials }: TrialsMessage): readonly Section[] {
  const { format } = told;
  const table = controlTable(trials, format);
  if (table === undefined) return [];
  const measured = measuredSavings(trials, format);
  const lines = measured === undefined ? [] : [measured.saved, measured.baseline];
  return [
    {
      place: 'control',
      heading: table.caption,
      gist: measured?.saved,
      content: () => tableContent(told, 'control', table, ...lines, format.text('controlRule')),
    },
  ];
}

function newModels(told: Told, { trials, words }: TrialsMessage): readonly Section[] {
  const { format } = told;
  const table = modelChangeTable(trials.models, words, format);
  if (table === undefined) return [];
  const content = () => tableContent(told, 'models', table, format.text('modelChangesRule'));
  return [{ place: 'models', heading: table.caption, content }];
}
