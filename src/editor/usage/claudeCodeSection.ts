import type { ClaudeCodeSection } from '../../report/protocol/claudeCode.ts';
import { wordKey } from '../../report/protocol/codes.ts';
import type { ReportPeriod } from '../../report/protocol/messages.ts';
import { modelName } from '../wording/displayNames.ts';
import { word } from '../wording/messages.ts';
import { claudeCodeNotes } from './claudeCodeNotes.ts';
import type { ClaudeCodeGlance } from './claudeCodeSpend.ts';

/** What the report shows of Claude Code in a period, with the words for its models. */
export function claudeCodeSection(
  glance: ClaudeCodeGlance | undefined,
  period: ReportPeriod,
): {
  readonly section: ClaudeCodeSection | null;
  readonly words: Readonly<Record<string, string>>;
} {
  if (glance === undefined) return { section: null, words: {} };
  const spend = glance.kind === 'read' ? glance.periods[period] : null;
  const models = spend?.byModel.filter(({ model }) => model !== '') ?? [];
  const words = models.map(({ model }) => [wordKey('model', model), modelName(model)]);
  const notes = claudeCodeNotes(glance).map(word);
  return { section: { spend, notes }, words: Object.fromEntries(words) as Record<string, string> };
}
