import { certificateTable } from '../../certificateTable.ts';
import { controlTable, measuredSavings } from '../../controlTable.ts';
import { modelChangeTable } from '../../modelChangeTable.ts';
import { whatIfTable } from '../../whatIfTable.ts';
import { html } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { laterContent, tableContent } from './section.ts';

/** How sure one may be of the figures: certificates, the control group, and what would have been. */
export function certaintySections(told: Told): readonly Section[] {
  const { format, trials: message } = told;
  const { figures } = told.shown;
  const certificates = { place: 'certificates', heading: format.text('certificates') } as const;
  const whatIf = { place: 'whatIf', heading: format.text('whatIf') } as const;
  if (message === undefined) {
    const content = (): readonly HTMLElement[] => laterContent(told, 'trials');
    return [certificates, whatIf].map((section) => ({ ...section, content }));
  }
  const { trials, words } = message;
  const { audits } = trials;
  const control = controlTable(trials, format);
  const models = modelChangeTable(trials.models, words, format);
  const measured = control && measuredSavings(trials, format);
  return [
    audits.length === 0
      ? {
          ...certificates,
          content: () => [html('p', { class: 'quiet' }, format.text('certificatesNone'))],
        }
      : {
          ...certificates,
          gist: format.text('certificatesGist', { count: format.count(audits.length) }),
          content: () =>
            tableContent(
              told,
              'certificates',
              certificateTable(audits, words, format),
              format.text('certificatesRule'),
            ),
        },
    ...(control === undefined
      ? []
      : [
          {
            place: 'control' as const,
            heading: format.text('control'),
            gist: measured?.saved,
            content: () =>
              tableContent(
                told,
                'control',
                control,
                ...(measured === undefined ? [] : [measured.saved, measured.baseline]),
                format.text('controlRule'),
              ),
          },
        ]),
    ...(models === undefined
      ? []
      : [
          {
            place: 'models' as const,
            heading: models.caption,
            content: () => tableContent(told, 'models', models, format.text('modelChangesRule')),
          },
        ]),
    {
      ...whatIf,
      content: () =>
        tableContent(
          told,
          'whatIf',
          whatIfTable({ figures, trials, words, format }),
          format.text('whatIfRule'),
        ),
    },
  ];
}
