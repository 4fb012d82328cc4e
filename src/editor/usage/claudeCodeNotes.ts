import type { LogReading } from '../../claudeCode/figures.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import type { ClaudeCodeGlance } from './claudeCodeSpend.ts';

/** What there is to say of the reading itself, in the order of its weight. */
export function claudeCodeNotes(glance: ClaudeCodeGlance): readonly Message[] {
  switch (glance.kind) {
    case 'reading':
      return [coded('claudeCode.reading')];
    case 'failed':
      return [coded('claudeCode.failed')];
    case 'read':
      return [
        ...readingNotes(glance.reading),
        ...(glance.isKept ? [] : [coded('claudeCode.notKept')]),
      ];
  }
}

function readingNotes(reading: LogReading): readonly Message[] {
  const { isThere, later, links, skippedLines, unreadable } = reading;
  if (!isThere && unreadable === 0) return [coded('claudeCode.nowhere')];
  return [
    ...(unreadable > 0 ? [coded('claudeCode.unreadable', { count: unreadable })] : []),
    ...(skippedLines > 0 ? [coded('claudeCode.skipped', { lines: skippedLines })] : []),
    ...(later > 0 ? [coded('claudeCode.later', { calls: later })] : []),
    ...(links > 0 ? [coded('claudeCode.links', { count: links })] : []),
  ];
}
