import { startsGist, startTable } from '../../quality/startTable.ts';
import { qualityGist, tierQualityTable } from '../../quality/tierTable.ts';
import { html } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { laterContent, tableContent } from './section.ts';

/** How good answers were tier by tier, and what a dollar bought by task and start. */
export function qualitySections(told: Told): readonly Section[] {
  const { format, quality: message } = told;
  const heading = { quality: format.text('quality'), starts: format.text('starts') };
  if (message === undefined) {
    const content = (): readonly HTMLElement[] => laterContent(told, 'quality');
    return [
      { place: 'quality', heading: heading.quality, content },
      { place: 'starts', heading: heading.starts, content },
    ];
  }
  const { quality, words } = message;
  const { byTier } = told.shown.figures;
  return [
    {
      place: 'quality',
      heading: heading.quality,
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
    {
      place: 'starts',
      heading: heading.starts,
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
