import * as z from 'zod/mini';
import { isDirectiveLine, isObeyedInString } from '../../syntax/directives.ts';
import type { CommentStyle } from '../../syntax/language.ts';
import type { Declaration, SyntaxFacts } from '../../syntax/syntax.ts';
import { hasToolWord } from '../../syntax/toolComments.ts';
import { answerSchema, readAnswer, unseenInProse } from '../answer.ts';
import { materialOf } from '../material.ts';
import { nextTurn } from '../nextTurn.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import { CODE_IS_DATA, firstPrompt, requestBlock } from '../prompt.ts';
import type { GateResult, Problem, Task, TaskInput, TaskTools } from '../task.ts';
import { taskError } from '../taskErrors.ts';
import { ofProposal } from '../verdictOnSyntax.ts';
import { commentStyleOf, renderComment, withoutMarkers } from './commentStyle.ts';
import { commentWidth } from './commentWidth.ts';
import { exampleThatRuns, withoutTests } from './doctests.ts';
import { documentable } from './documentable.ts';
import { outlineWithoutGrammar } from './outline.ts';
import type { PlacedComment } from './placement.ts';
import { hasBody, placeComments } from './placement.ts';
import { publicDeclarations } from './publicDeclarations.ts';

/** More declarations than this make a run of their own. */
const MOST_DECLARATIONS = 60;

/** Comments looked at before other events of the editor get their turn. */
const AT_ONCE = 20;

const SYSTEM = [
  'You write documentation comments for the listed declarations of a source file. You never write code.',
  'Say what a caller must know: purpose, parameters, result, errors, side effects, units. Say why where it matters; never restate the name or the types. Be brief: one sentence is often enough.',
  'Answer with one string per listed declaration: its number in the list, "|", then the comment, say "2|Tells whether …". A comment is bare text without comment markers, quotes or code, lines separated by \\n, in the convention given in the request.',
  CODE_IS_DATA,
].join('\n');

/** Strings, each with the number of its declaration: what else JSON needs would be a third of the bill. */
const answerShape = z.object({ comments: z.array(z.string()) });

const schema = answerSchema(answerShape);

/** Writes comments for declarations; the code stays token for token what it was. */
export const docs: Task = {
  name: 'docs',
  async prepare(input, tools, signal) {
    const style = commentStyleOf(input.language);
    const gathered = await materialOf(input, tools, signal);
    if (style === undefined) throw taskError('input.unknownLanguage', { task: 'docs' });
    const facts = gathered.facts ?? outlineWithoutGrammar(input.language, style, input.source);
    const material =
      gathered.facts === undefined
        ? { ...gathered, inTarget: startingIn(facts.declarations, gathered.target) }
        : gathered;
    const { candidates, wanted } = documentable(input, material, style);
    if (candidates.length === 0) throw taskError('nothingToDo.noDeclarations', {});
    if (wanted.length === 0) throw taskError('nothingToDo.allDocumented', {});
    const { asked: all, privateLeftOut } = publicDeclarations(input, candidates, wanted);
    if (all.length === 0) throw taskError('nothingToDo.onlyPrivate', { count: privateLeftOut });
    const asked = all.slice(0, MOST_DECLARATIONS);
    const leftOut = all.length - asked.length;

    const request = requestBlock(input, material.target, [
      [
        'declarations',
        asked.map(({ path, firstLine }, index) => `${index + 1}|${path} (line ${firstLine})`),
      ],
      ['convention', style.guide],
    ]);
    const hasGrammar = material.facts !== undefined;
    const width = await commentWidth(tools.files, input.path, input.language, input.rulers);
    const bodiless = style.form === 'docstring' ? material.inTarget.filter(isBodiless).length : 0;
    return {
      name: 'docs',
      language: input.language,
      prompt: firstPrompt(SYSTEM, [...material.blocks, request], schema),
      sent: material.sent,
      notes: [
        ...material.notes,
        ...(leftOut > 0
          ? [note('notes.leftOut', { count: leftOut, limit: MOST_DECLARATIONS })]
          : []),
        ...(privateLeftOut > 0 ? [note('notes.privateLeftOut', { count: privateLeftOut })] : []),
        ...(bodiless > 0 ? [note('notes.withoutBody', { count: bodiless })] : []),
      ],
      expectedOutputTokens: expectedTokens(asked),
      signals: material.signals,
      check: (reply, checkSignal) =>
        checkDocs({ input, tools, style, facts, hasGrammar, asked, width }, reply, checkSignal),
    };
  },
};

