import { isDirective, isObeyedInString } from '../../syntax/directives.ts';
import type { CommentStyle } from '../../syntax/language.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import type { Declaration } from '../../syntax/syntax.ts';
import { hasToolWord } from '../../syntax/toolComments.ts';
import type { Material } from '../material.ts';
import type { TaskInput } from '../task.ts';
import { exampleThatRuns } from './doctests.ts';
import { canBeDocumented } from './placement.ts';

/** Kinds that are documented wherever they are; others only where they can be seen outside. */
const ALWAYS = new Set(['function', 'method', 'class', 'interface', 'type', 'enum', 'module']);

const ASKS_FOR_EXISTING =
  /\b(?:re-?write|re-?do|replace|update|improve|refresh|overwrite|existing|translate|shorten|expand|fix)\b/i;

/** What the target says is to be documented: `candidates` may be documented already. */
export function documentable(
  input: TaskInput,
  material: Material,
  style: CommentStyle,
): { readonly candidates: readonly Declaration[]; readonly wanted: readonly Declaration[] } {
  const { target, inTarget } = material;
  const isExact = ({ firstLine, lastLine }: Declaration) =>
    input.targetKind !== 'file' && firstLine === target.firstLine && lastLine === target.lastLine;
  const source = readBy(input.source);
  const isAlone = input.targetKind !== 'file' && inTarget.length === 1;
  const candidates = inTarget.filter(
    (one) =>
      canBeDocumented(input.source, style, one) &&
      !(style.form === 'docstring' && isRule(source, one)) &&
      (isExact(one) || isAlone || isUsual(input.language, one)),
  );
  const existingToo = ASKS_FOR_EXISTING.test(input.instruction ?? '');
  const only = candidates.length === 1 && input.targetKind !== 'file';
  // Without a grammar it is not known how far an existing comment goes: it stays.
  const mayReplace = material.facts !== undefined;
  const isObeyed = ({ comment }: Declaration) =>
    comment !== null &&
    isRead(input, style, source, input.source.slice(comment.start, comment.end));
  const wanted = candidates.filter(
    (one) =>
      one.comment === null ||
      (mayReplace && (existingToo || only || isExact(one)) && !isObeyed(one)),
  );
  return { candidates, wanted };
}

/** Docstrings as a program's own data: usages, and what is read by name. */
const READS_DOCSTRINGS = /\b(?:__doc__|docopt|getdoc)\b/;

/** Parser generators take a function's docstring for its rule. */
const READS_RULES = /\b(?:ply|lex|yacc)\b/;

/** What in a source reads docstrings, looked for once and only where somebody asks. */
interface Readers {
  readonly ofDocstrings: () => boolean;
  readonly ofRules: () => boolean;
}

function readBy(source: string): Readers {
  let docstrings: boolean | undefined;
  let rules: boolean | undefined;
  return {
    ofDocstrings: () => (docstrings ??= READS_DOCSTRINGS.test(source)),
    ofRules: () => (rules ??= READS_RULES.test(source)),
  };
}

/** Whether more than readers depend on a comment that is there. */
function isRead(
  { language }: TaskInput,
  { form }: CommentStyle,
  source: Readers,
  comment: string,
): boolean {
  const lines = comment.split('\n');
  // Behind its marker a line may start with a tool's word.
  const bare = lines.map((line) => line.replace(/^\s*(?:\/\*{1,2}|\/{2,3}|\*|#'?|-{2,3})?\s*/, ''));
  if (bare.some((line) => hasToolWord(language, line))) return true;
  if (form !== 'docstring') return isDirective(language, comment);
  return (
    source.ofDocstrings() ||
    lines.some((line) => isObeyedInString(line) || exampleThatRuns(language, line) !== undefined)
  );
}

function isRule(source: Readers, { name, comment }: Declaration): boolean {
  return /^[pt]_/.test(name) && (comment !== null || source.ofRules());
}

function isUsual(language: string, { kind, name, parameters, exported }: Declaration): boolean {
  if (kind === 'constructor')
    return (
      parameters.length > 0 && languageOf(language).documentation?.constructorsAtClass !== true
    );
  if (/^__\w+__$/.test(name)) return false;
  return ALWAYS.has(kind) || (exported && (kind === 'constant' || kind === 'variable'));
}
