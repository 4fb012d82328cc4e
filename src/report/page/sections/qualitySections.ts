import { startsGist, startTable } from '../../quality/startTable.ts';
import { qualityGist, tierQualityTable } from '../../quality/tierTable.ts';
import { html } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { laterContent, tableContent } from './section.ts';

/** How good answers were tier by tier. */
export function qualitySections(told: Told): readonly Section[] {
  const { format, quality: message } = told;
  const part = { place: 'quality', heading: format.text('quality') } as const;
  if (message === undefined) return [{ ...part, content: () => laterContent(told, 'quality') }];
  const { quality, words } = message;
  const { byTier } = told.shown.figures;
  return [
    {
      ...part,
      gist: qualityGist(quality.tiers, format),
      content: () => [
        ...(quality.tiers.every(({ told: count }) => count === 0)
          ? [html('p', {}, format.text('qualityNone'))]
          : []),
        ...tableContent(
          told,
          'quality',
          tierQualityTable(quality.tiers, byTier, words, format),
          format.text('qualityRule'),
        ),
      ],
    },
  ];
}

/** What a dollar bought by task and start. */
export function startSections(told: Told): readonly Section[] {
  const { format, quality: message } = told;
  const part = { place: 'starts', heading: format.text('starts') } as const;
  if (message === undefined) return [{ ...part, content: () => laterContent(told, 'quality') }];
  const { quality, words } = message;
  return [
    {
      ...part,
      gist: startsGist(quality.starts, words, format),
      content: () =>
        tableContent(
          told,
          'starts',
          startTable(quality.starts, words, format),
          format.text('startsRule'),
        ),
    },
  ];
}