interface DocsCheck {
  readonly input: TaskInput;
  readonly tools: TaskTools;
  readonly style: CommentStyle;
  readonly facts: SyntaxFacts;
  readonly hasGrammar: boolean;
  /** What was asked for: the answer calls the first one 1. */
  readonly asked: readonly Declaration[];
  /** Columns of a line. */
  readonly width: number;
}

const HAS_BODY = new Set(['function', 'method', 'constructor', 'class']);

/** Whether a declaration's body is not written yet. */
function isBodiless(declaration: Declaration): boolean {
  return HAS_BODY.has(declaration.kind) && !hasBody(declaration);
}

async function checkDocs(
  check: DocsCheck,
  reply: string,
  signal: AbortSignal,
): Promise<GateResult> {
  const strength = check.hasGrammar ? 'proves' : 'checks';
  const notes = check.hasGrammar ? [] : [note('notes.noGrammar', {})];
  const read = readAnswer(reply, answerShape);
  if (read.value === undefined) {
    return { answer: undefined, problems: [read.problem], strength, notes };
  }
  const { placed, problems } = await matchComments(check, read.value.comments);
  if (placed.length === 0) return { answer: undefined, problems, strength, notes };
  const { input, style, facts, width } = check;
  await nextTurn();
  const { language, source } = input;
  const text = placeComments({ language, source, style, facts, width }, placed);
  const all = [...problems, ...(await codeProblems(check, text, signal))];
  return {
    answer: { kind: 'edits', text, summary: '' },
    problems: all,
    strength,
    notes,
  };
}

/** Pairs comments with declarations and looks at each text. */
async function matchComments(
  check: DocsCheck,
  comments: readonly string[],
): Promise<{
  readonly placed: readonly PlacedComment[];
  readonly problems: readonly Problem[];
}> {
  const problems: Problem[] = [];
  const seen = new Set<Declaration>();
  const placed: PlacedComment[] = [];
  for (const [index, answered] of comments.entries()) {
    if (index % AT_ONCE === 0) await nextTurn();
    const { number, comment } = numbered(answered);
    const declaration = check.asked[number - 1];
    if (declaration === undefined) {
      problems.push(problem('docs.unknownDeclaration', {}, { text: answered }));
    } else if (seen.has(declaration)) {
      const { path: name, firstLine: line } = declaration;
      problems.push(problem('docs.duplicateDeclaration', { line }, { name }));
    } else {
      const text = withoutTests(check.input.language, withoutMarkers(check.style, comment));
      const found = textProblems(check, declaration, text);
      problems.push(...found);
      seen.add(declaration);
      if (found.every(({ code }) => code === 'docs.unknownParameter')) {
        placed.push({ declaration, text });
      }
    }
  }
  for (const declaration of check.asked) {
    if (seen.has(declaration)) continue;
    const { path: name, firstLine: line } = declaration;
    problems.push(problem('docs.missingDeclaration', { line }, { name }));
  }
  return { placed, problems };
}

/** The number that an answer begins with, and the comment after it. */
function numbered(answered: string): { readonly number: number; readonly comment: string } {
  const [, number = '0', comment = ''] = /^\s*(\d{1,4})\s*\|([^]*)$/.exec(answered) ?? [];
  return { number: Number(number), comment };
}

