import { certificateOf } from '../certainty/certificate.ts';
import type { RowFilter } from '../ledger/rows.ts';
import type { AuditedAnswers } from '../ledger/trials.ts';
import type { AuditLabel } from '../models/booking.ts';
import { rankOf } from '../models/tier.ts';
import type { Format } from './format.ts';
import { wordKey } from './protocol/codes.ts';
import type { Cell, Table, Words } from './tables.ts';
import { columnsOf, NOTHING, number } from './tables.ts';

/** Certificates are of all time: a label is worth the same in every period. */
const ALL_TIME = { firstDay: 0, lastDay: 9999_12_31 };

/**
 * What the audits certify, kind by kind of answer: a bound, its confidence, the count of labels, and how many are
 * missing until the next bound.
 */
export function certificateTable(
  audits: readonly AuditedAnswers[],
  words: Words,
  format: Format,
): Table {
  const column = columnsOf(format);
  return {
    id: 'certificates',
    caption: format.text('certificates'),
    columns: [
      column('task', 'task', false),
      column('tier', 'tier', false),
      column('certificate', 'certificate', false),
      column('missing', 'missing', false),
      column('labels', 'labels'),
      column('wrong', 'labelsWrong'),
      column('unsure', 'labelsUnsure'),
    ],
    rows: audits.map((group) => {
      const { task, tier, model, strength, labels } = group;
      const certificate = certificateOf(labels);
      const counted = (value: number, label: AuditLabel | 'any'): Cell => {
        const filter: RowFilter = { period: ALL_TIME, purpose: 'answers', outcome: 'accepted' };
        const about = { task, tier, finalModel: model, strength, audit: label };
        return {
          ...number(value, format.count(value)),
          behind: { kind: 'runs', filter: { ...filter, ...about } },
        };
      };
      const word = (kind: Parameters<typeof wordKey>[0], code: string): string =>
        words[wordKey(kind, code)] ?? code;
      return [
        { text: word('task', task), sort: word('task', task), detail: word('strength', strength) },
        { text: word('tier', tier), sort: rankOf(tier), tier, detail: word('model', model) },
        said(certificate, format),
        certificate.next === null
          ? NOTHING
          : {
              text: format.text('missingLabels', {
                count: format.count(certificate.next.missing),
                bound: format.percent(certificate.next.bound),
              }),
              sort: certificate.next.missing,
            },
        counted(certificate.labels, 'any'),
        counted(certificate.wrong, 'wrong'),
        counted(certificate.unsure, 'unsure'),
      ];
    }),
    sort: { column: 'task', descending: false },
  };
}

function said({ isBroken, bound }: ReturnType<typeof certificateOf>, format: Format): Cell {
  if (isBroken) return { text: format.text('certificateBroken'), sort: 2, isNegative: true };
  if (bound === null) return { text: format.text('certificateNone'), sort: 1 };
  return { text: format.text('certificateBound', { bound: format.percent(bound) }), sort: bound };
}
