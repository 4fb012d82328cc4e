/** What is said of Claude Code's own logs. */
export const CLAUDE_CODE_TEXTS = {
  'claudeCode.reading': "Claude Code's logs are being read.",
  'claudeCode.failed': "Claude Code's logs cannot be read. The log tells more.",
  'claudeCode.nowhere':
    'Claude Code has left no logs in ~/.claude, ~/.config/claude or where CLAUDE_CONFIG_DIR points.',
  'claudeCode.skipped':
    "Lines of Claude Code's logs that cannot be read and are not counted: {lines}.",
  'claudeCode.unreadable':
    "Files and folders of Claude Code's logs that cannot be read and are not counted: {count}.",
  'claudeCode.links': "Links among Claude Code's logs that are not followed: {count}.",
  'claudeCode.later':
    'Calls of Claude Code dated after today, which stand under all time: {calls}.',
  'claudeCode.notKept':
    "What was read of Claude Code's logs cannot be kept: it is read again next time.",
  'claudeCode.clearDetail':
    "Sums of Claude Code's logs go too; what its logs still hold is read again.",
} as const satisfies Readonly<Record<string, string>>;