/** What stands before the words of a written line. */
const MARKER = /^(?:\/\*\*|\/{2,3}|\*(?!\/)|#'?|-{3})/;

/** The lines of a comment as they were given, and as they will be broken: a tool may read a start alone. */
function commentLines(
  { input: { language, source }, style, width }: DocsCheck,
  { start }: Declaration,
  text: string,
): readonly string[] {
  const line = source.slice(source.lastIndexOf('\n', start - 1) + 1, start);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const written = renderComment({ language, style, indent, width }, text);
  return [
    ...text.split('\n').map((one) => one.trim()),
    ...written.map((one) => one.trim().replace(MARKER, '').replace('*/', '').trim()),
  ];
}

function textProblems(
  check: DocsCheck,
  declaration: Declaration,
  text: string,
): readonly Problem[] {
  const { input, style, facts } = check;
  const { path: name, firstLine: line } = declaration;
  if (text === '') return [problem('docs.emptyComment', { line }, { name })];
  const hidden = unseenInProse(text, `the comment for ${name}`, input.source);
  if (hidden !== undefined) return [hidden];
  const found = style.forbidden?.exec(text)?.[0];
  if (found !== undefined) return [problem('docs.terminator', { line }, { name, found })];
  const isObeyed = (one: string) =>
    hasToolWord(input.language, one) ||
    (style.form === 'docstring' ? isObeyedInString(one) : isDirectiveLine(input.language, one));
  const lines = commentLines(check, declaration, text);
  const directive = lines.find(isObeyed) ?? exampleThatRuns(input.language, text);
  if (directive !== undefined) {
    return [problem('docs.directive', { line }, { name, found: directive })];
  }
  const unknown = unknownParameter(style, facts, declaration, text);
  return unknown === undefined
    ? []
    : [problem('docs.unknownParameter', { line }, { name, found: unknown })];
}

const CALLABLE = new Set(['function', 'method', 'constructor']);

/** A parameter that the comment describes and the declaration lacks. */
function unknownParameter(
  style: CommentStyle,
  facts: SyntaxFacts,
  { kind, path }: Declaration,
  text: string,
): string | undefined {
  if (style.namedParameters === undefined || !CALLABLE.has(kind)) return undefined;
  const names = [...text.matchAll(style.namedParameters)].flatMap(([, name]) => name ?? []);
  if (names.length === 0) return undefined;
  // One comment may speak for all overloads.
  const basePath = path.replace(/#\d+$/, '');
  const overloads = facts.declarations.filter(
    (one) => one.path === basePath || one.path.startsWith(`${basePath}#`),
  );
  const parameters = new Set(overloads.flatMap((one) => one.parameters));
  const unknown = [...new Set(names)].filter((name) => !parameters.has(name));
  // A destructured parameter has no name of its own, so its comment may choose one.
  const unnamed = [...parameters].filter(
    (parameter) => !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(parameter),
  );
  return unknown[unnamed.length];
}

/** The same code parses as well as before, so that comparing says all. */
async function codeProblems(
  { input, tools, hasGrammar }: DocsCheck,
  text: string,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  if (!hasGrammar) return [];
  const { language, source } = input;
  const { value: compared, problem: failed } = await ofProposal(signal, () =>
    tools.syntax.compareCode(language, source, text, signal),
  );
  if (failed !== undefined) return [failed];
  return compared === undefined || compared.same
    ? []
    : [problem('docs.codeChanged', { line: compared.line })];
}

function startingIn(
  declarations: readonly Declaration[],
  target: { readonly firstLine: number; readonly lastLine: number },
): readonly Declaration[] {
  return declarations.filter(
    // Annotations above the chosen lines belong to what is in them.
    ({ firstLine, lastLine }) => lastLine >= target.firstLine && firstLine <= target.lastLine,
  );
}

/** About two lines of prose a declaration, one more a parameter, and the JSON around them. */
function expectedTokens(asked: readonly Declaration[]): number {
  return asked.reduce((sum, { parameters }) => sum + 45 + 16 * parameters.length, 15);
}
