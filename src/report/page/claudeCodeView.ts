import { claudeCodeSentences, claudeCodeTable } from '../claudeCodeTable.ts';
import type { Format } from '../format.ts';
import type { ToPage } from '../protocol/messages.ts';
import { html } from './elements.ts';
import type { TableHost } from './tableView.ts';
import { tableView } from './tableView.ts';

/** What Claude Code has spent, in a section of its own; nothing where nobody wants to know. */
export function claudeCodeView(
  message: Extract<ToPage, { type: 'claudeCode' }> | undefined,
  host: TableHost,
  format: Format,
): readonly HTMLElement[] {
  if (!message?.section) return [];
  const { notes, spend } = message.section;
  const heading = html('h2', {}, format.text('claudeCode'));
  const line = (text: string): HTMLElement => html('p', {}, text);
  const quiet = (text: string): HTMLElement => html('p', { class: 'quiet' }, text);
  const section = html('section', { id: 'claude-code-section' }, heading);
  if (spend !== null) {
    section.append(...claudeCodeSentences(spend, format).map(line));
    if (spend.calls > 0) {
      const table = claudeCodeTable(spend, message.words, format);
      section.append(tableView(table, host, table.caption));
    }
  }
  section.append(...notes.map(quiet), quiet(format.text('claudeCodeMethod')));
  return [section];
}
