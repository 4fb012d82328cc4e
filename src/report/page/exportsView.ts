import { exportsSentences, exportsTable, MERGED_TEXTS } from '../exportsTable.ts';
import { html } from './elements.ts';
import type { Told } from './sections/section.ts';
import { tableView } from './tableView.ts';

/** File by file, or workspace by workspace, what a merged report is made of; none where it is of this workspace's own books. */
export function exportsView({ shown, format, behind, tableHost }: Told): readonly HTMLElement[] {
  const { exports } = shown;
  if (exports === undefined) return [];
  const heading = html('h2', {}, format.text(MERGED_TEXTS[exports.of].caption));
  const lines = exportsSentences(exports, format);
  const files = html(
    'section',
    { id: 'exports-section' },
    tableView(exportsTable(exports, format), tableHost('exports'), heading),
    ...lines.map((line, index) => html('p', index === 0 ? {} : { class: 'quiet' }, line)),
  );
  return behind.below('exports', files);
}
