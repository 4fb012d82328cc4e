/** Endings of texts that are written for a reader. */
const ENDING = /[^/\\]\.(?:md|mdc|mdx|markdown|txt|rst|adoc|instructions|prompt)$/i;
/** Names without such an ending under which tools keep their instructions. */
const NAME =
  /(?:^|[/\\])(?:AGENTS|CLAUDE|GEMINI|README|CONTRIBUTING|\.(?:cursor|windsurf|cline)rules|\.goosehints)$/i;

/**
 * Whether a path is one of instructions by its name. A project's own settings may name the file, and
 * its text goes into every prompt: never what keeps data or settings.
 */
export function isInstructionFile(path: string): boolean {
  return ENDING.test(path) || NAME.test(path);
}
