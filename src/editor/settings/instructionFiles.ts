import { areCheap, pathRules } from '../../models/paths/pathRules.ts';

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

/** Where projects keep what models should know of them; the first that is there counts. */
export const INSTRUCTIONS: readonly string[] = [
  'AGENTS.md',
  'CLAUDE.md',
  '.github/copilot-instructions.md',
];

/** What a review is to heed, and nothing else. */
export const REVIEW_RULES = 'REVIEW.md';
/** Where instructions for some files of a project are, however deep, and how their names end. */
export const SCOPED_RULES = { folder: '.github/instructions', ending: '.instructions.md' } as const;

const PROJECTS_OWN =
  /^(?:agents\.md|claude\.md|review\.md|\.github\/copilot-instructions\.md|\.github\/instructions\/.*\.instructions\.md)$/i;

/** Whether a path is one at which projects keep what models should do, of themselves. */
export function isProjectsOwnInstructions(path: string): boolean {
  return PROJECTS_OWN.test(path);
}

/** Instructions without what stands above them, and whether they are for a file. */
export interface ScopedInstructions {
  readonly text: string;
  isFor(path: string): boolean;
}

/** Front matter is looked for no further down than this. */
const MOST_HEAD_LINES = 50;
const MOST_GLOBS = 50;

/**
 * Reads a file of instructions for some files: what its front matter calls `applyTo`, globs with
 * commas between them or as a list, from the root of the project on. Without any it is for none.
 */
export function scopedInstructions(file: string): ScopedInstructions {
  const lines = file.split('\n');
  const end = lines.slice(1, MOST_HEAD_LINES).findIndex((line) => line.trimEnd() === '---') + 1;
  const hasHead = lines[0]?.trim() === '---' && end > 0;
  const globs = hasHead ? appliesTo(lines.slice(1, end)) : [];
  return {
    text: (hasHead ? lines.slice(end + 1) : lines).join('\n').trim(),
    isFor: (path) => globs.some((glob) => matches(glob, path)),
  };
}

function appliesTo(head: readonly string[]): readonly string[] {
  const at = head.findIndex((line) => /^applyTo\s*:/.test(line));
  if (at < 0) return [];
  const value = (head[at] ?? '').slice((head[at] ?? '').indexOf(':') + 1).trim();
  const items = value === '' ? listBelow(head.slice(at + 1)) : [value.replace(/^\[|\]$/g, '')];
  const globs = items.flatMap(apart).filter((glob) => glob !== '');
  const all = globs.flatMap(withoutBraces);
  return all.length <= MOST_GLOBS && areCheap(all) ? all : [];
}

function listBelow(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => !/^\s*-\s/.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => line.replace(/^\s*-\s/, ''));
}

/** The parts between commas that are in no braces. */
function apart(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const sign of list.replace(/["']/g, '')) {
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    if (sign === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += sign;
  }
  return [...parts, part.trim()];
}

/** `a.{b,c}` as `a.b` and `a.c`. */
function withoutBraces(glob: string): readonly string[] {
  const open = glob.indexOf('{');
  const close = glob.indexOf('}', open);
  if (open < 0 || close < 0) return [glob];
  const [before, after] = [glob.slice(0, open), glob.slice(close + 1)];
  // One pair is what globs of this kind have; more would make many of one.
  if (after.includes('{')) return [];
  return glob
    .slice(open + 1, close)
    .split(',')
    .map((choice) => `${before}${choice.trim()}${after}`);
}

/** Whether a glob matches a path as a whole, not just a folder that it is in. */
function matches(glob: string, path: string): boolean {
  const plain = glob.replace(/^\.?\//, '').replace(/(^|\/)\*\*\/\*$/, '$1**');
  if (plain.startsWith('!') || plain === '') return false;
  const rules = pathRules([`/${plain}`]);
  if (!rules.matches(path)) return false;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return plain.endsWith('**') || folder === '' || !rules.matches(folder);
}
